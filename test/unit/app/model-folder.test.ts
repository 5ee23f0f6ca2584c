/** Folders a person chose: the model in them is found, whatever lies around it, or it is said what is wrong. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openFolder } from '../../../src/app/models/folder.ts';

const tiny = resolve(import.meta.dirname, '../../../public/models/sparkle-tiny');
const names = [
  'config.json',
  'preprocessor_config.json',
  'processor_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'onnx/vision_encoder.onnx',
  'onnx/embed_tokens.onnx',
  'onnx/decoder_model_merged_fp16.onnx',
  'onnx/decoder_model_merged_q4.onnx',
  'onnx/decoder_model_merged_q4.onnx_data',
  'README.md',
];
const folder = (root: string, paths: readonly string[] = names) =>
  paths.map((path) => ({
    path: `${root}${path}`,
    blob: new Blob([path.endsWith('.json') ? readFileSync(resolve(tiny, path)) : path]),
  }));

describe('a folder with a model', () => {
  test.each(['My model/', 'cache/hub/My model/', ''])('is found under "%s"', async (root) => {
    const { model, source } = await openFolder([...folder(root), ...folder('other/', ['a.txt'])], false);
    const name = root === '' ? 'model' : 'My model';
    expect(model).toMatchObject({ id: `folder:${name}`, name, imageSizePx: 192 });
    expect(model.dtype).toEqual({
      vision_encoder: 'fp32',
      embed_tokens: 'fp32',
      decoder_model_merged: 'q4',
    });
    const files = source.kind === 'files' ? source.files : {};
    expect(Object.keys(files).sort()).toEqual(
      names.filter((path) => path !== 'README.md' && !path.includes('fp16')).sort(),
    );
    expect(await files['onnx/decoder_model_merged_q4.onnx_data']!.text()).toBe(
      'onnx/decoder_model_merged_q4.onnx_data',
    );
  });

  test('is found where it was unpacked with backslashes in its names', async () => {
    const files = folder('').map(({ path, blob }) => ({ path: `m\\${path.replace('/', '\\')}`, blob }));
    const { source } = await openFolder(files, false);
    expect(Object.keys(source.kind === 'files' ? source.files : {})).toContain(
      'onnx/decoder_model_merged_q4.onnx',
    );
    const twice = [...files, ...folder('m/', ['onnx/embed_tokens.onnx'])];
    await expect(openFolder(twice, false)).rejects.toThrow(
      'The file "m/onnx/embed_tokens.onnx" is there 2 times',
    );
  });

  test('takes only what the GPU can compute with', async () => {
    const halves = names.filter((path) => !path.includes('_q4.onnx'));
    await expect(openFolder(folder('m/', halves), false)).rejects.toThrow(
      /m: onnx\/decoder_model_merged_fp16\.onnx holds 16-bit floats, which the GPU/,
    );
    const { model } = await openFolder(folder('m/', halves), true);
    expect(model.dtype.decoder_model_merged).toBe('fp16');
  });
});

describe('another folder', () => {
  test('without a model, or with several, is told', async () => {
    await expect(openFolder(folder('photos/', ['cat.jpg']), true)).rejects.toThrow(
      /got 1 file without\. Choose the folder of the model itself/,
    );
    await expect(openFolder([], true)).rejects.toThrow(/got 0 files without/);
    await expect(openFolder([...folder('a/'), ...folder('b/')], true)).rejects.toThrow(
      /Expected one model, got 2: a, b\. Choose the folder of one/,
    );
  });

  test('with parts missing has them named', async () => {
    const some = names.filter((path) => !/embed|tokenizer\.json/.test(path));
    await expect(openFolder(folder('m/', some), true)).rejects.toThrow(
      /m: .*missing are tokenizer\.json, onnx\/embed_tokens_fp16\.onnx/,
    );
  });

  test('with a config.json of another family is told', async () => {
    const files = folder('m/').map((file) =>
      file.path === 'm/config.json' ? { ...file, blob: new Blob(['{"model_type":"llava"}']) } : file,
    );
    await expect(openFolder(files, true)).rejects.toThrow(/config of a model this lab can run/);
  });

  test('with a damaged file beside the weights has it named at once', async () => {
    const files = folder('m/').map((file) =>
      file.path === 'm/tokenizer.json' ? { ...file, blob: new Blob(['{"model":']) } : file,
    );
    await expect(openFolder(files, true)).rejects.toThrow(/tokenizer\.json: expected JSON, got a beginning/);
  });
});
