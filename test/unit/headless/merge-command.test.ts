/**
 * `npm run merge`: what it takes, what it writes, what it refuses; and the embedded model with an adapter merged in against
 * PyTorch (test/reference/llama_lora.py).
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { LoraTarget } from '../../../models/adapter/adapter.ts';
import { writePeft } from '../../../models/adapter/peft.ts';
import { ModelConfig } from '../../../models/config.ts';
import { insertLora } from '../../../models/onnx/rewrite/surgery.ts';
import { sparkleTiny } from '../../../models/registry.ts';
import { readSafetensors, toFloat32 } from '../../../models/safetensors.ts';
import { adapterZip } from '../../../src/files/adapter-zip.ts';
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
    const adapter = peftFolder(name, given);
    expect(await mergeFolders({ adapter, out, model })).toContain(
      `${6 * given.modules.length} layers of rank ${given.rank} of ${adapter} merged into ${model}, 11 files`,
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

test('an adapter that does not say on which weights it was trained is merged, and that is told', async () => {
  const adapter = referenceAdapter(reference.cases[2]!, targets);
  const [zip, told] = [join(folder, 'signed.zip'), vi.spyOn(console, 'warn').mockReturnValue()];
  for (const [weights, notes] of [
    [sparkleTiny.weights, 0],
    [null, 1],
  ] as const) {
    writeFileSync(zip, adapterZip(adapter, 'sparkle-tiny', 0, weights));
    await mergeFolders({ adapter: zip, out: join(folder, `signed-${notes}`), model });
    expect(told).toHaveBeenCalledTimes(notes);
  }
  expect(told).toHaveBeenCalledWith(expect.stringMatching(/^note: the adapter does not say/));
  told.mockRestore();
});

describe('what is taken', () => {
  test('of several checkpoints none, and all are named; a chosen one is named', async () => {
    const run = join(folder, 'run');
    for (const step of [100, 200, 1000])
      cpSync(peftFolder(`step-${step}`, reference.cases[0]!), join(run, `v0/checkpoint-${step}`), {
        recursive: true,
      });
    const out = join(folder, 'of-checkpoints');
    await expect(mergeFolders({ adapter: run, out, model })).rejects.toThrow(
      `${run}: Expected one adapter_config.json, but got 3: v0/checkpoint-100/adapter_config.json, v0/checkpoint-200/adapter_config.json, v0/checkpoint-1000/adapter_config.json. Choose the folder of one of them, or a ZIP of it.`,
    );
    expect(existsSync(out)).toBe(false);
    rmSync(join(run, 'v0/checkpoint-100'), { recursive: true });
    rmSync(join(run, 'v0/checkpoint-1000'), { recursive: true });
    expect(await mergeFolders({ adapter: run, out, model })).toContain(` of ${run}/v0/checkpoint-200 merged`);
  });

  /** A folder as the hub's cache has it: a link in place of each file, into a folder of blobs. */
  function cached(name: string, from: string): string {
    const [blobs, snapshot] = [join(folder, name, 'blobs'), join(folder, name, 'snapshots/abc')];
    mkdirSync(blobs, { recursive: true });
    for (const [i, entry] of readdirSync(from, { recursive: true, withFileTypes: true }).entries()) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      const place = join(snapshot, relative(from, file));
      mkdirSync(join(place, '..'), { recursive: true });
      cpSync(file, join(blobs, `${i}`));
      symlinkSync(relative(join(place, '..'), join(blobs, `${i}`)), place);
    }
    return snapshot;
  }

  test('links are followed, as the hub’s cache has them', async () => {
    const adapter = cached('models--adapter', peftFolder('linked', reference.cases[0]!));
    const linkedModel = cached('models--model', resolve(model));
    // A link to its own folder is no way further.
    symlinkSync('.', join(linkedModel, 'again'));
    const [out, plain] = [join(folder, 'of-links'), join(folder, 'of-files')];
    await mergeFolders({ adapter, out, model: linkedModel });
    await mergeFolders({ adapter: join(folder, 'linked'), out: plain, model });
    for (const entry of readdirSync(plain, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = relative(plain, join(entry.parentPath, entry.name));
      expect(readFileSync(join(out, file)).equals(readFileSync(join(plain, file)))).toBe(true);
    }
  });

  test('links that lead nowhere are named', async () => {
    const [adapter, linkedModel] = [join(folder, 'linked'), join(folder, 'models--model/snapshots/abc')];
    rmSync(join(linkedModel, 'tokenizer.json'));
    symlinkSync('../../blobs/gone', join(linkedModel, 'tokenizer.json'));
    await expect(mergeFolders({ adapter, out: join(folder, 'none'), model: linkedModel })).rejects.toThrow(
      'missing are tokenizer.json. Add them, or choose the folder of a whole model. These links lead nowhere: tokenizer.json to ../../blobs/gone. Get the files that they stand for.',
    );
  });
});

test('options', () => {
  expect(readOptions(['--adapter', 'a', '--out', 'b'])).toMatchObject({ adapter: 'a', out: 'b' });
  expect(readOptions(['--help'])).toBeNull();
  expect(() => readOptions(['--out', 'b'])).toThrow('--adapter takes a folder or a ZIP');
  expect(() => readOptions(['--adapter', 'a'])).toThrow('--out takes');
  expect(() => readOptions(['--adaptor', 'a'])).toThrow('--adaptor');
});
