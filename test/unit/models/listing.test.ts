/** Which files of a model are taken, and the message if some are missing. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { baseModelOf, chooseFiles, type ListedFile, modelPath } from '../../../models/listing.ts';
import { type Dtype, type Dtypes, hubModels, type ModelPart } from '../../../models/registry.ts';
import { onnxFile } from '../../../models/source.ts';

const json = ['config.json', 'preprocessor_config.json', 'tokenizer.json', 'tokenizer_config.json'];
/** Files that a model may have. */
const more = ['processor_config.json', 'chat_template.json', 'chat_template.jinja', 'generation_config.json'];
const parts: readonly ModelPart[] = ['vision_encoder', 'embed_tokens', 'decoder_model_merged'];
const dtypes: readonly Dtype[] = ['fp32', 'fp16', 'q8', 'q4', 'q4f16'];
const list = (...paths: string[]): ListedFile[] =>
  paths.map((path) => ({ path, sizeBytes: path.length, sha256: null }));
const all = parts.flatMap((part) => dtypes.map((dtype) => onnxFile(part, dtype)));
const { withF16, withoutF16 } = hubModels[0]!.dtypes;

describe('what is taken', () => {
  test('of a whole repository only the needed files, in the wished dtypes', () => {
    const choice = chooseFiles(
      list(...json, ...more, ...all, 'README.md', 'model.safetensors'),
      withF16,
      true,
    );
    expect('files' in choice && choice.files.map(({ path }) => path)).toEqual([
      ...json,
      ...more,
      'onnx/vision_encoder_fp16.onnx',
      'onnx/embed_tokens_fp16.onnx',
      'onnx/decoder_model_merged_q4.onnx',
    ]);
  });

  test('external data comes along, that of other dtypes does not', () => {
    const data = ['_data', '_data_1', '.data'].map((end) => `onnx/decoder_model_merged_q4.onnx${end}`);
    const choice = chooseFiles(
      list(...json, ...all, ...data, 'onnx/decoder_model_merged_q4f16.onnx_data'),
      withF16,
      true,
    );
    const taken = 'files' in choice ? choice.files.map(({ path }) => path) : [];
    expect(taken.filter((path) => path.includes('data'))).toEqual(data);
  });

  test('without 16-bit floats on the GPU no file needs them', () => {
    const choice = chooseFiles(list(...json, ...all), withF16, false);
    expect('dtype' in choice && Object.values(choice.dtype)).toEqual(['fp32', 'fp32', 'q4']);
  });

  test('missing files are named, every one', () => {
    const choice = chooseFiles(list('config.json', 'onnx/embed_tokens.onnx'), withoutF16, false);
    const problem = 'problem' in choice ? choice.problem : '';
    for (const name of [...json.slice(1), 'onnx/vision_encoder_q4.onnx', 'onnx/decoder_model_merged_q4.onnx'])
      expect(problem).toContain(name);
    expect(problem).not.toContain('embed_tokens');
  });

  test("transformers 5 has the image processor's settings in processor_config.json", () => {
    const some = json.filter((path) => path !== 'preprocessor_config.json');
    const choice = chooseFiles(list(...some, 'processor_config.json', ...all), withF16, true);
    expect('files' in choice).toBe(true);
  });

  test('files that are there only in 16-bit floats are refused by name', () => {
    const halves = parts.map((part) => onnxFile(part, 'fp16'));
    const choice = chooseFiles(list(...json, ...halves), withF16, false);
    expect('problem' in choice && choice.problem).toMatch(/embed_tokens_fp16\.onnx.* hold 16-bit floats/);
    expect('files' in chooseFiles(list(...json, ...halves), withF16, true)).toBe(true);
  });

  test('whatever is listed: all needed files and nothing else, or a reason', () => {
    const listing = fc.subarray([
      ...json,
      ...all,
      'processor_config.json',
      'generation_config.json',
      'notes.txt',
    ]);
    const wish = fc.record(
      Object.fromEntries(parts.map((part) => [part, fc.constantFrom(...dtypes)])) as Record<
        ModelPart,
        fc.Arbitrary<Dtype>
      >,
    );
    fc.assert(
      fc.property(listing, wish, fc.boolean(), (paths, wished: Dtypes, hasF16) => {
        const choice = chooseFiles(list(...paths), wished, hasF16);
        const can = (part: ModelPart) =>
          dtypes.some((dtype) => paths.includes(onnxFile(part, dtype)) && (hasF16 || !dtype.includes('16')));
        const has = (path: string) =>
          paths.includes(path) ||
          (path === 'preprocessor_config.json' && paths.includes('processor_config.json'));
        const isWhole = json.every(has) && parts.every(can);
        expect('files' in choice).toBe(isWhole);
        if (!('files' in choice)) return;
        const taken = choice.files.map(({ path }) => path);
        expect(taken.filter((path) => path.endsWith('.onnx')).length).toBe(3);
        for (const part of parts) {
          expect(taken).toContain(onnxFile(part, choice.dtype[part]));
          if (paths.includes(onnxFile(part, wished[part])) && (hasF16 || !wished[part].includes('16')))
            expect(choice.dtype[part]).toBe(wished[part]);
        }
      }),
    );
  });
});

describe('the model of a folder', () => {
  const folder = resolve(import.meta.dirname, '../../../public/models/sparkle-tiny');
  const title = { id: 'folder:My models', name: 'My models', licence: 'unknown' };
  const files = { dtype: withoutF16, files: list('config.json', 'tokenizer.json') };
  const read = async (path: string) => {
    const file = resolve(folder, path);
    return existsSync(file) ? readFileSync(file, 'utf8') : null;
  };

  test('is what its config.json says', async () => {
    const { model } = await baseModelOf(title, read, files);
    expect(model).toMatchObject({ ...title, imageSizePx: 192, sizeBytes: 25, dtype: withoutF16 });
    expect(model.path).toBe('models/folder%3AMy%20models');
    expect(modelPath('HuggingFaceTB/SmolVLM-256M-Instruct')).toBe(
      'models/HuggingFaceTB/SmolVLM-256M-Instruct',
    );
  });

  test('a config.json that is none, or of another family, is told', async () => {
    const withConfig = (text: string) =>
      baseModelOf(title, async (path) => (path === 'config.json' ? text : read(path)), files);
    await expect(withConfig('<html>')).rejects.toThrow(/^config\.json: expected JSON, got a web page/);
    await expect(withConfig('{"model_type":"llava"}')).rejects.toThrow(
      /^config\.json: expected the config of a model this lab can run, an Idefics3 or SmolVLM model; model_type: expected "idefics3" or "smolvlm", got "llava"/,
    );
  });
});
