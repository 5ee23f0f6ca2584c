/**
 * Finds the linear layers that LoRA can adapt in a decoder's graph, from any exporter: by the names of their nodes, or
 * if these are unknown by the connections of the graph. Not here: their weights (matrix.ts), adding LoRA
 * (../rewrite/surgery.ts).
 */
import { type ModelConfig, type TargetModule, targetModules } from '../../config.ts';
import { decoderShapeOf, moduleShape } from '../../decoder-shape.ts';
import type { OnnxGraph, OnnxNode } from './graph.ts';
import { findProducts, type Makers, makersOf, type Product, productsBehind, sourceOf } from './products.ts';

/** A linear layer of the decoder, and the node that computes it. */
export interface Projection {
  /** Its name in the checkpoint: `layers.0.self_attn.q_proj`. */
  readonly name: string;
  readonly module: TargetModule;
  readonly layer: number;
  readonly node: OnnxNode;
  /** The node with its weights. */
  readonly product: Product;
  /** The module's first row among the node's outputs: 0 unless q, k and v are packed in one node. */
  readonly firstRow: number;
  readonly outFeatures: number;
  readonly inFeatures: number;
}

/** A decoder whose linear layers do not fit its config.json. The message lists what was found. */
class ProjectionError extends Error {
  override readonly name = 'ProjectionError';
}

type TextConfig = ModelConfig['text_config'];

/** The product of a module, and the module's first row in it. */
interface Place {
  readonly product: Product;
  readonly firstRow: number;
}
/** By `layer.module`. */
type Places = Map<string, Place>;

const attentionModules = ['q_proj', 'k_proj', 'v_proj'] as const;

/**
 * The linear layers in the order in which they are applied, layers x 7. Throws ProjectionError unless the graph has
 * each of them once, with the widths of config.json; `file` names the graph in the message.
 */
export function findProjections(graph: OnnxGraph, text: TextConfig, file: string): Projection[] {
  const makers = makersOf(graph);
  const products = findProducts(graph, makers);
  const expected = Array.from({ length: text.num_hidden_layers }, (_, layer) =>
    targetModules.map((module) => ({ layer, module })),
  ).flat();
  const fits = (places: Places): boolean =>
    places.size === expected.length &&
    expected.every(({ layer, module }) => places.has(`${layer}.${module}`));
  const named = findByName(products, text);
  const places = fits(named) ? named : findByStructure(products, makers, text);
  if (!fits(places)) throw unlikeConfig(graph, products, named, places, expected, text, file);
  return expected.map(({ layer, module }) => {
    const { product, firstRow } = places.get(`${layer}.${module}`)!;
    const [outFeatures, inFeatures] = moduleShape(module, decoderShapeOf(text));
    const name = projectionName(layer, module);
    const isPacked = places.get(`${layer}.v_proj`)!.product === places.get(`${layer}.q_proj`)!.product;
    const rows = isPacked && /^[qkv]_/.test(module) ? packedRows(text) : outFeatures;
    if (product.inFeatures !== inFeatures || product.outFeatures !== rows) {
      throw new ProjectionError(
        `${file}: expected ${name} as [${rows}, ${inFeatures}] as config.json says, got [${product.outFeatures}, ${product.inFeatures}] at the node ${product.node.name}. Use the decoder that belongs to this config.json.`,
      );
    }
    return { name, module, layer, node: product.node, product, firstRow, outFeatures, inFeatures };
  });
}

const projectionName = (layer: number, module: TargetModule): string =>
  `layers.${layer}.${/^[qkvo]_/.test(module) ? 'self_attn' : 'mlp'}.${module}`;

/** Rows of q, k and v in one product. */
const packedRows = (text: TextConfig): number =>
  (text.num_attention_heads + 2 * text.num_key_value_heads) * text.head_dim;

/** Adds q, k and v of a layer, which are three products, or one with q, k and v one below another. */
function placeAttention(
  places: Places,
  layer: number | string,
  products: readonly Product[],
  text: TextConfig,
): void {
  let firstRow = 0;
  attentionModules.forEach((module, i) => {
    places.set(`${layer}.${module}`, { product: products[i] ?? products[0]!, firstRow });
    if (products.length === 1) firstRow += moduleShape(module, decoderShapeOf(text))[0];
  });
}

// ---- By name ---------------------------------------------------------------------------------------------------

/**
 * Node names of optimum and onnxruntime-genai: `/model/layers.0/self_attn/q_proj/MatMul_Q4`,
 * `/model/layers.0/attn/qkv_proj/MatMul`.
 */
const nodeName = new RegExp(
  `layers\\.(\\d+)/(?:self_attn|attn|mlp)/(?:[\\w.]+/)*?(${targetModules.join('|')}|qkv_proj)/(?:[\\w.]+/)*?(?:MatMul|Gemm)`,
);

/** The modules by names; none if a module is there twice. */
function findByName(products: readonly Product[], text: TextConfig): Places {
  const places: Places = new Map();
  const seen = new Set<string>();
  for (const product of products) {
    const [, layer, module] = nodeName.exec(product.node.name) ?? [];
    if (layer === undefined || module === undefined) continue;
    if (seen.has(`${layer}.${module}`)) return new Map();
    seen.add(`${layer}.${module}`);
    if (module === 'qkv_proj') placeAttention(places, layer, [product], text);
    else places.set(`${layer}.${module}`, { product, firstRow: 0 });
  }
  return places;
}

// ---- By structure ----------------------------------------------------------------------------------------------
// A product is o if its input comes from three products of one tensor, q, k and v (or from one with their rows). It is down
// if its input comes from two products of one tensor, gate and up. This is true for no other product of a Llama layer: the
// inputs of q, k, v, gate, up and the LM head come from o and down of all layers before, which read different tensors.
// Layers are in the order of the graph's nodes.

function findByStructure(products: readonly Product[], makers: Makers, text: TextConfig): Places {
  const byNode = new Map(products.map((product) => [product.node, product]));
  const behind = (name: string): Set<Product> => productsBehind(makers, byNode, name);
  const hasShape = ({ outFeatures, inFeatures }: Product, module: TargetModule): boolean =>
    moduleShape(module, decoderShapeOf(text)).join() === `${outFeatures},${inFeatures}`;
  const places: Places = new Map();
  /** Layers whose attention, and layers whose MLP, was found. */
  let [attentions, mlps] = [0, 0];
  for (const product of products) {
    const input = product.node.inputs[0]!;
    const sources = [...behind(input)];
    const isOneTensor = new Set(sources.map(({ node }) => sourceOf(makers, node.inputs[0]!))).size === 1;
    if (!isOneTensor) continue;
    if (hasShape(product, 'o_proj') && attentions === mlps && sources.length !== 2) {
      const parts = sources.length === 1 ? sources : attentionParts(makers, behind, input);
      const areShaped =
        parts.length === 3
          ? parts.every((part, i) => hasShape(part, attentionModules[i]!))
          : parts[0]?.outFeatures === packedRows(text);
      if (!areShaped) continue;
      placeAttention(places, attentions, parts, text);
      places.set(`${attentions++}.o_proj`, { product, firstRow: 0 });
    } else if (hasShape(product, 'down_proj') && attentions === mlps + 1 && sources.length === 2) {
      const gate = gateOf(makers, behind, input);
      const up = sources.find((source) => source !== gate);
      if (!gate || !up || !hasShape(gate, 'gate_proj') || !hasShape(up, 'up_proj')) continue;
      places.set(`${mlps}.gate_proj`, { product: gate, firstRow: 0 });
      places.set(`${mlps}.up_proj`, { product: up, firstRow: 0 });
      places.set(`${mlps++}.down_proj`, { product, firstRow: 0 });
    }
  }
  return places;
}

type Behind = (name: string) => Set<Product>;

/** q, k and v, by their roles in an attention operator or in softmax(q · kᵀ) · v; empty if there is neither. */
function attentionParts(makers: Makers, behind: Behind, name: string): Product[] {
  const node = makers.get(name);
  if (!node) return [];
  const only = (input: string | undefined): Product[] => {
    const found = [...behind(input ?? '')];
    return found.length === 1 ? found : [];
  };
  if (node.operator.endsWith('Attention')) return node.inputs.slice(0, 3).flatMap(only);
  const isProduct =
    node.operator === 'MatMul' || node.operator === 'FusedMatMul' || node.operator === 'Einsum';
  if (isProduct && behind(node.inputs[0]!).size === 2) {
    const scores = scoresBehind(makers, behind, node.inputs[0]!);
    return scores ? [...scores.inputs.slice(0, 2), node.inputs[1]].flatMap(only) : [];
  }
  const wide = node.inputs.find((input) => behind(input).size === 3);
  return wide === undefined ? [] : attentionParts(makers, behind, wide);
}

/** The product of queries and keys: the last node with one input from each of the two products. */
function scoresBehind(makers: Makers, behind: Behind, name: string): OnnxNode | null {
  const node = makers.get(name);
  if (!node) return null;
  const wide = node.inputs.find((input) => behind(input).size === 2);
  return wide === undefined ? node : scoresBehind(makers, behind, wide);
}

/** Operators that sigmoid(x) · x is written with. */
const activations = new Set(['Sigmoid', 'Swish', 'Silu', 'SiLU', 'QuickGelu', 'Exp']);

/** Of gate and up, the two products before down, the one with the activation: gate. */
function gateOf(makers: Makers, behind: Behind, name: string): Product | null {
  const node = makers.get(name);
  const sources = behind(name);
  if (!node || sources.size === 0) return null;
  if (activations.has(node.operator)) return sources.size === 1 ? [...sources][0]! : null;
  if (sources.size === 1 && node.outputs[0] === [...sources][0]!.node.outputs[0]) return null;
  for (const input of node.inputs) {
    const gate = gateOf(makers, behind, input);
    if (gate) return gate;
  }
  return null;
}

// ---- What is wrong ---------------------------------------------------------------------------------------------

function unlikeConfig(
  { nodes }: OnnxGraph,
  products: readonly Product[],
  named: Places,
  structured: Places,
  expected: readonly { layer: number; module: TargetModule }[],
  text: TextConfig,
  file: string,
): ProjectionError {
  const best = named.size > structured.size ? named : structured;
  const names = expected.map(({ layer, module }) => `${layer}.${module}`);
  const missing = expected.filter(({ layer, module }) => !best.has(`${layer}.${module}`));
  const beyond = [...best.keys()].filter((name) => !names.includes(name));
  const shapes = countEach(
    products.map(({ node, outFeatures, inFeatures }) => `${node.operator} [${outFeatures}, ${inFeatures}]`),
  );
  const known = new Set(products.map(({ node }) => node));
  const others = countEach(
    nodes
      .filter(
        (node) => /MatMul|Gemm|^QLinear|^Dequantize|^If$|^Loop$/.test(node.operator) && !known.has(node),
      )
      .map(({ operator }) => operator),
  );
  const parts = [
    `${file}: expected ${expected.length} linear layers (${targetModules.join(', ')} in each of ${text.num_hidden_layers} layers), found ${best.size}: by the names of nodes ${named.size}, by the graph's structure ${structured.size}.`,
    missing.length > 0 &&
      `Missing: ${some(missing.map(({ layer, module }) => projectionName(layer, module)))}.`,
    beyond.length > 0 && `Beyond the last layer: ${some(beyond.map((name) => `layers.${name}`))}.`,
    `The graph's products with constant matrices are: ${some(shapes)}; named ${some(products.map(({ node }) => node.name))}.`,
    others.length > 0 && `Other operators that may hold weights, which are not read: ${some(others)}.`,
    'Use a q4, q4f16, 8-bit MatMulNBits, fp16 or fp32 export of the decoder that belongs to this config.json.',
  ];
  return new ProjectionError(parts.filter((part) => part !== false).join(' '));
}

function countEach(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${count} x ${name}`);
}

const some = (names: readonly string[]): string =>
  names.length > 8
    ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more`
    : names.join(', ') || 'none';
