/**
 * Checks that a decoder's attention is the one config.json describes, as far as its operators say: heads, scale, and the
 * rotation of positions. What the trainer computes would else differ from what inference computes, and nobody would see
 * it. Not here: the weights (matrix.ts).
 */
import type { ModelConfig } from '../config.ts';
import type { OnnxNode } from './graph.ts';
import { WeightsError } from './matrix.ts';
import { contrib } from './model.ts';
import { floatsOf, type OpenModel } from './model-file.ts';

type TextConfig = ModelConfig['text_config'];

/** Throws WeightsError for the first operator that is not as config.json says. Attention that is spelled out passes. */
export function checkAttention(model: OpenModel, text: TextConfig): void {
  const tables = new Set<string>();
  for (const node of model.graph.nodes) {
    if (node.operator === 'GroupQueryAttention') checkGroupQuery(model, node, text, tables);
    // Microsoft's operator has the positions before the tables, ONNX' own behind them.
    const cosines = node.inputs[node.domain === contrib ? 2 : 1];
    if (node.operator === 'RotaryEmbedding') checkRotary(model, node, 'interleaved', cosines, text, tables);
  }
}

function checkGroupQuery(model: OpenModel, node: OnnxNode, text: TextConfig, tables: Set<string>): void {
  const attribute = (name: string, unsaid: number): number => Number(node.attributes.get(name) ?? unsaid);
  expectEqual(model, node, 'num_heads', attribute('num_heads', 0), text.num_attention_heads);
  expectEqual(model, node, 'kv_num_heads', attribute('kv_num_heads', 0), text.num_key_value_heads);
  // No scale, or 0, is the usual one.
  const usual = 1 / Math.sqrt(text.head_dim);
  expectEqual(model, node, 'scale', attribute('scale', 0) || usual, usual);
  expectEqual(model, node, 'softcap', attribute('softcap', 0), 0);
  expectEqual(model, node, 'local_window_size', attribute('local_window_size', -1), -1);
  if (attribute('do_rotary', 0) === 1)
    checkRotary(model, node, 'rotary_interleaved', node.inputs[7], text, tables);
}

/**
 * The halves of a head turn together, by position * theta^(-2i / head size): the row of place 1 in the table of cosines
 * tells. Each table is looked at once.
 */
function checkRotary(
  model: OpenModel,
  node: OnnxNode,
  interleaved: string,
  cosines: string | undefined,
  text: TextConfig,
  tables: Set<string>,
): void {
  expectEqual(model, node, interleaved, Number(node.attributes.get(interleaved) ?? 0), 0);
  const table = model.graph.tensors.get(cosines ?? '');
  if (table?.dims.length !== 2 || tables.has(table.name)) return;
  tables.add(table.name);
  const half = table.dims[1]!;
  expectEqual(model, node, 'numbers turned in a head', 2 * half, text.head_dim);
  const cos = floatsOf(model, table);
  const off = Array.from({ length: half }, (_, i) => {
    const angle = text.rope_theta ** (-i / half);
    return Math.abs(cos[half + i]! - Math.cos(angle));
  });
  if (Math.max(...off) < 2e-3) return;
  throw new WeightsError(
    `${model.file}: expected the rotation of rope_theta ${text.rope_theta} as config.json says, but the cosines of the node ${node.name} are off by ${Math.max(...off).toPrecision(2)}. The files belong to different models: fetch them again.`,
  );
}

function expectEqual(
  { file }: OpenModel,
  node: OnnxNode,
  what: string,
  came: number,
  expected: number,
): void {
  if (Math.abs(came - expected) <= 1e-3 * Math.abs(expected)) return;
  throw new WeightsError(
    `${file}: expected ${what} ${expected} as config.json says, got ${came} at the node ${node.operator} ${node.name}. The files belong to different models, or the model is of another kind.`,
  );
}
