/** The budget of answer tokens, with the embedded model's own tokenizer. */
import type { Remote } from 'comlink';
import { beforeAll, expect, test } from 'vitest';
import { type ChatTokenizer, ignoredLabel, tokenizeConversation } from '../../../models/prompt.ts';
import { type Arm, armRow } from '../../../src/experiment/arms.ts';
import { ExperimentConfig } from '../../../src/experiment/config.ts';
import { withinBudget } from '../../../src/experiment/stage/budget.ts';
import { capabilities } from '../../../src/sparkle/task/task-name.ts';
import { trainingConversation } from '../../../src/sparkle/task/training.ts';
import type { Data } from '../../../workers/data.ts';
import type { Inference } from '../../../workers/inference.ts';
import { embeddedProcessor } from '../../fixtures/embedded-model.ts';
import {
  observedRun,
  servicesOf,
  shortConfig,
  skipPauses,
  standIns,
} from '../../fixtures/stand-in-workers.ts';

skipPauses();

let tokenizer: ChatTokenizer;
beforeAll(async () => {
  ({ tokenizer } = await embeddedProcessor());
});

/** The workers' own functions, without the workers. */
const trainingConversations = async (
  { seed, trainOn, questionsPerImage }: ExperimentConfig,
  start: number,
  count: number,
) =>
  Array.from(
    { length: count },
    (_, i) => trainingConversation(seed, armRow(trainOn).trainsOn, questionsPerImage, start + i)!,
  );
const tokenize: Inference['tokenize'] = (conversations) =>
  conversations.map(({ id, imageId, turns }) => ({
    id,
    imageId,
    ...tokenizeConversation(tokenizer, turns, 36, 512),
  }));

const configOf = (trainOn: Arm, change: object = {}) =>
  ExperimentConfig.parse({
    trainOn,
    budget: 'tokens',
    questionsPerImage: 6,
    training: { steps: 8, batchSize: 4, accumulate: 2 },
    ...change,
  });

const stepsFor = async (config: ExperimentConfig, signal?: AbortSignal) => {
  const training = await withinBudget(
    config,
    (start, count) => trainingConversations(config, start, count),
    { trainingConversations } as unknown as Remote<Data>,
    { tokenize } as unknown as Remote<Inference>,
    servicesOf(standIns().workers, signal ? { signal } : {}),
  );
  expect(training).toEqual({ ...config.training, steps: training.steps });
  return training.steps;
};

/** The answer tokens of each step of a training, counted here. */
async function tokensOfSteps(config: ExperimentConfig, steps: number): Promise<number[]> {
  const perStep = config.training.batchSize * config.training.accumulate;
  const all = tokenize(
    (await trainingConversations(config, 0, steps * perStep)).map((each) => ({ ...each, imageId: '' })),
  );
  const counts = all.map(({ labels }) => labels.filter((label) => label !== ignoredLabel).length);
  return Array.from({ length: steps }, (_, step) =>
    counts.slice(step * perStep, (step + 1) * perStep).reduce((sum, each) => sum + each, 0),
  );
}
const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);

test.each<[Arm]>([
  [['direction']],
  [['distance']],
  [['localization']],
  [['direction', 'distance']],
  ['composite'],
])(
  'trained on %s, the answers have as many tokens as those of all skills, within a step',
  async (trainOn) => {
    const wanted = sum(await tokensOfSteps(configOf([...capabilities]), 8));
    const config = configOf(trainOn);
    const steps = await stepsFor(config);
    const made = await tokensOfSteps(config, steps);
    const [before, next] = [sum(made), (await tokensOfSteps(config, steps + 1)).at(-1)!];
    expect(Math.abs(before - wanted)).toBeLessThanOrEqual(Math.max(made.at(-1)!, next) / 2);
    // Composite questions are one a picture: many more steps.
    if (trainOn === 'composite') expect(steps).toBeGreaterThan(8);
  },
);

test('all skills, and their answers shuffled, have the steps that are set', async () => {
  expect(await stepsFor(configOf([...capabilities]))).toBe(8);
  expect(await stepsFor(configOf('shuffled'))).toBe(8);
});

test('a budget of steps is the steps that are set', async () => {
  expect(await stepsFor(configOf(['direction'], { budget: 'steps' }))).toBe(8);
});

test('a stop ends the counting', async () => {
  await expect(stepsFor(configOf(['direction']), AbortSignal.abort(new Error('stopped')))).rejects.toThrow(
    'stopped',
  );
});

test('a run trains the steps that its budget gives, its schedule too, and keeps the config as it was asked', async () => {
  // The stand-in's tokens are the letters of answers, two a conversation.
  const lettersOf = (trainOn: Arm, count: number) =>
    Array.from({ length: count }, (_, i) =>
      trainingConversation(1, armRow(trainOn).trainsOn, 2, i)!
        .turns.map(({ answer }) => answer)
        .join(''),
    ).join('').length;
  const wanted = lettersOf([...capabilities], 8);
  let steps = 1;
  while (
    Math.abs(lettersOf(['localization'], 2 * steps) - wanted) >
    Math.abs(lettersOf(['localization'], 2 * steps + 2) - wanted)
  )
    steps++;
  const config: ExperimentConfig = { ...shortConfig, trainOn: ['localization'], budget: 'tokens' };
  const { record, events } = await observedRun(standIns().workers, config);
  expect(record.ending).toBe('finished');
  expect(record.steps.length).toBe(steps);
  expect(steps).not.toBe(shortConfig.training.steps);
  expect(record.config).toEqual(config);
  expect(record.report?.training.steps).toBe(steps);
  expect(events).toContainEqual({
    kind: 'progress',
    phase: 'train',
    doing: 'training',
    done: steps,
    total: steps,
  });
});
