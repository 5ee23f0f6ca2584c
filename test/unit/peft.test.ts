/** Adapter files in PEFT's layout: what is written, what is read back, what is refused. */
import { expect, test } from 'vitest';
import { initAdapter } from '../../models/lora.ts';
import { type PeftFiles, readPeft, writePeft } from '../../models/peft.ts';
import { floatTensor, readSafetensors, writeSafetensors } from '../../models/safetensors.ts';

const adapter = initAdapter(
  [
    { name: 'layers.0.self_attn.q_proj', inFeatures: 64, outFeatures: 32 },
    { name: 'layers.11.mlp.down_proj', inFeatures: 96, outFeatures: 64 },
  ],
  { rank: 3, alpha: 6 },
  1,
);
const files = writePeft(adapter, 'sparkle-tiny');
const prefix = 'base_model.model.model.text_model.layers';

test('keys, shapes and config are as PEFT has them', () => {
  const tensors = readSafetensors(files['adapter_model.safetensors'], 'test');
  expect([...tensors].map(([name, { shape, type }]) => [name, shape, type])).toEqual([
    [`${prefix}.0.self_attn.q_proj.lora_A.weight`, [3, 64], 'F32'],
    [`${prefix}.0.self_attn.q_proj.lora_B.weight`, [32, 3], 'F32'],
    [`${prefix}.11.mlp.down_proj.lora_A.weight`, [3, 96], 'F32'],
    [`${prefix}.11.mlp.down_proj.lora_B.weight`, [64, 3], 'F32'],
  ]);
  expect(JSON.parse(files['adapter_config.json'])).toMatchObject({
    peft_type: 'LORA',
    r: 3,
    lora_alpha: 6,
    base_model_name_or_path: 'sparkle-tiny',
    bias: 'none',
    task_type: 'CAUSAL_LM',
  });
});

test('target_modules matches the decoder alone, whole names as PEFT does', () => {
  const { target_modules: source } = JSON.parse(files['adapter_config.json']);
  const fullmatch = new RegExp(`^(?:${source})$`);
  for (const name of ['0.self_attn.q_proj', '11.mlp.down_proj'])
    expect(`model.text_model.layers.${name}`).toMatch(fullmatch);
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
      /expected JSON, got text beginning with "<!doctype html>"/,
    ],
    [withConfig({ peft_type: 'IA3' }), /expected a plain LoRA adapter/],
    [withConfig({ use_dora: true }), /use_dora/],
    [withConfig({ target_modules: 7 }), /target_modules/],
    [withConfig({ rank_pattern: { q_proj: 4 } }), /rank_pattern/],
    [withConfig({ r: 8 }), /lora_A \[8, in\].*r 8, got \[3, 64\]/],
    [withTensors([`${prefix}.0.self_attn.q_norm.lora_A.weight`]), /got the tensor .*q_norm/],
    [withTensors(['base_model.model.lm_head.lora_A.weight']), /got the tensor .*lm_head/],
    [withTensors([`${q}.lora_A.weight`]), /got \[3, 64\] and none/],
    [withTensors([]), /without tensors/],
    [{ ...files, 'adapter_model.safetensors': new Uint8Array(20) }, /adapter_model.safetensors/],
  ] as const) {
    expect(() => readPeft(wrong as PeftFiles)).toThrow(message);
  }
});
