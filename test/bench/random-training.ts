/**
 * A decoder in the exact shape of a model of the hub, with random weights, ready to be trained in a worker of the bench:
 * what a step costs does not depend on the weights' values. The layers share them on the CPU; each has its own on the GPU.
 * Not here: models as files (full-size-model.ts), what is measured (the workers).
 */
import { dispose, type Tensor, tensor1d, variable, zeros } from '@tensorflow/tfjs';
import { layOut } from '../../models/adapter/layout.ts';
import { packAdapter } from '../../models/adapter/pack.ts';
import { type Batch, createBatch, disposeBatch } from '../../models/batch.ts';
import { LoraConfig, ModelConfig, targetModules } from '../../models/config.ts';
import { createDecoder, lossesAndGradient } from '../../models/decoder.ts';
import { decoderShapeOf, moduleShape } from '../../models/decoder-shape.ts';
import { type FrozenMatrix, tableOf } from '../../models/frozen-matrix.ts';
import type { Gpu } from '../../models/gpu/device.ts';
import { adamwInPlace, gradientNorm } from '../../models/kernels/adamw.ts';
import { initAdapter } from '../../models/lora.ts';
import { createAdamW, stepAdamW } from '../../models/optimizer.ts';
import { hubModels } from '../../models/registry.ts';
import { type DecoderWeights, type LayerWeights, targetsOf } from '../../models/weights.ts';
import { fullSizeConfig } from '../fixtures/full-size.ts';
import { takeDispatchCount } from './dispatch-count.ts';

/** The decoder of a model of the hub, by its name in the registry. */
export function decoderConfigOf(model: string): DecoderWeights['config'] {
  const { shape } = hubModels.find(({ name }) => name === model)!;
  return ModelConfig.parse(fullSizeConfig(shape)).text_config;
}

/** 4-bit codes at random, scaled so that the weights have deviation 1 / √inFeatures. */
function randomMatrix(outFeatures: number, inFeatures: number): FrozenMatrix {
  const words = new Int32Array((outFeatures * inFeatures) / 8);
  let state = outFeatures;
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  const scale = 1 / (4.6 * Math.sqrt(inFeatures));
  const blocks = Float32Array.from({ length: (outFeatures * inFeatures) / 16 }, (_, i) =>
    i % 2 === 0 ? scale : -7.5 * scale,
  ); // [out · in / 32, 2]
  return { outFeatures, inFeatures, bits: 4, blockSize: 32, words, blocks };
}

/** Weights of that shape. */
export function randomWeights(config: DecoderWeights['config']): DecoderWeights {
  const shape = decoderShapeOf(config);
  const norm = new Float32Array(shape.hidden).fill(1);
  const matrices = targetModules.map(
    (module) => [module, randomMatrix(...moduleShape(module, shape))] as const,
  );
  const layers = Array.from({ length: config.num_hidden_layers }, (_, layer): LayerWeights => {
    const named = matrices.map(([module, matrix]) => {
      const parent = /^[qkvo]_/.test(module) ? 'self_attn' : 'mlp';
      return [module, { name: `layers.${layer}.${parent}.${module}`, ...matrix }];
    });
    return {
      inputNorm: norm,
      postAttentionNorm: norm,
      linear: Object.fromEntries(named) as LayerWeights['linear'],
    };
  });
  const lmHead = randomMatrix(config.vocab_size, shape.hidden);
  return { config, layers, finalNorm: norm, lmHead, embedding: tableOf(lmHead) };
}

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
