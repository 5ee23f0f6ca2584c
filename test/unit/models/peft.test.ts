/** Adapter files in PEFT's layout: what is written, what is read back, what is refused. */
import { expect, test } from 'vitest';
import { type PeftFiles, readBaseWeights, readPeft, writePeft } from '../../../models/adapter/peft.ts';
import { LoraConfig } from '../../../models/config.ts';
import { initAdapter } from '../../../models/lora.ts';
import { floatTensor, readSafetensors, writeSafetensors } from '../../../models/safetensors.ts';

const defaultLora = LoraConfig.parse({});
const adapter = initAdapter(
  [
    { name: 'layers.0.self_attn.q_proj', inFeatures: 64, outFeatures: 32 },
    { name: 'layers.11.mlp.down_proj', inFeatures: 96, outFeatures: 64 },
  ],
  { ...defaultLora, rank: 3, alpha: 6 },
  1,
);
const files = writePeft(adapter, 'sparkle-tiny');
const prefix = 'base_model.model.model.text_model.layers';

/** The keys that LoraConfig of PEFT 0.10 saves, in its order. */
const peft010Keys = [
  'alpha_pattern',
  'auto_mapping',
  'base_model_name_or_path',
  'bias',
  'fan_in_fan_out',
  'inference_mode',
  'init_lora_weights',
  'layer_replication',
  'layers_pattern',
  'layers_to_transform',
  'loftq_config',
  'lora_alpha',
  'lora_dropout',
  'megatron_config',
  'megatron_core',
  'modules_to_save',
  'peft_type',
  'r',
  'rank_pattern',
  'revision',
  'target_modules',
  'task_type',
  'use_dora',
  'use_rslora',
];

test('keys, shapes and config are as PEFT has them', () => {
  const tensors = readSafetensors(files['adapter_model.safetensors'], 'test');
  expect([...tensors].map(([name, { shape, type }]) => [name, shape, type])).toEqual([
    [`${prefix}.0.self_attn.q_proj.lora_A.weight`, [3, 64], 'F32'],
    [`${prefix}.0.self_attn.q_proj.lora_B.weight`, [32, 3], 'F32'],
    [`${prefix}.11.mlp.down_proj.lora_A.weight`, [3, 96], 'F32'],
    [`${prefix}.11.mlp.down_proj.lora_B.weight`, [64, 3], 'F32'],
  ]);
  const config = JSON.parse(files['adapter_config.json']);
  expect(Object.keys(config)).toEqual(peft010Keys);
  expect(config).toMatchObject({
    peft_type: 'LORA',
    r: 3,
    lora_alpha: 6,
    base_model_name_or_path: 'sparkle-tiny',
    bias: 'none',
    task_type: 'CAUSAL_LM',
  });
});

test('target_modules matches the decoder alone, whole names as PEFT does', () => {
  const modules = ['0.self_attn.q_proj', '0.mlp.down_proj', '1.self_attn.q_proj', '1.mlp.down_proj'];
  const targets = modules.map((name) => ({ name: `layers.${name}`, inFeatures: 8, outFeatures: 8 }));
  const written = writePeft(initAdapter(targets, { ...defaultLora, rank: 3, alpha: 6 }, 1), 'sparkle-tiny');
  const { target_modules: source } = JSON.parse(written['adapter_config.json']);
  const fullmatch = new RegExp(`^(?:${source})$`);
  for (const name of modules) expect(`model.text_model.layers.${name}`).toMatch(fullmatch);
  for (const name of [
    'model.text_model.layers.0.self_attn.k_proj', // not adapted
    'model.text_model.layers.0.self_attn.q_proj.base_layer',
    'model.vision_model.encoder.layers.0.self_attn.q_proj',
    'model.connector.modality_projection.proj',
    'model.text_modelXlayers.0.self_attn.q_proj',
    'lm_head',
  ])
    expect(name).not.toMatch(fullmatch);
});

test('of modules that differ between layers target_modules has the whole names', () => {
  expect(JSON.parse(files['adapter_config.json']).target_modules).toEqual([
    'model.text_model.layers.0.self_attn.q_proj',
    'model.text_model.layers.11.mlp.down_proj',
  ]);
});

test('rsLoRA and dropout are written, and rsLoRA is read back', () => {
  const written = writePeft({ ...adapter, scaling: 'rslora' }, 'sparkle-tiny', 0.1);
  expect(JSON.parse(written['adapter_config.json'])).toMatchObject({ use_rslora: true, lora_dropout: 0.1 });
  expect(readPeft(written).adapter).toEqual({ ...adapter, scaling: 'rslora' });
});

test('what was written is read back, whichever way its modules are named', () => {
  expect(readPeft(files)).toEqual({ adapter, baseModel: 'sparkle-tiny' });
  const config = JSON.parse(files['adapter_config.json']);
  for (const named of [['q_proj', 'down_proj'], 'all-linear', undefined]) {
    const text = JSON.stringify({ ...config, target_modules: named });
    expect(readPeft({ ...files, 'adapter_config.json': text }).adapter).toEqual(adapter);
  }
});

test('other adapters are refused with what was expected and what came', () => {
  const config = JSON.parse(files['adapter_config.json']);
  const withConfig = (change: object): PeftFiles => ({
    ...files,
    'adapter_config.json': JSON.stringify({ ...config, ...change }),
  });
  const withTensors = (names: readonly string[], shape = [3, 64]): PeftFiles => ({
    ...files,
    'adapter_model.safetensors': writeSafetensors(
      new Map(names.map((name) => [name, floatTensor(shape, new Float32Array(shape[0]! * shape[1]!))])),
    ),
  });
  const q = `${prefix}.0.self_attn.q_proj`;
  for (const [wrong, message] of [
    [
      { ...files, 'adapter_config.json': '<!doctype html>' },
      /expected JSON, got a web page \(beginning with "<!doctype html>"\)/,
    ],
    [withConfig({ peft_type: 'IA3' }), /got an adapter of the kind IA3/],
    [withConfig({ use_dora: true }), /use_dora/],
    [withConfig({ target_modules: 7 }), /target_modules/],
    [withConfig({ rank_pattern: { q_proj: 0 } }), /rank_pattern/],
    [withConfig({ r: 8 }), /lora_A \[8, in\].*, got \[3, 64\]/],
    [withTensors([`${prefix}.0.self_attn.q_norm.lora_A.weight`]), /got the tensor .*q_norm/],
    [withTensors(['base_model.model.lm_head.lora_A.weight']), /got the tensor .*lm_head/],
    [withTensors([`${q}.lora_A.weight`]), /got \[3, 64\] and none/],
    [withTensors([]), /without tensors/],
    [{ ...files, 'adapter_model.safetensors': new Uint8Array(20) }, /adapter_model.safetensors/],
  ] as const) {
    expect(() => readPeft(wrong as PeftFiles)).toThrow(message);
  }
});

test('the fingerprint of the base model stands in the metadata, or is not known', async () => {
  const of = (bytes: Uint8Array<ArrayBuffer>) => readBaseWeights(new Blob([bytes]));
  const signed = writePeft(adapter, 'sparkle-tiny', 0, '0123abcd');
  const weights = signed['adapter_model.safetensors'];
  expect(await of(weights)).toBe('0123abcd');
  expect(readPeft(signed)).toEqual(readPeft(files));
  // PEFT writes metadata too; what is damaged is told when the adapter is read.
  expect(await of(files['adapter_model.safetensors'])).toBeNull();
  for (const cut of [0, 7, 9, 40]) expect(await of(weights.slice(0, cut))).toBeNull();
  const broken = weights.slice();
  broken[8] = 0x5b;
  expect(await of(broken)).toBeNull();
});
