/** The exporter: the committed files byte for byte, the widths of models on the hub, and faulty folders of base models. */
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AutoModelForImageTextToText, AutoProcessor, RawImage, type Tensor } from '@huggingface/transformers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ModelConfig } from '../../../models/config.ts';
import { readGraph } from '../../../models/onnx/read/graph.ts';
import { exportModel } from '../../../models/onnx/write/export.ts';
import { sparkleTiny } from '../../../models/registry.ts';
import { floatTensor, readSafetensors, writeSafetensors } from '../../../models/safetensors.ts';
import { onnxFile, onnxPath } from '../../../models/source.ts';
import { buildBaseModel, places } from '../../../models/sparkle-tiny/build.ts';
import { readModelsFrom } from '../../fixtures/embedded-model.ts';
import { randomCheckpoint } from '../../fixtures/tiny-checkpoint.ts';
import { variantFiles, variants } from '../../fixtures/variants.ts';

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'sparkle-export-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** The relative paths of all files below a folder. */
const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();

describe('sparkle-tiny', () => {
  test('exported again, every file is the committed one, byte for byte', () => {
    const published = join(scratch, 'again/published');
    buildBaseModel(places.master, { master: join(scratch, 'again/master'), published });
    expect(filesOf(published)).toEqual(filesOf(places.published));
    const hashIn = (master: string) => readFileSync(join(master, 'weights.json'), 'utf8');
    expect(hashIn(join(scratch, 'again/master'))).toBe(hashIn(places.master));
    for (const name of filesOf(published)) {
      expect(
        readFileSync(join(published, name)).equals(readFileSync(join(places.published, name))),
        name,
      ).toBe(true);
    }
  });

  test('has the weights whose hash the registry knows', () => {
    const { dtype, weights } = sparkleTiny;
    const parts = ['decoder_model_merged', 'embed_tokens', 'vision_encoder'] as const;
    const bytes = parts.map((part) => readFileSync(join(places.published, onnxFile(part, dtype[part]))));
    expect(createHash('sha256').update(Buffer.concat(bytes)).digest('hex').slice(0, 8)).toBe(weights);
  });

  test('is what the registry says', () => {
    const config = ModelConfig.parse(JSON.parse(readFileSync(join(places.published, 'config.json'), 'utf8')));
    expect(config.vision_config.image_size).toBe(sparkleTiny.imageSizePx);
    const parts = Object.keys(sparkleTiny.dtype) as (keyof typeof sparkleTiny.dtype)[];
    const expected = parts.map((part) => onnxPath(sparkleTiny, part));
    const published = readdirSync(join(places.published, 'onnx')).map((name) => `onnx/${name}`);
    expect(published.sort()).toEqual(expected.sort());
    const sizeBytes = filesOf(places.published).reduce(
      (sum, name) => sum + statSync(join(places.published, name)).size,
      0,
    );
    expect(Math.abs(sparkleTiny.sizeBytes / sizeBytes - 1)).toBeLessThan(0.1);
  });
});

describe('other forms', () => {
  const form = variants['q4f16 with float zero points, q, k and v packed, rotary inside, data in two files']!;
  const files = variantFiles(form);
  const data = [...files].filter(([path]) => path.includes('_data'));

  test("files have transformers.js's names, data beside them", () => {
    expect([...files.keys()].sort()).toEqual([
      'onnx/decoder_model_merged_q4f16.onnx',
      'onnx/decoder_model_merged_q4f16.onnx_data',
      'onnx/decoder_model_merged_q4f16.onnx_data_1',
      'onnx/embed_tokens_q4.onnx',
      'onnx/embed_tokens_q4.onnx_data',
      'onnx/embed_tokens_q4.onnx_data_1',
      'onnx/vision_encoder_fp16.onnx',
      'onnx/vision_encoder_fp16.onnx_data',
      'onnx/vision_encoder_fp16.onnx_data_1',
    ]);
  });

  test('large tensors are in the data, side by side; small ones are not', () => {
    const name = 'decoder_model_merged_q4f16.onnx';
    const { tensors } = readGraph(files.get(`onnx/${name}`)!, name);
    for (const { name: tensor, data: inside, external } of tensors.values()) {
      if (inside) expect(inside.length, tensor).toBeLessThan(1024);
      else expect(external!.location, tensor).toMatch(new RegExp(`^${name}_data(_1)?$`));
    }
    for (const [path, bytes] of data.filter(([path]) => path.includes('decoder'))) {
      const places = [...tensors.values()].flatMap(({ external }) =>
        external && path.endsWith(`/${external.location}`) ? external : [],
      );
      const last = Math.max(...places.map(({ offset, lengthBytes }) => offset + lengthBytes!));
      expect(last).toBe(bytes.length);
      const held = places.reduce((sum, { lengthBytes }) => sum + lengthBytes!, 0);
      expect(bytes.length - held).toBeLessThan(16 * places.length);
    }
  });

  test('the same checkpoint gives the same bytes', () => {
    const again = variantFiles(form);
    for (const [path, bytes] of files) expect(bytes, path).toEqual(again.get(path));
  });

  test('scrambled: no name of a node or tensor tells what it is', () => {
    const { nodes, tensors } = readGraph(
      variantFiles(variants['names scrambled']!).get('onnx/decoder_model_merged_q4.onnx')!,
      'scrambled',
    );
    for (const { name } of nodes) expect(name).toMatch(/^node_\d+$/);
    for (const name of tensors.keys()) expect(name).toMatch(/^val_\d+$/);
  });
});

describe('taking a base model in', () => {
  /** A copy of the master with one change, and empty folders to export it to. */
  function prepare(name: string, change: (folder: string) => void) {
    const from = join(scratch, name, 'from');
    cpSync(places.master, from, { recursive: true });
    rmSync(join(from, 'build.ts'));
    rmSync(join(from, 'recipe'), { recursive: true });
    change(from);
    return {
      from,
      to: { master: join(scratch, name, 'master'), published: join(scratch, name, 'published') },
    };
  }

  test('replaces master, reference and published files, and keeps the card', () => {
    const { from, to } = prepare('good', () => {});
    mkdirSync(join(to.master, 'reference'), { recursive: true });
    writeFileSync(join(to.master, 'README.md'), 'card');
    writeFileSync(join(to.master, 'reference/old.png'), 'old');
    const sizes = buildBaseModel(from, to);
    expect([...sizes.keys()].sort()).toEqual(filesOf(to.published));
    expect(filesOf(to.master)).toEqual(
      ['README.md', ...filesOf(from).filter((name) => name !== 'README.md')].sort(),
    );
    expect(readFileSync(join(to.master, 'README.md'), 'utf8')).toBe('card');
    expect(readdirSync(join(scratch, 'good')).sort()).toEqual(['from', 'master', 'published']);
  });

  test("takes a model whose template stands in a file of its own, without a processor's settings", () => {
    const { from, to } = prepare('newer', (folder) => {
      const path = join(folder, 'tokenizer_config.json');
      const { chat_template: template, ...rest } = JSON.parse(readFileSync(path, 'utf8'));
      writeFileSync(path, JSON.stringify(rest));
      writeFileSync(join(folder, 'chat_template.jinja'), template);
      rmSync(join(folder, 'processor_config.json'), { force: true });
    });
    mkdirSync(to.master, { recursive: true });
    writeFileSync(join(to.master, 'processor_config.json'), '{"image_seq_len": 9}');
    buildBaseModel(from, to);
    for (const folder of [to.master, to.published]) {
      expect(filesOf(folder)).toContain('chat_template.jinja');
      // What the old model had and the new one has not is gone.
      expect(filesOf(folder)).not.toContain('processor_config.json');
    }
  });

  const edit = (file: string, change: (text: string) => string) => (folder: string) =>
    writeFileSync(join(folder, file), change(readFileSync(join(folder, file), 'utf8')));

  test.each<[string, (folder: string) => void, string]>([
    [
      'no tokenizer',
      (folder) => rmSync(join(folder, 'tokenizer.json')),
      'tokenizer.json: expected a base model folder',
    ],
    [
      'no reference picture',
      (folder) => rmSync(join(folder, 'reference/0-coord.png')),
      '0-coord.png: expected a base model folder',
    ],
    [
      'config that is no JSON',
      edit('config.json', (text) => text.slice(0, 99)),
      'config.json: expected JSON, got',
    ],
    [
      'another architecture',
      edit('config.json', (text) => text.replace('"llama"', '"qwen3"')),
      'config.json: expected the config of a model this lab can run',
    ],
    ['another activation', edit('config.json', (text) => text.replace('"silu"', '"relu"')), 'hidden_act'],
    [
      'more image tokens',
      edit('processor_config.json', (text) => text.replace('36', '64')),
      'processor_config.json: expected image_seq_len 36, which follows from image_size',
    ],
    [
      'a smaller vocabulary',
      edit('config.json', (text) => text.replaceAll('"vocab_size": 512', '"vocab_size": 400')),
      'tokenizer.json names token 487',
    ],
    [
      'other widths',
      edit('config.json', (text) =>
        text.replace(
          '"intermediate_size": 512,\n  "num_hidden_layers": 6',
          '"intermediate_size": 480,\n  "num_hidden_layers": 6',
        ),
      ),
      'Expected tensor model.text_model.layers.0.mlp.gate_proj.weight to have shape [480,192], which config.json says, got [512,192]',
    ],
    [
      'more layers',
      edit('config.json', (text) => text.replace('"num_hidden_layers": 6', '"num_hidden_layers": 7')),
      'Expected tensor model.text_model.layers.6.',
    ],
    [
      'a place component of another width',
      (folder) => {
        const signal = floatTensor([2, 128], new Float32Array(256));
        const readOut = floatTensor([128, 2], new Float32Array(256));
        const tensors = new Map(Object.entries({ read_out: readOut, signal }));
        writeFileSync(join(folder, 'place.safetensors'), writeSafetensors(tensors, { strength: '0.2' }));
      },
      'place.safetensors: expected tensor read_out [192, 2] of type F32, by the hidden size in config.json, got [128, 2] of type F32',
    ],
    [
      'weights cut off',
      (folder) =>
        writeFileSync(
          join(folder, 'model.safetensors'),
          readFileSync(join(folder, 'model.safetensors')).subarray(0, 99_999),
        ),
      'model.safetensors: expected a safetensors file, got 99999 bytes',
    ],
  ])('%s: a plain message, and nothing is written', (name, change, message) => {
    const { from, to } = prepare(name, change);
    expect(() => buildBaseModel(from, to)).toThrow(message);
    expect(readdirSync(join(scratch, name))).toEqual(['from']);
  });
});

describe('SmolVLM-256M widths', () => {
  test('a random model of two layers loads and answers in transformers.js', async () => {
    const config = ModelConfig.parse({
      model_type: 'idefics3',
      image_token_id: 4,
      scale_factor: 4,
      tie_word_embeddings: false,
      text_config: {
        model_type: 'llama',
        hidden_size: 576,
        intermediate_size: 1536,
        num_hidden_layers: 2,
        num_attention_heads: 9,
        num_key_value_heads: 3,
        max_position_embeddings: 8192,
        rope_theta: 100000,
        vocab_size: 512,
      },
      vision_config: {
        hidden_size: 768,
        intermediate_size: 3072,
        num_hidden_layers: 2,
        num_attention_heads: 12,
        image_size: 512,
        patch_size: 16,
      },
    });
    const tensors = randomCheckpoint(config, 7);
    tensors.set('lm_head.weight', tensors.get('model.text_model.embed_tokens.weight')!);
    const folder = join(scratch, 'wide');
    mkdirSync(join(folder, 'onnx'), { recursive: true });
    for (const [name, bytes] of exportModel(config, tensors)) writeFileSync(join(folder, name), bytes);
    for (const name of ['generation_config.json', 'tokenizer.json', 'tokenizer_config.json'])
      cpSync(join(places.published, name), join(folder, name));
    const write = (name: string, json: object) => writeFileSync(join(folder, name), JSON.stringify(json));
    const preprocessor = JSON.parse(
      readFileSync(join(places.published, 'preprocessor_config.json'), 'utf8'),
    ) as object;
    write('config.json', config);
    write('processor_config.json', { image_seq_len: 64, processor_class: 'Idefics3Processor' });
    write('preprocessor_config.json', {
      ...preprocessor,
      size: { longest_edge: 512 },
      max_image_size: { longest_edge: 512 },
    });

    readModelsFrom(scratch);
    const processor = await AutoProcessor.from_pretrained('wide');
    const model = await AutoModelForImageTextToText.from_pretrained('wide', {
      dtype: sparkleTiny.dtype,
      device: 'auto',
    });
    const image = new RawImage(
      Uint8ClampedArray.from({ length: 512 * 512 * 3 }, (_, i) => (i * 31) % 256),
      512,
      512,
      3,
    );
    const text = processor.apply_chat_template(
      [{ role: 'user', content: [{ type: 'image' }, { type: 'text', text: 'Where is red?' }] }],
      { add_generation_prompt: true, tokenize: false },
    ) as string;
    const inputs = await processor(text, [image], { do_image_splitting: false });
    const generated = (await model.generate({
      ...inputs,
      max_new_tokens: 5,
      min_new_tokens: 5,
      do_sample: false,
    })) as Tensor;
    expect(generated.dims).toEqual([1, inputs.input_ids.dims[1] + 5]);

    // The cache changes nothing: the whole text in one pass predicts the same next token as writing step by step.
    const ids = generated.slice(null, [0, -1]);
    const mask = { input_ids: ids, attention_mask: ids.map(() => 1n) };
    const { logits } = (await model({ ...inputs, ...mask })) as { logits: Tensor };
    const last = logits.slice(null, -1, null).data as Float32Array;
    expect(last.every(Number.isFinite)).toBe(true);
    expect(BigInt(last.indexOf(Math.max(...last)))).toBe(generated.data.at(-1));
    await model.dispose();
  });

  test('a checkpoint of other shapes is refused by name', () => {
    const config = ModelConfig.parse(JSON.parse(readFileSync(join(places.master, 'config.json'), 'utf8')));
    const tensors = readSafetensors(
      new Uint8Array(readFileSync(join(places.master, 'model.safetensors'))),
      'master',
    );
    tensors.delete('model.text_model.norm.weight');
    expect(() => exportModel(config, tensors)).toThrow(
      'Expected tensor model.text_model.norm.weight of shape [192] in the checkpoint, got none',
    );
  });
});
