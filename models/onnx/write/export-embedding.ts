/**
 * The token embedding of an Idefics3/SmolVLM model as ONNX: input_ids [b, t] -> inputs_embeds float32 [b, t, d], with b
 * the batch, t positions and d the width. Not here: the decoder (export-decoder.ts).
 */
import type { ModelConfig } from '../../config.ts';
import { DataType } from '../read/graph.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { ExportVariant } from './export-variant.ts';
import { contrib, createGraph, type GraphOptions, type GraphWriter } from './model.ts';
import { plainBlocks, quantizeBlocks } from './quantize.ts';

/** The embedding's name in the checkpoint. */
export const embeddingName = 'model.text_model.embed_tokens.weight';

/** The model of the embedding. */
export function exportEmbedding(
  { text_config: text }: ModelConfig,
  checkpoint: Checkpoint,
  { embedding }: ExportVariant,
  options: GraphOptions,
): Uint8Array<ArrayBuffer> {
  const shape = [text.vocab_size, text.hidden_size];
  const table = checkpoint(embeddingName, shape);
  const graph = createGraph({ ...options, floatType: embedding === 'fp16' ? 'float16' : 'float32' });
  graph.input('input_ids', DataType.int64, ['batch_size', 'sequence_length']);
  if (embedding === 'q4') gatherBlocks(graph, table, text.vocab_size, text.hidden_size);
  else {
    const rows = embedding === 'fp32' ? 'inputs_embeds' : 'inputs_embeds_halves';
    const inputs = [graph.floats(embeddingName, shape, table), 'input_ids'];
    graph.node('Gather', '/embed_tokens/Gather', inputs, [rows], { axis: { int: 0 } });
    if (rows !== 'inputs_embeds')
      graph.node('Cast', '/embed_tokens/Cast', [rows], ['inputs_embeds'], { to: { int: DataType.float32 } });
  }
  graph.output('inputs_embeds', DataType.float32, ['batch_size', 'sequence_length', text.hidden_size]);
  return graph.finish('embed_tokens');
}

/**
 * Operator:
 * https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.GatherBlockQuantized
 */
function gatherBlocks(
  graph: GraphWriter,
  table: Float32Array<ArrayBuffer>,
  rows: number,
  columns: number,
): void {
  const { bits, blockSize, blocksPerRow, packed, scales } = quantizeBlocks(table, rows, columns, plainBlocks);
  graph.node(
    'GatherBlockQuantized',
    '/embed_tokens/Gather_Q4',
    [
      graph.bytes(`${embeddingName}_Q4`, [rows, (blocksPerRow * blockSize * bits) / 8], packed),
      'input_ids',
      graph.floats(`${embeddingName}_scales`, [rows, blocksPerRow], scales),
    ],
    ['inputs_embeds'],
    {
      gather_axis: { int: 0 },
      quantize_axis: { int: 1 },
      block_size: { int: blockSize },
      bits: { int: bits },
    },
    contrib,
  );
}
