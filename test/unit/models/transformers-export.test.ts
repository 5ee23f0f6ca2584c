/**
 * transformers' own Llama decoder as PyTorch exports it, in float16 and with a cache (reference/transformers_export.py):
 * read, adapted and merged, run by ONNX Runtime's WebAssembly build in Node.
 */
import { readFileSync } from 'node:fs';
import { setBackend, tidy } from '@tensorflow/tfjs';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { expect, test } from 'vitest';
import type { Adapter } from '../../../models/adapter/adapter.ts';
import { ModelConfig, targetModules } from '../../../models/config.ts';
import { halfToNumber, toHalves } from '../../../models/float16.ts';
import { dequantize } from '../../../models/frozen-matrix.ts';
import { readGraph } from '../../../models/onnx/read/graph.ts';
import { findProjections } from '../../../models/onnx/read/projections.ts';
import { adapterInputs } from '../../../models/onnx/rewrite/adapter-input.ts';
import { keptInput } from '../../../models/onnx/rewrite/kept-logits.ts';
import { mergeIntoDecoder } from '../../../models/onnx/rewrite/merged-decoder.ts';
import { insertLora } from '../../../models/onnx/rewrite/surgery.ts';
import { join } from '../../../models/onnx/wire.ts';
import { openCheckpoint } from '../../../models/onnx/write/checkpoint.ts';
import { exportEmbedding } from '../../../models/onnx/write/export-embedding.ts';
import { plainVariant } from '../../../models/onnx/write/export-variant.ts';
import { readDecoderWeights } from '../../../models/weights.ts';
import { adapterTensors, referenceLogits } from '../../fixtures/decoder-reference.ts';
import { modelFile } from '../../fixtures/model-files.ts';
import { randomCheckpoint } from '../../fixtures/tiny-checkpoint.ts';
import { noiseAdapter } from '../../fixtures/variant-decoder.ts';
import { variantConfig } from '../../fixtures/variants.ts';

const config = ModelConfig.parse({
  ...variantConfig,
  tie_word_embeddings: false,
  text_config: {
    hidden_size: 32,
    intermediate_size: 64,
    num_hidden_layers: 2,
    num_attention_heads: 4,
    num_key_value_heads: 2,
    rms_norm_eps: 1e-5,
    rope_theta: 10000,
    vocab_size: 40,
  },
});
const { text_config: text } = config;
const bytes = new Uint8Array(
  readFileSync(new URL('../../reference/transformers_export.onnx', import.meta.url)),
);
const decoder = modelFile('transformers_export.onnx', bytes);
const embedding = modelFile(
  'embed_tokens.onnx',
  exportEmbedding(config, openCheckpoint(randomCheckpoint(config, 1)), plainVariant, {}),
);
const weights = await readDecoderWeights(config, decoder, embedding);
const { chunks, targets } = insertLora(bytes, text, decoder.file);
const adapters: readonly (Adapter | null)[] = [null, noiseAdapter(targets, { rank: 4, alpha: 8 }, 0.05)];

const ids = [5, 17, 30, 4, 39, 0, 17];

/**
 * Logits of all positions [T, V], in three steps: first several positions, then one by one with the cache. If the graph
 * allows it, each step computes logits of only the last `kept` positions; 0 means all.
 */
async function runSteps(graph: Uint8Array, adapter: Adapter | null, kept = 0): Promise<Float32Array> {
  const session = await InferenceSession.create(graph);
  const half = (numbers: Float32Array<ArrayBuffer>, dims: readonly number[]) =>
    new Tensor('float16', toHalves(numbers), dims);
  const int64 = (numbers: readonly number[]) =>
    new Tensor('int64', BigInt64Array.from(numbers, BigInt), [1, numbers.length]);
  const logits: number[] = [];
  let cache: Readonly<Record<string, Tensor>> = {};
  const inputs = adapterInputs(adapter, targets).filter(({ name }) => session.inputNames.includes(name));
  for (const [from, to] of [
    [0, 5],
    [5, 6],
    [6, 7],
  ] as const) {
    const embedded = new Float32Array((to - from) * text.hidden_size); // [t, d]
    for (let place = from; place < to; place++)
      weights.embedding.readRow(ids[place]!, embedded, (place - from) * text.hidden_size);
    const places = Array.from({ length: to }, (_, place) => place);
    const feeds: Record<string, Tensor> = {
      inputs_embeds: half(embedded, [1, to - from, text.hidden_size]),
      attention_mask: int64(places.map(() => 1)),
      position_ids: int64(places.slice(from)),
      ...Object.fromEntries(
        inputs.map(({ name, type, data, dims }) => [
          name,
          new Tensor(type as 'float32', data as Float32Array, dims),
        ]),
      ),
    };
    if (session.inputNames.includes(keptInput))
      feeds[keptInput] = new Tensor('int64', BigInt64Array.of(BigInt(kept)), []);
    for (const name of session.inputNames.filter((name) => name.startsWith('past_key_values')))
      feeds[name] =
        cache[name.replace('past_key_values', 'present')] ??
        half(new Float32Array(), [1, text.num_key_value_heads, 0, text.head_dim]);
    cache = await session.run(feeds);
    logits.push(...Array.from(cache.logits!.data as Uint16Array, halfToNumber));
  }
  await session.release();
  return Float32Array.from(logits);
}

/** The same in plain float32 operations, with the weights that were read. */
function runPlainly(adapter: Adapter | null): Float32Array {
  const plain = new Map(
    weights.layers.flatMap(({ linear }) =>
      Object.values(linear).map((matrix) => [matrix.name, Float64Array.from(dequantize(matrix))] as const),
    ),
  );
  const sequence = {
    inputIds: Int32Array.from(ids),
    labels: Int32Array.from(ids),
    features: new Float32Array(0),
  };
  const used = adapter ?? { rank: 1, alpha: 1, modules: [] };
  return tidy(
    () =>
      referenceLogits({ weights, plain }, used, adapterTensors(used), sequence).dataSync() as Float32Array,
  );
}

/** The largest difference, relative to the largest number. */
const distance = (found: Float32Array, expected: Float32Array): number =>
  expected.reduce((most, value, i) => Math.max(most, Math.abs(value - found[i]!)), 0) /
  expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

test('linear layers are found by name, and the same ones by structure', () => {
  const graph = readGraph(bytes, decoder.file);
  const named = findProjections(graph, text, decoder.file);
  for (const { name, node } of named)
    expect(node.name.replaceAll('/', '.')).toContain(`.model.${name}.MatMul`);
  const nodes = graph.nodes.map((node) => ({ ...node, name: '' }));
  const found = findProjections({ ...graph, nodes }, text, decoder.file);
  expect(found.map(({ node }) => node.outputs)).toEqual(named.map(({ node }) => node.outputs));
});

test("weights are the script's", () => {
  /** The script's parameter number `seed`, in halves. */
  const pattern = (count: number, seed: number, offset: number, scale: number): Float32Array => {
    const numbers = Float32Array.from({ length: count }, (_, i) => {
      const number = Math.fround((((i + 1) * (7919 + 2 * seed)) % 1009) / 504.5 - 1);
      return offset + scale * number;
    });
    return Float32Array.from(toHalves(numbers), halfToNumber);
  };
  for (const [layer, { linear, inputNorm, postAttentionNorm }] of weights.layers.entries()) {
    // The embedding is first; then nine a layer: linear layers, then norms.
    const first = 1 + 9 * layer;
    for (const [i, module] of targetModules.entries()) {
      const { outFeatures, inFeatures } = linear[module];
      expect(dequantize(linear[module]), module).toEqual(
        pattern(outFeatures * inFeatures, first + i, 0, 1 / 8),
      );
    }
    expect(distance(inputNorm, pattern(32, first + 7, 1, 0.1))).toBeLessThan(1e-3);
    expect(distance(postAttentionNorm, pattern(32, first + 8, 1, 0.1))).toBeLessThan(1e-3);
  }
  expect(distance(weights.finalNorm, pattern(32, 19, 1, 0.1))).toBeLessThan(1e-3);
  expect(dequantize(weights.lmHead)).toEqual(pattern(40 * 32, 20, 0, 1 / 8));
});

test.each(adapters)(
  'adapter %#: inference, the decoder as it was read and the merged file agree',
  async (adapter) => {
    await setBackend('cpu');
    const expected = runPlainly(adapter);
    const found = await runSteps(join(chunks), adapter);
    expect(distance(found, expected)).toBeLessThan(4e-3);
    if (!adapter) {
      expect(found).toEqual(await runSteps(bytes, null));
      return;
    }
    expect(distance(found, runPlainly(null))).toBeGreaterThan(0.1);
    const merged = await mergeIntoDecoder(decoder, text, adapter);
    expect(distance(await runSteps(join([...merged.bytes()]), null), expected)).toBeLessThan(4e-3);
  },
);

test('only the last logits can be asked for, with a cache too, though the export has no input for that', async () => {
  expect(readGraph(bytes, decoder.file).inputs.map(({ name }) => name)).not.toContain(keptInput);
  const all = await runSteps(join(chunks), adapters[1]!);
  const last = await runSteps(join(chunks), adapters[1]!, 1);
  const { vocab_size: vocabulary } = text;
  expect(last.length).toBe(3 * vocabulary);
  expect(distance(last, all.subarray(-3 * vocabulary))).toBeLessThan(4e-3);
});

test('layers in another type than the rest take branches and merged weights of theirs', () => {
  const types = targets.map(({ name, dataType }) => `${name.replace(/.*\./, '')} ${dataType}`);
  expect(new Set(types)).toEqual(
    new Set(targetModules.map((module) => `${module} ${module === 'o_proj' ? 'float32' : 'float16'}`)),
  );
});
