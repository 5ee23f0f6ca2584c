/** Estimates of files and memory, against files and numbers that were measured. */
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { LoraTarget } from '../../../models/adapter/adapter.ts';
import { layOut } from '../../../models/adapter/layout.ts';
import { ModelConfig, targetModules } from '../../../models/config.ts';
import { moduleShape, traceBudgetBytes, traceBytes } from '../../../models/decoder-shape.ts';
import {
  answeringMemory,
  conversationTokens,
  estimatedFileBytes,
  imageTokensOf,
  shapeOf,
  trainingMemory,
  weightsOf,
} from '../../../models/memory.ts';
import { imagesPerPass } from '../../../models/pass-sizes.ts';
import {
  hubModels,
  type ModelPart,
  type ModelShape,
  sparkleTiny,
  sparkleTinyShape,
} from '../../../models/registry.ts';
import { onnxPath } from '../../../models/source.ts';

const published = resolve(import.meta.dirname, '../../../public/models/sparkle-tiny');
const shape256M = hubModels[0]!.shape;
const shape500M = hubModels[1]!.shape;
const load = { rank: 8, batchSize: 4, tokens: 160, answerTokens: 32, validationBatchSize: 0 };
const megabytes = (bytes: number) => bytes / 1e6;

test("the embedded model's shape is that of its config.json", () => {
  const config = ModelConfig.parse(JSON.parse(readFileSync(join(published, 'config.json'), 'utf8')));
  expect(shapeOf(config)).toEqual(sparkleTinyShape);
  expect(imageTokensOf(sparkleTinyShape)).toBe(36);
  expect(imageTokensOf(shape256M)).toBe(64);
});

test("estimates of the embedded model's files are right to a tenth", () => {
  for (const part of Object.keys(sparkleTiny.dtype) as ModelPart[]) {
    const bits = sparkleTiny.dtype[part] === 'fp32' ? 32 : 5;
    // The tiny model's LM head is not quantized; its graph is a larger part of a small file.
    const head = part === 'decoder_model_merged' ? (sparkleTinyShape.vocabulary * 192 * 27) / 8 : 0;
    const estimated = (weightsOf(sparkleTinyShape)[part] * bits) / 8 + head;
    const { size } = statSync(join(published, onnxPath(sparkleTiny, part)));
    expect(estimated / size, part).toBeGreaterThan(0.9);
    expect(estimated / size, part).toBeLessThan(1.1);
  }
});

test('SmolVLM-256M has 256 million weights, and the 500M about 500', () => {
  const total = (shape: typeof shape256M) => {
    const { vision_encoder: vision, decoder_model_merged: decoder } = weightsOf(shape);
    // The LM head is counted in the decoder, and the embedding separately, even if they are tied.
    return vision + decoder + shape.vocabulary * shape.hidden;
  };
  expect(total(shape256M) / 1e6).toBeCloseTo(256, -1);
  expect(total(shape500M) / 1e6).toBeGreaterThan(460);
  expect(total(shape500M) / 1e6).toBeLessThan(520);
});

test('a random model of the 256M shape, vision and embedding fp32 and decoder q4, was 574 MB', () => {
  const dtypes = { vision_encoder: 'fp32', embed_tokens: 'fp32', decoder_model_merged: 'q4' } as const;
  expect(megabytes(estimatedFileBytes(shape256M, dtypes))).toBeGreaterThan(560);
  expect(megabytes(estimatedFileBytes(shape256M, dtypes))).toBeLessThan(590);
});

/** The modules of a decoder, for a layout. */
const targetsOf = (shape: ModelShape): LoraTarget[] =>
  Array.from({ length: shape.layers }, (_, layer) =>
    targetModules.map((module) => {
      const [outFeatures, inFeatures] = moduleShape(module, shape);
      const parent = /^[qkvo]_/.test(module) ? 'self_attn' : 'mlp';
      return { name: `layers.${layer}.${parent}.${module}`, outFeatures, inFeatures };
    }),
  ).flat();

test('a step needs what the bench measured, and is not told more than 6% higher', () => {
  // `npm run bench -- --only smolvlm256m,smolvlm500m,cost`: stepMemoryMB counts the gradient too, a quarter of
  // adapterBytes. The first two compute blocks again; the others, with fewer layers and words, keep all of them.
  const small = (layers: number) => ({ ...shape256M, layers, vocabulary: 1024 });
  const measured = [
    { shape: shape256M, batchSize: 4, tokens: 160, rank: 8, megabytes: 138.4 },
    { shape: shape500M, batchSize: 4, tokens: 160, rank: 8, megabytes: 232.3 },
    { shape: small(8), batchSize: 2, tokens: 64, rank: 8, megabytes: 38.1 },
  ];
  for (const { shape, megabytes: expected, ...load } of measured) {
    const whole = { ...load, answerTokens: 12, validationBatchSize: 0 };
    const { stepBytes, adapterBytes } = trainingMemory(shape, 'q4', whole);
    const estimated = megabytes(stepBytes + adapterBytes / 4);
    expect(estimated / expected).toBeGreaterThan(1);
    expect(estimated / expected).toBeLessThan(1.06);
  }
  // With 2 layers the last is half of them, and the estimate counts all its rows, not only answer rows.
  const two = { batchSize: 8, tokens: 64, rank: 8, answerTokens: 12, validationBatchSize: 0 };
  const { stepBytes, adapterBytes } = trainingMemory(small(2), 'q4', two);
  expect(megabytes(stepBytes + adapterBytes / 4)).toBeGreaterThan(35.5);
});

test('the adapter takes what is laid out for it, whichever modules are its targets', () => {
  for (const rank of [1, 8, 30]) {
    for (const chosen of [[...targetModules], ['q_proj', 'v_proj'] as const]) {
      const { size } = layOut(targetsOf(shape256M), { rank, alpha: 16, targetModules: chosen });
      // Weights, gradient and two moments, as float32.
      expect(trainingMemory(shape256M, 'q4', { ...load, rank }).adapterBytes).toBe(4 * size * 4);
    }
  }
});

test('every part grows with what it depends on, and with nothing else', () => {
  const base = trainingMemory(shape256M, 'q4', load);
  expect(base.totalBytes).toBe(base.stepBytes + base.adapterBytes + base.weightsBytes);
  const doubled = trainingMemory(shape256M, 'q4', { ...load, rank: 16 });
  expect(doubled.adapterBytes).toBe(2 * base.adapterBytes);
  expect(doubled.weightsBytes).toBe(base.weightsBytes);
  const larger = trainingMemory(shape256M, 'q4', { ...load, batchSize: 8 });
  expect(larger.stepBytes).toBeCloseTo(2 * base.stepBytes, 3);
  expect(larger.adapterBytes).toBe(base.adapterBytes);
  // 32 bits a weight instead of 6.
  expect(trainingMemory(shape256M, 'fp32', load).weightsBytes).toBeCloseTo((base.weightsBytes * 32) / 6, 3);
  const long = conversationTokens(shape256M, 12);
  expect(trainingMemory(shape256M, 'q4', { ...load, ...long }).stepBytes).toBeGreaterThan(base.stepBytes);
  // 4 x 32 answers; with a batch of 2, 64 answers, and one layer for their 320 positions.
  const validated = (validationBatchSize: number) =>
    trainingMemory(shape256M, 'q4', { ...load, validationBatchSize }).stepBytes - base.stepBytes;
  expect(validated(4)).toBeCloseTo(2 * 128 * 49_280 * 4, 3);
  expect(validated(2)).toBeCloseTo(3 * 64 * 49_280 * 4 + traceBytes(shape256M, 320, 8) / 30, 3);
});

test('a batch small enough to keep all traces needs them: more than the next larger one', () => {
  const bytes = (batchSize: number) => trainingMemory(shape256M, 'q4', { ...load, batchSize }).stepBytes;
  const kept = traceBytes(shape256M, 160, 8);
  expect(kept).toBeLessThan(traceBudgetBytes);
  expect(traceBytes(shape256M, 320, 8)).toBeGreaterThan(traceBudgetBytes);
  expect(bytes(1)).toBeGreaterThan(kept);
  expect(bytes(2)).toBeLessThan(bytes(1));
});

test('the largest buffer is the LM head or the moments, until the logits of many answers outgrow them', () => {
  const few = { ...load, batchSize: 1 };
  expect(trainingMemory(shape256M, 'fp32', few).largestBufferBytes).toBe(49_280 * 576 * 4);
  expect(trainingMemory(shape256M, 'q4', few).largestBufferBytes).toBe(2 * 30 * 8 * 10_176 * 4);
  const least = trainingMemory(shape256M, 'q4', { ...few, rank: 1 });
  expect(least.largestBufferBytes).toBe((49_280 * 576) / 2);
  const many = { ...load, batchSize: 16, tokens: 400, answerTokens: 72 };
  expect(trainingMemory(shape256M, 'q4', many).largestBufferBytes).toBe(16 * 72 * 49_280 * 4);
});

test('answering needs the weights, and room for a pass', () => {
  const { withF16, withoutF16 } = hubModels[0]!.dtypes;
  const asked = { images: 8, prompts: 32, tokens: 200 };
  const half = answeringMemory(shape256M, withF16, asked);
  expect(megabytes(half.weightsBytes)).toBeGreaterThan(300);
  expect(megabytes(half.weightsBytes)).toBeLessThan(350);
  expect(answeringMemory(shape256M, withoutF16, asked).weightsBytes).toBeLessThan(half.weightsBytes);
  // 8 images, 12 heads, 1024 x 1024 pairs of patches.
  expect(half.stepBytes).toBeGreaterThan(2 * 8 * 12 * 1024 ** 2 * 4);
  expect(answeringMemory(shape256M, withF16, { ...asked, images: 1 }).stepBytes).toBeLessThan(half.stepBytes);
  // Keys and values, old and new, of 30 layers with 3 heads of 64, and a row of logits.
  const prompts = answeringMemory(shape256M, withF16, { ...asked, images: 0 }).stepBytes;
  expect(prompts).toBe(32 * (200 * 30 * 4 * 3 * 64 + 49_280) * 4);
});

test('large images are encoded a few at once', () => {
  expect(imagesPerPass(shape256M.vision)).toBe(2);
  expect(imagesPerPass(sparkleTinyShape.vision)).toBe(8);
  expect(imagesPerPass({ ...shape256M.vision, imageSizePx: 2048 })).toBe(1);
});
