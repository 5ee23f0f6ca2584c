/** How long a training step will take, from a part of it that is timed. Not here: steps (workers/trainer.ts). */
import type { Tensor } from '@tensorflow/tfjs';
import type { ModelConfig } from './config.ts';
import { createBatch, disposeBatch, type Sequence } from './decoder.ts';
import type { DecoderEngine } from './engine.ts';
import type { LoraState } from './lora.ts';
import type { DecoderWeights } from './weights.ts';

/** What a step is computed with. */
interface StepParts extends Pick<LoraState, 'layout' | 'flat'> {
  readonly engine: DecoderEngine;
  readonly weights: DecoderWeights;
  readonly config: Pick<ModelConfig, 'image_token_id'>;
}

/**
 * About how many seconds a step on these sequences takes: loss and gradient of the longest alone, timed, times their
 * number. Overwrites `gradient`.
 */
export async function estimateStepSeconds(
  { engine, layout, flat, weights, config }: StepParts,
  sequences: readonly Sequence[],
  gradient: Tensor,
): Promise<number> {
  const longest = sequences.reduce((one, other) =>
    other.inputIds.length > one.inputIds.length ? other : one,
  );
  const { batch } = createBatch([longest], weights, config.image_token_id);
  let timedMs = 0;
  // The first pass also takes memory and lays weights out.
  for (let pass = 0; pass < 2; pass++) {
    const startedMs = performance.now();
    engine.lossesAndGradient({ layout, flat }, batch, gradient, {}).dispose();
    await engine.settle();
    timedMs = performance.now() - startedMs;
  }
  disposeBatch(batch);
  return (timedMs / 1000) * sequences.length;
}
