/**
 * A decoder in the exact shape of a model of the hub with random weights: what a step costs does not depend on the weights'
 * values, so a model need not be here to be timed. Not here: timing (calibrate.ts), the small decoder whose right gradient
 * is known (../gpu/self-test-case.ts).
 */
import { targetModules } from '../config.ts';
import { decoderShapeOf, moduleShape } from '../decoder-shape.ts';
import { type FrozenMatrix, tableOf } from '../frozen-matrix.ts';
import { hubModels } from '../registry.ts';
import type { DecoderWeights, LayerWeights } from '../weights.ts';

/** The decoder of a model of the hub, by its name in the registry. */
export function decoderConfigOf(model: string): DecoderWeights['config'] {
  const { shape } = hubModels.find(({ name }) => name === model)!;
  return {
    model_type: 'llama',
    hidden_size: shape.hidden,
    intermediate_size: shape.intermediate,
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    num_key_value_heads: shape.keyValueHeads,
    head_dim: shape.headSize,
    hidden_act: 'silu',
    max_position_embeddings: 8192,
    rope_theta: 100_000,
    rms_norm_eps: 1e-5,
    vocab_size: shape.vocabulary,
  };
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

/** Weights of that shape. The layers share them on the CPU; each has its own on the GPU. */
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
