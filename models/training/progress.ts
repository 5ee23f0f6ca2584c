/**
 * What training keeps from step to step, how it becomes a checkpoint and how a checkpoint becomes it again, and when
 * training is over. Not here: the steps (workers/trainer.ts), the checkpoint as files (../train-checkpoint.ts).
 */

import { dispose, keep, type Tensor, tensor2d, zeros } from '@tensorflow/tfjs';
import { packAdapter, unpackAdapter } from '../adapter/pack.ts';
import { windowOf } from '../batch-windows.ts';
import type { TrainConfig } from '../config.ts';
import { type AdamW, createAdamW } from '../optimizer.ts';
import { CheckpointError, type TrainCheckpoint } from '../train-checkpoint.ts';
import { type AdaptedDecoder, readAdapter, setAdapter } from './adapted-decoder.ts';
import { TrainingError } from './failure.ts';

/** What training keeps from step to step beside the adapter; free it by disposeProgress. */
export interface TrainingProgress {
  /** Steps done, so also the number of the next step. */
  step: number;
  readonly optimizer: AdamW;
  /** Laid out as the flat adapter, [N]. Each step overwrites it. */
  readonly gradient: Tensor;
  /** The adapter [N] of the lowest validation loss so far, after which step; null before the first validation. */
  best: { readonly step: number; readonly loss: number; readonly elements: Float32Array } | null;
  validationsSinceBest: number;
}

/** The beginning of a training: the adapter as it is, a fresh optimizer. */
export const beginTraining = ({ layout }: AdaptedDecoder): TrainingProgress => ({
  step: 0,
  optimizer: createAdamW(layout.size),
  gradient: keep(zeros([layout.size])), // [N]
  best: null,
  validationsSinceBest: 0,
});

/**
 * The training of a checkpoint, with its adapter put on the device. Throws CheckpointError or AdapterShapeError, with
 * nothing changed, if the checkpoint is of another model, seed or adapter.
 */
export function resumeTraining(decoder: AdaptedDecoder, from: TrainCheckpoint): TrainingProgress {
  const { id, seed, layout } = decoder;
  if (from.model !== id || from.seed !== seed) {
    throw new CheckpointError(
      `Expected a checkpoint of ${id} with seed ${seed}, got one of ${from.model} with seed ${from.seed}. Go on with the run it was made in.`,
    );
  }
  const elements = packAdapter(from.adapter, layout); // [N]
  const moments = new Float32Array(2 * layout.size); // [2, N]
  moments.set(packAdapter(from.gradientMean, layout));
  moments.set(packAdapter(from.squareMean, layout), layout.size);
  const best = from.best && { ...from.best, elements: packAdapter(from.best.adapter, layout) };
  setAdapter(decoder, elements);
  return {
    step: from.step,
    optimizer: { moments: keep(tensor2d(moments, [2, layout.size])), step: from.step },
    gradient: keep(zeros([layout.size])), // [N]
    best,
    validationsSinceBest: from.validationsSinceBest,
  };
}

/** Frees what lies on the device. */
export const disposeProgress = ({ optimizer, gradient }: TrainingProgress): void =>
  dispose([optimizer.moments, gradient]);

/** Everything that training needs to go on. The adapter in it counts as good: it was checked to be finite. */
export async function checkpointOf(
  decoder: AdaptedDecoder,
  progress: TrainingProgress,
  config: TrainConfig,
): Promise<TrainCheckpoint> {
  const { id, seed, layout, engine } = decoder;
  const { step, optimizer, best, validationsSinceBest } = progress;
  const elements = await readAdapter(decoder, step); // [N]
  const moments = (await optimizer.moments.data()) as Float32Array; // [2, N]
  engine.check();
  decoder.good = elements;
  return {
    model: id,
    seed,
    gpu: { adapter: engine.name, isSoftware: engine.isSoftware },
    step,
    conversation: windowOf(step * config.accumulate) * config.batchSize,
    isComplete: isOver(progress, config),
    adapter: unpackAdapter(elements, layout),
    gradientMean: unpackAdapter(moments.subarray(0, layout.size), layout),
    squareMean: unpackAdapter(moments.subarray(layout.size), layout),
    best: best && { step: best.step, loss: best.loss, adapter: unpackAdapter(best.elements, layout) },
    validationsSinceBest,
  };
}

/** Whether validation is due after so many steps. */
export const isValidationDue = (steps: number, config: TrainConfig): boolean =>
  config.validationItems > 0 && (steps % config.validateEvery === 0 || steps === config.steps);

/** Whether all steps are done, or too many validations in a row brought nothing better. */
export const isOver = (
  { step, validationsSinceBest }: TrainingProgress,
  { steps, patience }: TrainConfig,
): boolean => step >= steps || (patience > 0 && validationsSinceBest >= patience);

/** Takes note of a validation loss, and of the present adapter if no loss before was lower. Throws if it is not finite. */
export async function recordValidation(
  decoder: AdaptedDecoder,
  progress: TrainingProgress,
  loss: number,
): Promise<void> {
  const { step, best } = progress;
  if (!Number.isFinite(loss))
    throw new TrainingError(step - 1, `the validation loss is not a finite number (${loss})`);
  decoder.good = await readAdapter(decoder, step);
  if (best && loss >= best.loss) {
    progress.validationsSinceBest++;
    return;
  }
  progress.best = { step, loss, elements: decoder.good };
  progress.validationsSinceBest = 0;
}

/** Which adapter a finished training with validation uses, and why; null without validation. */
export function endingRemark(
  { step, best, validationsSinceBest }: TrainingProgress,
  { steps }: TrainConfig,
): string | null {
  if (!best) return null;
  const early =
    step < steps
      ? `Training ended early, after ${step} of ${steps} steps: ${validationsSinceBest} validations in a row were no better than the best. `
      : '';
  return `${early}The adapter of step ${best.step} is used, where the validation loss was lowest (${best.loss.toFixed(3)}).`;
}
