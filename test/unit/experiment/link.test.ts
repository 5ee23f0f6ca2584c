/** The share link: every experiment comes back as it was, and a bad link says what is wrong and keeps the rest. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultConfig, ExperimentConfig, presets } from '../../../src/experiment/config.ts';
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
  expect(writeLink(config)).toBe('seed=7&trainOn=direction,distance&steps=40&items=24');
});

test('a link that says no strength of place means the usual one, and that one is not written', () => {
  expect(readLink('seed=7').config.place).toBe(0.2);
  expect(writeLink({ ...defaultConfig, place: 0.2, seed: 7 })).toBe('seed=7');
  expect(writeLink({ ...defaultConfig, place: 0.5 })).toBe('place=0.5');
  expect(readLink('place=0').config.place).toBe(0);
});

test('every setting of the schema but the fixed ones is an option', () => {
  expect(options.map(({ key }) => key)).toEqual([
    'model',
    'place',
    'seed',
    'trainOn',
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
    'device',
    'trainingDevice',
  ]);
});

test.each([
  [
    '#steps=many',
    'In the link, Steps: expected a whole number from 0 to 5000, got "many". The default, 120, is used.',
  ],
  [
    '#steps=12.5',
    'In the link, Steps: expected a whole number from 0 to 5000, got "12.5". The default, 120, is used.',
  ],
  [
    '#steps=',
    'In the link, Steps: expected a whole number from 0 to 5000, got nothing. The default, 120, is used.',
  ],
  [
    '#learningRate=0',
    'In the link, Learning rate: expected a number above 0 to 0.1, got "0". The default, 0.004, is used.',
  ],
  [
    '#place=1.5',
    'In the link, Strength of place: expected a number from 0 to 1, got "1.5". The default, 0.2, is used.',
  ],
  [
    '#place=-0.1',
    'In the link, Strength of place: expected a number from 0 to 1, got "-0.1". The default, 0.2, is used.',
  ],
  [
    '#device=tpu',
    'In the link, Inference on: expected one of auto, webgpu, wasm, got "tpu". The default, auto, is used.',
  ],
  [
    '#colour=red',
    'The link has a setting "colour" that this lab does not know; it was left out. Settings are model, place, seed, trainOn, questionsPerImage, trainStyle, testStyle, trainData, testData, rank, alpha, scaling, dropout, targetModules, steps, batchSize, accumulate, learningRate, schedule, warmupSteps, weightDecay, maxGradNorm, validationItems, validateEvery, patience, checkpointEvery, tasks, items, device, trainingDevice: correct the link, or choose in the form.',
  ],
])('%s says what was expected, what came and what is done', (link, message) => {
  expect(readLink(link)).toEqual({ config: defaultConfig, problems: [message] });
});

test('a base model of the hub or a folder stands in the link as it is called; one that nobody knows does not', () => {
  for (const model of ['HuggingFaceTB/SmolVLM-256M-Instruct', 'folder:my model, 2nd']) {
    const link = writeLink({ ...defaultConfig, model });
    expect(readLink(`#${link}`)).toEqual({ config: { ...defaultConfig, model }, problems: [] });
  }
  expect(writeLink({ ...defaultConfig, model: 'HuggingFaceTB/SmolVLM-256M-Instruct' })).toBe(
    'model=HuggingFaceTB/SmolVLM-256M-Instruct',
  );
  const { config, problems } = readLink('#model=llava');
  expect(config).toEqual(defaultConfig);
  expect(problems[0]).toMatch(
    /^In the link, Base model: expected sparkle-tiny, .*, or folder: and the name of a folder, got "llava"/,
  );
});

test('one bad setting does not cost the good ones', () => {
  const { config, problems } = readLink('#seed=5&trainOn=direction,smell&items=30');
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
