/** The share link: every experiment comes back as it was, and a bad link says what is wrong and keeps the rest. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultConfig, defaultsOf, ExperimentConfig, presets } from '../../../src/experiment/config.ts';
import { readLink, writeLink } from '../../../src/experiment/link.ts';
import { options } from '../../../src/experiment/option.ts';
import { capabilities } from '../../../src/sparkle/task/task-name.ts';

/** Of the page's own, or the name of a file. */
const datasetId = fc.oneof(
  fc.string({ minLength: 16, maxLength: 16, unit: fc.constantFrom(...'0123456789abcdef') }),
  fc.constantFrom('my photos & more.zip', 'ünïcode=1.zip'),
);

const anyConfig = fc
  .record({
    place: fc.double({ min: 0, max: 1, noNaN: true }),
    seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    trainOn: fc.oneof(fc.constant('composite' as const), fc.subarray([...capabilities])),
    questionsPerImage: fc.integer({ min: 1, max: 24 }),
    style: fc.record({
      training: fc.constantFrom('embedded', 'words', 'choice'),
      test: fc.constantFrom('embedded', 'words', 'choice'),
    }),
    data: fc.record({
      training: fc.option(datasetId),
      test: fc.option(datasetId),
    }),
    lora: fc.record({
      rank: fc.integer({ min: 1, max: 64 }),
      alpha: fc.double({ min: 0.001, max: 256, noNaN: true }),
      scaling: fc.constantFrom('lora', 'rslora'),
      dropout: fc.double({ min: 0, max: 0.5, noNaN: true }),
      targetModules: fc.subarray(['q_proj', 'v_proj', 'down_proj'], { minLength: 1 }),
    }),
    training: fc.record({
      steps: fc.integer({ min: 0, max: 5000 }),
      learningRate: fc.double({ min: 1e-9, max: 0.1, noNaN: true }),
      weightDecay: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    evaluation: fc.record({
      tasks: fc.uniqueArray(
        fc.constantFrom('direction', 'distance', 'localization', 'spp3', 'spp8', 'tsp3', 'tsp7'),
        { minLength: 1 },
      ),
      items: fc.integer({ min: 1, max: 1000 }),
      probeEvery: fc.integer({ min: 0, max: 5000 }),
      probeItems: fc.integer({ min: 1, max: 1000 }),
    }),
    device: fc.constantFrom('auto', 'webgpu', 'wasm'),
    trainingDevice: fc.constantFrom('auto', 'gpu', 'processor'),
  })
  .map((value) => ExperimentConfig.parse(value));

test('any experiment comes back from its link', () => {
  fc.assert(
    fc.property(anyConfig, (config) => {
      expect(readLink(`#${writeLink(config)}`)).toEqual({ config, problems: [] });
    }),
  );
});

test('the defaults need no link, and an empty link is the defaults', () => {
  expect(writeLink(defaultConfig)).toBe('');
  expect(readLink('')).toEqual({ config: defaultConfig, problems: [] });
});

test('a link holds only what differs, readably', () => {
  const config = { ...presets.quick.config, trainOn: ['direction' as const, 'distance' as const], seed: 7 };
  expect(writeLink(config)).toBe('v=2&seed=7&trainOn=direction,distance&steps=50&warmupSteps=5&items=24');
});

describe('versions', () => {
  const rateOf = (link: string) => readLink(link).config.training.learningRate;

  test('a link without one is of the first, when all models had one learning rate', () => {
    expect(readLink('#seed=7&steps=50&items=24')).toEqual({
      config: {
        ...presets.quick.config,
        seed: 7,
        training: { ...presets.quick.config.training, learningRate: 4e-3, warmupSteps: 20 },
      },
      problems: [],
    });
    expect(rateOf('#seed=7&learningRate=0.001')).toBe(1e-3);
    expect(rateOf('#v=1&seed=7')).toBe(4e-3);
    expect(rateOf('#model=folder:mine')).toBe(4e-3);
  });

  test('since the second each model has its own', () => {
    expect(rateOf('')).toBe(6e-3);
    expect(rateOf('#v=2&seed=7')).toBe(6e-3);
    expect(rateOf('#v=2&seed=7&model=folder:mine')).toBe(4e-3);
    expect(rateOf('#v=2&learningRate=0.004')).toBe(4e-3);
  });

  test('what an old link means is written as a new one that means the same', () => {
    const { config } = readLink('#steps=40');
    expect(writeLink(config)).toBe('v=2&steps=40&learningRate=0.004');
    expect(readLink(writeLink(config)).config).toEqual(config);
  });

  test.each(['3', '', 'two'])('%j is told, and read as the latest', (version) => {
    expect(readLink(`#v=${version}&steps=40`)).toEqual({
      config: { ...defaultConfig, training: { ...defaultConfig.training, steps: 40 } },
      problems: [
        `The link is of version "${version}"; this lab reads versions 1 and 2. What it leaves out is read as in version 2: check the settings, or open the link in the lab that made it.`,
      ],
    });
  });
});

test('a link that says no strength of place means the usual one, and that one is not written', () => {
  expect(readLink('seed=7').config.place).toBe(0.2);
  expect(writeLink({ ...defaultConfig, place: 0.2, seed: 7 })).toBe('v=2&seed=7');
  expect(writeLink({ ...defaultConfig, place: 0.5 })).toBe('v=2&place=0.5');
  expect(readLink('place=0').config.place).toBe(0);
});

test('every setting of the schema but the fixed ones is an option', () => {
  expect(options.map(({ key }) => key)).toEqual([
    'model',
    'place',
    'seed',
    'trainOn',
    'budget',
    'questionsPerImage',
    'trainStyle',
    'testStyle',
    'trainData',
    'testData',
    'rank',
    'alpha',
    'scaling',
    'dropout',
    'targetModules',
    'steps',
    'batchSize',
    'accumulate',
    'learningRate',
    'schedule',
    'warmupSteps',
    'weightDecay',
    'maxGradNorm',
    'validationItems',
    'validateEvery',
    'patience',
    'checkpointEvery',
    'tasks',
    'items',
    'probeEvery',
    'probeItems',
    'device',
    'trainingDevice',
  ]);
});

test.each([
  [
    '#v=2&steps=many',
    'In the link, Steps: expected a whole number from 0 to 5000, got "many". The default, 120, is used.',
  ],
  [
    '#v=2&steps=12.5',
    'In the link, Steps: expected a whole number from 0 to 5000, got "12.5". The default, 120, is used.',
  ],
  [
    '#v=2&steps=',
    'In the link, Steps: expected a whole number from 0 to 5000, got nothing. The default, 120, is used.',
  ],
  [
    '#v=2&learningRate=0',
    'In the link, Learning rate: expected a number above 0 to 0.1, got "0". The default, 0.006, is used.',
  ],
  [
    '#v=2&place=1.5',
    'In the link, Strength of place: expected a number from 0 to 1, got "1.5". The default, 0.2, is used.',
  ],
  [
    '#v=2&place=-0.1',
    'In the link, Strength of place: expected a number from 0 to 1, got "-0.1". The default, 0.2, is used.',
  ],
  [
    '#v=2&device=tpu',
    'In the link, Inference on: expected one of auto, webgpu, wasm, got "tpu". The default, auto, is used.',
  ],
  [
    '#v=2&colour=red',
    'The link has a setting "colour" that this lab does not know; it was left out. Settings are model, place, seed, trainOn, budget, questionsPerImage, trainStyle, testStyle, trainData, testData, rank, alpha, scaling, dropout, targetModules, steps, batchSize, accumulate, learningRate, schedule, warmupSteps, weightDecay, maxGradNorm, validationItems, validateEvery, patience, checkpointEvery, tasks, items, probeEvery, probeItems, device, trainingDevice: correct the link, or choose in the form.',
  ],
])('%s says what was expected, what came and what is done', (link, message) => {
  expect(readLink(link)).toEqual({ config: defaultConfig, problems: [message] });
});

test('a base model of the hub or a folder stands in the link as it is called; one that nobody knows does not', () => {
  for (const model of ['HuggingFaceTB/SmolVLM-256M-Instruct', 'folder:my model, 2nd']) {
    for (const config of [defaultsOf(model), { ...defaultConfig, model }])
      expect(readLink(`#${writeLink(config)}`)).toEqual({ config, problems: [] });
  }
  expect(writeLink(defaultsOf('HuggingFaceTB/SmolVLM-256M-Instruct'))).toBe(
    'v=2&model=HuggingFaceTB/SmolVLM-256M-Instruct',
  );
  const { config, problems } = readLink('#v=2&model=llava');
  expect(config).toEqual(defaultConfig);
  expect(problems[0]).toMatch(
    /^In the link, Base model: expected sparkle-tiny, .*, or folder: and the name of a folder, got "llava"/,
  );
});

test('one bad setting does not cost the good ones', () => {
  const { config, problems } = readLink('#v=2&seed=5&trainOn=direction,smell&items=30');
  expect(config).toEqual({
    ...defaultConfig,
    seed: 5,
    evaluation: { ...defaultConfig.evaluation, items: 30 },
  });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain('direction,smell');
});

test('no fragment throws', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('', '#', '#steps=', '#tasks='), (text, start) => {
      const { config } = readLink(start + text);
      expect(ExperimentConfig.safeParse(config).success).toBe(true);
    }),
  );
});
