/**
 * What a GPU is tested with: small seeded inputs, and the right answers, computed in plain TypeScript and float64 with
 * no code in common with what is tested. Not here: the GPU's own answers (self-test.ts, ../onnx/session/self-test.ts).
 */
import { type TargetModule, targetModules } from '../config.ts';
import { decoderShapeOf, moduleShape } from '../decoder-shape.ts';
import { dequantize, type FrozenMatrix, floatMatrix, floatTable } from '../frozen-matrix.ts';
import { normalStream } from '../random.ts';
import type { DecoderWeights, ModuleWeights } from '../weights.ts';
import type { TilingChoice, TilingMs } from './tiling-choice.ts';

/**
 * Increase this with every change to the test or to what it tests (the kernels, ONNX Runtime): a GPU that passed another
 * version is then tested again, and its tilings are timed again.
 */
export const selfTestVersion = 4;

/** One result of a GPU compared with the right one. */
export interface Check {
  /** What was computed, in a few words. */
  readonly name: string;
  /** Length of the difference over length of the right answer; very large if the GPU gave no finite numbers. */
  readonly error: number;
  /** A larger error is a failure. */
  readonly limit: number;
}

/**
 * Whether ONNX Runtime may use the GPU's subgroups, which are threads that exchange numbers without memory: `absent` if the
 * GPU offers none that it can use, `avoided` if they are there but gave wrong answers.
 */
export const subgroupUses = ['used', 'absent', 'avoided'] as const;
type SubgroupUse = (typeof subgroupUses)[number];

/** The result of a GPU's test. `failure` says why the test could not be finished; null if it was. */
export interface SelfTest {
  readonly checks: readonly Check[];
  readonly failure: string | null;
  /** In the test of inference; the trainer uses none. */
  readonly subgroups?: SubgroupUse | undefined;
  /** In the test of training: the tilings that were the fastest, with which the checks were made. */
  readonly tilings?: TilingChoice | undefined;
  /** What that choice was made by; nothing in software, where there is none. */
  readonly tilingMs?: TilingMs | undefined;
}

/** Compares the numbers that a GPU found with the right ones. */
export function check(
  name: string,
  found: ArrayLike<number>,
  right: ArrayLike<number>,
  limit: number,
): Check {
  let [difference, length] = [0, 0];
  for (let i = 0; i < right.length; i++) {
    difference += (found[i]! - right[i]!) ** 2;
    length += right[i]! ** 2;
  }
  const error = Math.sqrt(difference / length);
  return { name, error: Number.isFinite(error) ? error : Number.MAX_VALUE, limit };
}

/** Random numbers, the same for every GPU. */
export const randomFloats = (count: number, seed: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: count }, normalStream(seed));

/** A random 4-bit matrix in blocks of 32 with different zero points. Weights have a deviation of about 1 / √inFeatures. */
export function randomMatrix(outFeatures: number, inFeatures: number, seed: number): FrozenMatrix {
  const normal = normalStream(seed);
  const count = outFeatures * inFeatures;
  const words = new Int32Array(count / 8);
  for (let i = 0; i < count; i++) {
    words[i >> 3]! |= Math.max(0, Math.min(15, Math.round(8 + 3 * normal()))) << (4 * (i & 7));
  }
  const blocks = new Float32Array(count / 16); // [count / 32, 2]
  for (let block = 0; block < count / 32; block++) {
    const scale = Math.fround((0.3 + 0.05 * normal()) / Math.sqrt(inFeatures));
    blocks[2 * block] = scale;
    blocks[2 * block + 1] = -scale * (6 + (block % 5));
  }
  return { outFeatures, inFeatures, bits: 4, blockSize: 32, words, blocks };
}

/** x · Wᵀ [M, out] from x [M, in] and W [out, in]. */
export function product(
  x: ArrayLike<number>,
  weights: ArrayLike<number>,
  outFeatures: number,
  inFeatures: number,
): Float64Array {
  const rows = x.length / inFeatures;
  const y = new Float64Array(rows * outFeatures);
  for (let row = 0; row < rows; row++) {
    for (let out = 0; out < outFeatures; out++) {
      let sum = 0;
      for (let i = 0; i < inFeatures; i++) sum += x[row * inFeatures + i]! * weights[out * inFeatures + i]!;
      y[row * outFeatures + out] = sum;
    }
  }
  return y;
}

/** Sizes of attention: N query heads share G key-value heads of size D over T positions. */
export interface HeadSizes {
  readonly positions: number;
  readonly heads: number;
  readonly keyHeads: number;
  readonly headSize: number;
}

/** Causal attention: query [T, N · D], key and value [T, G · D] -> [T, N · D]. */
export function attend(
  query: ArrayLike<number>,
  key: ArrayLike<number>,
  value: ArrayLike<number>,
  { positions, heads, keyHeads, headSize }: HeadSizes,
): Float64Array {
  const attended = new Float64Array(positions * heads * headSize);
  for (let head = 0; head < heads; head++) {
    const keyHead = Math.floor(head / (heads / keyHeads));
    for (let position = 0; position < positions; position++) {
      const at = (position * heads + head) * headSize;
      const shares = Array.from({ length: position + 1 }, (_, other) => {
        let score = 0;
        for (let d = 0; d < headSize; d++)
          score += query[at + d]! * key[(other * keyHeads + keyHead) * headSize + d]!;
        return Math.exp(score / Math.sqrt(headSize));
      });
      const total = shares.reduce((sum, share) => sum + share);
      shares.forEach((share, other) => {
        for (let d = 0; d < headSize; d++)
          attended[at + d]! += (share / total) * value[(other * keyHeads + keyHead) * headSize + d]!;
      });
    }
  }
  return attended;
}

// ---- A small decoder -------------------------------------------------------------------------------------------

const smallConfig: DecoderWeights['config'] = {
  model_type: 'llama',
  hidden_size: 32,
  intermediate_size: 64,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  head_dim: 8,
  hidden_act: 'silu',
  max_position_embeddings: 64,
  rope_theta: 10000,
  rms_norm_eps: 1e-5,
  vocab_size: 32,
};

/** A random decoder of two small layers. */
export const smallDecoder = (): DecoderWeights => randomDecoder(smallConfig);

/** A random decoder, with 4-bit weights in its linear layers. */
export function randomDecoder(config: DecoderWeights['config']): DecoderWeights {
  const { hidden_size: hidden, vocab_size: vocabulary } = config;
  const shape = decoderShapeOf(config);
  let seed = 100;
  const norm = () => randomFloats(hidden, seed++).map((value) => 1 + 0.1 * value);
  const layers = Array.from({ length: config.num_hidden_layers }, (_, layer) => ({
    inputNorm: norm(),
    postAttentionNorm: norm(),
    linear: Object.fromEntries(
      targetModules.map((module): [TargetModule, ModuleWeights] => {
        const name = `layers.${layer}.${/^[qkvo]_/.test(module) ? 'self_attn' : 'mlp'}.${module}`;
        return [module, { name, ...randomMatrix(...moduleShape(module, shape), seed++) }];
      }),
    ) as Record<TargetModule, ModuleWeights>,
  }));
  const head = randomFloats(vocabulary * hidden, seed++).map((value) => value / Math.sqrt(hidden));
  return {
    config,
    layers,
    finalNorm: norm(),
    lmHead: floatMatrix(head, vocabulary, hidden),
    embedding: floatTable(randomFloats(vocabulary * hidden, seed++), vocabulary, hidden),
  };
}

/** The LoRA matrices of a module: A [rank, in], B [out, rank]. */
export interface LoraMatrices {
  readonly A: ArrayLike<number>;
  readonly B: ArrayLike<number>;
}

/** A function that gives a decoder's mean loss in nats over the tokens of a sequence but the first. */
export function createLoss(
  { config: sizes, layers, finalNorm, lmHead, embedding }: DecoderWeights,
  scale: number,
  inputIds: Int32Array,
): (lora: ReadonlyMap<string, LoraMatrices>) => number {
  const { hidden_size: hidden, vocab_size: vocabulary, rms_norm_eps: epsilon, head_dim: headSize } = sizes;
  const { num_attention_heads: heads, num_key_value_heads: keyHeads } = sizes;
  const positions = inputIds.length;
  const dense = new Map(
    layers.flatMap(({ linear }) => Object.values(linear).map((module) => [module.name, dequantize(module)])),
  );
  const head = dequantize(lmHead);
  const embedded = new Float32Array(positions * hidden);
  inputIds.forEach((id, position) => {
    embedding.readRow(id, embedded, position * hidden);
  });
  const norm = (x: Float64Array, weight: Float32Array) =>
    x.map((value, i) => {
      const row = i - (i % hidden);
      const mean = x.subarray(row, row + hidden).reduce((sum, each) => sum + each * each, 0) / hidden;
      return (value / Math.sqrt(mean + epsilon)) * weight[i % hidden]!;
    });
  /** x [T, heads · D] with each head rotated by the angles of its position. */
  const rope = (x: Float64Array, count: number) => {
    const half = headSize / 2;
    return x.map((value, i) => {
      const d = i % headSize;
      const angle = Math.floor(i / (count * headSize)) * sizes.rope_theta ** (-(d % half) / half);
      const other = d < half ? -x[i + half]! : x[i - half]!;
      return value * Math.cos(angle) + other * Math.sin(angle);
    });
  };
  return (lora) => {
    const linear = (x: Float64Array, { name, outFeatures, inFeatures }: ModuleWeights) => {
      const { A, B } = lora.get(name)!;
      const rank = A.length / inFeatures;
      const branch = product(product(x, A, rank, inFeatures), B, outFeatures, rank); // [T, out]
      return product(x, dense.get(name)!, outFeatures, inFeatures).map((y, i) => y + scale * branch[i]!);
    };
    let x = Float64Array.from(embedded); // [T, H]
    for (const { inputNorm, postAttentionNorm, linear: modules } of layers) {
      const normed = norm(x, inputNorm);
      const attended = attend(
        rope(linear(normed, modules.q_proj), heads),
        rope(linear(normed, modules.k_proj), keyHeads),
        linear(normed, modules.v_proj),
        { positions, heads, keyHeads, headSize },
      ); // [T, N · D]
      const o = linear(attended, modules.o_proj); // [T, H]
      const middle = x.map((value, i) => value + o[i]!);
      const again = norm(middle, postAttentionNorm);
      const up = linear(again, modules.up_proj); // [T, F]
      const gated = linear(again, modules.gate_proj).map((g, i) => (g / (1 + Math.exp(-g))) * up[i]!);
      const down = linear(gated, modules.down_proj); // [T, H]
      x = middle.map((value, i) => value + down[i]!);
    }
    const logits = product(norm(x, finalNorm), head, vocabulary, hidden); // [T, V]
    let loss = 0;
    for (let position = 1; position < positions; position++) {
      const row = logits.subarray((position - 1) * vocabulary, position * vocabulary);
      loss += Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0)) - row[inputIds[position]!]!;
    }
    return loss / (positions - 1);
  };
}
