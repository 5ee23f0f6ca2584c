/**
 * `npm run to-transformers`: the checkpoint of the embedded model gives the very ONNX files that it was made of, also at
 * another strength of place and from a merged model; what else stands in the folder; what is refused. Not here: that
 * transformers opens it (test/interop).
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loraScale } from '../../../models/lora-scale.ts';
import { foldPlace } from '../../../models/onnx/rewrite/placed-encoder.ts';
import { insertLora } from '../../../models/onnx/rewrite/surgery.ts';
import { join as joinChunks } from '../../../models/onnx/wire.ts';
import { openCheckpoint } from '../../../models/onnx/write/checkpoint.ts';
import { exportFiles, exportModel } from '../../../models/onnx/write/export.ts';
import { plainVariant } from '../../../models/onnx/write/export-variant.ts';
import { readPlace } from '../../../models/place.ts';
import { readSafetensors, toFloat32 } from '../../../models/safetensors.ts';
import { readModelConfig } from '../../../models/small-files.ts';
import { adapterZip } from '../../../src/files/adapter-zip.ts';
import { mergeFolders } from '../../../src/headless/merge.ts';
import { readOptions, writeCheckpointFolder } from '../../../src/headless/to-transformers.ts';
import { referenceAdapter } from '../../fixtures/pytorch-reference.ts';
import reference from '../../reference/llama_lora.json' with { type: 'json' };

const model = 'public/models/sparkle-tiny';
const fileOf = (path: string) => new Uint8Array(readFileSync(`${model}/${path}`));
const config = readModelConfig(new TextDecoder().decode(fileOf('config.json')));
const decoderPath = 'onnx/decoder_model_merged_q4.onnx';
const encoderPath = 'onnx/vision_encoder.onnx';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'to-transformers-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Vitest's own comparison of so many bytes takes minutes. */
const isEqual = (one: Uint8Array | undefined, other: Uint8Array): boolean =>
  one !== undefined && Buffer.from(one).equals(other);

/** Writes a checkpoint with these options and gives its tensors. */
async function written(name: string, options: { model?: string; place?: number; isMaster?: boolean } = {}) {
  const out = join(folder, name);
  const said = await writeCheckpointFolder({ out, model, place: 0.2, isMaster: false, ...options });
  const bytes = new Uint8Array(readFileSync(join(out, 'model.safetensors')));
  return { out, said, tensors: readSafetensors(bytes, name) };
}

describe('the embedded model', () => {
  test('its checkpoint, quantized again, gives the files of the page to the byte', async () => {
    const { tensors, out, said } = await written('plain');
    expect(said).toContain(`${model} at place 0.2, 8 files, 15.1 MB`);
    const exported = exportModel(config, tensors);
    for (const path of [decoderPath, encoderPath, 'onnx/embed_tokens.onnx'])
      expect(isEqual(exported.get(path), fileOf(path)), path).toBe(true);
    const json = (file: string) => JSON.parse(readFileSync(join(out, file), 'utf8'));
    const own = (file: string) => JSON.parse(new TextDecoder().decode(fileOf(file)));
    expect(json('config.json')).toEqual({ ...own('config.json'), dtype: 'float32' });
    for (const file of ['preprocessor_config.json', 'processor_config.json', 'tokenizer.json'])
      expect(json(file)).toEqual(own(file));
    expect(readFileSync(join(out, 'chat_template.jinja'))).toEqual(
      readFileSync(`${model}/chat_template.jinja`),
    );
    // The tied LM head is not written twice.
    expect(tensors.has('lm_head.weight')).toBe(false);
  });

  test('at another strength of place it is the encoder that the lab loads', async () => {
    const { tensors } = await written('sharp', { place: 1 });
    const place = readPlace(fileOf('place.safetensors'), config.text_config.hidden_size, 'place');
    const exported = exportModel(config, tensors);
    const seen = joinChunks(foldPlace(fileOf(encoderPath), encoderPath, place, 1));
    expect(isEqual(exported.get(encoderPath), seen)).toBe(true);
    expect(isEqual(exported.get(encoderPath), fileOf(encoderPath))).toBe(false);
    expect(isEqual(exported.get(decoderPath), fileOf(decoderPath))).toBe(true);
  });

  test('the master is the file of the master; at another strength only the connector changes', async () => {
    const { out } = await written('master', { isMaster: true });
    const own = readFileSync('models/sparkle-tiny/model.safetensors');
    expect(readFileSync(join(out, 'model.safetensors')).equals(own)).toBe(true);
    expect(JSON.parse(readFileSync(join(out, 'config.json'), 'utf8')).dtype).toBe('float16');
    const { tensors } = await written('master-sharp', { isMaster: true, place: 1 });
    const before = readSafetensors(new Uint8Array(own), 'master');
    const changed = [...tensors].filter(([name, { data }]) => !isEqual(before.get(name)?.data, data));
    expect(changed.map(([name, { type }]) => `${name} ${type}`)).toEqual([
      'model.connector.modality_projection.proj.weight F16',
    ]);
    expect([...tensors.keys()]).toEqual([...before.keys()]);
  });
});

test('a merged model: the adapted layers are W + scale · B · A, everything else is as it was', async () => {
  const given = reference.cases[0]!;
  const { targets } = insertLora(fileOf(decoderPath), config.text_config, 'decoder');
  const adapter = { ...referenceAdapter(given, targets), place: 0.5 };
  const zip = join(folder, 'adapter.zip');
  writeFileSync(zip, adapterZip(adapter, 'sparkle-tiny'));
  const merged = join(folder, 'merged');
  await mergeFolders({ adapter: zip, out: merged, model });
  const { tensors } = await written('of-merged', { model: merged });
  const { tensors: plain } = await written('beside-merged', { place: 0.5 });
  const byName = new Map(adapter.modules.map((module) => [`model.text_model.${module.name}.weight`, module]));
  expect([...tensors.keys()]).toEqual([...plain.keys()]);
  for (const [name, tensor] of tensors) {
    const module = byName.get(name);
    if (!module) {
      expect(isEqual(plain.get(name)?.data, tensor.data), name).toBe(true);
      continue;
    }
    const [found, weight] = [toFloat32(tensor), toFloat32(plain.get(name)!)];
    const { inFeatures, loraA, loraB } = module;
    let largest = 0;
    for (let i = 0; i < found.length; i++) {
      const [row, column] = [Math.floor(i / inFeatures), i % inFeatures];
      let change = 0;
      for (let r = 0; r < adapter.rank; r++)
        change += loraB[row * adapter.rank + r]! * loraA[r * inFeatures + column]!;
      largest = Math.max(largest, Math.abs(found[i]! - weight[i]! - loraScale(adapter) * change));
    }
    expect(largest, name).toBeLessThan(1e-6);
  }
  // Its place is folded in, so that it has none to set.
  await expect(written('none', { model: merged, place: 1 })).rejects.toThrow(
    'Expected strength of place 0.2, because merged has no place.safetensors',
  );
});

test('a model with a quantized head, and small files as SmolVLM has them', async () => {
  const place = join(folder, 'foreign');
  mkdirSync(join(place, 'onnx'), { recursive: true });
  const { tensors } = await written('source');
  const variant = { ...plainVariant, head: 'blocks' as const };
  const onnx = new Map<string, Buffer[]>();
  exportFiles(config, openCheckpoint(tensors), variant, (path, bytes) => {
    onnx.set(path, [...(onnx.get(path) ?? []), Buffer.from(bytes)]);
  });
  for (const [path, chunks] of onnx) writeFileSync(join(place, path), Buffer.concat(chunks));
  const small = Object.fromEntries(
    ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'preprocessor_config.json'].map((file) => [
      file,
      JSON.parse(new TextDecoder().decode(fileOf(file))),
    ]),
  );
  small['config.json'].torch_dtype = 'bfloat16';
  small['config.json']['transformers.js_config'] = { use_external_data_format: true };
  Object.assign(small['preprocessor_config.json'], { do_image_splitting: true, size: { longest_edge: 768 } });
  for (const [file, json] of Object.entries(small)) writeFileSync(join(place, file), JSON.stringify(json));
  const { out, tensors: found } = await written('of-foreign', { model: place });
  const json = (file: string) => JSON.parse(readFileSync(join(out, file), 'utf8'));
  // A head that was quantized is no longer the embedding.
  expect(found.get('lm_head.weight')?.shape).toEqual([512, 192]);
  expect(json('config.json')).toMatchObject({ tie_word_embeddings: false, dtype: 'float32' });
  expect(json('config.json').text_config.tie_word_embeddings).toBe(false);
  expect(json('config.json')).not.toHaveProperty('torch_dtype');
  expect(json('config.json')).not.toHaveProperty('transformers.js_config');
  expect(json('preprocessor_config.json')).toMatchObject({
    do_image_splitting: false,
    size: { longest_edge: 192 },
    max_image_size: { longest_edge: 192 },
  });
  expect(json('processor_config.json')).toEqual({ processor_class: 'Idefics3Processor', image_seq_len: 36 });
  expect(readFileSync(join(out, 'chat_template.jinja'), 'utf8')).toBe(
    small['tokenizer_config.json'].chat_template,
  );
});

test('options, and what is refused', async () => {
  expect(readOptions(['--out', 'a', '--place', '1'])).toMatchObject({ out: 'a', place: 1, isMaster: false });
  expect(readOptions(['--help'])).toBeNull();
  expect(() => readOptions([])).toThrow('--out takes the name of a folder to write, but got none.');
  expect(() => readOptions(['--out', 'a', '--place', '2'])).toThrow(
    '--place takes a number from 0 to 1, but got "2".',
  );
  expect(() => readOptions(['--out', 'a', '--master', '--model', 'b'])).toThrow('Leave one of them out.');
  await expect(written('plain')).rejects.toThrow('not there yet');
  await expect(written('of-nothing', { model: folder })).rejects.toThrow('missing are config.json');
  expect(readdirSync(folder)).not.toContain('of-nothing');
});
