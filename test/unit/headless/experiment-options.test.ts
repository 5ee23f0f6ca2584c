/** The command line of `npm run experiment`: what it accepts, and what it says to what it does not. */
import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../../src/experiment/config.ts';
import { readLink, writeLink } from '../../../src/experiment/link.ts';
import type { Report } from '../../../src/experiment/report.ts';
import { readOptions as read, usage } from '../../../src/headless/experiment-options.ts';
import { reportTable } from '../../../src/headless/report-text.ts';

const readOptions = (args: readonly string[]) => read(args)!;

describe('options', () => {
  test('none give the default experiment', () => {
    expect(readOptions([]).config).toEqual(defaultConfig);
  });

  test('each reaches its place in the config', () => {
    const { config, out } = readOptions(
      '--train direction,distance --steps 7 --items 11 --seed 5 --place 0.5 --rank 4 --device wasm --tasks spp3,tsp6 --train-style words --test-style choice --train-data a/photos.zip --test-data b.zip --out r.json'.split(
        ' ',
      ),
    );
    expect(config).toEqual({
      ...defaultConfig,
      place: 0.5,
      seed: 5,
      trainOn: ['direction', 'distance'],
      style: { training: 'words', test: 'choice' },
      data: { training: 'a/photos.zip', test: 'b.zip' },
      lora: { ...defaultConfig.lora, rank: 4 },
      training: { ...defaultConfig.training, steps: 7 },
      evaluation: { tasks: ['spp3', 'tsp6'], items: 11 },
      device: 'wasm',
    });
    expect(out).toBe('r.json');
  });

  test('a base model is one of the registry, or a folder', () => {
    expect(readOptions([]).model).toBeNull();
    const id = 'HuggingFaceTB/SmolVLM-256M-Instruct';
    const known = readOptions(['--model', id, '--model-folder', 'some/where']);
    expect(known.config.model).toBe(id);
    expect(known.model).toEqual({ id, folder: 'some/where' });
    const own = readOptions(['--model-folder', 'some/where/my model/']);
    expect(own.config.model).toBe('folder:my model');
    // Each with its own learning rate, unless another is given.
    expect(own.config.training.learningRate).toBe(4e-3);
    expect(known.config.training.learningRate).toBe(4e-3);
    expect(readOptions(['--model', 'sparkle-tiny']).config).toEqual(defaultConfig);
    expect(readOptions([]).config.training.learningRate).toBe(6e-3);
    expect(readOptions(['--learning-rate', '2e-3', '--model', id]).config.training.learningRate).toBe(2e-3);
    expect(() => readOptions(['--model', 'llava'])).toThrow(/--model: Expected sparkle-tiny, .*got "llava"/);
  });

  test('the adapter and its training have a flag for every setting', () => {
    const flags =
      '--alpha 32 --scaling rslora --dropout 0.1 --target-modules v_proj,q_proj --batch-size 2 --accumulate 4 --learning-rate 1e-3 --schedule constant --warmup-steps 0 --weight-decay 0.01 --max-grad-norm 2 --validation-items 16 --validate-every 5 --patience 3 --checkpoint-every 10';
    const { config } = readOptions(flags.split(' '));
    expect(config.lora).toEqual({
      rank: 8,
      alpha: 32,
      scaling: 'rslora',
      dropout: 0.1,
      targetModules: ['q_proj', 'v_proj'],
    });
    expect(config.training).toEqual({
      steps: 120,
      batchSize: 2,
      accumulate: 4,
      learningRate: 0.001,
      schedule: 'constant',
      warmupSteps: 0,
      weightDecay: 0.01,
      maxGradNorm: 2,
      validationItems: 16,
      validateEvery: 5,
      patience: 3,
      checkpointEvery: 10,
    });
    // The link says the same.
    expect(readLink(writeLink(config))).toEqual({ config, problems: [] });
  });

  test('the usage text says from which learning rate each model starts', () => {
    expect(usage).toMatch(
      /--learning-rate +Peak of the schedule\. It starts at 0\.006 for sparkle-tiny and at 0\.004 for any other model\. \(a number above 0 to 0\.1; default: 0\.006\)/,
    );
  });

  test('none and composite are arms of their own', () => {
    expect(readOptions(['--train', 'none']).config.trainOn).toEqual([]);
    expect(readOptions(['--train', 'composite']).config.trainOn).toBe('composite');
  });

  test.each([
    [['--stepz', '3'], /stepz/],
    [['--steps', 'many'], /^--steps: expected a whole number from 0 to 5000, got "many"/],
    [['--dropout', '0.6'], /^--dropout: expected a number from 0 to 0.5, got "0.6"/],
    [['--target-modules', 'q_proj,r_proj'], /^--target-modules: expected q_proj, .* got "q_proj,r_proj"/],
    [['--place', 'much'], /^--place takes a number from 0 to 1, but got "much"/],
    [['--place', '1.5'], /^--place takes a number from 0 to 1, but got "1.5"/],
    [['--place', ''], /^--place takes a number from 0 to 1, but got ""/],
    [['--items', 'some'], /--items takes a whole number, but got "some"/],
    [['--items', '0'], /^--items: /],
    [['--train', ''], /none, composite or shuffled, but got nothing/],
    [['--tasks', 'spp99'], /"spp99" is not a task/],
    [['--train', 'sight'], /^--train: Expected composite, shuffled, or a list of direction.*got \["sight"\]/],
    [['--train', 'distance,distance'], /each at most once/],
    [['--tasks', 'spp4,spp4'], /more than once/],
    [['--device', 'cuda'], /device/],
    [['--test-style', 'rhyme'], /^--test-style: .*"embedded"\|"words"\|"choice"/],
    [['--train-style', ''], /^--train-style: /],
    [['--test-data', ''], /^--test-data: /],
  ])('%j is refused by name', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});

const noVerdicts = {
  right: 0,
  wrongReasons: 0,
  way: 0,
  thinking: 0,
  seeingAndThinking: 0,
  seeing: 0,
  form: 0,
} as const;

test('the table has a row a task, with counts, interval, p and adjusted p; verdicts and lengths of routes stand below', () => {
  const report: Report = {
    config: defaultConfig,
    tasks: [
      {
        task: 'direction',
        kind: 'basic',
        items: 100,
        before: { correct: 6, parsed: 40 },
        after: { correct: 50, parsed: 100 },
        p: 1e-9,
        pHolm: 3e-9,
        lengthRatio: null,
        reasons: null,
        blindBaseline: 0.125,
      },
      {
        task: 'spp4',
        kind: 'composite',
        items: 100,
        before: { correct: 10, parsed: 90 },
        after: { correct: 17, parsed: 95 },
        p: 0.19,
        pHolm: 0.19,
        lengthRatio: null,
        reasons: {
          before: {
            verdicts: { ...noVerdicts, right: 8, wrongReasons: 2, seeing: 80, form: 10 },
            positions: { exact: 40, near: 50, wrong: 90, missing: 0, extra: 0 },
          },
          after: {
            verdicts: { ...noVerdicts, right: 17, seeing: 70, thinking: 8, seeingAndThinking: 5 },
            positions: { exact: 90, near: 60, wrong: 50, missing: 0, extra: 0 },
          },
        },
        blindBaseline: 0.05,
      },
      {
        task: 'tsp4',
        kind: 'composite',
        items: 100,
        before: { correct: 10, parsed: 90 },
        after: { correct: 24, parsed: 95 },
        p: 0.011,
        pHolm: 0.022,
        lengthRatio: {
          legalBefore: 30,
          legalAfter: 62,
          pairs: 21,
          change: {
            meanBefore: 1.214,
            meanAfter: 1.086,
            meanDifference: -0.128,
            meanInterval: { low: -0.21, high: -0.051 },
            medianDifference: -0.09,
            medianInterval: { low: -0.17, high: 0 },
          },
        },
        reasons: null,
        blindBaseline: 0.05,
      },
    ],
    training: { steps: 120, lossFirst: 2, lossLast: 0.5, secondsPerStep: 1, validation: null },
    secondsTotal: 100,
    isResumed: false,
    weights: '0123abcd',
    environment: {
      userAgent: 'test',
      gpu: null,
      isSoftwareGpu: null,
      trainingDevice: null,
      inferenceDevice: 'wasm',
    },
  };
  const lines = reportTable(report).split('\n');
  expect(lines).toHaveLength(9);
  // Wilson interval of 6 in 100: 2.8 to 12.5 % (Newcombe 1998, method 3, computed by hand).
  expect(lines[2]).toMatch(
    /direction +\| basic +\| 6\/100 \(3-12 %\) +\| 50\/100 \(40-60 %\) +\| < 0.001 +\| < 0.001 +\| 13 % +\| 40 % +\| 100 %/,
  );
  expect(lines[3]).toMatch(/spp4 .* 0\.190 +\| 0\.190/);
  expect(lines[4]).toMatch(/tsp4 .* 0\.011 +\| 0\.022/);
  expect(lines[5]).toBe('');
  expect(lines[6]).toBe(
    'spp4 answers: right 8, right for wrong reasons 2, saw wrong 80, not readable 10 -> right 17, thought wrong 8, saw and thought wrong 5, saw wrong 70',
  );
  expect(lines[7]).toBe('');
  expect(lines[8]).toBe(
    'tsp4 lengths over the shortest: 1.21 -> 1.09, mean difference -0.13 (95 % bootstrap -0.21 to -0.05), median -0.09 (-0.17 to 0.00), 21 items legal both times (legal 30 -> 62 of 100)',
  );
});
