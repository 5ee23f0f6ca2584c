/**
 * The sizes of a Llama decoder, and what follows from them alone: the shapes of its linear modules, and the memory that
 * a training step keeps. Apart from decoder.ts, so that the page can estimate memory without loading kernels.
 * Not here: estimates (memory.ts), the computation (decoder.ts).
 */
import type { ModelConfig, TargetModule } from './config.ts';
import type { ModelShape } from './registry.ts';

/** The sizes of a decoder, without its vocabulary. */
type DecoderShape = Omit<ModelShape, 'vocabulary' | 'vision' | 'scaleFactor'>;

/** The sizes that a config.json states. */
export const decoderShapeOf = (text: ModelConfig['text_config']): DecoderShape => ({
  hidden: text.hidden_size,
  intermediate: text.intermediate_size,
  layers: text.num_hidden_layers,
  heads: text.num_attention_heads,
  keyValueHeads: text.num_key_value_heads,
  headSize: text.head_dim,
});

/** [outFeatures, inFeatures] of a linear module. */
export function moduleShape(module: TargetModule, shape: DecoderShape): [number, number] {
  const { hidden, intermediate } = shape;
  const queries = shape.heads * shape.headSize;
  const keys = shape.keyValueHeads * shape.headSize;
  const shapes: Record<TargetModule, [number, number]> = {
    q_proj: [queries, hidden],
    k_proj: [keys, hidden],
    v_proj: [keys, hidden],
    o_proj: [hidden, queries],
    gate_proj: [intermediate, hidden],
    up_proj: [intermediate, hidden],
    down_proj: [hidden, intermediate],
  };
  return shapes[module];
}

/** The traces of all layers are kept if they fit in this; if not, each block is computed again in the backward pass. */
export const traceBudgetBytes = 256 * 2 ** 20;

/**
 * Numbers in a row of a layer's trace, with H hidden, F intermediate, N query heads, query width Q, width W of q, k and
 * v together, and the padded rank r (decoder.ts' AttentionTrace, FeedForwardTrace and LayerTrace):
 *
 *   ends      2H + 2r                   inputs of both blocks, and u of their last products
 *   blocks    2H + W + Q + N + 3F + 5r  everything else
 */
export function traceWidths(shape: DecoderShape, paddedRank: number): { ends: number; blocks: number } {
  const { hidden, intermediate, heads, keyValueHeads, headSize } = shape;
  const queries = heads * headSize;
  const packed = (heads + 2 * keyValueHeads) * headSize;
  return {
    ends: 2 * hidden + 2 * paddedRank,
    blocks: 2 * hidden + packed + queries + heads + 3 * intermediate + 5 * paddedRank,
  };
}

/** Bytes of the traces of all layers for `rows` rows (sequences · positions), as float32. */
export function traceBytes(shape: DecoderShape, rows: number, paddedRank: number): number {
  const { ends, blocks } = traceWidths(shape, paddedRank);
  return 4 * shape.layers * rows * (ends + blocks);
}
