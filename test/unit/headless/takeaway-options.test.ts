/** What `npm run takeaway` and `npm run score` take, and what they refuse. Not here: the settings (experiment-options.test.ts). */
import { describe, expect, test } from 'vitest';
import { readOptions as readScore } from '../../../src/headless/score.ts';
import { readOptions as readTakeaway } from '../../../src/headless/takeaway.ts';

describe('npm run takeaway', () => {
  test('takes the settings of an experiment, and a folder', () => {
    const options = readTakeaway(['--train', 'direction', '--batch-size', '32', '--out', 'folder'])!;
    expect(options.out).toBe('folder');
    expect(options.config.trainOn).toEqual(['direction']);
    expect(options.config.training.batchSize).toBe(32);
    expect(readTakeaway(['--help'])).toBeNull();
  });

  test.each([
    [[], '--out takes the name of a folder to write, but got none.'],
    [['--out', 'a', '--run-out', 'b.zip'], '--run-out is about a run, and none is made here. Leave it out.'],
    [['--out', 'a', '--run', 'b.zip'], '--run is about a run, and none is made here. Leave it out.'],
    [['--out', 'a', '--steps', '0'], 'trains no steps: there is nothing to take to a cluster'],
    [['--out', 'a', '--adapter', 'b.zip'], 'measures the adapter b.zip'],
    [['--out', 'a', '--rank', '0'], '--rank: expected a whole number from 1 to 64, got "0".'],
  ])('refuses %j', (args, message) => {
    expect(() => readTakeaway(args)).toThrow(message);
  });
});

describe('npm run score', () => {
  test('takes one path, and where the run goes', () => {
    expect(readScore(['a/results.zip', '--before', 'b.jsonl', '--run-out', 'run.zip'])).toEqual({
      path: 'a/results.zip',
      before: 'b.jsonl',
      adapter: null,
      testData: null,
      outs: { run: 'run.zip' },
    });
    expect(readScore(['--help'])).toBeNull();
  });

  test.each([
    [[], 'The command takes one path, of results.zip or answers.jsonl, but got none.'],
    [['a', 'b'], 'but got a and b.'],
    [['a', '--steps', '3'], "Unknown option '--steps'"],
  ])('refuses %j', (args, message) => {
    expect(() => readScore(args)).toThrow(message);
  });
});
