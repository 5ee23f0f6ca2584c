/**
 * The trainer's decoder and ONNX Runtime's against the numbers of PyTorch (test/reference/llama_lora.py, which says how
 * they were made), on the embedded model with fixed adapters: all modules, rsLoRA, some modules.
 */
import { type Tensor, tensor1d } from '@tensorflow/tfjs';
import * as ort from 'onnxruntime-web/webgpu';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ModelConfig, TargetModule } from '../../models/config.ts';
import {
  createBatch,
  createDecoder,
  disposeBatch,
  logitsOf,
  lossesAndGradient,
  type Sequence,
} from '../../models/decoder.ts';
import { type Gpu, openGpu } from '../../models/gpu.ts';
import { type Adapter, layOut, packAdapter, unpackAdapter } from '../../models/lora.ts';
import { adapterInputs } from '../../models/onnx/adapter-input.ts';
import { insertLora } from '../../models/onnx/surgery.ts';
import { join } from '../../models/onnx/wire.ts';
import { sparkleTiny } from '../../models/registry.ts';
import { ownOrigin } from '../../models/source.ts';
import { type DecoderWeights, loadDecoderWeights, targetsOf } from '../../models/weights.ts';
import reference from '../reference/llama_lora.json';

/**
 * PyTorch computed in float64, the lab in float32: what differs is rounding. Measured on SwiftShader: logits 7e-7 of
 * their length, losses 1.1e-7; gradients 3e-5 at worst, in q_proj where attention is almost all on one place.
 */
const logitTolerance = 1e-5;
const lossTolerance = 2e-6;
const gradientTolerance = 1e-4;

const { imageTokens, vocabularyIds, logitRows } = reference;
type Case = (typeof reference.cases)[number];

let gpu: Gpu;
let config: ModelConfig;
let weights: DecoderWeights;
let sequences: Sequence[];
beforeAll(async () => {
  gpu = await openGpu();
  ({ config, weights } = await loadDecoderWeights(sparkleTiny, ownOrigin));
  const { hidden_size: width } = weights.config;
  sequences = reference.sequences.map(({ inputIds, labels }, s) => ({
    inputIds: Int32Array.from(inputIds),
    labels: Int32Array.from(labels),
    features: pattern(imageTokens * width, 1000 + s, reference.featureSize),
  }));
});
afterAll(() => gpu.dispose());

/** `pattern` of the script: numbers between -size and size. Products stay below 2^53. */
const pattern64 = (count: number, salt: number, size: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => {
    const whole = ((i * i * 31 + i * 7919 + salt * 104729) % 2003) - 1001;
    return (whole / 1001) * size;
  });
const pattern = (count: number, salt: number, size: number): Float32Array<ArrayBuffer> =>
  Float32Array.from(pattern64(count, salt, size));

function adapterOf({ modules, rank, alpha, scaling }: Case): Adapter {
  const adapted = targetsOf(weights).flatMap(({ name, inFeatures, outFeatures }, i) => {
    if (!modules.some((module) => name.endsWith(`.${module}`))) return [];
    const loraA = pattern(rank * inFeatures, 2 * i, 1 / Math.sqrt(inFeatures));
    const loraB = pattern(outFeatures * rank, 2 * i + 1, reference.matrixSize);
    return [{ name, inFeatures, outFeatures, loraA, loraB }];
  });
  return { rank, alpha, ...(scaling === 'rslora' && { scaling: 'rslora' as const }), modules: adapted };
}

/** Length of the difference over length of what is expected. */
function relativeError(found: readonly number[], expected: readonly number[]): number {
  expect(found).toHaveLength(expected.length);
  return Math.hypot(...found.map((value, i) => value - expected[i]!)) / Math.hypot(...expected);
}

/** The kept logits of the first answer rows; `row` is that of the sequence's first one. */
const keptLogits = (all: Float32Array, row: number): number[][] =>
  Array.from({ length: logitRows }, (_, i) =>
    vocabularyIds.map((id) => all[(row + i) * weights.config.vocab_size + id]!),
  );

describe.each(reference.cases)('$what', (given) => {
  test('the trainer: logits, loss and the gradient of every module', async () => {
    const adapter = adapterOf(given);
    const layout = layOut(targetsOf(weights), {
      rank: given.rank,
      alpha: given.alpha,
      scaling: given.scaling as 'lora' | 'rslora',
      targetModules: given.modules as TargetModule[],
    });
    const decoder = createDecoder(weights, layout, gpu.backend);
    const flat: Tensor = tensor1d(packAdapter(adapter, layout));
    const lora = { layout, flat, dropout: null };

    const { batch, sequenceOfAnswer } = createBatch(sequences, weights, config.image_token_id);
    const all = (await logitsOf(decoder, lora, batch).data()) as Float32Array;
    const found = sequences.flatMap((_, s) => keptLogits(all, sequenceOfAnswer.indexOf(s)));
    expect(relativeError(found.flat(), given.logits.flat())).toBeLessThan(logitTolerance);

    const gradient = tensor1d(new Float32Array(layout.size));
    const losses = await lossesAndGradient(decoder, lora, batch, gradient).data();
    const mean = (rows: readonly number[]) =>
      rows.reduce((sum, row) => sum + losses[2 * row + 1]!, 0) / rows.length;
    const rows = Array.from({ length: batch.answers.count }, (_, row) => row);
    expect(Math.abs(mean(rows) / given.loss - 1)).toBeLessThan(lossTolerance);
    sequences.forEach((_, s) => {
      const own = rows.filter((row) => sequenceOfAnswer[row] === s);
      expect(Math.abs(mean(own) / given.losses[s]! - 1)).toBeLessThan(lossTolerance);
    });

    const gradients = unpackAdapter((await gradient.data()) as Float32Array, layout);
    const expected: Record<string, number[] | undefined> = given.gradients;
    expect(gradients.modules.map(({ name }) => name)).toEqual(Object.keys(given.gradients));
    for (const { name, loraA, loraB } of gradients.modules) {
      [loraA, loraB].forEach((matrix, i) => {
        const [length, product] = [expected[name]![i]!, expected[name]![i + 2]!];
        expect(Math.abs(Math.hypot(...matrix) / length - 1), `length, ${name}`).toBeLessThan(
          gradientTolerance,
        );
        const weightOf = pattern64(matrix.length, 5, 1);
        const foundProduct = matrix.reduce((sum, value, at) => sum + value * weightOf[at]!, 0);
        // A product is small where its terms cancel: its error is that of the gradient times the pattern.
        const scale = length * Math.hypot(...weightOf);
        expect(Math.abs(foundProduct - product) / scale, `product, ${name}`).toBeLessThan(gradientTolerance);
      });
    }
    disposeBatch(batch);
    decoder.dispose();
    gpu.check();
  });

  test('ONNX Runtime on the decoder with LoRA inputs: logits', async () => {
    const file = `${sparkleTiny.path}/onnx/decoder_model_merged_q4.onnx`;
    const bytes = new Uint8Array(await (await fetch(`/${file}`)).arrayBuffer());
    const { chunks, targets } = insertLora(bytes, config.text_config, file);
    const inputs = adapterInputs(adapterOf(given), targets).map(
      ({ name, type, dims, data }) => [name, new ort.Tensor(type, data, dims)] as const,
    );
    const session = await ort.InferenceSession.create(join(chunks), { executionProviders: ['wasm'] });
    const found: number[][] = [];
    for (const sequence of sequences) {
      const { logits } = await session.run({ ...feedsOf(sequence), ...Object.fromEntries(inputs) });
      // Answer places are not neighbours, unlike the trainer's answer rows.
      const places = [...sequence.labels].flatMap((label, place) => (label >= 0 ? [place - 1] : []));
      for (const place of places.slice(0, logitRows)) {
        const [row] = keptLogits(logits!.data as Float32Array, place);
        found.push(row!);
      }
    }
    await session.release();
    expect(relativeError(found.flat(), given.logits.flat())).toBeLessThan(logitTolerance);
  });
});

function feedsOf({ inputIds, features }: Sequence): Record<string, ort.Tensor> {
  const { hidden_size: width, num_hidden_layers: layers, num_key_value_heads: heads } = config.text_config;
  const places = inputIds.length;
  const embeddings = new Float32Array(places * width); // [T, H]
  let image = 0;
  inputIds.forEach((id, place) => {
    if (id === config.image_token_id)
      embeddings.set(features.subarray(image * width, ++image * width), place * width);
    else weights.embedding.readRow(id, embeddings, place * width);
  });
  const whole = (values: readonly number[], dims: readonly number[]) =>
    new ort.Tensor('int64', BigInt64Array.from(values, BigInt), dims);
  const order = Array.from({ length: places }, (_, i) => i);
  const feeds: Record<string, ort.Tensor> = {
    inputs_embeds: new ort.Tensor('float32', embeddings, [1, places, width]),
    attention_mask: whole(
      order.map(() => 1),
      [1, places],
    ),
    position_ids: whole(order, [1, places]),
    num_logits_to_keep: new ort.Tensor('int64', [0n], []),
  };
  for (let layer = 0; layer < layers; layer++) {
    for (const part of ['key', 'value'])
      feeds[`past_key_values.${layer}.${part}`] = new ort.Tensor(
        'float32',
        [],
        [1, heads, 0, weights.config.head_dim],
      );
  }
  return feeds;
}
