/**
 * A training step in the exact shape of models of the hub: dispatches, JavaScript, time and memory.
 * Not here: the random model (random-training.ts), the measurement of real training (trainer.worker.ts).
 */
import { expose } from 'comlink';
import { openGpu } from '../../models/gpu/device.ts';
import { decoderConfigOf } from '../../models/training/random-weights.ts';
import { createRandomTraining } from './random-training.ts';
import type { FullSizeBench } from './report.ts';

/**
 * A step with so few tokens is timed and scaled up, so that a full step that would take too long is skipped. For long
 * sequences the estimate is up to a third too low.
 */
const shortTokens = 64;
const longestWaitMs = 120_000;

export class FullSizeBenchWorker {
  /** A step of a model of the hub. Rejects if the GPU reports an error. This worker cannot be used again. */
  async measure(
    model: string,
    shape: { readonly batch: number; readonly tokens: number; readonly rank: number },
  ): Promise<FullSizeBench> {
    const gpu = await openGpu();
    const training = createRandomTraining(gpu, decoderConfigOf(model), shape.rank);
    // Very short steps compile the kernels.
    for (let i = 0; i < 2; i++) await training.step(1, 16, true);
    const { stepMs: shortStepMs } = await training.step(1, shortTokens, true);
    const expectedMs = (shortStepMs! * shape.batch * shape.tokens) / shortTokens;
    const step = await training.step(shape.batch, shape.tokens, expectedMs < longestWaitMs);
    return { model, ...shape, shortTokens, shortStepMs: shortStepMs!, ...step };
  }
}

expose(new FullSizeBenchWorker());
