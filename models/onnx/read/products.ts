/**
 * The products of activations with constant matrices in a graph, and how its nodes are connected. Exporters write a
 * linear layer as MatMulNBits, MatMul or Gemm, with its matrix as it is or transposed. Not here: which layer a product
 * is (projections.ts), what its weights are (matrix.ts).
 */

import { contrib } from '../write/model.ts';
import type { OnnxGraph, OnnxNode, OnnxTensor } from './graph.ts';

/** A product of the activations, the node's first input, with a constant matrix W [outFeatures, inFeatures]. */
export interface Product {
  readonly node: OnnxNode;
  /** W as codes in blocks, as it is, or transposed: [inFeatures, outFeatures]. */
  readonly form: 'blocks' | 'rows' | 'columns';
  readonly weight: OnnxTensor;
  readonly outFeatures: number;
  readonly inFeatures: number;
}

/** The node that computes each tensor, by the tensor's name. */
export type Makers = ReadonlyMap<string, OnnxNode>;

/** The makers of a graph. */
export const makersOf = ({ nodes }: OnnxGraph): Makers =>
  new Map(nodes.flatMap((node) => node.outputs.filter(Boolean).map((output) => [output, node])));

const handsOn = new Set(['Cast', 'Identity', 'Reshape', 'Squeeze', 'Unsqueeze', 'Flatten']);

/** The tensor that a tensor gets its numbers from, through nodes that change only type or shape. */
export function sourceOf(makers: Makers, name: string): string {
  let source = name;
  for (;;) {
    const maker = makers.get(source);
    if (!maker || !handsOn.has(maker.operator)) return source;
    source = maker.inputs[0]!;
  }
}

/** The constant matrix of this name, perhaps through Cast and Transpose; null if it is computed. */
function constantOf(
  { tensors }: OnnxGraph,
  makers: Makers,
  name: string,
): { weight: OnnxTensor; isTurned: boolean } | null {
  let isTurned = false;
  for (let at = name; ; ) {
    const weight = tensors.get(at);
    if (weight) return weight.dims.length === 2 ? { weight, isTurned } : null;
    const maker = makers.get(at);
    if (!maker || !['Cast', 'Identity', 'Transpose'].includes(maker.operator)) return null;
    if (maker.operator === 'Transpose') isTurned = !isTurned;
    at = maker.inputs[0]!;
  }
}

/** The node as a product with a constant matrix; null if it is none. */
export function productOf(graph: OnnxGraph, makers: Makers, node: OnnxNode): Product | null {
  const { operator, domain, inputs, attributes } = node;
  if (operator === 'MatMulNBits' && domain === contrib) {
    const weight = graph.tensors.get(inputs[1] ?? '');
    const [outFeatures, inFeatures] = ['N', 'K'].map((key) => Number(attributes.get(key)));
    return weight
      ? { node, form: 'blocks', weight, outFeatures: outFeatures!, inFeatures: inFeatures! }
      : null;
  }
  if ((operator !== 'MatMul' && operator !== 'Gemm') || domain !== '') return null;
  if (attributes.get('transA') === 1n) return null;
  const constant = constantOf(graph, makers, inputs[1] ?? '');
  if (!constant) return null;
  const { weight, isTurned } = constant;
  const isRows = isTurned !== (attributes.get('transB') === 1n);
  const [rows, columns] = weight.dims as [number, number];
  return isRows
    ? { node, form: 'rows', weight, outFeatures: rows, inFeatures: columns }
    : { node, form: 'columns', weight, outFeatures: columns, inFeatures: rows };
}

/** The graph's products with constant matrices, in the graph's order. */
export const findProducts = (graph: OnnxGraph, makers: Makers): Product[] =>
  graph.nodes.flatMap((node) => productOf(graph, makers, node) ?? []);

/**
 * The products from whose outputs a tensor is computed, with no other product between. What is used only for its shape
 * does not count.
 */
export function productsBehind(
  makers: Makers,
  products: ReadonlyMap<OnnxNode, Product>,
  name: string,
): Set<Product> {
  const found = new Set<Product>();
  const seen = new Set<string>();
  const waiting = [name];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const maker = makers.get(at);
    if (seen.has(at) || !maker || maker.operator === 'Shape' || maker.operator === 'Size') continue;
    seen.add(at);
    const product = products.get(maker);
    if (product) found.add(product);
    else waiting.push(...maker.inputs);
  }
  return found;
}
