/**
 * The language half of an Idefics3/SmolVLM model as ONNX: token embedding, and a Llama decoder (Touvron et al. 2023)
 * with 4-bit projections, KV cache and LM head, node names as in the common exports of this family.
 * Letters: b batch, t places fed, T places in all, d width, h heads, v vocabulary.
 * Not here: the vision encoder (export-vision.ts).
 */
import type { ModelConfig } from '../config.ts';
import { type Checkpoint, transpose } from './checkpoint.ts';
import { DataType } from './graph.ts';
import { contrib, createGraph, type GraphWriter } from './model.ts';
import { blockSize, quantizeBlocks } from './quantize.ts';

const embeddingName = 'model.text_model.embed_tokens.weight';

type TextConfig = ModelConfig['text_config'];
const headSize = (text: TextConfig): number => text.head_dim ?? text.hidden_size / text.num_attention_heads;

/** input_ids [b, t] -> inputs_embeds [b, t, d], unquantized. */
export function exportEmbedding(
  { text_config: text }: ModelConfig,
  checkpoint: Checkpoint,
): Uint8Array<ArrayBuffer> {
  const shape = [text.vocab_size, text.hidden_size];
  const graph = createGraph();
  graph.input('input_ids', DataType.int64, ['batch_size', 'sequence_length']);
  const table = graph.floats(embeddingName, shape, checkpoint(embeddingName, shape));
  graph.node('Gather', '/embed_tokens/Gather', [table, 'input_ids'], ['inputs_embeds'], { axis: { int: 0 } });
  graph.output('inputs_embeds', DataType.float32, ['batch_size', 'sequence_length', text.hidden_size]);
  return graph.finish('embed_tokens');
}

/**
 * inputs_embeds [b, t, d], attention_mask [b, T], position_ids [b, t], num_logits_to_keep [] (0: all) and the cache
 * past_key_values.N.key/value [b, key-value heads, T - t, head size] -> logits [b, kept, v] and present.N.key/value.
 * q, k, v, o, gate, up and down are 4-bit blocks; embedding, norms and LM head stay float32. No accuracy level is
 * set, so that every device computes the products in float32.
 */
export function exportDecoder(config: ModelConfig, checkpoint: Checkpoint): Uint8Array<ArrayBuffer> {
  const { text_config: text } = config;
  const {
    hidden_size: width,
    num_hidden_layers: layers,
    num_key_value_heads: keyHeads,
    vocab_size: vocabulary,
  } = text;
  const graph = createGraph();
  graph.input('inputs_embeds', DataType.float32, ['batch_size', 'sequence_length', width]);
  graph.input('attention_mask', DataType.int64, ['batch_size', 'total_sequence_length']);
  graph.input('position_ids', DataType.int64, ['batch_size', 'sequence_length']);
  graph.input('num_logits_to_keep', DataType.int64, []);
  const eachCache = (visit: (suffix: string) => void): void => {
    for (let layer = 0; layer < layers; layer++)
      for (const part of ['key', 'value']) visit(`${layer}.${part}`);
  };
  eachCache((suffix) =>
    graph.input(`past_key_values.${suffix}`, DataType.float32, [
      'batch_size',
      keyHeads,
      'past_sequence_length',
      headSize(text),
    ]),
  );
  addLengths(graph);
  addRotaryTables(graph, text);

  let residual = 'inputs_embeds'; // [b, t, d]
  let normed = graph.node(
    'SimplifiedLayerNormalization',
    '/model/layers.0/input_layernorm/LayerNorm',
    [residual, normWeight(graph, text, checkpoint, 'layers.0.input_layernorm')],
    ['/model/layers.0/input_layernorm/output'],
    { axis: { int: -1 }, epsilon: { float: text.rms_norm_eps }, stash_type: { int: 1 } },
  ); // [b, t, d]
  for (let layer = 0; layer < layers; layer++) {
    const attended = attention(graph, text, checkpoint, layer, normed); // [b, t, d]
    const middle = addAndNorm(
      graph,
      text,
      checkpoint,
      `layers.${layer}.post_attention_layernorm`,
      residual,
      attended,
    );
    const mixed = mlp(graph, text, checkpoint, layer, middle.normed); // [b, t, d]
    const next = layer + 1 < layers ? `layers.${layer + 1}.input_layernorm` : 'norm';
    ({ normed, residual } = addAndNorm(graph, text, checkpoint, next, middle.residual, mixed));
  }

  // Keeps the last places only: from -n to the end, and -0 is the start.
  graph.node('Neg', '/model/kept/Neg', ['num_logits_to_keep'], ['/model/kept/Neg/output']);
  graph.node(
    'Reshape',
    '/model/kept/Reshape',
    ['/model/kept/Neg/output', graph.integers('kept.shape', [1])],
    ['/model/kept/start'],
  );
  const kept = graph.node(
    'Slice',
    '/model/kept/Slice',
    [
      normed,
      '/model/kept/start',
      graph.integers('kept.end', [2n ** 63n - 1n]),
      graph.integers('kept.axis', [1]),
    ],
    ['/model/kept/output'],
  ); // [b, kept, d]
  const headName = config.tie_word_embeddings ? embeddingName : 'lm_head.weight';
  const head = transpose(checkpoint(headName, [vocabulary, width]), vocabulary, width);
  graph.node(
    'MatMul',
    '/lm_head/MatMul',
    [kept, graph.floats('lm_head.weight', [width, vocabulary], head)],
    ['logits'],
  ); // [b, kept, v]
  graph.output('logits', DataType.float32, ['batch_size', 'kept_sequence_length', vocabulary]);
  eachCache((suffix) =>
    graph.output(`present.${suffix}`, DataType.float32, [
      'batch_size',
      keyHeads,
      'total_sequence_length',
      headSize(text),
    ]),
  );
  return graph.finish('decoder_model_merged');
}

/** attention_mask -> the two lengths GroupQueryAttention asks for: the last place of each row, and the places in all. */
function addLengths(graph: GraphWriter): void {
  const at = '/model/attn_mask';
  graph.node(
    'ReduceSum',
    `${at}/ReduceSum`,
    ['attention_mask', graph.integers('mask.axis', [1])],
    [`${at}/sum`],
    { keepdims: { int: 0 } },
  );
  graph.node('Sub', `${at}/Sub`, [`${at}/sum`, graph.integers('mask.one', [1])], [`${at}/last`]);
  graph.node('Cast', `${at}/Cast`, [`${at}/last`], ['seqlens_k'], { to: { int: DataType.int32 } }); // [b]
  graph.node('Shape', `${at}/Shape`, ['attention_mask'], [`${at}/shape`]);
  graph.node(
    'Gather',
    `${at}/Gather`,
    [`${at}/shape`, graph.integers('mask.places', [1], true)],
    [`${at}/places`],
    { axis: { int: 0 } },
  );
  graph.node('Cast', `${at}/Cast_places`, [`${at}/places`], ['total_sequence_length'], {
    to: { int: DataType.int32 },
  }); // []
}

/** cos and sin of position * theta^(-2i / head size), [positions, head size / 2]; in float32 steps, as PyTorch does. */
function addRotaryTables(graph: GraphWriter, text: TextConfig): void {
  const { max_position_embeddings: positions, rope_theta: theta } = text;
  const half = headSize(text) / 2;
  const cos = new Float32Array(positions * half);
  const sin = new Float32Array(positions * half);
  for (let i = 0; i < half; i++) {
    const frequency = Math.fround(1 / Math.fround(theta ** (i / half)));
    for (let position = 0; position < positions; position++) {
      const angle = Math.fround(position * frequency);
      cos[position * half + i] = Math.cos(angle);
      sin[position * half + i] = Math.sin(angle);
    }
  }
  graph.floats('cos_cache', [positions, half], cos);
  graph.floats('sin_cache', [positions, half], sin);
}

/** Causal attention with rotary positions (Su et al. 2021) and shared key-value heads (Ainslie et al. 2023). */
function attention(
  graph: GraphWriter,
  text: TextConfig,
  checkpoint: Checkpoint,
  layer: number,
  x: string,
): string {
  const { hidden_size: width, num_attention_heads: heads, num_key_value_heads: keyHeads } = text;
  const size = headSize(text);
  const module = `layers.${layer}.self_attn`;
  const at = `/model/layers.${layer}/self_attn`;
  const projection = (name: string, from: string, inner: number, outer: number) =>
    linearQ4(graph, checkpoint, `${module}.${name}`, `${at}/${name}`, from, inner, outer);
  const rotate = (name: string, from: string) =>
    graph.node(
      'RotaryEmbedding',
      `${at}/${name}/RotaryEmbedding`,
      [from, 'position_ids', 'cos_cache', 'sin_cache'],
      [`${at}/${name}/output`],
      { interleaved: { int: 0 } },
      contrib,
    );
  const query = rotate('q_rotary', projection('q_proj', x, width, heads * size)); // [b, t, h size]
  const key = rotate('k_rotary', projection('k_proj', x, width, keyHeads * size)); // [b, t, key-value heads size]
  const value = projection('v_proj', x, width, keyHeads * size); // [b, t, key-value heads size]
  const past = ['key', 'value'].map((part) => `past_key_values.${layer}.${part}`);
  const attended = graph.node(
    'GroupQueryAttention',
    `${at}/GroupQueryAttention`,
    [query, key, value, ...past, 'seqlens_k', 'total_sequence_length'],
    [`${at}/output`, `present.${layer}.key`, `present.${layer}.value`],
    { num_heads: { int: heads }, kv_num_heads: { int: keyHeads }, scale: { float: 1 / Math.sqrt(size) } },
    contrib,
  ); // [b, t, h size]
  return projection('o_proj', attended, heads * size, width); // [b, t, d]
}

/** down(silu(gate x) * up x), SwiGLU (Shazeer 2020). */
function mlp(graph: GraphWriter, text: TextConfig, checkpoint: Checkpoint, layer: number, x: string): string {
  const { hidden_size: width, intermediate_size: inner } = text;
  const at = `/model/layers.${layer}/mlp`;
  const projection = (name: string, from: string, columns: number, rows: number) =>
    linearQ4(graph, checkpoint, `layers.${layer}.mlp.${name}`, `${at}/${name}`, from, columns, rows);
  const gate = projection('gate_proj', x, width, inner); // [b, t, inner]
  const up = projection('up_proj', x, width, inner); // [b, t, inner]
  graph.node('Sigmoid', `${at}/act_fn/Sigmoid`, [gate], [`${at}/act_fn/Sigmoid/output`]);
  graph.node('Mul', `${at}/act_fn/Mul`, [gate, `${at}/act_fn/Sigmoid/output`], [`${at}/act_fn/output`]);
  const gated = graph.node('Mul', `${at}/Mul`, [`${at}/act_fn/output`, up], [`${at}/Mul/output`]); // [b, t, inner]
  return projection('down_proj', gated, inner, width); // [b, t, d]
}

/** x [.., columns] -> [.., rows] by 4-bit weights [rows, columns]. */
function linearQ4(
  graph: GraphWriter,
  checkpoint: Checkpoint,
  module: string,
  at: string,
  x: string,
  columns: number,
  rows: number,
): string {
  const name = `model.${module}.MatMul`;
  const { packed, scales } = quantizeBlocks(
    checkpoint(`model.text_model.${module}.weight`, [rows, columns]),
    rows,
    columns,
  );
  return graph.node(
    'MatMulNBits',
    `${at}/MatMul_Q4`,
    [
      x,
      graph.bytes(`${name}.weight_Q4`, [rows, columns / blockSize, blockSize / 2], packed),
      graph.floats(`${name}.weight_scales`, [scales.length], scales),
    ],
    [`${at}/output`],
    { K: { int: columns }, N: { int: rows }, bits: { int: 4 }, block_size: { int: blockSize } },
    contrib,
  );
}

/** residual + x, and its RMS norm (Zhang and Sennrich 2019), in one node. */
function addAndNorm(
  graph: GraphWriter,
  text: TextConfig,
  checkpoint: Checkpoint,
  name: string,
  residual: string,
  x: string,
) {
  const at = `/model/${name.replace(/^(layers\.\d+)\./, '$1/')}`;
  const isLast = name === 'norm';
  const normed = graph.node(
    'SkipSimplifiedLayerNormalization',
    `${at}/SkipLayerNorm`,
    [residual, x, normWeight(graph, text, checkpoint, name)],
    isLast ? [`${at}/output`] : [`${at}/output`, '', '', `${at}/residual`],
    { epsilon: { float: text.rms_norm_eps } },
    contrib,
  ); // [b, t, d]
  return { normed, residual: `${at}/residual` };
}

const normWeight = (graph: GraphWriter, text: TextConfig, checkpoint: Checkpoint, name: string): string =>
  graph.floats(
    `model.${name}.weight`,
    [text.hidden_size],
    checkpoint(`model.text_model.${name}.weight`, [text.hidden_size]),
  );
