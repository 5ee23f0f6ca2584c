/** The small files of models, as releases of transformers write them and as they should not be, made from the embedded model's. */
import { PreTrainedTokenizer } from '@huggingface/transformers';
import { describe, expect, test } from 'vitest';
import { optionalFiles, readSmallFiles } from '../../../models/small-files.ts';
import { ownOrigin } from '../../../models/source.ts';
import { embeddedSmallFiles, withChanges } from '../../fixtures/small-files.ts';

const engineFile = (texts: ReadonlyMap<string, string>, path: string) =>
  JSON.parse(readSmallFiles(texts).forEngine.get(path)!);
const settings = JSON.parse(embeddedSmallFiles().get('preprocessor_config.json')!);
const template = JSON.parse(embeddedSmallFiles().get('tokenizer_config.json')!).chat_template;

test('the embedded model has the optional files that its source names', () => {
  const there = [...embeddedSmallFiles().keys()];
  expect(ownOrigin).toEqual({
    kind: 'origin',
    optional: optionalFiles.filter((path) => there.includes(path)),
  });
});

describe("the image processor's settings", () => {
  const whole = engineFile(embeddedSmallFiles(), 'preprocessor_config.json');

  test('are whole for the engine', () => {
    expect(whole).toEqual({
      image_processor_type: 'Idefics3ImageProcessor',
      processor_class: 'Idefics3Processor',
      do_convert_rgb: true,
      do_image_splitting: false,
      do_resize: false,
      do_pad: false,
      do_rescale: true,
      rescale_factor: 1 / 255,
      do_normalize: true,
      image_mean: [0.5, 0.5, 0.5],
      image_std: [0.5, 0.5, 0.5],
      size: { longest_edge: 192 },
      max_image_size: { longest_edge: 192 },
    });
  });

  test.each<[string, Record<string, object | string | null>]>([
    ['without max_image_size', { 'preprocessor_config.json': { max_image_size: undefined } }],
    [
      'with null in place of defaults',
      { 'preprocessor_config.json': { max_image_size: null, do_normalize: null } },
    ],
    [
      'with nothing but the class',
      { 'preprocessor_config.json': '{"image_processor_type":"SmolVLMImageProcessorFast"}' },
    ],
    ['with nothing at all', { 'preprocessor_config.json': '{}' }],
    ['with a number as size', { 'preprocessor_config.json': { max_image_size: 192, size: 768 } }],
    [
      'with height and width',
      { 'preprocessor_config.json': { max_image_size: { height: 192, width: 192 } } },
    ],
    ['with a list as size', { 'preprocessor_config.json': { max_image_size: [192, 192] } }],
    ['with one mean for all colours', { 'preprocessor_config.json': { image_mean: 0.5 } }],
    [
      "of the class with Pillow, transformers 5's",
      { 'preprocessor_config.json': { image_processor_type: 'SmolVLMImageProcessorPil' } },
    ],
    [
      'in processor_config.json, as transformers 5 writes them',
      {
        'preprocessor_config.json': null,
        'processor_config.json': {
          processor_class: 'SmolVLMProcessor',
          image_processor: { ...settings, data_format: 'channels_first' },
        },
      },
    ],
    [
      'in both: those of processor_config.json count',
      {
        'preprocessor_config.json': { image_mean: 0 },
        'processor_config.json': { image_processor: settings },
      },
    ],
    ['without a processor_config.json', { 'processor_config.json': null }],
  ])('%s: the same', (_name, changes) => {
    const texts = withChanges(changes);
    expect(engineFile(texts, 'preprocessor_config.json')).toEqual(whole);
    expect(engineFile(texts, 'processor_config.json')).toEqual({
      processor_class: 'Idefics3Processor',
      image_seq_len: 36,
    });
  });

  test('what they say is kept', () => {
    const own = { do_normalize: false, image_mean: [0.1, 0.2, 0.3], image_std: [1, 2, 3], rescale_factor: 1 };
    expect(
      engineFile(withChanges({ 'preprocessor_config.json': own }), 'preprocessor_config.json'),
    ).toMatchObject(own);
  });
});

test('config.json has the defaults that it leaves out, for the engine too', () => {
  const config = JSON.parse(embeddedSmallFiles().get('config.json')!);
  const { scale_factor: _, text_config: text, ...rest } = config;
  const { rms_norm_eps: __, ...others } = text;
  const left = JSON.stringify({ ...rest, text_config: others });
  const read = engineFile(withChanges({ 'config.json': left }), 'config.json');
  expect(read).toMatchObject({ scale_factor: 2, eos_token_id: 2, architectures: config.architectures });
  expect(read.text_config).toMatchObject({ rms_norm_eps: 1e-6, hidden_size: 192 });
});

describe('chat templates', () => {
  const without = { 'chat_template.jinja': null };
  const filesOf = (changes: Record<string, object | string | null>) =>
    readSmallFiles(withChanges({ ...without, ...changes })).templates.map(({ file, text }) => [file, text]);

  test('the embedded model has one, where transformers 5 looks and where older releases do', () => {
    expect(readSmallFiles(embeddedSmallFiles()).templates).toEqual([
      { file: 'chat_template.jinja', text: template },
      { file: 'tokenizer_config.json', text: template },
    ]);
  });

  test("come in transformers' order, and the tokenizer gets the first", () => {
    const all = {
      'processor_config.json': { chat_template: 'a' },
      'chat_template.json': { chat_template: 'b' },
      'chat_template.jinja': 'c',
    };
    const last = ['tokenizer_config.json', template];
    expect(filesOf(all)).toEqual([
      ['processor_config.json', 'a'],
      ['chat_template.json', 'b'],
      ['chat_template.jinja', 'c'],
      last,
    ]);
    expect(filesOf({})).toEqual([last]);
    for (const [path, first] of [
      ['chat_template.json', 'b'],
      ['chat_template.jinja', 'c'],
    ] as const) {
      const texts = withChanges({ [path]: all[path] });
      expect(readSmallFiles(texts).templates[0]).toEqual({ file: path, text: first });
      const made = new PreTrainedTokenizer(
        engineFile(texts, 'tokenizer.json'),
        engineFile(texts, 'tokenizer_config.json'),
      );
      expect(made.chat_template).toBe(first);
    }
  });

  test('may be several by name, of which one is the default', () => {
    const list = [
      { name: 'rag', template: 'x' },
      { name: 'default', template: 'd' },
    ];
    expect(filesOf({ 'tokenizer_config.json': { chat_template: list } })).toEqual([
      ['tokenizer_config.json', 'd'],
    ]);
    expect(filesOf({ 'chat_template.json': { chat_template: { default: 'e', rag: 'x' } } })[0]).toEqual([
      'chat_template.json',
      'e',
    ]);
  });
});

test('tokens that are objects, as older releases write them, are their words', () => {
  const token = (content: string) => ({
    content,
    lstrip: false,
    normalized: false,
    rstrip: false,
    single_word: false,
  });
  const texts = withChanges({
    'tokenizer_config.json': { eos_token: token('<end_of_utterance>'), pad_token: null },
  });
  const made = new PreTrainedTokenizer(
    engineFile(texts, 'tokenizer.json'),
    engineFile(texts, 'tokenizer_config.json'),
  );
  expect(made.eos_token).toBe('<end_of_utterance>');
});

describe('what cannot be used is told by the name of its file', () => {
  test.each<[Record<string, object | string | null>, string]>([
    [{ 'tokenizer.json': null }, 'tokenizer.json: expected beside'],
    [{ 'config.json': '{"model_type":' }, 'config.json: expected JSON, got a beginning'],
    [
      { 'config.json': { eos_token_id: 'end' } },
      'config.json: expected the config of a model this lab can run',
    ],
    [
      { 'config.json': { image_token_id: undefined } },
      'config.json: expected image_token_id 4, which is <image> in tokenizer.json, got 128257 (transformers\' default is 128257 where the file says nothing). Write "image_token_id": 4',
    ],
    [
      { 'preprocessor_config.json': { max_image_size: { longest_edge: 364 } } },
      'preprocessor_config.json: expected max_image_size 192, which is image_size of vision_config in config.json, got 364',
    ],
    [
      { 'preprocessor_config.json': { max_image_size: { shortest_edge: 192 } } },
      'preprocessor_config.json: expected the image processor\'s settings of an Idefics3 or SmolVLM model; max_image_size: expected a square in px, such as {"longest_edge": 512}, got {"shortest_edge":192}',
    ],
    [{ 'preprocessor_config.json': { max_image_size: [192, 96] } }, 'expected a square in px'],
    [{ 'preprocessor_config.json': { image_mean: [0.5] } }, 'image_mean'],
    [{ 'preprocessor_config.json': { rescale_factor: 0 } }, 'rescale_factor: expected more than 0, got 0'],
    [
      { 'preprocessor_config.json': { image_processor_type: 'CLIPImageProcessor' } },
      'or "SmolVLMImageProcessorPil", got "CLIPImageProcessor"',
    ],
    [{ 'preprocessor_config.json': '[]' }, 'preprocessor_config.json: expected the image'],
    [
      { 'preprocessor_config.json': null },
      'preprocessor_config.json: expected this file, or image_processor in processor_config.json',
    ],
    [
      {
        'preprocessor_config.json': null,
        'processor_config.json': { image_processor: { max_image_size: 64 } },
      },
      'processor_config.json (image_processor): expected max_image_size 192',
    ],
    [
      { 'processor_config.json': { image_seq_len: 64 } },
      'processor_config.json: expected image_seq_len 36, which follows from image_size, patch_size and scale_factor in config.json, got 64',
    ],
    [{ 'processor_config.json': { processor_class: 'LlavaProcessor' } }, 'processor_config.json: expected'],
    [
      { 'generation_config.json': { eos_token_id: -1 } },
      'generation_config.json: expected settings of text generation',
    ],
    [
      { 'generation_config.json': '{"top_p": NaN}' },
      'generation_config.json: expected JSON, got the number NaN in line 1',
    ],
    [
      { 'chat_template.jinja': null, 'tokenizer_config.json': { chat_template: undefined } },
      'tokenizer_config.json: expected a chat_template',
    ],
    [
      { 'tokenizer_config.json': { chat_template: [{ name: 'rag', template: 'x' }] } },
      'one is named "default"',
    ],
    [
      { 'tokenizer_config.json': { model_max_length: 'long' } },
      'model_max_length: expected a number, got "long"',
    ],
    [
      { 'tokenizer_config.json': { eos_token: 7 } },
      "tokenizer_config.json: expected a tokenizer's settings; eos_token",
    ],
    [
      { 'chat_template.json': '{}' },
      'chat_template.json: expected a chat template; chat_template: expected a template as text',
    ],
    [
      { 'tokenizer.json': { model: undefined } },
      'tokenizer.json: expected a tokenizer; model: expected an object, got nothing',
    ],
    [
      { 'tokenizer.json': { model: { vocab: { a: 'b' } } } },
      'tokenizer.json: expected a tokenizer; model.vocab',
    ],
    [
      { 'tokenizer.json': { model: { vocab: {}, merges: [['a']] } } },
      'model.merges: expected pairs of words',
    ],
    [
      { 'tokenizer.json': { added_tokens: [], model: { vocab: {} } } },
      'tokenizer.json: expected the token <image>',
    ],
  ])('%o', (changes, message) => {
    expect(() => readSmallFiles(withChanges(changes))).toThrow(message);
  });
});
