/** config.json as published models of this family have it, and what is refused by name. */
import { describe, expect, test } from 'vitest';
import { ModelConfig } from '../../../models/config.ts';
import { imageTokensOf, shapeOf } from '../../../models/memory.ts';

/** The relevant keys of a published SmolVLM-256M, which omits transformers' defaults too. */
const published = {
  architectures: ['Idefics3ForConditionalGeneration'],
  model_type: 'idefics3',
  image_token_id: 49190,
  scale_factor: 4,
  tie_word_embeddings: false,
  text_config: {
    model_type: 'llama',
    head_dim: 64,
    hidden_size: 576,
    intermediate_size: 1536,
    is_llama_config: true,
    max_position_embeddings: 8192,
    num_attention_heads: 9,
    num_hidden_layers: 30,
    num_key_value_heads: 3,
    pixel_shuffle_factor: 4,
    qk_layer_norms: false,
    rms_norm_eps: 1e-5,
    rope_interleaved: false,
    rope_scaling: null,
    rope_theta: 100000,
    torch_dtype: 'bfloat16',
    vocab_size: 49280,
  },
  torch_dtype: 'bfloat16',
  vision_config: {
    hidden_size: 768,
    image_size: 512,
    max_image_size: { longest_edge: 512 },
    model_type: 'idefics3',
    num_attention_heads: 12,
    patch_size: 16,
    size: { longest_edge: 2048 },
    use_base_siglip: true,
  },
};
const withText = (change: object) => ({ ...published, text_config: { ...published.text_config, ...change } });
const without = (...keys: string[]) => withText(Object.fromEntries(keys.map((key) => [key, undefined])));

test('a published model', () => {
  const config = ModelConfig.parse(published);
  expect(config.text_config).toMatchObject({ rope_theta: 100000, rms_norm_eps: 1e-5, head_dim: 64 });
  expect(config.vision_config).toMatchObject({ intermediate_size: 3072, num_hidden_layers: 12 });
  // The parsed config can be parsed again.
  expect(ModelConfig.parse(JSON.parse(JSON.stringify(config)))).toEqual(config);
});

test("what is left out is as in transformers' LlamaConfig", () => {
  const text = ModelConfig.parse(
    without(
      'head_dim',
      'num_key_value_heads',
      'rms_norm_eps',
      'rope_theta',
      'rope_scaling',
      'max_position_embeddings',
    ),
  ).text_config;
  expect(text).toMatchObject({
    head_dim: 64,
    num_key_value_heads: 9,
    rms_norm_eps: 1e-6,
    rope_theta: 10000,
    max_position_embeddings: 2048,
  });
});

test("a config.json that leaves out all its classes' defaults, as a saved model does", () => {
  // image_size and scale_factor as they are: 224 px by 32 px are 7 patches, which no scale_factor of 2 divides.
  const left = { model_type: 'smolvlm', scale_factor: 1 };
  const config = ModelConfig.parse({ ...left, text_config: { pad_token_id: 2 }, vision_config: {} });
  expect(config).toMatchObject({ image_token_id: 128257, tie_word_embeddings: false });
  expect(config.text_config).toEqual({
    model_type: 'llama',
    hidden_size: 4096,
    intermediate_size: 11008,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    num_key_value_heads: 32,
    head_dim: 128,
    hidden_act: 'silu',
    max_position_embeddings: 2048,
    rope_theta: 10000,
    rms_norm_eps: 1e-6,
    vocab_size: 32000,
  });
  expect(config.vision_config).toEqual({
    hidden_size: 1152,
    intermediate_size: 3072,
    num_hidden_layers: 12,
    num_attention_heads: 16,
    image_size: 224,
    patch_size: 32,
    hidden_act: 'gelu_pytorch_tanh',
    layer_norm_eps: 1e-6,
  });
  expect(
    ModelConfig.parse({ ...left, scale_factor: undefined, vision_config: { image_size: 256 } }),
  ).toMatchObject({ scale_factor: 2 });
  // A text_config that is left out as a whole is made with another rms_norm_eps.
  for (const text of [{}, { text_config: null }])
    expect(ModelConfig.parse({ ...left, ...text }).text_config.rms_norm_eps).toBe(1e-5);
});

test('SmolVLM2-2.2B: its sizes with the keys that it leaves out, and 81 image tokens of 27 whole patches a side', () => {
  const config = ModelConfig.parse({
    model_type: 'smolvlm',
    image_token_id: 49190,
    scale_factor: 3,
    text_config: { hidden_size: 2048, intermediate_size: 8192, num_hidden_layers: 24, vocab_size: 49280 },
    vision_config: { image_size: 384, patch_size: 14, intermediate_size: 4304, num_hidden_layers: 27 },
  });
  expect(config.text_config).toMatchObject({
    num_attention_heads: 32,
    num_key_value_heads: 32,
    head_dim: 64,
  });
  expect(imageTokensOf(shapeOf(config))).toBe(81);
  const square = {
    ...config,
    vision_config: { ...config.vision_config, image_size: [384, 384], patch_size: [14, 14] },
  };
  expect(ModelConfig.parse(square)).toEqual(config);
});

test('the layout of transformers 5', () => {
  const newer = (rope: object) =>
    ModelConfig.parse({
      ...without('rope_theta', 'rope_scaling'),
      model_type: 'smolvlm',
      text_config: { ...without('rope_theta', 'rope_scaling').text_config, rope_parameters: rope },
    }).text_config.rope_theta;
  expect(newer({ rope_type: 'default', rope_theta: 100000 })).toBe(100000);
  expect(newer({ rope_theta: 5000 })).toBe(5000);
});

describe('by name', () => {
  test.each<[string, object, RegExp]>([
    ['a model type', { ...published, model_type: 'paligemma' }, /model_type/],
    ['a decoder', withText({ model_type: 'qwen2' }), /model_type/],
    ['an activation', withText({ hidden_act: 'gelu' }), /hidden_act/],
    ['a scaled rotation', withText({ rope_scaling: { rope_type: 'llama3', factor: 8 } }), /rope_type/],
    ['a scaled rotation, older', withText({ rope_scaling: { type: 'linear', factor: 2 } }), /rope_scaling/],
    [
      'a scaled rotation, newer',
      withText({ rope_parameters: { rope_type: 'yarn', rope_theta: 100000 } }),
      /rope_parameters/,
    ],
    [
      'part of a head turned',
      withText({ rope_parameters: { partial_rotary_factor: 0.5 } }),
      /partial_rotary_factor/,
    ],
    [
      'two bases',
      withText({ rope_parameters: { rope_theta: 10000 } }),
      /expected one rope_theta, got 100000 and 10000/,
    ],
    [
      'widths that heads do not divide',
      withText({ head_dim: null, num_attention_heads: undefined, hidden_size: 100 }),
      /hidden_size as a multiple of num_attention_heads, got 100 and 32 \(a key that the file leaves out/,
    ],
    [
      'patches that scale_factor does not divide',
      { ...published, scale_factor: 3 },
      /a multiple of scale_factor 3, got 32: image_size 512 by patch_size 16/,
    ],
    [
      'an image that is no square',
      { ...published, vision_config: { ...published.vision_config, image_size: [512, 384] } },
      /image_size/,
    ],
    ['interleaved heads', withText({ rope_interleaved: true }), /rope_interleaved/],
    ['normed heads', withText({ qk_layer_norms: true }), /qk_layer_norms/],
    ['biases', withText({ attention_bias: true }), /attention_bias/],
    [
      'the activation of the vision encoder',
      { ...published, vision_config: { ...published.vision_config, hidden_act: 'relu' } },
      /hidden_act/,
    ],
  ])('%s', (_, config, message) => {
    const { success, error } = ModelConfig.safeParse(config);
    expect(success).toBe(false);
    expect(error?.message).toMatch(message);
  });
});
