/** LoRA surgery: numbers against plain arithmetic and against the untouched decoder, run by ONNX Runtime's WebAssembly build in Node. */
import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import { targetModules } from '../../models/config.ts';
import type { Adapter } from '../../models/lora.ts';
import { adapterInputs } from '../../models/onnx/adapter-input.ts';
import { answerLoss } from '../../models/onnx/answer-loss.ts';
import { DataType, readGraph } from '../../models/onnx/graph.ts';
import { createGraph } from '../../models/onnx/model.ts';
import { insertLora, type LoraTarget, targetNames } from '../../models/onnx/surgery.ts';
import { join } from '../../models/onnx/wire.ts';

const decoder = new Uint8Array(
  readFileSync(
    new URL('../../public/models/sparkle-tiny/onnx/decoder_model_merged_q4.onnx', import.meta.url),
  ),
);
const layers = 6;

/** Deterministic numbers in [-1, 1). */
const numbers = (length: number, seed: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length }, (_, i) => (((i + 1) * (7919 + 2 * seed)) % 1009) / 504.5 - 1);

const noiseAdapter = (targets: readonly LoraTarget[], rank: number, spread: number): Adapter => ({
  rank,
  alpha: 16,
  modules: targets.map(({ name, inFeatures, outFeatures }, i) => ({
    name,
    inFeatures,
    outFeatures,
    loraA: numbers(rank * inFeatures, i),
    loraB: numbers(outFeatures * rank, i + 50).map((value) => value * spread),
  })),
});

const feedsOf = (adapter: Adapter | null, targets: readonly LoraTarget[]) =>
  Object.fromEntries(
    adapterInputs(adapter, targets).map(({ name, dims, data }) => [name, new Tensor('float32', data, dims)]),
  );

describe('one linear module', () => {
  test('y = x W + alpha / rank x A^T B^T, as computed by hand', async () => {
    const graph = createGraph();
    graph.input('x', DataType.float32, [1, 'places', 4]);
    for (const [i, module] of targetModules.entries()) {
      const parent = i < 4 ? 'self_attn' : 'mlp';
      const weight = graph.floats(`${module}.weight`, [4, 3], numbers(12, i));
      graph.node('MatMul', `/model/layers.0/${parent}/${module}/MatMul`, ['x', weight], [module]);
      graph.output(module, DataType.float32, [1, 'places', 3]);
    }
    const { chunks, targets } = insertLora(graph.finish('linear'), 1, 'linear.onnx');
    const session = await InferenceSession.create(join(chunks));
    const x = numbers(8, 99);
    for (const rank of [1, 2, 5]) {
      const adapter = noiseAdapter(targets, rank, 1);
      const outputs = await session.run({
        x: new Tensor('float32', x, [1, 2, 4]),
        ...feedsOf(adapter, targets),
      });
      for (const [i, { name, loraA, loraB }] of adapter.modules.entries()) {
        const y = outputs[name.split('.').at(-1)!]!.data as Float32Array;
        for (let place = 0; place < 2; place++) {
          for (let out = 0; out < 3; out++) {
            let expected = 0;
            for (let k = 0; k < 4; k++) {
              expected += x[place * 4 + k]! * numbers(12, i)[k * 3 + out]!;
              for (let r = 0; r < rank; r++)
                expected += (16 / rank) * x[place * 4 + k]! * loraA[r * 4 + k]! * loraB[out * rank + r]!;
            }
            expect(y[place * 3 + out]).toBeCloseTo(expected, 4);
          }
        }
      }
    }
  });
});

describe('the decoder of sparkle-tiny', () => {
  const { chunks, targets } = insertLora(decoder, layers, 'decoder.onnx');
  const places = 9;
  const feeds: Record<string, Tensor> = {
    inputs_embeds: new Tensor('float32', numbers(places * 192, 3), [1, places, 192]),
    attention_mask: new Tensor('int64', new BigInt64Array(places).fill(1n), [1, places]),
    position_ids: new Tensor(
      'int64',
      BigInt64Array.from({ length: places }, (_, i) => BigInt(i)),
      [1, places],
    ),
    num_logits_to_keep: new Tensor('int64', [0n], []),
  };
  for (let layer = 0; layer < layers; layer++) {
    for (const part of ['key', 'value'])
      feeds[`past_key_values.${layer}.${part}`] = new Tensor('float32', [], [1, 3, 0, 64]);
  }

  test('gets a branch at all 42 modules, named as in the checkpoint', () => {
    expect(targets.map(({ name }) => name).sort()).toEqual(targetNames(layers).sort());
    expect(targetNames(2)).toContain('layers.1.mlp.gate_proj');
    expect(targets.find(({ name }) => name === 'layers.3.mlp.down_proj')).toMatchObject({
      inFeatures: 512,
      outFeatures: 192,
    });
    const { inputs } = readGraph(join(chunks), 'decoder.onnx');
    expect(inputs.find(({ name }) => name === 'lora.layers.3.mlp.down_proj.A')).toEqual({
      name: 'lora.layers.3.mlp.down_proj.A',
      dataType: 1,
      dims: [512, 'lora_rank'],
    });
  });

  test('the weights stay views on the file', () => {
    const copied = chunks
      .filter((chunk) => chunk.buffer !== decoder.buffer)
      .reduce((sum, chunk) => sum + chunk.length, 0);
    expect(copied).toBeLessThan(100_000);
  });

  test("without an adapter, or with B zero, the logits are the untouched model's, bit for bit; with one they are not", async () => {
    const base = await InferenceSession.create(decoder);
    const session = await InferenceSession.create(join(chunks));
    const logits = async (adapter: Adapter | null) =>
      (await session.run({ ...feeds, ...feedsOf(adapter, targets) })).logits!.data as Float32Array;
    const untouched = (await base.run(feeds)).logits!.data as Float32Array;
    expect(await logits(null)).toEqual(untouched);
    expect(await logits(noiseAdapter(targets, 8, 0))).toEqual(untouched);
    const adapted = await logits(noiseAdapter(targets, 8, 0.01));
    expect(Math.max(...adapted.map((value, i) => Math.abs(value - untouched[i]!)))).toBeGreaterThan(0.1);
    expect(await logits(null)).toEqual(untouched);
  });

  test.each([
    [
      'more layers than there are',
      7,
      'expected 49 modules to adapt (q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj in each of 7 layers), found 42. Missing: layers.6.self_attn.q_proj',
    ],
    [
      'fewer layers',
      5,
      'expected 35 modules to adapt (q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj in each of 5 layers), found 42. Found more than once or beyond the last layer: layers.5.self_attn.q_proj',
    ],
  ])('%s: says what was expected and found', (_name, wrong, message) => {
    expect(() => insertLora(decoder, wrong, 'decoder.onnx')).toThrow(`decoder.onnx: ${message}`);
  });

  test('a graph without the modules says which products it has', () => {
    const vision = new Uint8Array(
      readFileSync(new URL('../../public/models/sparkle-tiny/onnx/vision_encoder.onnx', import.meta.url)),
    );
    expect(() => insertLora(vision, 4, 'vision.onnx')).toThrow(
      /^vision\.onnx: .*The graph's matrix products are: \/vision_model\/encoder\/layers\.0\/self_attn\/q_proj\/MatMul/,
    );
  });
});

describe('an adapter of another model', () => {
  const { targets } = insertLora(decoder, layers, 'decoder.onnx');
  const good = noiseAdapter(targets, 4, 1);
  const withFirst = (change: object): Adapter => ({
    ...good,
    modules: [{ ...good.modules[0]!, ...change }, ...good.modules.slice(1)],
  });

  test.each<[string, Adapter, string]>([
    [
      'a module missing',
      { ...good, modules: good.modules.slice(1) },
      'Expected an adapter with 42 modules, got 41; layers.0.self_attn.q_proj is not among them',
    ],
    [
      'another name',
      withFirst({ name: 'layers.9.self_attn.q_proj' }),
      'got 42; layers.0.self_attn.q_proj is not among them',
    ],
    ['a module twice', { ...good, modules: [...good.modules, good.modules[0]!] }, 'got 43'],
    [
      'another rank',
      { ...good, rank: 8 },
      'with rank 8 (1536 and 1536 numbers), got 192 to 192 (768 and 768 numbers)',
    ],
    [
      'other widths',
      withFirst({ inFeatures: 576 }),
      'Expected layers.0.self_attn.q_proj to map 192 to 192 features',
    ],
    ['rank 0', { ...good, rank: 0 }, 'got rank 0'],
    [
      'a number that is none',
      withFirst({ loraB: new Float32Array(768).fill(Number.NaN) }),
      'Expected finite numbers in layers.0.self_attn.q_proj',
    ],
  ])('%s', (_name, adapter, message) => {
    expect(() => adapterInputs(adapter, targets)).toThrow(message);
  });
});

test('the loss is the mean of -log softmax at the labelled places, each foretold by the place before', () => {
  const logits = Float32Array.of(1, 2, 3, 0, 0, 0, 1000, 999, 0);
  const first = -Math.log(Math.exp(2) / (Math.exp(1) + Math.exp(2) + Math.exp(3)));
  const second = Math.log(3);
  expect(answerLoss(logits, Int32Array.of(-100, 1, 2), 3)).toBeCloseTo((first + second) / 2, 6);
  expect(answerLoss(logits, Int32Array.of(-100, -100, -100, 1), 3)).toBeCloseTo(
    1 + Math.log(1 + Math.exp(-1)),
    6,
  );
});
