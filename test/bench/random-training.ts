/**
 * A decoder with random weights, ready to be trained in a worker of the bench. Not here: the weights
 * (models/training/random-weights.ts), models as files (full-size-model.ts), what is measured (the workers).
 */
import { dispose, type Tensor, tensor1d, variable, zeros } from '@tensorflow/tfjs';
import { layOut } from '../../models/adapter/layout.ts';
import { packAdapter } from '../../models/adapter/pack.ts';
import { type Batch, createBatch, disposeBatch } from '../../models/batch.ts';
import { LoraConfig } from '../../models/config.ts';
import { createDecoder, lossesAndGradient } from '../../models/decoder.ts';
import type { Gpu } from '../../models/gpu/device.ts';
import { adamwInPlace, gradientNorm } from '../../models/kernels/adamw.ts';
import { initAdapter } from '../../models/lora.ts';
import { createAdamW, stepAdamW } from '../../models/optimizer.ts';
import { randomWeights } from '../../models/training/random-weights.ts';
import { type DecoderWeights, targetsOf } from '../../models/weights.ts';
import { takeDispatchCount } from './dispatch-count.ts';

/** Conversations of `tokens` tokens, of which the last twelve are answers. */
export function randomBatch(weights: DecoderWeights, sequences: number, tokens: number): Batch {
  const sequence = (s: number) => {
    const inputIds = Int32Array.from(
      { length: tokens },
      (_, i) => 1 + ((i * 7919 + s * 104729) % (weights.config.vocab_size - 1)),
    );
    const labels = inputIds.map((id, i) => (i >= tokens - 12 ? id : -100));
    return { inputIds, labels, features: new Float32Array(0) };
  };
  return createBatch(
    Array.from({ length: sequences }, (_, s) => sequence(s)),
    weights,
    -1,
  ).batch;
}

/** The costs of one step. */
interface RandomStep {
  readonly dispatches: number;
  /** Time until the GPU has all its work. */
  readonly jsMs: number;
  /** null if the step was not waited for. */
  readonly stepMs: number | null;
  /**
   * What the step has the GPU allocate beyond weights and state (adapter, moments): its batch, activations, the gradient,
   * and the buffers that wait for reuse.
   */
  readonly stepMemoryMB: number;
}

export interface RandomTraining {
  /**
   * One step on a batch of `sequences` conversations of `tokens` tokens. Rejects if the GPU reports an error or the
   * gradient is not finite. Without `wait` it returns before the GPU is done, and no other step may follow.
   */
  step(sequences: number, tokens: number, wait: boolean): Promise<RandomStep>;
  dispose(): void;
}

/** A random model of that shape. The caller still owns the GPU. */
export function createRandomTraining(
  gpu: Gpu,
  config: DecoderWeights['config'],
  rank: number,
): RandomTraining {
  const weights = randomWeights(config);
  const settings = LoraConfig.parse({ rank, alpha: 2 * rank });
  const targets = targetsOf(weights);
  const layout = layOut(targets, settings);
  const { backend } = gpu;
  const decoder = createDecoder(weights, layout, backend);
  const flat = variable(tensor1d(packAdapter(initAdapter(targets, settings, 1), layout)));
  const optimizer = createAdamW(layout.size);
  for (const tensor of [flat, optimizer.moments]) backend.uploadToGPU(tensor.dataId);

  return {
    async step(sequences, tokens, wait) {
      gpu.trim();
      const residentBytes = backend.memory().numBytesInGPU;
      const batch = randomBatch(weights, sequences, tokens);
      const gradient: Tensor = zeros([layout.size]);
      takeDispatchCount();
      const startMs = performance.now();
      const losses = lossesAndGradient(decoder, { layout, flat }, batch, gradient); // [R, 2]
      const norm = gradientNorm(gradient); // []
      stepAdamW(
        optimizer,
        flat,
        gradient,
        1,
        { learningRate: 1e-3, weightDecay: 0, maxGradNorm: 1 },
        adamwInPlace,
      );
      const jsMs = performance.now() - startMs;
      const dispatches = takeDispatchCount();
      const stepMemoryMB = (backend.memory().numBytesAllocatedInGPU - residentBytes) / 1e6;
      if (!wait) return { dispatches, jsMs, stepMs: null, stepMemoryMB };
      const [gradNorm] = await norm.data();
      const stepMs = performance.now() - startMs;
      gpu.check();
      if (!(gradNorm! > 0 && Number.isFinite(gradNorm)))
        throw new Error(`Expected a gradient of finite length, got ${gradNorm}.`);
      dispose([gradient, losses, norm]);
      disposeBatch(batch);
      return { dispatches, jsMs, stepMs, stepMemoryMB };
    },
    dispose() {
      dispose([flat, optimizer.moments]);
      decoder.dispose();
    },
  };
}
