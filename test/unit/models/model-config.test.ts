/** config.json as published models of this family have it, and what is refused by name. */
import { describe, expect, test } from 'vitest';
import { ModelConfig } from '../../../models/config.ts';

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
      /Expected one rope_theta, got 100000 and 10000/,
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
