/**
 * Every message with which the files beside a model's weights are refused, from the page's folder and from the hub's layout.
 * Not here: the ONNX files (model-weights.test.ts).
 */
import { beforeAll, describe } from 'vitest';
import { chooseFiles } from '../../../models/listing.ts';
import { useTemplate } from '../../../models/onnx/session/chat-template.ts';
import { conversationSegments, promptText, tokenizeConversation } from '../../../models/prompt.ts';
import { usualDtypes } from '../../../models/registry.ts';
import { readSmallFiles } from '../../../models/small-files.ts';
import { openFolder } from '../../../src/app/models/folder.ts';
import { embeddedProcessor } from '../../fixtures/embedded-model.ts';
import { type RefusalRow, testRefusals } from '../../fixtures/refusals.ts';
import { embeddedSmallFiles, withChanges } from '../../fixtures/small-files.ts';

const small = [...embeddedSmallFiles()].map(([path, text]) => ({ path, blob: new Blob([text]) }));
const onnx = ['vision_encoder', 'embed_tokens', 'decoder_model_merged_q4'].map((name) => ({
  path: `onnx/${name}.onnx`,
  blob: new Blob([]),
}));
const inFolder = (name: string, files: readonly { path: string; blob: Blob }[]) =>
  files.map(({ path, blob }) => ({ path: `${name}/${path}`, blob }));
const folder = (what: string, files: readonly { path: string; blob: Blob }[], marked: string): RefusalRow => [
  what,
  marked,
  () => openFolder(files, false),
];

/** A file whose content was taken away since it was chosen. */
const gone = Object.assign(new Blob([]), {
  text: () => Promise.reject(new DOMException('A requested file could not be read', 'NotReadableError')),
});
const halves = onnx.map(({ path, blob }) => ({ path: path.replace(/(_q4)?\.onnx/, '_fp16.onnx'), blob }));
const layout = 'as the hub lays models out';

const folders: RefusalRow[] = [
  folder(
    'no files',
    [],
    `Expected a folder with config.json and a folder onnx beside it, ${layout}, got «0 files without». ‹Choose the folder of the model itself.›`,
  ),
  folder(
    'another file',
    [{ path: 'p/a.jpg', blob: gone }],
    `Expected a folder with config.json and a folder onnx beside it, ${layout}, got «1 file without». ‹Choose the folder of the model itself.›`,
  ),
  folder(
    'two models',
    [...inFolder('a', [...small, ...onnx]), ...inFolder('b', [...small, ...onnx])],
    'Expected one model, got «2: a, b». ‹Choose the folder of one of them.›',
  ),
  folder(
    'two files of one name',
    [...inFolder('m', onnx), { path: 'm\\onnx\\embed_tokens.onnx', blob: gone }],
    'The file "m/onnx/embed_tokens.onnx" «is there 2 times, as "m/onnx/embed_tokens.onnx" and "m\\\\onnx\\\\embed_tokens.onnx"»; ‹keep one of them.›',
  ),
  folder(
    'files that are missing',
    inFolder('m', [{ path: 'config.json', blob: gone }, ...onnx.slice(1)]),
    'm: Expected the files of an Idefics3 or SmolVLM model in ONNX format, as the hub lays them out; «missing are tokenizer.json, tokenizer_config.json, preprocessor_config.json, onnx/vision_encoder_q4.onnx (or another of its kind: fp32, fp16, q4, q4f16, quantized)». ‹Add them, or choose the folder of a whole model.›',
  ),
  folder(
    '16-bit floats alone, without a GPU for them',
    inFolder('m', [...small, ...halves]),
    'm: «onnx/vision_encoder_fp16.onnx, onnx/embed_tokens_fp16.onnx, onnx/decoder_model_merged_fp16.onnx hold 16-bit floats», which the GPU of this browser does not compute with (shader-f16), and there is no other file in their place. ‹Use an export with fp32 or q4 files.›',
  ),
  folder(
    'one file of 16-bit floats',
    inFolder('m', [...small, ...onnx.slice(0, 2), halves[2]!]),
    'm: «onnx/decoder_model_merged_fp16.onnx holds 16-bit floats», which the GPU of this browser does not compute with (shader-f16), and there is no other file in its place. ‹Use an export with fp32 or q4 files.›',
  ),
  folder(
    'a file that went away',
    inFolder('m', [
      ...small.map((file) => (file.path === 'config.json' ? { ...file, blob: gone } : file)),
      ...onnx,
    ]),
    'config.json is not readable: it «was moved, changed or locked since it was chosen»; ‹choose it again.›',
  ),
  [
    'an empty listing',
    'Expected the files of an Idefics3 or SmolVLM model in ONNX format, as the hub lays them out; «missing are config.json, tokenizer.json, tokenizer_config.json, preprocessor_config.json, onnx/vision_encoder_fp16.onnx (or another of its kind: fp32, fp16, q4, q4f16, quantized), onnx/embed_tokens_fp16.onnx (or another of its kind: fp32, fp16, q4, q4f16, quantized), onnx/decoder_model_merged_q4.onnx (or another of its kind: fp32, fp16, q4, q4f16, quantized)». ‹Add them, or choose the folder of a whole model.›',
    () => chooseFiles([], usualDtypes.withF16, true),
  ],
];

const file = (what: string, changes: Parameters<typeof withChanges>[0], marked: string): RefusalRow => [
  what,
  marked,
  () => readSmallFiles(withChanges(changes)),
];
/** A row: a generation_config.json of this text. */
const noJson = (what: string, text: string, marked: string): RefusalRow =>
  file(what, { 'generation_config.json': text }, `generation_config.json: expected JSON, got ${marked}`);

const json: RefusalRow[] = [
  noJson('an empty file', ' ', '«an empty file». ‹Get it again.›'),
  noJson(
    'a pointer of Git LFS',
    'version https://git-lfs.github.com/spec/v1',
    '«a pointer of Git LFS» in place of the file. ‹Fetch the file itself, with "git lfs pull".›',
  ),
  noJson(
    'a web page',
    '<html>',
    '«a web page (beginning with "<html>")» in place of the file. ‹Get the file itself.›',
  ),
  noJson(
    "Python's infinity",
    '{"a": -Infinity}',
    '«the number -Infinity in line 1», which Python writes but JSON does not have. ‹Put null or a plain number there.›',
  ),
  noJson(
    "Python's words",
    '{"a": True}',
    "«Python's word True in line 1». ‹Save the file with json.dump: JSON has true, false and null.›",
  ),
  noJson('a comment', '{ // no\n}', '«a comment in line 1», which JSON does not have. ‹Remove it.›'),
  noJson(
    'a comma too many',
    '{"a": [1,]}',
    '«a comma before a closing bracket in line 1», which JSON does not have. ‹Remove it.›',
  ),
  noJson(
    'a beginning',
    '{"a": ',
    '«a beginning of 6 characters without its end». The file is cut off: ‹get it again.›',
  ),
  noJson(
    'bytes',
    '\0\0',
    '«2 characters beginning with ".."». The file is damaged or is something else: ‹get it again.›',
  ),
];

const own = '‹Use the file that belongs to this model, as it was saved.›';
const another = '‹Choose such a model, with its files as they were saved.›';
const aConfig = 'config.json: expected the config of a model this lab can run, an Idefics3 or SmolVLM model;';
const pictures = "expected the image processor's settings of an Idefics3 or SmolVLM model;";
const config = JSON.parse(embeddedSmallFiles().get('config.json')!);
/** A row: a config.json with other keys of its decoder. */
const text = (what: string, keys: object, marked: string): RefusalRow =>
  file(
    what,
    { 'config.json': { text_config: { ...config.text_config, ...keys } } },
    `${aConfig} ${marked} ${another}`,
  );

const smallFiles: RefusalRow[] = [
  file(
    'no tokenizer',
    { 'tokenizer.json': null },
    "tokenizer.json: expected beside the model's weights, but «not there». ‹Get the whole model.›",
  ),
  file(
    'another model',
    { 'config.json': { model_type: 'llava' } },
    `${aConfig} model_type: expected "idefics3" or "smolvlm", got «"llava"». ${another}`,
  ),
  file(
    'values of other kinds',
    {
      'config.json': {
        scale_factor: 0,
        tie_word_embeddings: 'yes',
        image_token_id: 1.5,
        text_config: { rope_parameters: 7, vocab_size: -1, rms_norm_eps: null, hidden_size: [] },
      },
    },
    `${aConfig} image_token_id: expected a whole number, got «1.5»; scale_factor: expected more than 0, got «0»; tie_word_embeddings: expected true or false, got «"yes"»; text_config.hidden_size: expected a number, got «[]»; text_config.rope_parameters: expected an object, got «7»; and 2 more. ${another}`,
  ),
  file('a list as config', { 'config.json': '[]' }, `${aConfig} expected an object, got «[]». ${another}`),
  file(
    'a token without a number',
    { 'config.json': { eos_token_id: 'end' } },
    `${aConfig} eos_token_id: expected another kind of value, got «"end"». ${another}`,
  ),
  text(
    'two rotations',
    { rope_parameters: { rope_theta: 7 } },
    `text_config: expected one rope_theta, got «${config.text_config.rope_theta} and 7».`,
  ),
  text(
    'heads that do not divide the width',
    { head_dim: null, num_attention_heads: 5, num_key_value_heads: 5 },
    "text_config: expected hidden_size as a multiple of num_attention_heads, got «192 and 5» (a key that the file leaves out has transformers' default).",
  ),
  file(
    'patches that scale_factor does not divide',
    { 'config.json': { scale_factor: 5 } },
    `${aConfig} expected patches along an image as a multiple of scale_factor 5, got «12: image_size 192 by patch_size 16» of vision_config (a key that the file leaves out has transformers' default). ${another}`,
  ),
  file(
    'another image token',
    { 'config.json': { image_token_id: undefined } },
    'config.json: expected image_token_id 4, which is <image> in tokenizer.json, got «128257» (transformers\' default is 128257 where the file says nothing). ‹Write "image_token_id": 4 into config.json, if both files are of this model.›',
  ),
  file(
    'an image that is no square',
    { 'preprocessor_config.json': { max_image_size: [192, 96] } },
    `preprocessor_config.json: ${pictures} max_image_size: expected a square in px, such as {"longest_edge": 512}, got «[192,96]». ‹Use the files of one model, as they were saved.›`,
  ),
  file(
    'an image of another size',
    { 'preprocessor_config.json': { max_image_size: 364 } },
    'preprocessor_config.json: expected max_image_size 192, which is image_size of vision_config in config.json, got «364». ‹Use the files of one model.›',
  ),
  file(
    'no settings of the image processor',
    { 'preprocessor_config.json': null },
    'preprocessor_config.json: expected this file, or image_processor in processor_config.json as transformers 5 writes it, got «neither». ‹Save the processor with save_pretrained beside the model.›',
  ),
  file(
    'settings of the image processor within others',
    { 'processor_config.json': { image_processor: { max_image_size: 64 } } },
    'processor_config.json (image_processor): expected max_image_size 192, which is image_size of vision_config in config.json, got «64». ‹Use the files of one model.›',
  ),
  file(
    'another number of image tokens',
    { 'processor_config.json': { image_seq_len: 64 } },
    'processor_config.json: expected image_seq_len 36, which follows from image_size, patch_size and scale_factor in config.json, got «64». ‹Use the files of one model, or write the missing keys into config.json.›',
  ),
  file(
    'another processor',
    { 'processor_config.json': { processor_class: 'LlavaProcessor' } },
    `processor_config.json: expected an Idefics3 or SmolVLM processor's settings; processor_class: expected "Idefics3Processor" or "SmolVLMProcessor", got «"LlavaProcessor"». ${own}`,
  ),
  file(
    'tokens below zero',
    { 'generation_config.json': { pad_token_id: -1 } },
    `generation_config.json: expected settings of text generation; pad_token_id: expected 0 or more, got «-1». ${own}`,
  ),
  file(
    'a length that is a text',
    { 'tokenizer_config.json': { model_max_length: 'long' } },
    `tokenizer_config.json: expected a tokenizer's settings; model_max_length: expected a number, got «"long"». ${own}`,
  ),
  file(
    'no tokenizer in tokenizer.json',
    { 'tokenizer.json': { model: undefined } },
    `tokenizer.json: expected a tokenizer; model: expected an object, got «nothing». ${own}`,
  ),
  file(
    'merges that are no pairs',
    { 'tokenizer.json': { model: { vocab: {}, merges: [['a']] } } },
    `tokenizer.json: expected a tokenizer; model.merges: expected pairs of words, got «[["a"]]». ${own}`,
  ),
  file(
    'a tokenizer without <image>',
    { 'tokenizer.json': { added_tokens: [], model: { vocab: {} } } },
    'tokenizer.json: expected the token <image>, in whose place an image comes, got «none». ‹Use the tokenizer of this model.›',
  ),
  file(
    'no chat template',
    { 'chat_template.jinja': null, 'tokenizer_config.json': { chat_template: undefined } },
    'tokenizer_config.json: expected a chat_template, which says how this model is asked, here, in chat_template.jinja, in chat_template.json or in processor_config.json, got «none». ‹Use a model that was made for conversations.›',
  ),
  file(
    'a chat template that is none',
    { 'chat_template.json': '{}' },
    `chat_template.json: expected a chat template; chat_template: expected a template as text, or several of which one is named "default", got «nothing». ${own}`,
  ),
];

let tokenizer: Awaited<ReturnType<typeof embeddedProcessor>>['tokenizer'];
let ownTemplate: unknown;
beforeAll(async () => {
  ({ tokenizer } = await embeddedProcessor());
  ownTemplate = tokenizer.chat_template;
});
/** A row: a chat template in chat_template.jinja, which comes before others. */
const template = (
  what: string,
  content: string,
  problem: string,
  toDo: string,
  others: readonly string[] = [],
  id = 4,
): RefusalRow => [
  what,
  `m/chat_template.jinja: expected a chat template in which one image gives one image slot, got one in which «${problem}». ${toDo}`,
  () =>
    useTemplate(
      tokenizer,
      [
        { file: 'chat_template.jinja', text: content },
        ...others.map((each) => ({ file: 'tokenizer_config.json', text: each })),
      ],
      { count: 36, id },
      'm',
    ),
];
const ofImages = '‹Use the chat template of a model that is asked about images.›';
const parts = (image: string, text: string) =>
  `{% for m in messages %}{% for part in m['content'] %}{% if part['type'] == 'image' %}${image}{% else %}${text}{% endif %}{% endfor %}{% endfor %}`;
const right = parts('<image>', "{{ part['text'] }}");
/** A row: a question or a conversation that the model with this template cannot be asked. */
const asked = (what: string, content: string | null, ask: () => unknown, marked: string): RefusalRow => [
  what,
  marked,
  () => {
    tokenizer.chat_template = content ?? (ownTemplate as string);
    return ask();
  },
];
const turn = { question: 'Where is red?', answer: 'left' };

const templates: RefusalRow[] = [
  template(
    'a template for text',
    "{% for m in messages %}{{ m['role'] }}{% endfor %}",
    'it gives none (<image>)',
    ofImages,
  ),
  template(
    'a template of two slots',
    parts('<image><image>', "{{ part['text'] }}"),
    'it gives 2 (<image>)',
    ofImages,
  ),
  template(
    'a template with a slot for no image',
    '<image>',
    'a question without an image has 1 (<image>)',
    ofImages,
  ),
  template(
    'a template without the question',
    parts('<image>', ''),
    "the question's words do not stand once",
    ofImages,
  ),
  template(
    'a template that refuses images',
    "{{ raise_exception('Only text') }}",
    'a question with an image cannot be written (the template says: "Only text")',
    ofImages,
  ),
  template(
    'a template that is none',
    '{% for m in %}',
    'a question with an image cannot be written',
    ofImages,
  ),
  template(
    'another image token',
    right,
    '<image> becomes 0 image tokens of 36, by the tokenizer',
    ofImages,
    [],
    400,
  ),
  template(
    'a right template in another file',
    'x',
    'it gives none (<image>)',
    'The template in tokenizer_config.json would do, but transformers and this lab look into chat_template.jinja first: ‹remove the chat template there.›',
    [right],
  ),
  asked(
    'a control word in a question',
    null,
    () => promptText(tokenizer, 'What is <image>?', null),
    'Expected plain words, got «the model\'s control word <image> in "What is <image>?"». ‹Leave it out.›',
  ),
  asked(
    'a template that does not end answers',
    right,
    () => conversationSegments(tokenizer, [turn], null),
    'Expected a chat template that puts an answer right after its prompt and <end_of_utterance> after the answer, got «"Where is red? left"». This model\'s template cannot be used for training: ‹choose another base model.›',
  ),
  asked(
    'a question that is too long',
    null,
    () => tokenizeConversation(tokenizer, [turn], null, 5),
    'Expected a first turn of at most 5 tokens, which is what this model can read, got «13». ‹Use a shorter question or answer.›',
  ),
];

describe("a model's files", () => {
  testRefusals({
    rows: [...folders, ...json, ...smallFiles, ...templates],
    sources: [
      'src/app/models/folder.ts',
      'models/listing.ts',
      'models/json.ts',
      'models/small-files.ts',
      'models/image-processor.ts',
      'models/config.ts',
      'models/prompt.ts',
      'models/onnx/session/chat-template.ts',
    ],
    others: {
      'see its folder': 'the licence of a model in a folder',
      'The chat template is that of': 'a notice about a model that is used',
    },
  });
});
