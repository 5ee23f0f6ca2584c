/** Estimates of what a model takes, against files and numbers that were measured. */
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { LoraConfig, ModelConfig } from '../../models/config.ts';
import {
  answeringMemory,
  conversationTokens,
  estimatedFileBytes,
  imageTokensOf,
  shapeOf,
  trainingMemory,
  weightsOf,
} from '../../models/memory.ts';
import { hubModels, type ModelPart, sparkleTiny, sparkleTinyShape } from '../../models/registry.ts';
import { onnxPath } from '../../models/source.ts';

const published = resolve(import.meta.dirname, '../../public/models/sparkle-tiny');
const shape256M = hubModels[0]!.shape;
const shape500M = hubModels[1]!.shape;
const lora = LoraConfig.parse({});
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
    // The LM head is counted in the decoder, and tied or not the embedding beside it.
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

test('at 256M, batch 4, 160 tokens and rank 8 a step needs what was measured, to a tenth', () => {
  const load = { lora, batchSize: 4, tokens: 160, answerTokens: 12 };
  const { stepBytes, adapterBytes, weightsBytes, totalBytes } = trainingMemory(shape256M, 'q4', load);
  // The bench's stepMemoryMB, which has the gradient in it; a quarter of adapterBytes.
  const measured = 156.8;
  const estimated = megabytes(stepBytes + adapterBytes / 4);
  expect(Math.abs(estimated / measured - 1)).toBeLessThan(0.1);
  expect(totalBytes).toBe(stepBytes + adapterBytes + weightsBytes);
  // 4.9 million weights of rank 8 on all modules, four times, as float32.
  expect(adapterBytes / 16).toBe(30 * 8 * (3 * (576 + 1536) + 2 * (576 + 576) + 2 * (576 + 192)));
});

test('every part grows with what it depends on, and with nothing else', () => {
  const load = { lora, batchSize: 4, tokens: 160, answerTokens: 32 };
  const base = trainingMemory(shape256M, 'q4', load);
  const doubled = trainingMemory(shape256M, 'q4', { ...load, lora: LoraConfig.parse({ rank: 16 }) });
  expect(doubled.adapterBytes).toBe(2 * base.adapterBytes);
  expect(doubled.weightsBytes).toBe(base.weightsBytes);
  const attention = LoraConfig.parse({ targetModules: ['q_proj', 'v_proj'] });
  expect(trainingMemory(shape256M, 'q4', { ...load, lora: attention }).adapterBytes).toBeLessThan(
    base.adapterBytes / 4,
  );
  const larger = trainingMemory(shape256M, 'q4', { ...load, batchSize: 8 });
  expect(larger.stepBytes).toBeCloseTo(2 * base.stepBytes, 3);
  expect(larger.adapterBytes).toBe(base.adapterBytes);
  expect(trainingMemory(shape256M, 'fp32', load).weightsBytes).toBeGreaterThan(2 * base.weightsBytes);
  const long = conversationTokens(shape256M, 12);
  expect(trainingMemory(shape256M, 'q4', { ...load, ...long }).stepBytes).toBeGreaterThan(base.stepBytes);
});

test('the largest buffer is the LM head, until the logits of many answers outgrow it', () => {
  const head = 49_280 * 576 * 4;
  const few = trainingMemory(shape256M, 'q4', { lora, batchSize: 1, tokens: 160, answerTokens: 32 });
  expect(few.largestBufferBytes).toBe(head);
  const many = trainingMemory(shape256M, 'q4', { lora, batchSize: 16, tokens: 400, answerTokens: 72 });
  expect(many.largestBufferBytes).toBe(16 * 72 * 49_280 * 4);
});

test('answering needs the weights, and room for a pass', () => {
  const { withF16, withoutF16 } = hubModels[0]!.dtypes;
  const load = { images: 8, prompts: 32, tokens: 200 };
  const half = answeringMemory(shape256M, withF16, load);
  expect(megabytes(half.weightsBytes)).toBeGreaterThan(300);
  expect(megabytes(half.weightsBytes)).toBeLessThan(350);
  expect(answeringMemory(shape256M, withoutF16, load).weightsBytes).toBeLessThan(half.weightsBytes);
  // 8 images, 12 heads, 1024 patches each with each.
  expect(half.stepBytes).toBeGreaterThan(2 * 8 * 12 * 1024 ** 2 * 4);
  expect(answeringMemory(shape256M, withF16, { ...load, images: 1 }).stepBytes).toBeLessThan(half.stepBytes);
});
