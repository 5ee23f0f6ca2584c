/** The fingerprint of a model's files: equal for a copy of them, different for other files of the same names. */
import { expect, test } from 'vitest';
import { sparkleTiny } from '../../../models/registry.ts';
import { ownOrigin } from '../../../models/source.ts';
import { fingerprintOf, otherWeights } from '../../../src/experiment/fingerprint.ts';

const weights = (value: number, size = 10_000) => new Uint8Array(size).fill(value);
const sign = (files: Record<string, Blob>) => fingerprintOf(sparkleTiny, { kind: 'files', files });

test('copies have the same, whatever their order and times', async () => {
  const one = await sign({
    'onnx/a.onnx': new File([weights(1)], 'a.onnx', { lastModified: 1 }),
    'config.json': new Blob(['{}']),
  });
  const copy = await sign({
    'config.json': new Blob(['{}']),
    'onnx/a.onnx': new File([weights(1)], 'a.onnx', { lastModified: 2 }),
  });
  expect(one).toBe(copy);
  expect(one).toMatch(/^[0-9a-f]{8}$/);
});

test('another size, name, number or dtype makes another', async () => {
  const dtype = { ...sparkleTiny.dtype, decoder_model_merged: 'fp16' } as const;
  const { weights: _, ...served } = sparkleTiny;
  const signs = await Promise.all([
    sign({ 'onnx/a.onnx': new Blob([weights(1)]) }),
    sign({ 'onnx/a.onnx': new Blob([weights(2)]) }),
    sign({ 'onnx/a.onnx': new Blob([weights(1, 10_001)]) }),
    sign({ 'onnx/b.onnx': new Blob([weights(1)]) }),
    fingerprintOf(sparkleTiny, ownOrigin),
    fingerprintOf(served, ownOrigin),
    fingerprintOf({ ...served, dtype }, ownOrigin),
  ]);
  expect(new Set(signs).size).toBe(signs.length);
});

test('that of the embedded model is of its weights, and tells what was made with others', async () => {
  const own = await fingerprintOf(sparkleTiny, ownOrigin);
  expect(own).toBe(sparkleTiny.weights);
  expect(otherWeights('sparkle-tiny', own)).toBeNull();
  for (const made of ['0123abcd', null])
    expect(otherWeights('sparkle-tiny', made)).toMatch(/^other weights of sparkle-tiny/);
  // Of another model it is not known before its files are read.
  expect(otherWeights('folder:mine', '0123abcd')).toBeNull();
});
