/** A decoder as PyTorch's own exporter writes it: unknown names, simple operators only (reference/llama_export.py). */
import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { expect, test } from 'vitest';
import { ModelConfig, type TargetModule } from '../../../models/config.ts';
import { dequantize, type FrozenMatrix } from '../../../models/frozen-matrix.ts';
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
import { modelFile } from '../../fixtures/model-files.ts';
import { randomCheckpoint } from '../../fixtures/tiny-checkpoint.ts';
import { noiseAdapter } from '../../fixtures/variant-decoder.ts';
import { variantConfig } from '../../fixtures/variants.ts';

const config = ModelConfig.parse({
  ...variantConfig,
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
const path = new URL('../../reference/llama_export.onnx', import.meta.url);
const decoder = modelFile('llama_export.onnx', new Uint8Array(readFileSync(path)));
const embedding = modelFile(
  'embed_tokens.onnx',
  exportEmbedding(config, openCheckpoint(randomCheckpoint(config, 1)), plainVariant, {}),
);

/** The numbers that the script gives its parameter number `seed`. */
const pattern = (count: number, seed: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => (((i + 1) * (7919 + 2 * seed)) % 1009) / 504.5 - 1);
const expectMatrix = (matrix: FrozenMatrix, seed: number): void =>
  expect(dequantize(matrix)).toEqual(
    pattern(matrix.outFeatures * matrix.inFeatures, seed).map((number) => number / 8),
  );
const expectNorm = (weight: Float32Array, seed: number): void =>
  pattern(32, seed).forEach((number, i) => void expect(weight[i]).toBeCloseTo(1 + 0.1 * number, 6));

test('no node has a name that tells', () => {
  for (const { name } of readGraph(decoder.bytes, decoder.file).nodes)
    expect(name).not.toMatch(/_proj|layers\./);
});

test('every layer is found with its weights, norms and head', async () => {
  const weights = await readDecoderWeights(config, decoder, embedding);
  // Numbers of parameters: nine a layer, in the order in which the script declares them.
  const order: Record<TargetModule, number> = {
    q_proj: 1,
    k_proj: 2,
    v_proj: 3,
    o_proj: 4,
    gate_proj: 6,
    up_proj: 7,
    down_proj: 8,
  };
  for (const [layer, { linear, inputNorm, postAttentionNorm }] of weights.layers.entries()) {
    for (const [module, place] of Object.entries(order))
      expectMatrix(linear[module as TargetModule], 9 * layer + place);
    expectNorm(inputNorm, 9 * layer);
    expectNorm(postAttentionNorm, 9 * layer + 5);
  }
  expectNorm(weights.finalNorm, 18);
  expectMatrix(weights.lmHead, 19);
});

test('another epsilon, or more layers, are noticed', async () => {
  const read = (change: object) =>
    readDecoderWeights({ ...config, text_config: { ...config.text_config, ...change } }, decoder, embedding);
  await expect(read({ rms_norm_eps: 1e-6 })).rejects.toThrow(
    'expected epsilon 0.000001 in the input norm of layer 0',
  );
  await expect(read({ num_hidden_layers: 3 })).rejects.toThrow(
    "by the names of nodes 0, by the graph's structure 14",
  );
  expect(findProjections(readGraph(decoder.bytes, ''), config.text_config, '')).toHaveLength(14);
});

test('an adapter in the graph and one merged into the weights give the same logits', async () => {
  // PyTorch 1.13 repeats key-value heads as often as there are positions, so the file runs with two positions only.
  const places = 2;
  const { chunks, targets } = insertLora(decoder.bytes, config.text_config, decoder.file);
  const adapter = noiseAdapter(targets, { rank: 2, alpha: 4 }, 0.1, ['k_proj', 'up_proj']);
  const merged = await mergeIntoDecoder(decoder, config.text_config, adapter);
  const run = async (graph: Uint8Array, inputs: ReturnType<typeof adapterInputs>) => {
    const session = await InferenceSession.create(graph);
    const { logits } = await session.run({
      inputs_embeds: new Tensor('float32', pattern(places * 32, 30), [1, places, 32]),
      ...(session.inputNames.includes(keptInput) && {
        [keptInput]: new Tensor('int64', BigInt64Array.of(0n), []),
      }),
      ...Object.fromEntries(inputs.map(({ name, type, data, dims }) => [name, new Tensor(type, data, dims)])),
    });
    return logits!.data as Float32Array;
  };
  const adapted = await run(join(chunks), adapterInputs(adapter, targets));
  const written = join([...merged.bytes()]);
  const dense = await run(written, []);
  const base = await run(decoder.bytes, []);
  expect(await run(join(chunks), adapterInputs(null, targets))).toEqual(base);
  const off = (found: Float32Array) =>
    Math.max(...adapted.map((logit, i) => Math.abs(logit - found[i]!))) / Math.max(...adapted.map(Math.abs));
  expect(off(dense)).toBeLessThan(1e-5);
  expect(off(base)).toBeGreaterThan(0.01);
  // Old weights are gone, although this exporter writes them as Constant nodes too.
  const { nodes, tensors } = readGraph(written, 'merged');
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  expect([...tensors.keys()].filter((name) => !read.has(name))).toEqual([]);
});
