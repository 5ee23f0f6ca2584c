/**
 * The decoder of an Idefics3/SmolVLM model as ONNX: a Llama decoder (Touvron et al. 2023) with KV cache and LM head,
 * with node names as in the common exports of this family. Letters: b batch, t positions fed, T positions in all, d
 * width, h heads, v vocabulary. Not here: attention (export-attention.ts), the embedding (export-embedding.ts), the
 * vision encoder (export-vision.ts).
 */
import type { ModelConfig, TargetModule } from '../../config.ts';
import { DataType } from '../read/graph.ts';
import { keptInput } from '../rewrite/kept-logits.ts';
import type { Checkpoint } from './checkpoint.ts';
import { addAttentionInputs, attention } from './export-attention.ts';
import { embeddingName } from './export-embedding.ts';
import { blockLinear, blocksOf, floatLinear } from './export-linear.ts';
import { cast, type DecoderParts, linear, nodesBelow } from './export-parts.ts';
import { activationsOf, type ExportVariant } from './export-variant.ts';
import { contrib, createGraph, type GraphOptions, type GraphWriter } from './model.ts';
import { plainBlocks } from './quantize.ts';

/**
 * inputs_embeds [b, t, d], attention_mask [b, T], position_ids [b, t], perhaps num_logits_to_keep [] (0 for all), and
 * the cache past_key_values.N.key/value [b, key-value heads, T - t, head size] -> logits [b, kept, v] and
 * present.N.key/value.
 */
export function exportDecoder(
  config: ModelConfig,
  checkpoint: Checkpoint,
  variant: ExportVariant,
  options: GraphOptions,
): Uint8Array<ArrayBuffer> {
  const { text_config: text } = config;
  const { hidden_size: width, num_hidden_layers: layers, num_key_value_heads: keyHeads } = text;
  const graph = createGraph({ ...options, floatType: activationsOf(variant) });
  const parts: DecoderParts = { graph, text, checkpoint, variant };
  graph.input('inputs_embeds', DataType.float32, ['batch_size', 'sequence_length', width]);
  graph.input('attention_mask', DataType.int64, ['batch_size', 'total_sequence_length']);
  if (!variant.rotaryInAttention)
    graph.input('position_ids', DataType.int64, ['batch_size', 'sequence_length']);
  if (variant.keepsLastLogits) graph.input(keptInput, DataType.int64, []);
  const eachCache = (side: 'input' | 'output', prefix: string, positions: string): void => {
    const dims = ['batch_size', keyHeads, positions, text.head_dim];
    for (let layer = 0; layer < layers; layer++)
      for (const part of ['key', 'value'])
        graph[side](`${prefix}.${layer}.${part}`, DataType[graph.floatType], dims);
  };
  eachCache('input', 'past_key_values', 'past_sequence_length');
  addAttentionInputs(parts);

  let residual = cast(graph, '/model/Cast', 'inputs_embeds', '/model/embeds', graph.floatType); // [b, t, d]
  let normed = norm(parts, 'layers.0.input_layernorm', residual); // [b, t, d]
  for (let layer = 0; layer < layers; layer++) {
    const attended = attention(parts, layer, normed); // [b, t, d]
    const middle = addAndNorm(parts, `layers.${layer}.post_attention_layernorm`, residual, attended);
    const mixed = mlp(parts, layer, middle.normed); // [b, t, d]
    const next = layer + 1 < layers ? `layers.${layer + 1}.input_layernorm` : 'norm';
    ({ normed, residual } = addAndNorm(parts, next, middle.residual, mixed));
  }

  const kept = variant.keepsLastLogits ? keepLast(graph, normed) : normed; // [b, kept, d]
  lmHead(parts, config.tie_word_embeddings ? embeddingName : 'lm_head.weight', kept);
  const places = variant.keepsLastLogits ? 'kept_sequence_length' : 'sequence_length';
  graph.output('logits', DataType.float32, ['batch_size', places, text.vocab_size]);
  eachCache('output', 'present', 'total_sequence_length');
  return graph.finish('decoder_model_merged');
}

/** Only the last positions of x [b, t, d]: from -n to the end; for n = 0, -0 is the start. */
function keepLast(graph: GraphWriter, x: string): string {
  const from = nodesBelow(graph, '/model/kept')('Neg', [keptInput]);
  const start = '/model/kept/start';
  graph.node('Reshape', '/model/kept/Reshape', [from, graph.integers('kept.shape', [1])], [start]);
  const bounds = [graph.integers('kept.end', [2n ** 63n - 1n]), graph.integers('kept.axis', [1])];
  return graph.node('Slice', '/model/kept/Slice', [x, start, ...bounds], ['/model/kept/output']); // [b, kept, d]
}

/** x [b, kept, d] -> logits float32 [b, kept, v]. */
function lmHead({ graph, text, checkpoint, variant }: DecoderParts, weightName: string, x: string): void {
  const { hidden_size: width, vocab_size: vocabulary } = text;
  const weights = checkpoint(weightName, [vocabulary, width]); // [v, d]
  const linear = { name: 'lm_head', at: '/lm_head', weights, rows: vocabulary, columns: width };
  const output = graph.floatType === 'float32' ? 'logits' : '/lm_head/output';
  if (variant.head === 'matmul') floatLinear(graph, x, linear, output);
  else if (variant.head === 'blocks')
    blockLinear(graph, x, linear, blocksOf(variant) ?? plainBlocks, variant.zeroPoints, output);
  else if (variant.head === 'embedding') {
    const table = graph.floats(embeddingName, [vocabulary, width], weights);
    const transposed = nodesBelow(graph, '/lm_head')('Transpose', [table], { perm: { ints: [1, 0] } });
    graph.node('MatMul', '/lm_head/MatMul', [x, transposed], [output]);
  } else
    gemm(graph, x, graph.floats('lm_head.weight', [vocabulary, width], weights), width, vocabulary, output);
  cast(graph, '/lm_head/Cast', output, 'logits', 'float32');
}

/** A product by Gemm, which takes matrices only: x [b, t, columns] becomes one, and the product is [b, t, rows] again. */
function gemm(
  graph: GraphWriter,
  x: string,
  weight: string,
  columns: number,
  rows: number,
  output: string,
): void {
  const node = nodesBelow(graph, '/lm_head');
  const flat = node('Reshape', [x, graph.integers('lm_head.flat', [-1, columns])], {}, 'Flatten');
  const product = node('Gemm', [flat, weight], { transB: { int: 1 } });
  const batch = node('Shape', [x], { end: { int: 1 } });
  const rest = graph.integers('lm_head.rest', [-1, rows]);
  const shape = node('Concat', [batch, rest], { axis: { int: 0 } });
  graph.node('Reshape', '/lm_head/Unflatten', [product, shape], [output]);
}

/** down(silu(gate x) * up x), SwiGLU (Shazeer 2020). */
function mlp(parts: DecoderParts, layer: number, x: string): string {
  const { graph } = parts;
  const at = `/model/layers.${layer}/mlp`;
  const projection = (name: TargetModule, from: string) =>
    linear(parts, `layers.${layer}.mlp`, [name], name, from);
  const gate = projection('gate_proj', x); // [b, t, inner]
  const up = projection('up_proj', x); // [b, t, inner]
  graph.node('Sigmoid', `${at}/act_fn/Sigmoid`, [gate], [`${at}/act_fn/Sigmoid/output`]);
  graph.node('Mul', `${at}/act_fn/Mul`, [gate, `${at}/act_fn/Sigmoid/output`], [`${at}/act_fn/output`]);
  const gated = graph.node('Mul', `${at}/Mul`, [`${at}/act_fn/output`, up], [`${at}/Mul/output`]); // [b, t, inner]
  return projection('down_proj', gated); // [b, t, d]
}

/** RMS norm (Zhang and Sennrich 2019) of x [b, t, d]. */
function norm(parts: DecoderParts, name: string, x: string): string {
  const { graph, text, variant } = parts;
  const at = normPath(name);
  const weight = normWeight(parts, name);
  if (variant.norms === 'fused')
    return graph.node('SimplifiedLayerNormalization', `${at}/LayerNorm`, [x, weight], [`${at}/output`], {
      axis: { int: -1 },
      epsilon: { float: text.rms_norm_eps },
      stash_type: { int: 1 },
    });
  const node = nodesBelow(graph, at);
  const scalar = (part: string, number: number): string =>
    graph.floats(`${name}.${part}`, [], Float32Array.of(number), 'float32');
  // The mean of squares in float32, as in transformers.
  const wide = cast(graph, `${at}/Widen`, x, `${at}/wide`, 'float32');
  const squares = node('Pow', [wide, scalar('two', 2)]);
  const mean = node('ReduceMean', [squares, graph.integers(`${name}.axis`, [-1])]);
  const root = node('Sqrt', [node('Add', [mean, scalar('epsilon', text.rms_norm_eps)])]);
  const scaled = cast(graph, `${at}/Narrow`, node('Div', [wide, root]), `${at}/scaled`, graph.floatType);
  return node('Mul', [weight, scaled]);
}

/** residual + x, and its RMS norm; in one node if they are fused. */
function addAndNorm(parts: DecoderParts, name: string, residual: string, x: string) {
  const { graph, text, variant } = parts;
  const at = normPath(name);
  if (variant.norms === 'plain') {
    const sum = graph.node('Add', `${at}/Residual`, [residual, x], [`${at}/residual`]); // [b, t, d]
    return { residual: sum, normed: norm(parts, name, sum) };
  }
  const isLast = name === 'norm';
  const normed = graph.node(
    'SkipSimplifiedLayerNormalization',
    `${at}/SkipLayerNorm`,
    [residual, x, normWeight(parts, name)],
    isLast ? [`${at}/output`] : [`${at}/output`, '', '', `${at}/residual`],
    { epsilon: { float: text.rms_norm_eps } },
    contrib,
  ); // [b, t, d]
  return { normed, residual: `${at}/residual` };
}

const normPath = (name: string): string => `/model/${name.replace(/^(layers\.\d+)\./, '$1/')}`;

const normWeight = ({ graph, text, checkpoint }: DecoderParts, name: string): string =>
  graph.floats(
    `model.${name}.weight`,
    [text.hidden_size],
    checkpoint(`model.text_model.${name}.weight`, [text.hidden_size]),
  );
