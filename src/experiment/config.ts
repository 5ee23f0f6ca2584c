/**
 * The experiment as one value, from which everything follows. The share link, the stored run and the headless command all
 * contain it. Not here: running it (run.ts), engine options (models/config.ts), what settings are called
 * (src/words/english/settings.ts).
 */
import '../../models/no-eval.ts';
import { z } from 'zod';
import { LoraConfig, TrainConfig } from '../../models/config.ts';
import { usualStrength } from '../../models/place-strength.ts';
import { hubModels, sparkleTiny, usualLearningRate } from '../../models/registry.ts';
import { type StyleName, styles } from '../sparkle/style/styles.ts';
import { capabilities, defaultTasks, isTask, taskNames } from '../sparkle/task/task-name.ts';
import type { Task } from '../sparkle/tasks.ts';
import { type Arm, armRow, namedArms } from './arms.ts';

const task = z.custom<Task>((name) => typeof name === 'string' && isTask(name), {
  error: (issue) => `"${String(issue.input)}" is not a task. Tasks are ${taskNames}.`,
});

const isWithoutRepeats = (names: readonly string[]) => new Set(names).size === names.length;

const armNames = namedArms().map(({ name }) => name);

const sayArms = ({ input }: { input?: unknown }) =>
  `Expected ${armNames.join(', ')}, or a list of ${capabilities.join(', ')} with each at most once, or an empty list; got ${JSON.stringify(input)}.`;

/** What the adapter is trained on: any of the basic skills, none of them, or another arm by its name. */
const arm = z.union(
  [z.enum(armNames), z.array(z.enum(capabilities)).refine(isWithoutRepeats, { error: sayArms })],
  { error: sayArms },
);

const styleName = z.enum(Object.keys(styles) as [StyleName, ...StyleName[]]).default('embedded');

/** Precedes the name of a folder of model files that a person chose. */
export const folderPrefix = 'folder:';

/** The base models that have a name of their own. */
export const namedModels: readonly string[] = [sparkleTiny.id, ...hubModels.map(({ id }) => id)];

/** The id of a base model: one of those with a name, or a folder. The model need not be stored here. */
const modelId = z
  .string()
  .trim()
  .max(200)
  .refine((id) => namedModels.includes(id) || (id.startsWith(folderPrefix) && id !== folderPrefix), {
    error: ({ input }) =>
      `Expected ${namedModels.join(', ')}, or ${folderPrefix} and a folder's name; got "${String(input)}".`,
  });

/** An adapter that is measured in place of training one. */
const measuredAdapter = z.strictObject({
  /** Where it is: on the page the key of a choice (src/app/adapters/state.ts), in a command its path. */
  id: z.string().trim().min(1).max(1000),
  /** What people call it. */
  name: z.string().max(1000),
  /** The name or the path of its file, as a command takes it. */
  file: z.string().max(1000),
  /** The fingerprint of the base model that its files name; null if they name none. */
  baseWeights: z.string().nullable(),
});
export type MeasuredAdapter = z.infer<typeof measuredAdapter>;

/** The id of an imported dataset; null if there is none. */
const datasetId = z.string().trim().min(1).max(200).nullable().default(null);

export const ExperimentConfig = z.strictObject({
  version: z.literal(1).default(1),
  model: modelId.default(sparkleTiny.id),
  place: z.number().min(0).max(1).default(usualStrength),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(1),
  trainOn: arm.default([...capabilities]),
  budget: z.enum(['steps', 'tokens']).default('steps'),
  questionsPerImage: z.int().min(1).max(24).default(12),
  style: z
    .strictObject({
      training: styleName.meta({ key: 'trainStyle' }),
      test: styleName.meta({ key: 'testStyle' }),
    })
    .default({ training: 'embedded', test: 'embedded' }),
  data: z
    .strictObject({
      training: datasetId.meta({ key: 'trainData' }),
      test: datasetId.meta({ key: 'testData' }),
    })
    .default({ training: null, test: null }),
  /** null: one is trained. No setting of the form, and in no link: its file is on one computer only. */
  adapter: measuredAdapter.nullable().default(null),
  lora: LoraConfig.default(LoraConfig.parse({})),
  training: TrainConfig.default(TrainConfig.parse({})),
  evaluation: z
    .strictObject({
      tasks: z
        .array(task)
        .min(1)
        .refine(isWithoutRepeats, { error: 'A task is named more than once. Name each once.' })
        .default([...defaultTasks]),
      items: z.int().min(1).max(1000).default(150),
      probeEvery: z.int().min(0).max(5000).default(0),
      probeItems: z.int().min(1).max(1000).default(24),
    })
    .default({ tasks: [...defaultTasks], items: 150, probeEvery: 0, probeItems: 24 }),
  device: z.enum(['auto', 'webgpu', 'wasm']).default('auto'),
  trainingDevice: z.enum(['auto', 'gpu', 'processor']).default('auto'),
});
export type ExperimentConfig = z.infer<typeof ExperimentConfig>;

/** What an experiment trains on: nothing if it measures an adapter; imported questions take precedence over tasks. */
export const armOf = ({ adapter, data, trainOn }: ExperimentConfig): Arm | 'imported' | 'measured' => {
  if (adapter) return 'measured';
  return data.training === null ? trainOn : 'imported';
};

/** Training steps of an experiment: 0 if there is nothing to train on. */
export function stepsOf(config: ExperimentConfig): number {
  const arm = armOf(config);
  return arm === 'measured' || arm.length === 0 ? 0 : config.training.steps;
}

/** The experiment that scores an adapter as this one scores its own: nothing is trained, so no setting of training counts. */
export function measuring(adapter: MeasuredAdapter, config: ExperimentConfig): ExperimentConfig {
  const { lora, training } = defaultsOf(config.model);
  return { ...config, trainOn: [], data: { ...config.data, training: null }, adapter, lora, training };
}

/** Whether a run asks a few items while it trains. */
export const hasCurve = (config: ExperimentConfig): boolean =>
  config.evaluation.probeEvery > 0 && stepsOf(config) > 0;

/** How often a run asks while it trains: every so many steps, but not after the last one, which the evaluation follows. */
export const probesOf = (config: ExperimentConfig): number =>
  hasCurve(config) ? Math.ceil(stepsOf(config) / config.evaluation.probeEvery) - 1 : 0;

/** Whether the model answers in a language in which it was taught to find routes by nearest neighbour. */
export const isTaughtToWalk = ({ model, style }: ExperimentConfig): boolean =>
  model === sparkleTiny.id && style.test === 'embedded';

/** Conversations of a training that has all its steps, each about one picture. */
export const conversationsOf = (config: ExperimentConfig): number =>
  stepsOf(config) * config.training.accumulate * config.training.batchSize;

/** Why the answers of an experiment cannot be shuffled, as a sentence; null if they can be, or are not to be. */
export function whyNotShuffled(config: ExperimentConfig): string | null {
  const arm = armOf(config);
  if (arm === 'imported' || !armRow(arm).isShuffled) return null;
  const needs =
    'The arm shuffled needs answers about at least two pictures, or there is no other whose answers one could take;';
  if (conversationsOf(config) === 1)
    return `${needs} got a training on one picture. Set more steps, or a larger batch.`;
  if (conversationsOf(config) > 0 && config.training.validationItems === 1)
    return `${needs} got one validation item. Set more, or none.`;
  return null;
}

export const defaultConfig: ExperimentConfig = ExperimentConfig.parse({});

/** The default experiment on a base model. */
export const defaultsOf = (model: string): ExperimentConfig => ({
  ...defaultConfig,
  model,
  training: { ...defaultConfig.training, learningRate: usualLearningRate(model) },
});

/** Named starting points. `full` is the default: enough items to distinguish skill from chance. */
export const presets: Readonly<Record<'quick' | 'full', { config: ExperimentConfig }>> = {
  quick: {
    config: ExperimentConfig.parse({
      // The usual 20 warm-up steps are half of so short a training. With 5 of 50 steps, right paths (spp4) rose from 2, 1
      // and 0 to 17, 20 and 17 of 24 at seeds 101 to 103, with 60 steps from 2 and 1 to 15 and 23; 40 steps were too few at
      // seed 1 (2 -> 8).
      training: { steps: 50, warmupSteps: 5 },
      evaluation: { tasks: defaultTasks, items: 24 },
    }),
  },
  full: { config: defaultConfig },
};

/**
 * A preset in place of a config. What no preset sets stays: the base model with its own learning rate, its strength of
 * place, what to train on, imported data and the seed.
 */
export function presetFor(name: keyof typeof presets, kept: ExperimentConfig): ExperimentConfig {
  const { model, place, trainOn, data, seed } = kept;
  const { config } = presets[name];
  const { learningRate } = defaultsOf(model).training;
  return { ...config, model, place, trainOn, data, seed, training: { ...config.training, learningRate } };
}
