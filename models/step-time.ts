/** Estimates how long a training step will take, by timing one. Not here: training itself (workers/trainer.ts). */
import type { Tensor } from '@tensorflow/tfjs';
import type { LoraState } from './adapter/layout.ts';
import type { Backend } from './backend.ts';
import { createBatch, disposeBatch, type Sequence } from './batch.ts';
import type { ModelConfig } from './config.ts';
import type { DecoderWeights } from './weights.ts';

/** What a step is computed with. */
interface StepParts extends Pick<LoraState, 'layout' | 'flat'> {
  readonly engine: Backend;
  readonly weights: DecoderWeights;
  readonly config: Pick<ModelConfig, 'image_token_id'>;
}

/**
 * About how many seconds a step on these batches takes: the time for loss and gradient of the first batch, times the
 * number of batches. Overwrites `gradient`.
 */
export async function estimateStepSeconds(
  { engine, layout, flat, weights, config }: StepParts,
  batches: readonly (readonly Sequence[])[],
  gradient: Tensor,
): Promise<number> {
  const [first] = batches as [readonly Sequence[]];
  let timedMs = 0;
  // The first pass is slow because it allocates memory and packs weights, so it runs on one sequence and is not counted.
  for (const sequences of [first.slice(0, 1), first]) {
    const { batch } = createBatch(sequences, weights, config.image_token_id);
    const startedMs = performance.now();
    (await engine.lossesAndGradient({ layout, flat }, batch, gradient)).dispose();
    await engine.settle();
    timedMs = performance.now() - startedMs;
    disposeBatch(batch);
  }
  return (timedMs / 1000) * batches.length;
}
