/** Adapters of other tools and settings: what changes nothing is read, the rest is told as what it is, with the way out. */
import { describe, expect, test } from 'vitest';
import { readPeft } from '../../../models/adapter/peft.ts';
import { inPlaceOfWeights } from '../../../models/adapter/peft-keys.ts';
import {
  floatTensor,
  readSafetensors,
  type SafeTensor,
  writeSafetensors,
} from '../../../models/safetensors.ts';
import { findAdapterFiles } from '../../../src/files/adapter-files.ts';
import { filesOf, given, idefics, numbers } from '../../fixtures/peft-files.ts';

describe('what training left in the names changes nothing', () => {
  const plain = readPeft(filesOf([given('0.self_attn.q_proj', 4), given('1.mlp.up_proj', 4)], {}));
  const wrapped = (prefix: string, within: string) =>
    ['0.self_attn.q_proj', '1.mlp.up_proj'].map((key) => {
      const [layer, ...rest] = key.split('.');
      return { key: `${prefix}.layers.${layer}.${within}${rest.join('.')}`, rank: 4 };
    });
  test.each([
    ['torch.compile', 'base_model.model._orig_mod.model.text_model', ''],
    ['torch.compile of a layer', 'base_model.model.model.text_model', '_orig_mod.'],
    ['checkpoints of activations', 'base_model.model.model.text_model', '_checkpoint_wrapped_module.'],
    ['FSDP', '_fsdp_wrapped_module.base_model.model.model.text_model', '_fsdp_wrapped_module.'],
    ['data parallel training', 'module.base_model.model.model.text_model', ''],
  ])('%s', (_name, prefix, within) => {
    expect(readPeft(filesOf(wrapped(prefix, within), {}))).toEqual(plain);
    // The settings may have the wrappers' names too.
    const named = wrapped(prefix, within).map(({ key }) => key.replace(/^.*?base_model\.model\./, ''));
    expect(readPeft(filesOf(wrapped(prefix, within), { target_modules: named }))).toEqual(plain);
  });

  test('the name of the adapter, in the keys of a state_dict', () => {
    const files = filesOf([given('0.self_attn.q_proj', 4)], {});
    const tensors = readSafetensors(files['adapter_model.safetensors'], 'a');
    const renamed = [...tensors].map(
      ([key, tensor]) => [key.replace('.weight', '.mine.weight'), tensor] as const,
    );
    const other = { ...files, 'adapter_model.safetensors': writeSafetensors(new Map(renamed)) };
    expect(readPeft(other)).toEqual(readPeft(files));
  });

  test('float64', () => {
    const wide = (shape: number[], numbers: Float32Array): SafeTensor => ({
      type: 'F64',
      shape,
      data: new Uint8Array(Float64Array.from(numbers).buffer),
    });
    const key = `${idefics}.0.self_attn.q_proj`;
    const weights = writeSafetensors(
      new Map([
        [`${key}.lora_A.weight`, wide([4, 6], numbers(24, 0))],
        [`${key}.lora_B.weight`, wide([5, 4], numbers(20, 50))],
      ]),
    );
    const files = filesOf([given('0.self_attn.q_proj', 4)], {});
    expect(readPeft({ ...files, 'adapter_model.safetensors': weights })).toEqual(readPeft(files));
  });
});

describe('tensors that are no LoRA matrices of the decoder are told as what they are, with the way out', () => {
  const adapted = 'Train one with target_modules ".*text_model.*';
  test.each([
    ['base_model.model.lm_head.lora_A.weight', 'the LM head, which is not adapted here', adapted],
    ['base_model.model._orig_mod.lm_head.lora_B.weight', 'the LM head', adapted],
    [
      'base_model.model.model.connector.modality_projection.proj.lora_A.weight',
      'the connector between image and text',
      adapted,
    ],
    ['base_model.model.model.text_model.embed_tokens.lora_embedding_A', 'the token embedding', adapted],
    [
      'base_model.model.model.text_model.layers.0.block.fc.lora_A.weight',
      'a module that is not adapted',
      adapted,
    ],
    ['base_model.model.lm_head.weight', 'whole weights', 'save_embedding_layers=False'],
    ['base_model.model.model.text_model.embed_tokens.weight', 'whole weights', 'save_embedding_layers=False'],
    ['base_model.model.lm_head.modules_to_save.weight', 'whole weights', 'it cannot be used here'],
    [
      'model.text_model.layers.0.self_attn.q_proj.weight',
      'a whole model, not of an adapter',
      'save_pretrained',
    ],
    [`${idefics}.0.self_attn.q_proj.lora_magnitude_vector`, 'a magnitude or bias', 'plain LoRA'],
    ['language_model.model.layers.0.self_attn.q_proj.lora_a', 'as MLX names it', 'train one with PEFT'],
    ['optimizer.step', 'no LoRA matrix', adapted],
  ])('%s', (key, what, wayOut) => {
    const weights = writeSafetensors(new Map([[key, floatTensor([1, 1], new Float32Array(1))]]));
    const read = () => readPeft({ ...filesOf([], {}), 'adapter_model.safetensors': weights });
    expect(read).toThrow(`got the tensor ${key}: `);
    expect(read).toThrow(what);
    expect(read).toThrow(wayOut);
  });

  test("settings of MLX, and Python's infinity in those of PEFT", () => {
    const settings = (text: string) => () => readPeft({ ...filesOf([], {}), 'adapter_config.json': text });
    const mlx = { adapter_path: 'adapters', fine_tune_type: 'lora', lora_parameters: { rank: 8, scale: 20 } };
    expect(settings(JSON.stringify(mlx))).toThrow(
      'got those of MLX (adapter_path, fine_tune_type, lora_parameters)',
    );
    expect(settings('{\n"peft_type": "LORA",\n"lora_dropout": Infinity}')).toThrow(
      'adapter_config.json: expected JSON, got the number Infinity in line 3, which Python writes but JSON does not have. Put null or a plain number there.',
    );
  });

  test.each([
    [['adapter_config.json', 'adapter_model-00001-of-00002.safetensors'], 'in several files'],
    [['adapter_model.safetensors.index.json'], 'in several files'],
    [['adapters.safetensors', '0000100_adapters.safetensors'], 'adapters.safetensors is an adapter of MLX'],
    [['adapter_model.bin'], 'adapter_model.bin is a program of Python'],
    [['model-00001-of-00002.safetensors'], 'a whole model, not an adapter'],
  ])('in place of the weights: %o', async (names, message) => {
    expect(inPlaceOfWeights(names)).toContain(message);
    const files = ['adapter_config.json', ...names].map((path) => ({
      path: `mine/${path}`,
      blob: new Blob([JSON.stringify({ peft_type: 'LORA', r: 4, lora_alpha: 8 })]),
    }));
    await expect(
      findAdapterFiles(files.filter(({ path }, i) => i === 0 || path !== files[0]!.path)),
    ).rejects.toThrow(message);
  });

  test('nothing in place of the weights', () => {
    expect(inPlaceOfWeights(['adapter_config.json', 'README.md', 'optimizer.pt'])).toBeNull();
  });
});
