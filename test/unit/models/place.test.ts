/**
 * The strength of place in numbers: what the embedded model's features tell about drawn discs at each strength, encoders of
 * several forms against the formula in float64, and a merged model against the lab. In Node, on ONNX Runtime's WebAssembly.
 */
import { readFileSync } from 'node:fs';
import { createCanvas } from '@napi-rs/canvas';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import type { Adapter } from '../../../models/adapter/adapter.ts';
import { mergeAdapter } from '../../../models/adapter/merge.ts';
import { readPeft, writePeft } from '../../../models/adapter/peft.ts';
import { adapterInputs } from '../../../models/onnx/rewrite/adapter-input.ts';
import { foldPlace } from '../../../models/onnx/rewrite/placed-encoder.ts';
import { insertLora } from '../../../models/onnx/rewrite/surgery.ts';
import { join } from '../../../models/onnx/wire.ts';
import { type PlaceComponent, readPlace } from '../../../models/place.ts';
import { sparkleTiny } from '../../../models/registry.ts';
import { readModelConfig } from '../../../models/small-files.ts';
import { readCheckpoint, writeCheckpoint } from '../../../models/train-checkpoint.ts';
import { drawScene } from '../../../src/sparkle/draw/draw.ts';
import type { Context2D } from '../../../src/sparkle/draw/draw-mark.ts';
import type { Scene } from '../../../src/sparkle/scene/scene.ts';
import { scoredItems } from '../../../src/sparkle/task/generate.ts';
import { recordedAdapter, recordedCheckpoint } from '../../fixtures/recorded-run.ts';
import { noiseAdapter, numbers } from '../../fixtures/variant-decoder.ts';
import { distance, logitsOnce, tensorsOf } from '../../fixtures/variant-session.ts';
import { variantConfig, variantFiles, variants } from '../../fixtures/variants.ts';

const folder = new URL('../../../public/models/sparkle-tiny/', import.meta.url).pathname;
const fileOf = (path: string) => new Uint8Array(readFileSync(`${folder}${path}`));
const encoderPath = 'onnx/vision_encoder.onnx';
const config = readModelConfig(new TextDecoder().decode(fileOf('config.json')));
const { hidden_size: hidden, vocab_size: vocabulary } = config.text_config;
const { image_size: side } = config.vision_config;
const place = readPlace(fileOf('place.safetensors'), hidden, 'place.safetensors');

/** f + (s - shipped) · (f · readOut) · signal in float64, written apart from the code under test. */
function formula(
  features: Float32Array,
  { readOut, signal, shipped }: PlaceComponent,
  s: number,
): Float32Array {
  const width = signal.length / 2;
  return Float32Array.from(features, (value, at) => {
    const [start, column] = [at - (at % width), at % width];
    const seen = [0, 1].map((axis) =>
      features.subarray(start, start + width).reduce((sum, f, i) => sum + f * readOut[2 * i + axis]!, 0),
    );
    return value + (s - shipped) * (seen[0]! * signal[column]! + seen[1]! * signal[width + column]!);
  });
}

/** Pixels [1, 1, 3, side, side] as the image processor makes them: from -1 to 1. */
function pixelsOf(scene: Scene): Float32Array {
  const context = createCanvas(side, side).getContext('2d');
  drawScene(context as unknown as Context2D, scene, side);
  const { data } = context.getImageData(0, 0, side, side);
  const plane = side * side;
  return Float32Array.from(
    { length: 3 * plane },
    (_, i) => (data[(i % plane) * 4 + Math.floor(i / plane)]! / 255) * 2 - 1,
  );
}

/** The features [image tokens, hidden] of each image. */
async function encoded(
  encoder: Uint8Array,
  images: readonly Float32Array[],
  size = side,
): Promise<Float32Array[]> {
  const session = await InferenceSession.create(encoder);
  const features: Float32Array[] = [];
  for (const pixels of images) {
    const { image_features: found } = await session.run({
      pixel_values: new Tensor('float32', pixels, [1, 1, 3, size, size]),
    });
    features.push(found!.data as Float32Array);
  }
  await session.release();
  return features;
}

/** Vitest's own comparison of so many bytes takes minutes. */
const isEqual = (one: Uint8Array, other: Uint8Array): boolean => Buffer.from(one).equals(other);

const encoderAt = (strength: number) => join(foldPlace(fileOf(encoderPath), encoderPath, place, strength));

describe('the embedded model, 12 scenes with discs', () => {
  const scenes = scoredItems(97, 'evaluation', 'direction', 12).map(({ scene }) => scene);
  const images = scenes.map(pixelsOf);
  const along = Math.sqrt(36);
  /** The image token that shows each disc's centre, and where that is from the middle, in image sides. */
  const discs = scenes.flatMap((scene, image) =>
    scene.kind === 'points'
      ? scene.objects.map(({ x, y }) => ({
          image,
          token: Math.floor((1 - y / 10) * along) * along + Math.floor((x / 10) * along),
          at: [x / 10 - 0.5, y / 10 - 0.5],
        }))
      : [],
  );
  /** Position as the sharp features' own read-out tells it: readOut · (1 + (1 - shipped) · signal · readOut)⁻¹. */
  const readers = (() => {
    const product = [0, 1].map((a) =>
      [0, 1].map((b) =>
        Array.from({ length: hidden }).reduce<number>(
          (sum, _, i) => sum + place.signal[a * hidden + i]! * place.readOut[2 * i + b]!,
          0,
        ),
      ),
    );
    const [[p, q], [r, s]] = product.map((row, a) =>
      row.map((value, b) => (1 - place.shipped) * value + (a === b ? 1 : 0)),
    ) as [[number, number], [number, number]];
    const inverse = [
      [s, -q],
      [-r, p],
    ].map((row) => row.map((value) => value / (p * s - q * r)));
    return Array.from({ length: hidden }, (_, i) =>
      [0, 1].map((b) => [0, 1].reduce((sum, a) => sum + place.readOut[2 * i + a]! * inverse[a]![b]!, 0)),
    );
  })();
  /** What is read of the discs at a strength: the mean error in image sides, and the slope of read on true places. */
  async function read(strength: number) {
    const features = await encoded(encoderAt(strength), images);
    const pairs = discs.flatMap(({ image, token, at }) =>
      at.map((truth, axis) => {
        const own = features[image]!.subarray(token * hidden, (token + 1) * hidden);
        return { truth, seen: own.reduce((sum, f, i) => sum + f * readers[i]![axis]!, 0) };
      }),
    );
    const mean = (of: (pair: (typeof pairs)[number]) => number) =>
      pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
    return {
      error: mean(({ truth, seen }) => Math.abs(seen - truth)),
      slope: mean(({ truth, seen }) => truth * seen) / mean(({ truth }) => truth * truth),
    };
  }

  test('the read place is as strong as the setting says: gone at 0, true at 1', async () => {
    expect(discs.length).toBeGreaterThan(40);
    const found = new Map<number, Awaited<ReturnType<typeof read>>>();
    for (const strength of [0, 0.2, 0.5, 1]) found.set(strength, await read(strength));
    // Measured on 40 scenes: 0.005, 0.203, 0.498, 0.992.
    for (const [strength, { slope }] of found) expect(Math.abs(slope - strength)).toBeLessThan(0.05);
    // Measured: 0.19 and 0.014 image sides.
    expect(found.get(1)!.error).toBeLessThan(0.03);
    expect(found.get(0.2)!.error).toBeGreaterThan(5 * found.get(1)!.error);
  });

  test('the features are those of the formula; as shipped, the file stays as it is', async () => {
    const some = images.slice(0, 3);
    const shipped = await encoded(fileOf(encoderPath), some);
    for (const strength of [0, 0.5, 1]) {
      const found = await encoded(encoderAt(strength), some);
      for (const [i, features] of found.entries())
        expect(distance(features, formula(shipped[i]!, place, strength))).toBeLessThan(1e-5);
    }
    expect(isEqual(encoderAt(place.shipped), fileOf(encoderPath))).toBe(true);
  });
});

describe.each([
  ['fp32', 1e-5],
  ['fp16', 0.02],
  ['fp32, names scrambled, plain norms, head as Gemm', 1e-5],
])('an encoder of the form %s', (name, tolerance) => {
  test('has the features of the formula', async () => {
    const width = variantConfig.text_config.hidden_size;
    const form = {
      ...Object.entries(variants).find(([each]) => each.startsWith(name))![1],
      dataFiles: 0 as const,
    };
    const own: PlaceComponent = {
      readOut: numbers(2 * width, 5),
      signal: numbers(2 * width, 6),
      shipped: 0.3,
    };
    const [path, bytes] = [...variantFiles(form)].find(([each]) => /vision_encoder\w*\.onnx$/.test(each))!;
    const size = variantConfig.vision_config.image_size;
    const pixels = numbers(3 * size * size, 9);
    const [before] = await encoded(bytes, [pixels], size);
    const [after] = await encoded(join(foldPlace(bytes, path, own, 0.9)), [pixels], size);
    expect(distance(after!, formula(before!, own, 0.9))).toBeLessThan(tolerance);
    expect(distance(after!, before!)).toBeGreaterThan(0.5);
  });
});

describe('ways out', () => {
  const decoderPath = 'onnx/decoder_model_merged_q4.onnx';
  const lora = insertLora(fileOf(decoderPath), config.text_config, decoderPath);
  const adapter: Adapter = { ...noiseAdapter(lora.targets, { rank: 4, alpha: 8 }, 0.01), place: 1 };
  const files = new Map(
    ['config.json', 'place.safetensors', encoderPath, 'onnx/embed_tokens.onnx', decoderPath].map((path) => [
      path,
      new Blob([fileOf(path)]),
    ]),
  );
  const merged = async (made: Adapter) => {
    const all = await mergeAdapter(sparkleTiny, files, made);
    const read = async (path: string) => {
      const chunks: Uint8Array<ArrayBuffer>[] = [];
      for await (const chunk of all.find((file) => file.path === path)!.bytes()) chunks.push(chunk);
      return join(chunks);
    };
    return { paths: all.map(({ path }) => path), read };
  };

  /** The inputs of a decoder for a question after an image with these features. */
  async function feedsOf(features: Float32Array) {
    const { items } = JSON.parse(
      readFileSync(new URL('../../../models/sparkle-tiny/reference.json', import.meta.url), 'utf8'),
    ) as { items: { input_ids: number[] }[] };
    const ids = items[0]!.input_ids;
    const session = await InferenceSession.create(fileOf('onnx/embed_tokens.onnx'));
    const { inputs_embeds: embeds } = await session.run({
      input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
    });
    await session.release();
    const embeddings = Float32Array.from(embeds!.data as Float32Array);
    let image = 0;
    ids.forEach((id, at) => {
      if (id !== config.image_token_id) return;
      embeddings.set(features.subarray(image * hidden, ++image * hidden), at * hidden);
    });
    expect(image * hidden).toBe(features.length);
    const { num_hidden_layers: layers, num_key_value_heads: heads, head_dim: size } = config.text_config;
    const order = BigInt64Array.from(ids, (_, i) => BigInt(i));
    const past = Array.from({ length: 2 * layers }, (_, i) => ({
      name: `past_key_values.${i >> 1}.${i % 2 ? 'value' : 'key'}`,
      type: 'float32' as const,
      data: new Float32Array(),
      dims: [1, heads, 0, size],
    }));
    return tensorsOf([
      { name: 'inputs_embeds', type: 'float32', data: embeddings, dims: [1, ids.length, hidden] },
      { name: 'attention_mask', type: 'int64', data: order.map(() => 1n), dims: [1, ids.length] },
      { name: 'position_ids', type: 'int64', data: order, dims: [1, ids.length] },
      { name: 'num_logits_to_keep', type: 'int64', data: BigInt64Array.of(0n), dims: [] },
      ...past,
    ]);
  }

  test('the merged model gives the logits of the lab at the strength of the adapter', async () => {
    const pixels = pixelsOf(scoredItems(98, 'evaluation', 'direction', 1)[0]!.scene);
    const [shipped] = await encoded(fileOf(encoderPath), [pixels]);
    const lab = async (strength: number) =>
      logitsOnce(await InferenceSession.create(join(lora.chunks)), {
        ...(await feedsOf(formula(shipped!, place, strength))),
        ...tensorsOf(adapterInputs(adapter, lora.targets)),
      });
    const { paths, read } = await merged(adapter);
    const [features] = await encoded(await read(encoderPath), [pixels]);
    const found = await logitsOnce(
      await InferenceSession.create(await read('onnx/decoder_model_merged.onnx')),
      await feedsOf(features!),
    );
    const expected = await lab(1);
    expect(found.length % vocabulary).toBe(0);
    expect(distance(found, expected)).toBeLessThan(1e-4);
    expect(distance(await lab(0.2), expected)).toBeGreaterThan(0.1);
    // It tells how to change weights that are no longer there.
    expect(paths).not.toContain('place.safetensors');
  });

  test('an adapter made as the model ships, or that does not say, leaves the encoder as it is', async () => {
    const { place: _, ...silent } = adapter;
    for (const made of [{ ...adapter, place: 0.2 }, silent]) {
      const { paths, read } = await merged(made);
      expect(paths).toContain('place.safetensors');
      expect(isEqual(await read(encoderPath), fileOf(encoderPath))).toBe(true);
    }
  });

  test('a model without the component is refused for an adapter of another strength', async () => {
    const without = new Map(files);
    without.delete('place.safetensors');
    await expect(mergeAdapter(sparkleTiny, without, adapter)).rejects.toThrow(
      'place.safetensors: expected this file among those of the model, because the adapter was made at strength of place 1, but it is not there. Choose the folder of the model that the adapter was made with.',
    );
    await expect(mergeAdapter(sparkleTiny, without, { ...adapter, place: 0.2 })).resolves.toHaveLength(4);
  });

  test('the strength comes back from PEFT’s files and from a checkpoint', async () => {
    const made = { ...recordedAdapter, place: 0.25 };
    expect(readPeft(writePeft(made, 'sparkle-tiny')).adapter).toEqual(made);
    expect(readPeft(writePeft(recordedAdapter, 'sparkle-tiny')).adapter.place).toBeUndefined();
    const checkpoint = recordedCheckpoint(3);
    const at = <T extends object>(part: T) => ({ ...part, place: 0 });
    const placed = {
      ...checkpoint,
      adapter: at(checkpoint.adapter),
      gradientMean: at(checkpoint.gradientMean),
      squareMean: at(checkpoint.squareMean),
      best: checkpoint.best && { ...checkpoint.best, adapter: at(checkpoint.best.adapter) },
    };
    const { json, tensors } = writeCheckpoint(placed);
    expect(await readCheckpoint(json, async () => tensors)).toEqual(placed);
  });
});
