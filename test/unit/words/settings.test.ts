/** What the settings are called in each language, and that a German form takes and shows German numbers. Not here: whether the tables are alike (languages.test.ts). */
import { signal } from '@preact/signals';
import { afterEach, expect, test } from 'vitest';
import { runName } from '../../../src/app/runs/state.ts';
import { createForm } from '../../../src/app/ui/form.ts';
import { defaultConfig, ExperimentConfig } from '../../../src/experiment/config.ts';
import { aboutTime } from '../../../src/experiment/device.ts';
import { readLink } from '../../../src/experiment/link.ts';
import { optionOf, options } from '../../../src/experiment/option.ts';
import { usage } from '../../../src/headless/experiment-options.ts';
import { english } from '../../../src/words/english.ts';
import { type Language, languages, speak } from '../../../src/words/words.ts';

afterEach(() => speak('en'));

test.each(Object.keys(languages) as Language[])('settings and their choices have words: %s', async (name) => {
  await speak(name);
  expect(options.map(({ key }) => key).sort()).toEqual(Object.keys(english.setup.settings).sort());
  for (const { key, label, choices, choiceNames } of options) {
    expect(label, key).toMatch(/\S/);
    // Names of modules and of scalings are those of the field, in every language.
    if (key !== 'targetModules' && key !== 'scaling')
      expect(Object.keys(choiceNames), key).toEqual([...choices]);
  }
});

test('the words are those of the language that is spoken; the command speaks English', async () => {
  const config = ExperimentConfig.parse({
    trainOn: ['direction'],
    training: { steps: 50, learningRate: 0.01, schedule: 'constant' },
  });
  expect(runName(config)).toBe('direction · steps 50 · learning rate 0.01 · schedule constant');
  await speak('de');
  expect(runName(config)).toMatch(/ · Schritte 50 · Lernrate 0,01 · Verlauf unverändert$/);
  expect(optionOf('learningRate').help).toMatch(/^Höchster Wert des Verlaufs\. Anfangs 0,\d+ für/);
  expect(aboutTime(8640)).toBe('etwa 2,4 Stunden');
  expect(readLink('v=2&place=7').problems).toEqual([
    'Im Link: Stärke des Ortssinns: Erwartet wird eine Zahl von 0 bis 1; eingegeben ist „7“. Es gilt der Vorgabewert 0,2.',
  ]);
  expect(usage).toContain('Optimizer steps. 0 trains nothing.');
});

test('a German form takes 0,35 and 0.35, and shows 0,35', async () => {
  await speak('de');
  const value = signal(defaultConfig);
  const form = createForm(value);
  const place = optionOf('place');
  for (const text of ['0,35', '0.35']) {
    form.type(place, text);
    expect(form.problems.value.size).toBe(0);
    expect(value.value.place).toBe(0.35);
    form.leave(place);
    expect(form.fieldText(place)).toBe('0,35');
  }
  form.type(place, '1,5');
  expect(form.problems.value.get('place')).toMatch(
    /^Stärke des Ortssinns: Erwartet wird eine Zahl von 0 bis 1/,
  );
  await speak('en');
  expect(form.problems.value.get('place')).toBe(
    'Strength of place: expected a number from 0 to 1, got "1,5".',
  );
});
