/** What `npm run dataset` makes of its command line. */
import { expect, test } from 'vitest';
import { readOptions } from '../../../src/headless/dataset.ts';
import { datasetPresets } from '../../../src/sparkle/dataset/dataset.ts';

const needed = ['--preset', 'paper-train', '--out', 'a.zip'];

test('a preset and a file are enough: the rest are the preset’s own', () => {
  expect(readOptions(needed)).toEqual({
    out: 'a.zip',
    recipe: {
      config: datasetPresets['paper-train'].config,
      seed: 1,
      part: 'training',
      images: 2000,
      sizePx: 384,
    },
  });
});

test.each(['paper-test', 'spp', 'tsp'])('%s is made of evaluation scenes', (preset) => {
  expect(readOptions(['--preset', preset, '--out', 'a.zip'])?.recipe.part).toBe('evaluation');
});

test('every option is read', () => {
  const options = readOptions([...needed, '--images', '7', '--seed', '9', '--size', '192']);
  expect(options?.recipe).toMatchObject({ images: 7, seed: 9, sizePx: 192 });
  expect(readOptions(['--help'])).toBeNull();
});

test.each([
  [['--out', 'a.zip'], '--preset takes one of paper-train, paper-test, spp, tsp, but got none.'],
  [
    ['--preset', 'big', '--out', 'a.zip'],
    '--preset takes one of paper-train, paper-test, spp, tsp, but got "big".',
  ],
  [['--preset', 'spp'], '--out takes the name of a ZIP file to write, but got none.'],
  [[...needed, '--images', '0'], '--images takes a whole number from 1 to 65533, but got "0".'],
  [[...needed, '--images', '2e3'], '--images takes a whole number from 1 to 65533, but got "2e3".'],
  [[...needed, '--images', '65534'], '--images takes a whole number from 1 to 65533, but got "65534".'],
  [[...needed, '--seed', '1.5'], '--seed takes a whole number from 0 to 2147483647, but got "1.5".'],
  [[...needed, '--size', '9'], '--size takes a whole number from 64 to 1232, but got "9".'],
  [[...needed, '--colour', 'red'], /Unknown option '--colour'/],
  [[...needed, 'b.zip'], /Unexpected argument 'b\.zip'/],
])('%j is refused', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});
