/** The languages have the same words, and a message of the engine is found again. Not here: what stands in the views. */
import { afterEach, expect, test } from 'vitest';
import { differingWords } from '../../../src/serve/complete-words.ts';
import { english } from '../../../src/words/english.ts';
import { german } from '../../../src/words/german.ts';
import { language, speak, words } from '../../../src/words/words.ts';

afterEach(() => speak('en'));

test('German has every word of English, and no other', () => {
  expect(differingWords(english, german, 'german')).toEqual([]);
});

test('what fails a build: a word that is missing, one too many, one that became a function, an empty one', () => {
  const table = { run: { title: 'Run', steps: (count: number) => `${count} steps` } };
  expect(differingWords(table, { run: { title: 'Lauf' } }, 'german')).toEqual([
    'german.run.steps: nothing for a function',
  ]);
  expect(differingWords(table, { run: { ...table.run, more: 'mehr', title: '' } }, 'german')).toEqual([
    'german.run.title: empty',
    'german.run.more: a string for nothing',
  ]);
  expect(differingWords(table, { run: { ...table.run, steps: 'Schritte' } }, 'german')).toEqual([
    'german.run.steps: a string for a function',
  ]);
});

test('the page speaks the language that is chosen', async () => {
  expect(words.value.format.number('0.5')).toBe('0.5');
  await speak('de');
  expect(words.value.format.number('0.5')).toBe('0,5');
});

test('of two languages that are chosen one after the other, the last is spoken', async () => {
  const first = speak('de');
  await speak('en');
  await first;
  expect([language.value, words.value.format.number('0.5')]).toEqual(['en', '0.5']);
});
