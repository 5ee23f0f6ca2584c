/** Every parameter of data made to order has German words. Not here: the other words, which a build compares. */
import { expect, test } from 'vitest';
import { optionsOf } from '../../../src/experiment/option.ts';
import { DataConfig } from '../../../src/sparkle/dataset/data-config.ts';
import { choiceWords, parameterWords } from '../../../src/words/german/data-parameters.ts';

test('labels, helps and ranges of numbers are found by their English', () => {
  const texts = DataConfig.options.flatMap((schema) =>
    optionsOf(schema).flatMap(({ label, help, expected, kind }) =>
      kind === 'integer' || kind === 'number' ? [label, help, expected] : [label, help],
    ),
  );
  expect(texts.length).toBeGreaterThan(50);
  expect(texts.filter((text) => text !== '' && parameterWords(text) === text)).toEqual([]);
  expect(parameterWords('a number from 0.2 to 1')).toBe('eine Zahl von 0,2 bis 1');
});

test('every value that a parameter offers has a name', () => {
  const values = DataConfig.options.flatMap((schema) => [
    schema.shape.subject.value,
    ...optionsOf(schema).flatMap(({ choices }) => choices),
  ]);
  expect(values.length).toBeGreaterThan(50);
  expect(values.filter((value) => choiceWords(value) === value)).toEqual([]);
});
