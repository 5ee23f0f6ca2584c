/** Every message with which an adapter is refused: its files, its settings, its tensors. Not here: one of another model (foreign-adapters.test.ts). */
import { describe } from 'vitest';
import { configFile, readPeft, weightsFile } from '../../../models/adapter/peft.ts';
import {
  floatTensor,
  readSafetensors,
  type SafeTensor,
  writeSafetensors,
} from '../../../models/safetensors.ts';
import { findAdapterFiles } from '../../../src/files/adapter-files.ts';
import type { FolderFile } from '../../../src/files/chosen-files.ts';
import { filesOf, given, idefics } from '../../fixtures/peft-files.ts';
import { type RefusalRow, testRefusals } from '../../fixtures/refusals.ts';

const name = 'layers.0.self_attn.q_proj';
const module = `${idefics}.0.self_attn.q_proj`;
const good = filesOf([given('0.self_attn.q_proj', 4)], {});

// ---- Files ------------------------------------------------------------------------------------------------------

/** A row: the files of a folder by their names, with their sizes if they are said to be large. */
const folder = (what: string, names: readonly string[], marked: string, sizeBytes = 1): RefusalRow => [
  what,
  marked,
  () =>
    findAdapterFiles(
      names.map((path): FolderFile => {
        const blob = new Blob(['{}']);
        return { path, blob: Object.defineProperty(blob, 'size', { value: sizeBytes }) };
      }),
    ),
];
const beside = (what: string, file: string, marked: string): RefusalRow =>
  folder(
    what,
    [`mine/${configFile}`, `mine/${file}`],
    `Expected adapter_model.safetensors beside mine/adapter_config.json, but it is «not there». ${marked}`,
  );
const both = '‹Choose both files, their folder, or a ZIP of it.›';

const files: RefusalRow[] = [
  folder(
    'another file',
    ['notes.txt'],
    `Expected an adapter as PEFT saves it, with adapter_config.json and adapter_model.safetensors, but there is no adapter_config.json among «one file (notes.txt)». ${both}`,
  ),
  folder(
    'other files',
    ['a.txt', 'b.txt'],
    `Expected an adapter as PEFT saves it, with adapter_config.json and adapter_model.safetensors, but there is no adapter_config.json among «2 files». ${both}`,
  ),
  folder(
    'two checkpoints',
    [`a/${configFile}`, `b/${configFile}`],
    'Expected one adapter_config.json, but got «2: a/adapter_config.json, b/adapter_config.json». ‹Choose the folder of one of them, or a ZIP of it.›',
  ),
  beside('settings alone', 'README.md', both),
  beside(
    'weights in parts',
    'adapter_model-00001-of-00002.safetensors',
    'The weights are «in several files (adapter_model-00001-of-00002.safetensors)», which are not put together here. ‹Load the adapter with PEFT and save it in one: save_pretrained(folder, max_shard_size="100GB").›',
  ),
  beside(
    'weights of MLX',
    'adapters.safetensors',
    "«adapters.safetensors is an adapter of MLX», whose matrices are turned and scaled in another way than PEFT's. ‹Convert it to the layout of PEFT, or train with PEFT.›",
  ),
  beside(
    'weights of an old PEFT',
    'adapter_model.bin',
    '«adapter_model.bin is a program of Python», as older releases of PEFT wrote it, and is not read. ‹Load the adapter and save it again with save_pretrained of a newer PEFT.›',
  ),
  beside(
    'a whole model',
    'model.safetensors',
    '«model.safetensors is a whole model», not an adapter. ‹Choose the folder to which PEFT saved the adapter.›',
  ),
  folder(
    'files of 2 GiB',
    [configFile, weightsFile],
    'Expected at most 1 MiB in adapter_config.json, but it has «2048». ‹Choose an adapter of a smaller rank.›',
    2 ** 31,
  ),
  [
    'settings that went away',
    'adapter_config.json is not readable: it «was moved, changed or locked since it was chosen»; ‹choose it again.›',
    () => {
      const blob = new Blob(['{}']);
      blob.arrayBuffer = () =>
        Promise.reject(new DOMException('A file could not be read', 'NotReadableError'));
      return findAdapterFiles([
        { path: configFile, blob },
        { path: weightsFile, blob },
      ]);
    },
  ],
];

// ---- Settings ---------------------------------------------------------------------------------------------------

const settings = (what: string, config: object | string, marked: string): RefusalRow => [
  what,
  `adapter_config.json: ${marked}`,
  () =>
    readPeft({
      ...good,
      [configFile]:
        typeof config === 'string' ? config : JSON.stringify({ ...JSON.parse(good[configFile]), ...config }),
    }),
];
const retrain =
  '‹Train one with plain LoRA, or merge this one into its model (merge_and_unload) and export that model to ONNX.›';
const more = (key: string, value: unknown, means: string): RefusalRow =>
  settings(key, { [key]: value }, `expected a plain LoRA adapter, got «${means}». ${retrain}`);

const configs: RefusalRow[] = [
  settings(
    'settings that are cut off',
    '{"r": 4',
    'expected JSON, got «a beginning of 7 characters without its end». The file is cut off: ‹get it again.›',
  ),
  settings(
    'settings with other values',
    { r: 0, lora_alpha: 'x' },
    'expected the settings of a LoRA adapter as PEFT writes them; r: expected 1 or more, got «0»; lora_alpha: expected a number, got «"x"». ‹Use the file as PEFT wrote it.›',
  ),
  settings(
    'settings of MLX',
    { peft_type: undefined, rank: 8 },
    'expected the settings of a LoRA adapter as PEFT writes them, got «those of MLX (r, lora_alpha, rank)». ‹Convert the adapter to the layout of PEFT, or train one with PEFT: MLX turns and scales its matrices in another way.›',
  ),
  settings(
    'another kind',
    { peft_type: 'LOHA' },
    `expected a plain LoRA adapter, got «an adapter of the kind LOHA». ${retrain}`,
  ),
  settings(
    'trained biases',
    { bias: 'all' },
    `expected a plain LoRA adapter, got «trained biases (bias "all")». ${retrain}`,
  ),
  settings(
    'PiSSA',
    { init_lora_weights: 'pissa' },
    `expected a plain LoRA adapter, got «an adapter that changes the base model's own weights first (init_lora_weights "pissa")». ‹Save it again as plain LoRA: save_pretrained(folder, path_initial_model_for_weight_conversion=...), as PEFT's page about LoRA says.›`,
  ),
  more('use_dora', true, 'DoRA, which learns a magnitude for each output (use_dora)'),
  more(
    'fan_in_fan_out',
    true,
    'LoRA of layers whose weights are stored transposed, as in GPT-2 (fan_in_fan_out)',
  ),
  more('lora_bias', true, 'a bias in B (lora_bias)'),
  more(
    'modules_to_save',
    ['lm_head'],
    'whole modules that were trained beside the LoRA matrices (modules_to_save)',
  ),
  more('layer_replication', [[0, 4]], 'replicated layers (layer_replication)'),
  more('target_parameters', ['a'], 'LoRA of bare parameters (target_parameters)'),
  more('trainable_token_indices', [1], 'trained embeddings of single tokens (trainable_token_indices)'),
  more(
    'alora_invocation_tokens',
    [1],
    'activated LoRA, which begins at certain tokens (alora_invocation_tokens)',
  ),
  more('use_qalora', true, 'use_qalora true'),
  settings(
    'an expression of Python alone',
    { target_modules: '(?<=a)+*' },
    'expected target_modules to have regular expressions that JavaScript can read too, got «(?<=a)+*». ‹Name the modules in a list instead.›',
  ),
];

// ---- Tensors ----------------------------------------------------------------------------------------------------

const weights = (
  what: string,
  make: () => Uint8Array<ArrayBuffer>,
  marked: string,
  config: object = {},
): RefusalRow => [
  what,
  `adapter_model.safetensors: ${marked}`,
  () =>
    readPeft({
      [configFile]: JSON.stringify({ ...JSON.parse(good[configFile]), ...config }),
      [weightsFile]: make(),
    }),
];
const text = (content: string) => () => new TextEncoder().encode(content);
/** A file of these tensors by name, each with that shape. */
const tensors =
  (...shapes: [string, number[]][]) =>
  () =>
    writeSafetensors(
      new Map(
        shapes.map(([key, shape]): [string, SafeTensor] => [
          key,
          floatTensor(shape, new Float32Array(shape.reduce((product, side) => product * side, 1))),
        ]),
      ),
    );
/** A row: a tensor that is no LoRA matrix of the decoder. */
const foreign = (key: string, is: string): RefusalRow =>
  weights(
    key,
    tensors([key, [1, 1]]),
    `expected LoRA matrices of q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj in decoder layers, got «the tensor ${key}»: ${is}`,
  );
const onlyDecoder = String.raw`‹Train one with target_modules ".*text_model.*\\.(q_proj|k_proj|v_proj|o_proj|gate_proj|up_proj|down_proj)" in PEFT, or merge this one into its model (merge_and_unload) and export that model to ONNX.›`;
const matrices = tensors([`${module}.lora_A.weight`, [4, 6]], [`${module}.lora_B.weight`, [5, 4]]);
/** The good file with another text of the same length in its header. */
const _renamed = (from: string, to: string) => (): Uint8Array<ArrayBuffer> => {
  const bytes = Buffer.from(matrices());
  bytes.write(to, bytes.indexOf(from));
  return new Uint8Array(bytes);
};
const header = (json: string) => (): Uint8Array<ArrayBuffer> => {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return new Uint8Array(Buffer.concat([length, Buffer.from(json)]));
};
const fetched = 'The file is damaged or is something else: ‹fetch it again.›';

const tensorRows: RefusalRow[] = [
  weights(
    'a pointer of Git LFS',
    text('version https://git-lfs.github.com/spec/v1'),
    'expected a safetensors file, got «a pointer of Git LFS» in its place. ‹Fetch the file itself, with "git lfs pull".›',
  ),
  weights(
    'a web page',
    text('<!doctype html><title>'),
    'expected a safetensors file, got «a web page» in its place. ‹Get the file itself.›',
  ),
  weights(
    'a file of torch.save',
    text('PK\u0003\u0004 and so on'),
    'expected a safetensors file, got «a ZIP, as torch.save writes it». ‹Load it in Python and save it again as safetensors: renaming a file does not change what it is.›',
  ),
  weights('no bytes', text(''), `expected a safetensors file, got «0 bytes with no header». ${fetched}`),
  weights(
    'a long header',
    () => new Uint8Array(8).fill(1),
    `expected a safetensors file, got «8 bytes with a header announced as 72340172838076673 bytes». ${fetched}`,
  ),
  weights(
    'a header that is none',
    header('{x'),
    `expected a safetensors file, got «10 bytes with a header that is no JSON». ${fetched}`,
  ),
  weights(
    'a header that is a list',
    header('[]'),
    `expected a safetensors file, got «10 bytes with a header that is no JSON object». ${fetched}`,
  ),
  weights(
    'a tensor that is a number',
    header('{"a":1}'),
    `expected a safetensors file, got «15 bytes with a header entry a that is no tensor». ${fetched}`,
  ),
  weights(
    'whole numbers',
    header('{"a":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}}'),
    'expected tensors of floats (F64, F32, F16, BF16), got «a of type I8». ‹Save the file in one of those types, for example with .to(torch.float32) before saving.›',
  ),
  weights(
    'a tensor of another size',
    header('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,1]}}'),
    `expected a safetensors file, got «62 bytes with 1 bytes for tensor a, whose shape [1] needs 4». ${fetched}`,
  ),
  weights(
    'a file that is cut off',
    () => matrices().slice(0, -1),
    `expected a safetensors file, got «${matrices().length - 1} bytes with an end before tensor ${module}.lora_B.weight, which reaches to byte ${matrices().length}». ${fetched}`,
  ),
  weights(
    'no tensors',
    tensors(),
    'expected LoRA matrices, got «a file without tensors». ‹Save the adapter again with PEFT.›',
  ),
  foreign(
    'language_model.model.layers.0.self_attn.q_proj.lora_a',
    'a matrix as MLX names it (lora_a, lora_b), turned and scaled in another way than PEFT does it. ‹Convert the adapter to the layout of PEFT, or train one with PEFT.›',
  ),
  foreign(
    `${module}.lora_magnitude_vector`,
    "a magnitude or bias beside LoRA's two matrices. ‹Train with plain LoRA (use_dora and lora_bias off).›",
  ),
  foreign(
    'base_model.model.model.text_model.embed_tokens.lora_embedding_A',
    `a LoRA matrix of the token embedding, which is not adapted here. ${onlyDecoder}`,
  ),
  foreign(
    'base_model.model.lm_head.lora_A.weight',
    `a LoRA matrix of the LM head, which is not adapted here. ${onlyDecoder}`,
  ),
  foreign(
    'base_model.model.model.connector.modality_projection.proj.lora_A.weight',
    `a LoRA matrix of the connector between image and text, which is not adapted here. ${onlyDecoder}`,
  ),
  foreign(
    'base_model.model.model.vision_model.encoder.layers.0.self_attn.q_proj.lora_A.weight',
    `a LoRA matrix of the vision encoder, which is not adapted here: images are encoded once. ${onlyDecoder}`,
  ),
  foreign(
    'base_model.model.model.text_model.layers.0.block.fc.lora_A.weight',
    `a LoRA matrix of a module that is not adapted here. ${onlyDecoder}`,
  ),
  foreign(
    'base_model.model.lm_head.weight',
    'the whole weights of a module that was saved beside LoRA. If it was not trained, ‹save the adapter again with save_pretrained(..., save_embedding_layers=False)›; if it was (modules_to_save, new tokens), it cannot be used here.',
  ),
  foreign(
    'model.text_model.layers.0.self_attn.q_proj.weight',
    "the weights of a whole model, not of an adapter. ‹Choose the folder to which PEFT saved the adapter, with PeftModel's save_pretrained.›",
  ),
  foreign('optimizer.step', `a tensor that is no LoRA matrix. ${onlyDecoder}`),
  weights(
    'two matrices A',
    tensors([`${module}.lora_A.weight`, [4, 6]], [`${module}.lora_A.mine.weight`, [4, 6]]),
    `expected one lora_A and one lora_B for ${name}, got more, «the last as ${module}.lora_A.mine.weight». ‹Use the file as PEFT wrote it.›`,
  ),
  weights(
    'no matrix B',
    tensors([`${module}.lora_A.weight`, [4, 6]]),
    `expected lora_A [4, in] and lora_B [out, 4] for ${name} as adapter_config.json says, got «[4, 6] and none». ‹Take both files from the same folder.›`,
  ),
  weights(
    'another module',
    matrices,
    `expected only modules that target_modules of adapter_config.json names, got «matrices of ${name}». ‹Take both files from the same folder.›`,
    { target_modules: ['v_proj'] },
  ),
  weights(
    'a strength of place that is none',
    () => {
      const bytes = matrices();
      return writeSafetensors(readSafetensors(bytes, weightsFile), { strength_of_place: 'high' });
    },
    'expected strength_of_place in its metadata as a number from 0 to 1, got «"high"». ‹Use the file as this lab wrote it.›',
  ),
  weights(
    'numbers that are none',
    () => {
      const bytes = matrices();
      bytes.fill(0xff, -4);
      return bytes;
    },
    `expected finite numbers in ${name}, got «others». Its training went wrong: ‹use an earlier checkpoint.›`,
  ),
];

describe('an adapter', () => {
  testRefusals({
    rows: [...files, ...configs, ...tensorRows],
    sources: [
      'src/files/adapter-files.ts',
      'models/adapter/peft.ts',
      'models/adapter/peft-keys.ts',
      'models/adapter/peft-names.ts',
      'models/safetensors.ts',
    ],
    others: { 'Expected  bytes for tensor': 'writing, a fault of the lab itself' },
  });
});
