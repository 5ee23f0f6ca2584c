/**
 * `npm run merge`: what it takes, what it writes, what it refuses; and the embedded model with an adapter merged in against
 * PyTorch (test/reference/llama_lora.py).
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LoraTarget } from '../../../models/adapter/adapter.ts';
import { writePeft } from '../../../models/adapter/peft.ts';
import { ModelConfig } from '../../../models/config.ts';
import { insertLora } from '../../../models/onnx/rewrite/surgery.ts';
import { readSafetensors, toFloat32 } from '../../../models/safetensors.ts';
import { adapterZip } from '../../../src/app/adapters/adapter-zip.ts';
import { mergeFolders, readOptions } from '../../../src/headless/merge.ts';
import {
  keptLogits,
  keptPlaces,
  referenceAdapter,
  referenceFeeds,
  relativeLength,
} from '../../fixtures/pytorch-reference.ts';
import reference from '../../reference/llama_lora.json' with { type: 'json' };

const model = 'public/models/sparkle-tiny';
const config = ModelConfig.parse(JSON.parse(readFileSync(`${model}/config.json`, 'utf8')));
const decoder = new Uint8Array(readFileSync(`${model}/onnx/decoder_model_merged_q4.onnx`));
let folder: string;
let targets: LoraTarget[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'merge-'));
  targets = insertLora(decoder, config.text_config, 'decoder').targets;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The adapter of a case as PEFT's folder. */
function peftFolder(name: string, given: (typeof reference.cases)[number]): string {
  const place = join(folder, name);
  mkdirSync(place);
  const files = writePeft(referenceAdapter(given, targets), 'sparkle-tiny');
  for (const [file, content] of Object.entries(files)) writeFileSync(join(place, file), content);
  return place;
}

describe.each(reference.cases)('$what', (given) => {
  test('the merged model gives PyTorch’s logits', async () => {
    const name = given.what.replace(/\W+/g, '-');
    const out = join(folder, `${name}-merged`);
    expect(await mergeFolders({ adapter: peftFolder(name, given), out, model })).toContain(
      `${6 * given.modules.length} layers of rank ${given.rank} merged, 9 files`,
    );
    expect(readdirSync(join(out, 'onnx')).sort()).toEqual([
      'decoder_model_merged.onnx',
      'embed_tokens.onnx',
      'vision_encoder.onnx',
    ]);
    const session = await InferenceSession.create(readFileSync(join(out, 'onnx/decoder_model_merged.onnx')));
    const master = readSafetensors(
      new Uint8Array(readFileSync('models/sparkle-tiny/model.safetensors')),
      'master',
    );
    const embeddings = toFloat32(master.get('model.text_model.embed_tokens.weight')!);
    const { hidden_size: width, vocab_size: vocabulary } = config.text_config;
    const readRow = (id: number, into: Float32Array, at: number) =>
      into.set(embeddings.subarray(id * width, (id + 1) * width), at);
    const found: number[][] = [];
    for (const [s, sequence] of reference.sequences.entries()) {
      const feeds = referenceFeeds(s, config, readRow).map(
        ({ name: input, type, data, dims }) =>
          [input, new Tensor(type as 'float32', data as Float32Array, dims)] as const,
      );
      const { logits } = await session.run(Object.fromEntries(feeds));
      found.push(...keptLogits(logits!.data as Float32Array, keptPlaces(sequence), vocabulary));
    }
    await session.release();
    // Measured 6e-7.
    expect(relativeLength(found.flat(), given.logits.flat())).toBeLessThan(1e-5);
  });
});

test('a ZIP from the page, too; nothing is written over, and of a failure nothing stays', async () => {
  const adapter = referenceAdapter(reference.cases[2]!, targets);
  const zip = join(folder, 'adapter.zip');
  writeFileSync(zip, adapterZip(adapter, 'sparkle-tiny', 0));
  const out = join(folder, 'from-zip');
  await mergeFolders({ adapter: zip, out, model });
  expect(existsSync(join(out, 'tokenizer.json'))).toBe(true);
  await expect(mergeFolders({ adapter: zip, out, model })).rejects.toThrow('not there yet');
  const narrow = {
    ...adapter,
    modules: adapter.modules.map((module) => ({ ...module, name: 'layers.7.mlp.up_proj' })).slice(0, 1),
  };
  writeFileSync(zip, adapterZip(narrow, 'sparkle-tiny', 0));
  const none = join(folder, 'none');
  await expect(mergeFolders({ adapter: zip, out: none, model })).rejects.toThrow('layers.7.mlp.up_proj');
  await expect(mergeFolders({ adapter: zip, out: none, model: folder })).rejects.toThrow(
    'missing are config.json',
  );
  expect(readdirSync(folder).filter((name) => name.startsWith('none'))).toEqual([]);
});

test('options', () => {
  expect(readOptions(['--adapter', 'a', '--out', 'b'])).toMatchObject({ adapter: 'a', out: 'b' });
  expect(readOptions(['--help'])).toBeNull();
  expect(() => readOptions(['--out', 'b'])).toThrow('--adapter takes a folder or a ZIP');
  expect(() => readOptions(['--adapter', 'a'])).toThrow('--out takes');
  expect(() => readOptions(['--adaptor', 'a'])).toThrow('--adaptor');
});
