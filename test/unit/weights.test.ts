/** The decoder as the trainer reads it from ONNX: the same numbers the export wrote, and plain errors. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ModelConfig, targetModules } from '../../models/config.ts';
import { dequantize, type EmbeddingTable } from '../../models/frozen-matrix.ts';
import { exportModel } from '../../models/onnx/export.ts';
import { contrib, createGraph } from '../../models/onnx/model.ts';
import { quantizeBlocks } from '../../models/onnx/quantize.ts';
import { toFloat32 } from '../../models/safetensors.ts';
import { readDecoderWeights, targetsOf } from '../../models/weights.ts';
import { randomCheckpoint } from '../fixtures/tiny-checkpoint.ts';

const config = ModelConfig.parse({
  model_type: 'idefics3',
  image_token_id: 3,
  scale_factor: 2,
  tie_word_embeddings: true,
  text_config: {
    hidden_size: 64,
    intermediate_size: 96,
    num_hidden_layers: 2,
    num_attention_heads: 4,
    num_key_value_heads: 2,
    vocab_size: 40,
    max_position_embeddings: 32,
  },
  vision_config: {
    hidden_size: 32,
    intermediate_size: 32,
    num_hidden_layers: 1,
    num_attention_heads: 2,
    image_size: 32,
    patch_size: 8,
  },
});
const checkpoint = randomCheckpoint(config, 5);
const files = exportModel(config, checkpoint);
const decoder = { bytes: files.get('onnx/decoder_model_merged_q4.onnx')!, file: 'decoder.onnx' };
const embedTokens = { bytes: files.get('onnx/embed_tokens.onnx')!, file: 'embed_tokens.onnx' };
const master = (name: string) => toFloat32(checkpoint.get(name)!);

/** The whole table of an embedding, [vocabulary, width]. */
function tableOf({ vocabulary, width, readRow }: EmbeddingTable): Float32Array {
  const rows = new Float32Array(vocabulary * width);
  for (let id = 0; id < vocabulary; id++) readRow(id, rows, id * width);
  return rows;
}

describe('an exported decoder', () => {
  const weights = readDecoderWeights(config, decoder, embedTokens);

  test('has every linear layer, in the order of targets, with the codes and scales the export made', () => {
    expect(targetsOf(weights).map(({ name }) => name)).toEqual(
      [0, 1].flatMap((layer) =>
        targetModules.map(
          (module) => `layers.${layer}.${/^[qkvo]_/.test(module) ? 'self_attn' : 'mlp'}.${module}`,
        ),
      ),
    );
    for (const layer of weights.layers) {
      for (const matrix of Object.values(layer.linear)) {
        const { name, outFeatures, inFeatures } = matrix;
        const { packed, scales } = quantizeBlocks(
          master(`model.text_model.${name}.weight`),
          outFeatures,
          inFeatures,
        );
        const expected = [...packed].flatMap((byte, i) =>
          [byte & 15, byte >> 4].map((code) => (code - 8) * scales[i >> 4]!),
        );
        const error = dequantize(matrix).map((weight, i) => Math.abs(weight - expected[i]!));
        expect(Math.max(...error), name).toBeLessThan(1e-6);
      }
    }
  });

  test('has norms, LM head and embedding', () => {
    expect(weights.layers[1]!.postAttentionNorm).toEqual(
      master('model.text_model.layers.1.post_attention_layernorm.weight'),
    );
    expect(weights.finalNorm).toEqual(master('model.text_model.norm.weight'));
    const table = master('model.text_model.embed_tokens.weight'); // [vocabulary, hidden]
    expect(tableOf(weights.embedding)).toEqual(table);
    expect(dequantize(weights.lmHead)).toEqual(table);
    expect(weights.config.head_dim).toBe(16);
  });
});

test('zero points are read: two a byte, each row beginning a byte', () => {
  // One layer's products from a graph made by hand, with an odd number of blocks a row.
  const points = [3, 9, 14];
  const graph = createGraph();
  for (const layer of [0, 1]) {
    for (const [module, outFeatures, inFeatures] of [
      ['q_proj', 64, 64],
      ['k_proj', 32, 64],
      ['v_proj', 32, 64],
      ['o_proj', 64, 64],
      ['gate_proj', 96, 64],
      ['up_proj', 96, 64],
      ['down_proj', 64, 96],
    ] as const) {
      const at = `/model/layers.${layer}/${/^[qkvo]_/.test(module) ? 'attn' : 'mlp'}/${module}/MatMul_Q4`;
      const [count, blocks] = [outFeatures * inFeatures, inFeatures / 32];
      const bytes = Math.ceil(blocks / 2);
      const packedPoints = Uint8Array.from({ length: outFeatures * bytes }, (_, i) => {
        const first = (i % bytes) * 2;
        return points[first]! | ((points[first + 1] ?? 0) << 4);
      });
      graph.node(
        'MatMulNBits',
        at,
        [
          'x',
          graph.bytes(`${at}.w`, [outFeatures, blocks, 16], new Uint8Array(count / 2).fill(0x51)),
          graph.floats(`${at}.s`, [count / 32], new Float32Array(count / 32).fill(0.5)),
          graph.bytes(`${at}.z`, [packedPoints.length], packedPoints),
        ],
        [`${at}.y`],
        { K: { int: inFeatures }, N: { int: outFeatures }, bits: { int: 4 }, block_size: { int: 32 } },
        contrib,
      );
    }
    graph.floats(`model.layers.${layer}.input_layernorm.weight`, [64], new Float32Array(64));
    graph.floats(`model.layers.${layer}.post_attention_layernorm.weight`, [64], new Float32Array(64));
  }
  graph.floats('model.layers.2.final_norm_layernorm.weight', [64], new Float32Array(64));
  graph.node(
    'MatMul',
    '/lm_head/MatMul',
    ['h', graph.floats('head', [64, 40], new Float32Array(2560))],
    ['logits'],
  );
  const made = readDecoderWeights(config, { bytes: graph.finish('test'), file: 'made.onnx' }, embedTokens);
  // Codes 1 and 5 in turn, scale 0.5, and a zero point for each of the three blocks of a row.
  const row = [...dequantize(made.layers[0]!.linear.down_proj).slice(96, 192)];
  expect(row).toEqual(Array.from({ length: 96 }, (_, i) => ((i % 2 === 0 ? 1 : 5) - points[i >> 5]!) * 0.5));
});

describe('files that do not fit', () => {
  const read = (
    change: object,
    other: Partial<{ decoder: typeof decoder; embed: typeof embedTokens }> = {},
  ) => {
    const changed = { ...config, text_config: { ...config.text_config, ...change } };
    return () => readDecoderWeights(changed, other.decoder ?? decoder, other.embed ?? embedTokens);
  };
  test('are refused by name, with what was expected and what came', () => {
    expect(read({ num_hidden_layers: 3 })).toThrow(
      /expected a MatMulNBits node for layers.2.self_attn.q_proj/,
    );
    expect(read({ hidden_size: 128, head_dim: 16 })).toThrow(/q_proj as \[64, 128\].*got \[64, 64\]/);
    expect(read({ vocab_size: 48 })).toThrow(/lm_head.weight of shape \[64, 48\].*got \[64, 40\]/);
    expect(read({ hidden_size: 72, head_dim: 16 })).toThrow(/hidden_size 72 \(a multiple of 32\)/);
    expect(read({}, { decoder: embedTokens })).toThrow(/embed_tokens.onnx: expected a MatMulNBits node/);
    expect(read({}, { embed: { ...embedTokens, bytes: embedTokens.bytes.slice(0, 500) } })).toThrow(
      /embed_tokens.onnx/,
    );
  });
});

test('the decoder of sparkle-tiny is read', () => {
  const folder = new URL('../../public/models/sparkle-tiny/', import.meta.url).pathname;
  const open = (file: string) => ({ bytes: new Uint8Array(readFileSync(`${folder}onnx/${file}`)), file });
  const tiny = ModelConfig.parse(JSON.parse(readFileSync(`${folder}config.json`, 'utf8')));
  const weights = readDecoderWeights(tiny, open('decoder_model_merged_q4.onnx'), open('embed_tokens.onnx'));
  expect(targetsOf(weights).length).toBe(42);
  // The LM head is the embedding.
  expect(dequantize(weights.lmHead)).toEqual(tableOf(weights.embedding));
});
