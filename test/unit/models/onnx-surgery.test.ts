/** LoRA surgery, run by ONNX Runtime's WebAssembly build in Node: against plain arithmetic and the unchanged decoder. */
import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import type { Adapter } from '../../../models/adapter/adapter.ts';
import { ModelConfig, type TargetModule, targetModules } from '../../../models/config.ts';
import { halfToNumber } from '../../../models/float16.ts';
import { DataType, readGraph } from '../../../models/onnx/read/graph.ts';
import { adapterInputs } from '../../../models/onnx/rewrite/adapter-input.ts';
import { insertLora, type LoraTarget } from '../../../models/onnx/rewrite/surgery.ts';
import { join } from '../../../models/onnx/wire.ts';
import { transpose } from '../../../models/onnx/write/checkpoint.ts';
import { createGraph } from '../../../models/onnx/write/model.ts';
import tinyConfig from '../../../models/sparkle-tiny/config.json' with { type: 'json' };
import { answerLoss } from '../../fixtures/answer-loss.ts';

const decoder = new Uint8Array(
  readFileSync(
    new URL('../../../public/models/sparkle-tiny/onnx/decoder_model_merged_q4.onnx', import.meta.url),
  ),
);
const { text_config: text } = ModelConfig.parse(tinyConfig);
const { num_hidden_layers: layers } = text;

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
    adapterInputs(adapter, targets).map(({ name, type, dims, data }) => [name, new Tensor(type, data, dims)]),
  );

/** One layer: width 4, an inner width of 6, two query heads and one key-value head of 2. */
const oneLayer: ModelConfig['text_config'] = {
  ...text,
  hidden_size: 4,
  intermediate_size: 6,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  num_key_value_heads: 1,
  head_dim: 2,
};
const shapes: Record<TargetModule, [out: number, inner: number]> = {
  q_proj: [4, 4],
  k_proj: [2, 4],
  v_proj: [2, 4],
  o_proj: [4, 4],
  gate_proj: [6, 4],
  up_proj: [6, 4],
  down_proj: [4, 6],
};
const nameOf = (module: TargetModule): string =>
  `layers.0.${/^[qkvo]_/.test(module) ? 'self_attn' : 'mlp'}.${module}`;

/**
 * A layer's products on separate inputs, by MatMul or by Gemm with transposed weights; with `isPacked`, q, k and v in
 * one.
 */
function linearGraph(operator: 'MatMul' | 'Gemm', isPacked: boolean): Uint8Array<ArrayBuffer> {
  const graph = createGraph();
  const isGemm = operator === 'Gemm';
  const add = (name: string, at: string, out: number, inner: number, weights: Float32Array<ArrayBuffer>) => {
    // weights [out, inner], as a checkpoint has them
    const data = isGemm ? weights : transpose(weights, out, inner);
    const weight = graph.floats(`${name}.weight`, isGemm ? [out, inner] : [inner, out], data);
    graph.node(operator, at, [`x${inner}`, weight], [name], isGemm ? { transB: { int: 1 } } : {});
    graph.output(name, DataType.float32, isGemm ? ['places', out] : [1, 'places', out]);
  };
  for (const inner of [4, 6])
    graph.input(`x${inner}`, DataType.float32, isGemm ? ['places', inner] : [1, 'places', inner]);
  if (isPacked) {
    const rows = (['q_proj', 'k_proj', 'v_proj'] as const).flatMap((module) => [...weightsOf(module)]);
    add('qkv_proj', `/model/layers.0/self_attn/qkv_proj/${operator}`, 8, 4, Float32Array.from(rows));
  }
  for (const module of targetModules) {
    if (isPacked && /^[qkv]_/.test(module)) continue;
    const [out, inner] = shapes[module];
    add(
      module,
      `/model/${nameOf(module)
        .replace('.0.', '.0/')
        .replaceAll(/\.(\w+_proj)/g, '/$1')}/${operator}`,
      out,
      inner,
      weightsOf(module),
    );
  }
  return graph.finish('linear');
}

const weightsOf = (module: TargetModule): Float32Array<ArrayBuffer> =>
  numbers(shapes[module][0] * shapes[module][1], targetModules.indexOf(module));

describe('one layer', () => {
  test.each([
    ['MatMul', false],
    ['MatMul', true],
    ['Gemm', false],
    ['Gemm', true],
  ] as const)(
    '%s, packed: %s: y = x W + alpha / rank x A^T B^T, as computed by hand',
    async (operator, isPacked) => {
      const { chunks, targets } = insertLora(linearGraph(operator, isPacked), oneLayer, 'linear.onnx');
      expect(targets.map(({ name }) => name)).toEqual(targetModules.map(nameOf));
      const session = await InferenceSession.create(join(chunks));
      const places = 2;
      const dims = (inner: number) => (operator === 'Gemm' ? [places, inner] : [1, places, inner]);
      const x = (inner: number) => numbers(places * inner, 90 + inner);
      for (const [rank, missing] of [
        [1, []],
        [2, ['k_proj', 'down_proj']],
        [5, ['q_proj', 'v_proj', 'gate_proj']],
      ] as [number, TargetModule[]][]) {
        const whole = noiseAdapter(targets, rank, 1);
        const modules = whole.modules.filter(
          ({ name }) => !missing.some((module) => name === nameOf(module)),
        );
        const outputs = await session.run({
          x4: new Tensor('float32', x(4), dims(4)),
          x6: new Tensor('float32', x(6), dims(6)),
          ...feedsOf({ ...whole, modules }, targets),
        });
        let firstRow = 0;
        for (const module of targetModules) {
          const [out, inner] = shapes[module];
          const isInPack = isPacked && /^[qkv]_/.test(module);
          const y = outputs[isInPack ? 'qkv_proj' : module]!.data as Float32Array;
          const rows = isInPack ? 8 : out;
          const own = modules.find(({ name }) => name === nameOf(module));
          for (let place = 0; place < places; place++) {
            for (let row = 0; row < out; row++) {
              let expected = 0;
              for (let k = 0; k < inner; k++) {
                const input = x(inner)[place * inner + k]!;
                expected += input * weightsOf(module)[row * inner + k]!;
                for (let r = 0; own && r < rank; r++)
                  expected += (16 / rank) * input * own.loraA[r * inner + k]! * own.loraB[row * rank + r]!;
              }
              expect(y[place * rows + (isInPack ? firstRow : 0) + row]).toBeCloseTo(expected, 4);
            }
          }
          if (isInPack) firstRow += out;
        }
      }
    },
  );
});

describe('the decoder of sparkle-tiny', () => {
  const { chunks, targets } = insertLora(decoder, text, 'decoder.onnx');
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
    expect(targets.map(({ name }) => name)).toEqual(
      Array.from({ length: layers }, (_, layer) =>
        targetModules.map((module) => nameOf(module).replace('.0.', `.${layer}.`)),
      ).flat(),
    );
    expect(targets.find(({ name }) => name === 'layers.3.mlp.down_proj')).toMatchObject({
      inFeatures: 512,
      outFeatures: 192,
    });
    const { inputs } = readGraph(join(chunks), 'decoder.onnx');
    expect(inputs.find(({ name }) => name === 'lora.layers.3.mlp.down_proj.A')).toEqual({
      name: 'lora.layers.3.mlp.down_proj.A',
      dataType: 1,
      dims: [512, 'lora.layers.3.mlp.down_proj.rank'],
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
    const isSame = (found: Float32Array) =>
      found.length === untouched.length && found.every((value, i) => Object.is(value, untouched[i]));
    const untouched = (await base.run(feeds)).logits!.data as Float32Array;
    expect(isSame(await logits(null))).toBe(true);
    expect(isSame(await logits(noiseAdapter(targets, 8, 0)))).toBe(true);
    const adapted = await logits(noiseAdapter(targets, 8, 0.01));
    expect(Math.max(...adapted.map((value, i) => Math.abs(value - untouched[i]!)))).toBeGreaterThan(0.1);
    expect(isSame(await logits(null))).toBe(true);
  });
});

describe('an adapter of another model', () => {
  const { targets } = insertLora(decoder, text, 'decoder.onnx');
  const good = noiseAdapter(targets, 4, 1);
  const withFirst = (change: object): Adapter => ({
    ...good,
    modules: [{ ...good.modules[0]!, ...change }, ...good.modules.slice(1)],
  });

  test.each<[string, Adapter, string]>([
    [
      'another name',
      withFirst({ name: 'layers.9.self_attn.q_proj' }),
      'among the 42 linear layers of this model, each once, got layers.9.self_attn.q_proj. ',
    ],
    [
      'a module twice',
      { ...good, modules: [...good.modules, good.modules[0]!] },
      'got layers.0.self_attn.q_proj twice',
    ],
    ['no module', { ...good, modules: [] }, 'Expected an adapter with modules, got none'],
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

  test('numbers beyond float16, for a decoder that computes in it', () => {
    const half = targets.map((target) => ({ ...target, dataType: 'float16' as const }));
    const first = adapterInputs(good, half)[0]!;
    expect(first).toMatchObject({ type: 'float16', dims: [192, 4] });
    expect(halfToNumber(first.data[1]!)).toBeCloseTo(good.modules[0]!.loraA[192]!, 3);
    const large = withFirst({ loraB: new Float32Array(768).fill(2e4) });
    expect(() => adapterInputs(large, half)).toThrow(
      'Expected layers.0.self_attn.q_proj to fit into float16, which this decoder computes in (numbers up to 65504), got a number of 80000',
    );
    expect(() => adapterInputs(large, targets)).not.toThrow();
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
