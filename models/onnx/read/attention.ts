/**
 * Checks a decoder's attention against config.json, as far as its operators show it: heads, scale, and the rotary
 * position embedding. Without this check, trainer and inference could compute different things unnoticed.
 * Not here: the weights (matrix.ts).
 */
import type { ModelConfig } from '../../config.ts';
import { contrib } from '../write/model.ts';
import { DataType, type OnnxNode } from './graph.ts';
import { WeightsError } from './matrix.ts';
import { floatsOf, type OpenModel } from './model-file.ts';

type TextConfig = ModelConfig['text_config'];

/**
 * Throws WeightsError for the first operator that differs from config.json. In attention that is written in ONNX' own
 * operators, only the rotation's frequencies are checked, if they are a constant of half a head's length.
 */
export function checkAttention(model: OpenModel, text: TextConfig): void {
  const tables = new Set<string>();
  for (const node of model.graph.nodes) {
    if (node.operator === 'GroupQueryAttention') checkGroupQuery(model, node, text, tables);
    // Microsoft's operator has the positions before the tables, ONNX' own after them.
    const cosines = node.inputs[node.domain === contrib ? 2 : 1];
    if (node.operator === 'RotaryEmbedding') checkRotary(model, node, 'interleaved', cosines, text, tables);
    if (node.operator === 'Cos') checkFrequencies(model, node, text);
  }
}

function checkGroupQuery(model: OpenModel, node: OnnxNode, text: TextConfig, tables: Set<string>): void {
  const attribute = (name: string, unsaid: number): number => Number(node.attributes.get(name) ?? unsaid);
  expectEqual(model, node, 'num_heads', attribute('num_heads', 0), text.num_attention_heads);
  expectEqual(model, node, 'kv_num_heads', attribute('kv_num_heads', 0), text.num_key_value_heads);
  // No scale, or 0, means the usual one.
  const usual = 1 / Math.sqrt(text.head_dim);
  expectEqual(model, node, 'scale', attribute('scale', 0) || usual, usual);
  expectEqual(model, node, 'softcap', attribute('softcap', 0), 0);
  expectEqual(model, node, 'local_window_size', attribute('local_window_size', -1), -1);
  if (attribute('do_rotary', 0) === 1)
    checkRotary(model, node, 'rotary_interleaved', node.inputs[7], text, tables);
}

/**
 * Checks the tables of the rotation, by the cosines of position 1: angle i is position * theta^(-2i / head size). Each
 * table is checked once.
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
  const expected = frequencies(text);
  expectRotation(model, node, (i) => cos[half + i]! - Math.cos(expected[i]!), text);
}

/** Operators between the constant with the frequencies and the angles. */
const angleOperators = new Set(
  'MatMul Mul Einsum Cast Identity Reshape Unsqueeze Squeeze Expand Transpose Concat Slice'.split(' '),
);

/** Checks frequencies that are multiplied by positions: a constant of half a head's length. */
function checkFrequencies(model: OpenModel, node: OnnxNode, text: TextConfig): void {
  const expected = frequencies(text);
  const seen = new Set<string>();
  const waiting = [...node.inputs];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const tensor = model.graph.tensors.get(name);
    const isFloat = tensor?.dataType === DataType.float32 || tensor?.dataType === DataType.float16;
    const count = tensor?.dims.reduce((product, dim) => product * dim, 1);
    if (tensor && isFloat && count === expected.length) {
      const found = floatsOf(model, tensor);
      expectRotation(model, node, (i) => found[i]! - expected[i]!, text);
    }
    const maker = model.makers.get(name);
    if (maker && angleOperators.has(maker.operator)) waiting.push(...maker.inputs);
  }
}

/** The angles of position 1. */
const frequencies = ({ head_dim: size, rope_theta: theta }: TextConfig): number[] =>
  Array.from({ length: size / 2 }, (_, i) => theta ** ((-2 * i) / size));

/** Throws unless all errors are small; `off` gives the error of the i-th number of the rotation at position 1. */
function expectRotation(
  { file }: OpenModel,
  node: OnnxNode,
  off: (i: number) => number,
  text: TextConfig,
): void {
  const most = Math.max(...frequencies(text).map((_, i) => Math.abs(off(i))));
  if (most < 2e-3) return;
  throw new WeightsError(
    `${file}: expected the rotation of rope_theta ${text.rope_theta} as config.json says, but the numbers behind the node ${node.operator} ${node.name} are off by ${most.toPrecision(2)}. The files belong to different models: fetch them again.`,
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
    `${file}: expected ${what} ${expected} as config.json says, got ${came} at the node ${node.operator} ${node.name}. The files belong to different models, or the model is of another kind: fetch them again, or choose another model.`,
  );
}
