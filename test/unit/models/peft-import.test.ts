/** Adapters that others trained: every key of PEFT's config that changes what A and B mean, as PEFT defines it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Adapter } from '../../../models/adapter/adapter.ts';
import { PeftError, type PeftFiles, readPeft } from '../../../models/adapter/peft.ts';
import { loraScale } from '../../../models/lora-scale.ts';
import {
  floatTensor,
  type SafeTensor,
  SafetensorsError,
  type TensorType,
  writeSafetensors,
} from '../../../models/safetensors.ts';
import { filesOf, given, idefics, numbers } from '../../fixtures/peft-files.ts';

/** scale · B · A of a module of the adapter, [out, in], in float64. */
function change(adapter: Adapter, name: string): number[] {
  const { loraA, loraB, inFeatures, outFeatures } = adapter.modules.find((module) => module.name === name)!;
  return product(loraA, loraB, adapter.rank, inFeatures, outFeatures, loraScale(adapter));
}

function product(A: Float32Array, B: Float32Array, rank: number, ins: number, outs: number, scale: number) {
  return Array.from({ length: outs * ins }, (_, i) => {
    const [row, column] = [Math.floor(i / ins), i % ins];
    let sum = 0;
    for (let k = 0; k < rank; k++) sum += B[row * rank + k]! * A[k * ins + column]!;
    return scale * sum;
  });
}

test('the file of others that has every key PEFT 0.17 writes', () => {
  const config = {
    alpha_pattern: {},
    auto_mapping: null,
    base_model_name_or_path: 'HuggingFaceTB/SmolVLM-256M-Instruct',
    bias: 'none',
    corda_config: null,
    eva_config: null,
    exclude_modules: null,
    fan_in_fan_out: false,
    inference_mode: true,
    init_lora_weights: 'gaussian',
    layer_replication: null,
    layers_pattern: null,
    layers_to_transform: null,
    loftq_config: {},
    lora_alpha: 8,
    lora_bias: false,
    lora_dropout: 0.1,
    megatron_config: null,
    megatron_core: 'megatron.core',
    modules_to_save: null,
    peft_type: 'LORA',
    qalora_group_size: 16,
    r: 4,
    rank_pattern: {},
    revision: null,
    target_modules: ['q_proj', 'down_proj'],
    target_parameters: null,
    task_type: 'CAUSAL_LM',
    trainable_token_indices: null,
    use_dora: false,
    use_qalora: false,
    use_rslora: false,
  };
  const { adapter, baseModel } = readPeft(
    filesOf([given('0.self_attn.q_proj', 4), given('0.mlp.down_proj', 4)], config),
  );
  expect(baseModel).toBe('HuggingFaceTB/SmolVLM-256M-Instruct');
  expect(adapter).toMatchObject({ rank: 4, alpha: 8 });
  expect(adapter.modules.map(({ name }) => name)).toEqual([
    'layers.0.self_attn.q_proj',
    'layers.0.mlp.down_proj',
  ]);
  expect(adapter.modules[0]!.loraB).toEqual(numbers(20, 50));
});

describe('scale', () => {
  test('rsLoRA: alpha / sqrt(rank)', () => {
    const { adapter } = readPeft(filesOf([given('0.self_attn.q_proj', 4)], { use_rslora: true }));
    expect(adapter).toMatchObject({ rank: 4, alpha: 8, scaling: 'rslora' });
    expect(loraScale(adapter)).toBe(4);
  });

  test.each([
    [false, { q_proj: 16, '1.self_attn.v_proj': 2 }, { v_proj: 3 }],
    [true, { 'layers.0.self_attn.q_proj': 16, '.*v_proj': 2 }, { '0.self_attn.q_proj': 5 }],
    [false, { '^model.text_model.layers.0.self_attn.q_proj': 16 }, {}],
  ])('a rank and an alpha of their own, rsLoRA %s: the same change to the weights', (isRs, ranks, alphas) => {
    const rankOf = (key: string): number =>
      key.endsWith('0.self_attn.q_proj')
        ? 16
        : key.endsWith('1.self_attn.v_proj') && Object.keys(ranks).length > 1
          ? 2
          : 4;
    const alphaOf = (key: string): number =>
      'v_proj' in alphas && key.endsWith('v_proj')
        ? 3
        : !('v_proj' in alphas) && key.endsWith('0.self_attn.q_proj') && '0.self_attn.q_proj' in alphas
          ? 5
          : 8;
    const keys = ['0.self_attn.q_proj', '1.self_attn.v_proj', '1.mlp.up_proj'];
    const { adapter } = readPeft(
      filesOf(
        keys.map((key) => given(key, rankOf(key))),
        { use_rslora: isRs, rank_pattern: ranks, alpha_pattern: alphas },
      ),
    );
    expect(adapter.rank).toBe(16);
    keys.forEach((key, i) => {
      const rank = rankOf(key);
      const scale = alphaOf(key) / (isRs ? Math.sqrt(rank) : rank);
      const expected = product(numbers(rank * 6, i), numbers(5 * rank, i + 50), rank, 6, 5, scale);
      change(adapter, `layers.${key}`).forEach((value, at) => {
        // B is stored in float32.
        expect(Math.abs(value - expected[at]!)).toBeLessThan(1e-6 * (1 + Math.abs(expected[at]!)));
      });
    });
  });

  test('scales that are powers of two apart are folded without any rounding', () => {
    const { adapter } = readPeft(
      filesOf([given('0.self_attn.q_proj', 8), given('0.self_attn.k_proj', 2)], {
        r: 2,
        rank_pattern: { q_proj: 8 },
      }),
    );
    const plain = product(numbers(12, 1), numbers(10, 51), 2, 6, 5, 4);
    expect(change(adapter, 'layers.0.self_attn.k_proj')).toEqual(plain);
    const module = adapter.modules[1]!;
    expect([...module.loraA.slice(12)].every((value) => value === 0)).toBe(true);
    expect(module.loraA).toHaveLength(8 * 6);
    expect(module.loraB).toHaveLength(5 * 8);
  });
});

test.each([
  ['base_model.model.model.text_model.layers.3.mlp.gate_proj', 'Idefics3, SmolVLM'],
  ['base_model.model.model.layers.3.mlp.gate_proj', 'plain Llama'],
  ['base_model.model.text_model.layers.3.mlp.gate_proj', 'the model without its head'],
  ['base_model.model.model.language_model.layers.3.mlp.gate_proj', 'later classes'],
  ['base_model.model.language_model.model.layers.3.mlp.gate_proj', 'language model of its own'],
  ['base_model.model.layers.3.mlp.gate_proj', 'the bare decoder'],
  ['model.text_model.layers.3.mlp.gate_proj', 'without PEFT’s wrapper'],
])('%s: %s', (key) => {
  const { adapter } = readPeft(filesOf([{ key, rank: 4 }], {}));
  expect(adapter.modules.map(({ name }) => name)).toEqual(['layers.3.mlp.gate_proj']);
});

test.each(['F32', 'F16', 'BF16'] as const)('matrices in %s', (type: TensorType) => {
  const bytesOf = (values: Float32Array): Uint8Array<ArrayBuffer> => {
    if (type === 'F32') return new Uint8Array(values.slice().buffer as ArrayBuffer);
    const words = new Uint32Array(values.slice().buffer);
    const halves = Uint16Array.from(words, (word) => {
      if (type === 'BF16') return word >>> 16;
      const exponent = ((word >>> 23) & 255) - 112;
      return exponent <= 0
        ? (word >>> 16) & 0x8000
        : ((word >>> 16) & 0x8000) | (exponent << 10) | ((word >>> 13) & 1023);
    });
    return new Uint8Array(halves.buffer);
  };
  const key = `${idefics}.0.self_attn.o_proj`;
  const [a, b] = [numbers(24, 1), numbers(20, 2)];
  const files = {
    ...filesOf([], {}),
    'adapter_model.safetensors': writeSafetensors(
      new Map<string, SafeTensor>([
        [`${key}.lora_A.default.weight`, { type, shape: [4, 6], data: bytesOf(a) }],
        [`${key}.lora_B.default.weight`, { type, shape: [5, 4], data: bytesOf(b) }],
      ]),
    ),
  };
  const [module] = readPeft(files).adapter.modules;
  expect(module!.loraA).toEqual(a);
  expect(module!.loraB).toEqual(b);
});

describe('which modules the config names', () => {
  const modules = [given('0.self_attn.q_proj', 4), given('2.mlp.up_proj', 4)];
  test.each([
    ['a list', { target_modules: ['q_proj', 'up_proj', 'v_proj'] }],
    ['whole names', { target_modules: ['model.text_model.layers.0.self_attn.q_proj', '2.mlp.up_proj'] }],
    ['an expression', { target_modules: '.*text_model.*\\.(q_proj|up_proj)' }],
    ['a named group of Python', { target_modules: '.*\\.(?P<last>q_proj|up_proj)' }],
    ['all-linear', { target_modules: 'all-linear', exclude_modules: ['lm_head', 'k_proj'] }],
    ['nothing', { target_modules: null }],
    ['layers', { target_modules: ['q_proj', 'up_proj'], layers_to_transform: [0, 2] }],
    [
      'layers by their list',
      { target_modules: ['q_proj', 'up_proj'], layers_to_transform: [2, 0], layers_pattern: 'layers' },
    ],
    ['an expression, where layers do not count', { target_modules: '.*_proj', layers_to_transform: 7 }],
  ])('%s', (_name, config) => {
    expect(readPeft(filesOf(modules, config)).adapter.modules).toHaveLength(2);
  });

  test.each([
    ['a list', { target_modules: ['q_proj'] }],
    ['half a name', { target_modules: ['q_proj', 'p_proj'] }],
    ['an expression that must match all of it', { target_modules: 'text_model.*' }],
    ['exclusion', { target_modules: ['q_proj', 'up_proj'], exclude_modules: '.*mlp.*' }],
    ['layers', { target_modules: ['q_proj', 'up_proj'], layers_to_transform: 0 }],
    [
      'a list of layers of another name',
      { target_modules: ['q_proj', 'up_proj'], layers_to_transform: [0, 2], layers_pattern: ['blocks'] },
    ],
  ])('%s that leaves out what the weights hold', (_name, config) => {
    expect(() => readPeft(filesOf(modules, config))).toThrow(/expected only modules that target_modules/);
  });
});

describe('refused by name', () => {
  const modules = [given('0.self_attn.q_proj', 4)];
  test.each([
    [{ peft_type: 'VERA' }, 'an adapter of the kind VERA'],
    [{ peft_type: 'ADALORA' }, 'an adapter of the kind ADALORA'],
    [{ use_dora: true }, 'DoRA'],
    [{ bias: 'lora_only' }, 'trained biases (bias "lora_only")'],
    [{ lora_bias: true }, 'a bias in B (lora_bias)'],
    [{ fan_in_fan_out: true }, 'stored transposed'],
    [{ modules_to_save: ['lm_head'] }, '(modules_to_save). Train one with plain LoRA, or merge this one'],
    [{ layer_replication: [[0, 4]] }, 'replicated layers'],
    [
      { init_lora_weights: 'pissa_niter_16' },
      'init_lora_weights "pissa_niter_16"). Save it again as plain LoRA: save_pretrained(',
    ],
    [{ init_lora_weights: 'loftq' }, 'init_lora_weights "loftq"'],
    [{ trainable_token_indices: [4] }, '(trainable_token_indices)'],
    [{ use_qalora: true }, 'use_qalora true'],
    [{ arrow_config: { top_k: 2 } }, 'arrow_config {"top_k":2}'],
    [{ r: 0 }, '; r: expected 1 or more, got 0'],
    [{ lora_alpha: 'high' }, '; lora_alpha: expected a number, got "high"'],
    [{ target_modules: '(q_proj' }, 'expected target_modules to have regular expressions'],
  ])('%o', (config, message) => {
    expect(() => readPeft(filesOf(modules, config))).toThrow(message);
  });

  test.each([
    [
      'base_model.model.model.vision_model.encoder.layers.0.self_attn.q_proj',
      'a LoRA matrix of the vision encoder, which is not adapted here: images are encoded once. Train one with',
    ],
    [
      'base_model.model.model.connector.modality_projection.proj',
      'got the tensor base_model.model.model.connector',
    ],
    ['base_model.model.model.text_model.layers.0.self_attn.qkv_proj', 'qkv_proj'],
  ])('%s', (key, message) => {
    expect(() => readPeft(filesOf([{ key, rank: 4 }], {}))).toThrow(message);
  });

  test('a module twice, not-a-number', () => {
    const twice = [
      given('0.self_attn.q_proj', 4),
      { key: 'base_model.model.model.layers.0.self_attn.q_proj', rank: 4 },
    ];
    expect(() => readPeft(filesOf(twice, {}))).toThrow(
      'expected one lora_A and one lora_B for layers.0.self_attn.q_proj',
    );
    const key = `${idefics}.0.self_attn.q_proj`;
    const broken = writeSafetensors(
      new Map([
        [`${key}.lora_A.weight`, floatTensor([4, 1], Float32Array.of(1, 2, Number.NaN, 4))],
        [`${key}.lora_B.weight`, floatTensor([1, 4], new Float32Array(4))],
      ]),
    );
    expect(() => readPeft({ ...filesOf([], {}), 'adapter_model.safetensors': broken })).toThrow(
      'expected finite numbers',
    );
  });
});

describe('anything at all', () => {
  const reads = (files: PeftFiles) => {
    try {
      const { adapter } = readPeft(files);
      for (const { loraA, loraB, inFeatures, outFeatures } of adapter.modules) {
        expect(loraA).toHaveLength(adapter.rank * inFeatures);
        expect(loraB).toHaveLength(outFeatures * adapter.rank);
      }
      expect(loraScale(adapter)).toBeGreaterThan(0);
    } catch (error) {
      if (!(error instanceof PeftError || error instanceof SafetensorsError)) throw error;
      expect(error.message).toMatch(/^adapter_(config\.json|model\.safetensors): expected /);
    }
  };
  const whole = filesOf([given('0.self_attn.q_proj', 4), given('1.mlp.up_proj', 4)], {
    target_modules: ['q_proj', 'up_proj'],
  });
  const keys = fc.constantFrom(
    'peft_type',
    'r',
    'lora_alpha',
    'bias',
    'use_rslora',
    'use_dora',
    'rank_pattern',
    'alpha_pattern',
    'target_modules',
    'exclude_modules',
    'layers_to_transform',
    'layers_pattern',
    'modules_to_save',
    'base_model_name_or_path',
    'init_lora_weights',
  );

  test('configs with any values are read or refused plainly', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(keys, fc.jsonValue()), { maxLength: 4 }), (changes) => {
        const config = { ...JSON.parse(whole['adapter_config.json']), ...Object.fromEntries(changes) };
        reads({ ...whole, 'adapter_config.json': JSON.stringify(config) });
      }),
      { numRuns: 500 },
    );
  });

  test('texts that are no config', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => reads({ ...whole, 'adapter_config.json': text })),
    );
  });

  test('weights with bytes changed or cut off', () => {
    const bytes = whole['adapter_model.safetensors'];
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), fc.nat(bytes.length), (changes, length) => {
        const damaged = bytes.slice();
        for (const [at, value] of changes) damaged[at] = value;
        reads({
          ...whole,
          'adapter_model.safetensors': damaged.slice(0, length % 3 === 0 ? length : bytes.length),
        });
      }),
      { numRuns: 500 },
    );
  });

  test('keys of tensors of any name', () => {
    const part = fc.constantFrom(
      'base_model',
      'model',
      'text_model',
      'layers',
      '0',
      '1',
      'self_attn',
      'mlp',
      'q_proj',
      'lora_A',
      'lora_B',
      'default',
      'weight',
      '__proto__',
    );
    fc.assert(
      fc.property(fc.array(fc.array(part, { maxLength: 9 }), { maxLength: 4 }), fc.nat(5), (names, size) => {
        const tensors = new Map(
          names.map((name) => [name.join('.') || 'x', floatTensor([size, 2], new Float32Array(size * 2))]),
        );
        reads({ ...whole, 'adapter_model.safetensors': writeSafetensors(tensors) });
      }),
    );
  });
});
