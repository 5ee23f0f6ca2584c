/**
 * LoRA branches in every form of export, run by ONNX Runtime's WebAssembly build in Node: without an adapter equal to
 * the unchanged decoder, with one equal to a decoder with the adapter merged into float32 matrices.
 */
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Adapter } from '../../../models/adapter/adapter.ts';
import { targetModules } from '../../../models/config.ts';
import { adapterInputs } from '../../../models/onnx/rewrite/adapter-input.ts';
import { insertLora } from '../../../models/onnx/rewrite/surgery.ts';
import { join } from '../../../models/onnx/wire.ts';
import {
  decoderFeeds,
  isHalf,
  mergedDecoder,
  noiseAdapter,
  variantDecoder,
} from '../../fixtures/variant-decoder.ts';
import { distance, logitsOf, tensorsOf } from '../../fixtures/variant-session.ts';
import { variantConfig, variants } from '../../fixtures/variants.ts';

const places = 9;

describe.each(Object.entries(variants))('%s', (_variant, form) => {
  const { file, bytes, externalData } = variantDecoder(form);
  const { chunks, targets } = insertLora(bytes, variantConfig.text_config, file);
  const decoder = join(chunks);
  const feeds = tensorsOf(decoderFeeds(decoder, places));
  // A Gemm's rows are not positions of a sequence: such a head stays unchanged.
  const canKeep = form.keepsLastLogits || form.head !== 'gemm';
  const open = (graph: Uint8Array) => InferenceSession.create(graph, { externalData });
  let session: InferenceSession;
  // Sessions with external weights must be opened one after another.
  beforeAll(async () => {
    session = await open(decoder);
  });
  const logits = async (adapter: Adapter | null, count = 0) =>
    logitsOf(session, {
      ...feeds,
      ...(count > 0 && { num_logits_to_keep: new Tensor('int64', BigInt64Array.of(BigInt(count)), []) }),
      ...tensorsOf(adapterInputs(adapter, targets)),
    });

  test('weights stay where they are, and every module is a target in the type of its activations', () => {
    const copied = chunks
      .filter(({ buffer }) => buffer !== bytes.buffer)
      .reduce((sum, { length }) => sum + length, 0);
    expect(copied).toBeLessThan(100_000);
    expect(targets.length).toBe(2 * targetModules.length);
    expect(new Set(targets.map(({ dataType }) => dataType))).toEqual(
      new Set([isHalf(form) ? 'float16' : 'float32']),
    );
  });

  test('without an adapter, or with B zero, the logits are those of the untouched decoder', async () => {
    const untouched = await logitsOf(await open(bytes), tensorsOf(decoderFeeds(bytes, places)));
    const base = await logits(null);
    expect(await logits(noiseAdapter(targets, { rank: 8, alpha: 16 }, 0))).toEqual(base);
    // With a branch, ONNX Runtime computes 4-bit products of halves on the processor in float32, which is more exact.
    if (form.decoder === 'q4f16') expect(distance(base, untouched)).toBeLessThan(0.01);
    else expect(base).toEqual(untouched);
  });

  test('of the logits, those of the last places can be asked for', async () => {
    expect(session.inputNames.includes('num_logits_to_keep')).toBe(canKeep);
    if (!canKeep) return;
    const vocabulary = variantConfig.text_config.vocab_size;
    const all = await logits(null);
    expect(all.length).toBe(places * vocabulary);
    for (const count of [1, 4]) {
      const last = await logits(null, count);
      expect(last.length).toBe(count * vocabulary);
      expect(distance(last, all.subarray(-count * vocabulary))).toBeLessThan(isHalf(form) ? 0.01 : 1e-5);
    }
  });

  test.each([
    ['all modules', { rank: 4, alpha: 8 }, targetModules],
    ['some modules, rsLoRA', { rank: 5, alpha: 8, scaling: 'rslora' }, ['k_proj', 'o_proj', 'down_proj']],
  ] as const)('an adapter of %s gives the logits of merged weights', async (_kind, shape, kinds) => {
    const adapter = noiseAdapter(targets, shape, 0.01, kinds);
    const adapted = await logits(adapter);
    expect(distance(adapted, await logits(null))).toBeGreaterThan(0.5);
    const dense = mergedDecoder(form, adapter);
    const merged = await logitsOf(
      await InferenceSession.create(dense),
      tensorsOf(decoderFeeds(dense, places)),
    );
    // Measured 5e-6 if the decoder computes in float32, 6e-3 in halves, whose steps are 5e-4.
    expect(distance(adapted, merged)).toBeLessThan(isHalf(form) ? 0.02 : 2e-5);
  });
});
