/**
 * How long a run takes on a device whose pace is known. Pure functions. Not here: measuring a pace before the first run
 * (models/training/calibrate.ts), remembering it (src/app/setup/pace.ts), the time left of a run that goes on
 * (src/app/run/time-left.ts).
 */
import { conversationTokens, imageTokensOf, weightsOf } from '../../models/memory.ts';
import { patchesOf } from '../../models/pass-sizes.ts';
import { type ModelShape, sparkleTinyShape } from '../../models/registry.ts';
import { familyOf, partsOfTask } from '../sparkle/task/task-name.ts';
import type { Task } from '../sparkle/tasks.ts';
import { type ExperimentConfig, probesOf, stepsOf } from './config.ts';
import type { Phase } from './event.ts';

/** Seconds for each token, of one model on one computer. */
export interface Pace {
  /** A token of a training conversation. */
  readonly training: number;
  /** A token of a prompt, of an answer, or of as much work in the vision encoder. */
  readonly answering: number;
}

/** Tokens of a question, and of an answer in the embedded model's language: means of 40 items a task. */
const questionTokens = 14;
function answerTokens(task: Task): number {
  const { family, size } = familyOf(partsOfTask(task).plain);
  if (family.name === 'tsp') return 23 * size - 33;
  return family.name === 'spp' ? 31 : 12;
}

/** Work of an image in the vision encoder, in tokens of the decoder: each patch passes all its weights. */
function encodingTokens(shape: ModelShape): number {
  const { vision_encoder: vision, decoder_model_merged: decoder } = weightsOf(shape);
  return (patchesOf(shape.vision) * vision) / decoder;
}

/** The work of a run, in tokens. */
interface Tokens {
  readonly training: number;
  /** Of the answers before and after training, and of the images. */
  readonly answering: number;
  /** Of the answers before training alone. */
  readonly baseline: number;
  /** Of the answers that are asked for while it trains. */
  readonly probing: number;
}

/** How many tokens of a run's work there are. Imported data are counted like the lab's own. */
export function tokensOf(config: ExperimentConfig, shape: ModelShape = sparkleTinyShape): Tokens {
  const { training, evaluation, questionsPerImage } = config;
  const conversations = stepsOf(config) * training.accumulate * training.batchSize;
  const { tokens } = conversationTokens(shape, questionsPerImage);
  const prompt = imageTokensOf(shape) + questionTokens;
  // Every item is asked before and after, its image is encoded once.
  const { tasks, items } = evaluation;
  const once = tasks.reduce((sum, task) => sum + prompt + answerTokens(task), 0);
  const baseline = items * once;
  return {
    training: conversations * tokens,
    answering: 2 * baseline + items * tasks.length * encodingTokens(shape),
    baseline,
    probing: probesOf(config) * Math.min(evaluation.probeItems, items) * once,
  };
}

/** Loading the model, making items and blind guesses: seconds, whatever the settings. */
const startSeconds = 6;

/** About how many seconds a run takes at that pace; `isAnswered` if the base model's answers are there already. */
export function secondsOf(
  config: ExperimentConfig,
  shape: ModelShape,
  pace: Pace,
  isAnswered = false,
): number {
  const { training, answering, baseline, probing } = tokensOf(config, shape);
  const answers = answering + probing - (isAnswered ? baseline : 0);
  return startSeconds + training * pace.training + answers * pace.answering;
}

/** A token of answering takes this share of the processor's time for a token of training (README, benchmark). */
const answeringShare = 0.5;

/** The pace that a calibration tells: seconds for a token of training. A GPU is taken to answer no slower than the processor. */
export const paceOfCalibration = ({
  processor,
  training,
}: Record<'processor' | 'training', number>): Pace => ({
  training,
  answering: answeringShare * processor,
});

/** Seconds that each phase of a run took. */
export type PhaseSeconds = Readonly<Record<Phase, number>>;

/**
 * The pace of a whole run, or of one that was given the base model's answers. What it did not train keeps its former pace;
 * null if that is not known.
 */
export function paceOf(
  config: ExperimentConfig,
  shape: ModelShape,
  { data, baseline, train, evaluate }: PhaseSeconds,
  former: Pace | null,
  isAnswered = false,
): Pace | null {
  const tokens = tokensOf(config, shape);
  // The images of the items are encoded in the first phase.
  const spent = Math.max(0, data - startSeconds) + baseline + evaluate;
  const answering = spent / (tokens.answering - (isAnswered ? tokens.baseline : 0));
  const steps = Math.max(0, train - tokens.probing * answering);
  const training = tokens.training > 0 ? steps / tokens.training : former?.training;
  return training === undefined ? null : { training, answering };
}
