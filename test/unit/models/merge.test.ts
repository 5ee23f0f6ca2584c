/**
 * Adapters merged into decoders of every form of export, compared with the decoder with LoRA inputs, both run by ONNX
 * Runtime's WebAssembly build in Node; and the other files of a merged model.
 */
import { InferenceSession } from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import type { Adapter } from '../../../models/adapter/adapter.ts';
import { mergeAdapter } from '../../../models/adapter/merge.ts';
import { DataType, readGraph } from '../../../models/onnx/read/graph.ts';
import { AdapterError, adapterInputs } from '../../../models/onnx/rewrite/adapter-input.ts';
import { insertLora } from '../../../models/onnx/rewrite/surgery.ts';
import { join, ModelFileError } from '../../../models/onnx/wire.ts';
import { exportModel } from '../../../models/onnx/write/export.ts';
import type { WrittenFile } from '../../../models/written-file.ts';
import { decoderFeeds, isHalf, noiseAdapter, variantDecoder } from '../../fixtures/variant-decoder.ts';
import { distance, logitsOnce, tensorsOf } from '../../fixtures/variant-session.ts';
import { variantCheckpoint, variantConfig, variantDtype, variants } from '../../fixtures/variants.ts';

const places = 9;

const configText = JSON.stringify({
  ...variantConfig,
  'transformers.js_config': { use_external_data_format: true },
});

/** The files of a model in this form. */
function folderOf(form: (typeof variants)[string]): Map<string, Blob> {
  const onnx = [...exportModel(variantConfig, variantCheckpoint, form)];
  return new Map([
    ['config.json', new Blob([configText])],
    ['tokenizer.json', new Blob(['{}'])],
    // A decoder of another dtype: it does not belong to the merged model.
    ['onnx/decoder_model_merged_bnb4.onnx', new Blob(['x'])],
    ...onnx.map(([path, bytes]): [string, Blob] => [path, new Blob([bytes])]),
  ]);
}

async function bytesOf(files: readonly WrittenFile[], path: string): Promise<Uint8Array<ArrayBuffer>> {
  const { sizeBytes, bytes } = files.find((file) => file.path === path)!;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of bytes()) chunks.push(chunk);
  const whole = join(chunks);
  expect(whole.length).toBe(sizeBytes);
  return whole;
}

describe.each(Object.entries(variants))('%s', (_variant, form) => {
  const { file, bytes, externalData } = variantDecoder(form);
  const { chunks, targets } = insertLora(bytes, variantConfig.text_config, file);
  const decoder = join(chunks);
  const adaptedLogits = async (adapter: Adapter): Promise<Float32Array> =>
    logitsOnce(await InferenceSession.create(decoder, { externalData }), {
      ...tensorsOf(decoderFeeds(decoder, places)),
      ...tensorsOf(adapterInputs(adapter, targets)),
    });

  test.each([
    ['all modules', noiseAdapter(targets, { rank: 4, alpha: 8 }, 0.01)],
    [
      'v and up, rsLoRA',
      noiseAdapter(targets, { rank: 5, alpha: 8, scaling: 'rslora' }, 0.02, ['v_proj', 'up_proj']),
    ],
  ])('%s: the merged decoder gives the logits of the decoder with the adapter', async (_kind, adapter) => {
    const files = await mergeAdapter({ dtype: variantDtype(form) }, folderOf(form), adapter);
    const path = `onnx/decoder_model_merged${isHalf(form) ? '_fp16' : ''}.onnx`;
    const merged = await bytesOf(files, path);
    const expected = await adaptedLogits(adapter);
    const found = await logitsOnce(
      await InferenceSession.create(merged),
      tensorsOf(decoderFeeds(merged, places)),
    );
    // Measured 5e-6 if the decoder computes in float32, 6e-3 in halves, whose steps are 5e-4.
    expect(distance(found, expected)).toBeLessThan(isHalf(form) ? 0.02 : 2e-5);
    expect(distance(expected, await adaptedLogits({ ...adapter, alpha: 1e-9 }))).toBeGreaterThan(0.1);

    const graph = readGraph(merged, path);
    expect([...graph.tensors.values()].filter(({ external }) => external)).toEqual([]);
    const adaptedNodes = new Set(adapter.modules.map(({ name }) => name));
    const dense = [...graph.tensors.values()].filter(({ name }) => name.endsWith('/merged'));
    expect(new Set(dense.map(({ dataType }) => dataType))).toEqual(
      new Set([isHalf(form) ? DataType.float16 : DataType.float32]),
    );
    expect(dense).toHaveLength(
      form.packedQkv ? adaptedNodes.size - (adapter.rank === 4 ? 4 : 0) : adaptedNodes.size,
    );
    // Old weights are gone, but nothing else that is read.
    const read = new Set(graph.nodes.flatMap(({ inputs }) => inputs));
    expect([...graph.tensors.keys()].filter((name) => !read.has(name))).toEqual([]);
  });
});

test('the folder: other files as they were, no other decoder, and no data beside the new one', async () => {
  const form = variants['q4 in blocks of 128 with zero points, data beside']!;
  const folder = folderOf(form);
  const { file, bytes } = variantDecoder(form);
  const { targets } = insertLora(bytes, variantConfig.text_config, file);
  const adapter = noiseAdapter(targets, { rank: 2, alpha: 2 }, 0.01, ['q_proj']);
  const files = await mergeAdapter({ dtype: variantDtype(form) }, folder, adapter);
  expect(files.map(({ path }) => path).sort()).toEqual(
    [...folder.keys()]
      .filter((path) => !path.includes('decoder_model'))
      .concat('onnx/decoder_model_merged.onnx')
      .sort(),
  );
  for (const { path } of files) {
    if (path === 'config.json' || path.includes('decoder_model')) continue;
    const before = Buffer.from(await folder.get(path)!.arrayBuffer());
    expect(before.equals(await bytesOf(files, path)), path).toBe(true);
  }
  const config = JSON.parse(new TextDecoder().decode(await bytesOf(files, 'config.json')));
  expect(config['transformers.js_config'].use_external_data_format).toEqual({
    vision_encoder: true,
    embed_tokens: true,
    decoder_model_merged: false,
    'decoder_model_merged.onnx': false,
  });
  expect(config.text_config).toEqual(JSON.parse(configText).text_config);
});

test('a missing file, an adapter of another model and numbers beyond float16 are told', async () => {
  const form = variants.fp16!;
  const { file, bytes } = variantDecoder(form);
  const { targets } = insertLora(bytes, variantConfig.text_config, file);
  const model = { dtype: variantDtype(form) };
  const adapter = noiseAdapter(targets, { rank: 2, alpha: 2 }, 0.01);
  const missing = folderOf(form);
  missing.delete('onnx/decoder_model_merged_fp16.onnx');
  await expect(mergeAdapter(model, missing, adapter)).rejects.toThrow(ModelFileError);
  const [first] = adapter.modules;
  const other = { ...adapter, modules: [{ ...first!, name: 'layers.9.self_attn.q_proj' }] };
  await expect(mergeAdapter(model, folderOf(form), other)).rejects.toThrow(AdapterError);
  const files = await mergeAdapter(model, folderOf(form), { ...adapter, alpha: 1e9 });
  await expect(bytesOf(files, 'onnx/decoder_model_merged_fp16.onnx')).rejects.toThrow('fit into float16');
});
