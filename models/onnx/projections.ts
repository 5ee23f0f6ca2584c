/**
 * Finds the linear layers that LoRA may adapt in a decoder's graph, whoever exported it: by the names of their nodes.
 * Not here: what their weights are (../weights.ts), what is put beside them (surgery.ts).
 */
import { type ModelConfig, type TargetModule, targetModules } from '../config.ts';
import type { OnnxGraph, OnnxNode } from './graph.ts';
import { contrib } from './model.ts';

/** A linear layer of the decoder, and the node that computes it. */
export interface Projection {
  /** As in the checkpoint: `layers.0.self_attn.q_proj`. */
  readonly name: string;
  readonly module: TargetModule;
  readonly layer: number;
  readonly node: OnnxNode;
  /** The first of this module's rows among the node's outputs: 0 unless q, k and v are packed in one node. */
  readonly firstRow: number;
  readonly outFeatures: number;
  readonly inFeatures: number;
}

/** A decoder whose linear layers are not as config.json says. The message lists what was found. */
export class ProjectionError extends Error {
  override readonly name = 'ProjectionError';
}

type TextConfig = ModelConfig['text_config'];

/** A product of the activations with a constant matrix [outFeatures, inFeatures]. */
interface Product {
  readonly node: OnnxNode;
  readonly outFeatures: number;
  readonly inFeatures: number;
}

/**
 * The linear layers in the order they are applied, layers x 7. Throws ProjectionError where the graph has not each of
 * them once, of the widths config.json says; `file` names it in the message.
 */
export function findProjections(graph: OnnxGraph, text: TextConfig, file: string): Projection[] {
  const products = findProducts(graph);
  const found = findByName(products, text);
  const expected = Array.from({ length: text.num_hidden_layers }, (_, layer) =>
    targetModules.map((module) => ({ layer, module })),
  ).flat();
  const missing = expected.filter(({ layer, module }) => !found.has(`${layer}.${module}`));
  if (missing.length > 0 || found.size !== expected.length) {
    throw new ProjectionError(
      `${file}: expected ${expected.length} linear layers (${targetModules.join(', ')} in each of ${text.num_hidden_layers} layers), found ${found.size}. ` +
        `${missing.length > 0 ? `Missing: ${some(missing.map(({ layer, module }) => projectionName(layer, module)))}. ` : ''}` +
        `The graph's products with constant matrices are: ${some(products.map(({ node }) => node.name))}. Use the decoder that belongs to this config.json.`,
    );
  }
  return expected.map(({ layer, module }) => {
    const { product, firstRow } = found.get(`${layer}.${module}`)!;
    const [outFeatures, inFeatures] = moduleShape(module, text);
    const name = projectionName(layer, module);
    const rows = isPacked(product, text) ? packedRows(text) : outFeatures;
    if (product.inFeatures !== inFeatures || product.outFeatures !== rows) {
      throw new ProjectionError(
        `${file}: expected ${name} as [${rows}, ${inFeatures}] as config.json says, got [${product.outFeatures}, ${product.inFeatures}] at the node ${product.node.name}. Use the decoder that belongs to this config.json.`,
      );
    }
    return { name, module, layer, node: product.node, firstRow, outFeatures, inFeatures };
  });
}

const projectionName = (layer: number, module: TargetModule): string =>
  `layers.${layer}.${/^[qkvo]_/.test(module) ? 'self_attn' : 'mlp'}.${module}`;

/** [outFeatures, inFeatures] of a linear layer. */
export function moduleShape(module: TargetModule, text: TextConfig): [number, number] {
  const { hidden_size: hidden, intermediate_size: inner } = text;
  const queries = text.num_attention_heads * text.head_dim;
  const keys = text.num_key_value_heads * text.head_dim;
  const shapes: Record<TargetModule, [number, number]> = {
    q_proj: [queries, hidden],
    k_proj: [keys, hidden],
    v_proj: [keys, hidden],
    o_proj: [hidden, queries],
    gate_proj: [inner, hidden],
    up_proj: [inner, hidden],
    down_proj: [hidden, inner],
  };
  return shapes[module];
}

const packedRows = (text: TextConfig): number =>
  (text.num_attention_heads + 2 * text.num_key_value_heads) * text.head_dim;

const packedName = /qkv_proj\/(?:MatMul|Gemm)/;
const isPacked = ({ node }: Product, _text: TextConfig): boolean => packedName.test(node.name);

const some = (names: readonly string[]): string =>
  names.length > 8
    ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more`
    : names.join(', ') || 'none';

/** The graph's products with constant matrices, in its order. */
function findProducts({ nodes, tensors }: OnnxGraph): Product[] {
  return nodes.flatMap((node): Product[] => {
    const weight = tensors.get(node.inputs[1] ?? '');
    if (!weight) return [];
    if (node.operator === 'MatMulNBits' && node.domain === contrib) {
      const [outFeatures, inFeatures] = ['N', 'K'].map((key) => Number(node.attributes.get(key)));
      return [{ node, outFeatures: outFeatures!, inFeatures: inFeatures! }];
    }
    if ((node.operator !== 'MatMul' && node.operator !== 'Gemm') || node.domain !== '') return [];
    if (weight.dims.length !== 2) return [];
    const isTransposed = node.operator === 'Gemm' && node.attributes.get('transB') === 1n;
    const [inFeatures, outFeatures] = isTransposed ? [...weight.dims].reverse() : weight.dims;
    return [{ node, outFeatures: outFeatures!, inFeatures: inFeatures! }];
  });
}

/** Products by `layer.module`, from names such as `/model/layers.0/self_attn/q_proj/MatMul_Q4`. */
function findByName(
  products: readonly Product[],
  text: TextConfig,
): Map<string, { product: Product; firstRow: number }> {
  const place = new RegExp(
    `layers\\.(\\d+)/(?:self_attn|attn|mlp)/(?:[\\w.]+/)*?(${targetModules.join('|')}|qkv_proj)/(?:[\\w.]+/)*?(?:MatMul|Gemm)`,
  );
  const found = new Map<string, { product: Product; firstRow: number }>();
  for (const product of products) {
    const match = place.exec(product.node.name);
    if (!match) continue;
    if (match[2] !== 'qkv_proj') {
      found.set(`${match[1]}.${match[2]}`, { product, firstRow: 0 });
      continue;
    }
    let firstRow = 0;
    for (const module of ['q_proj', 'k_proj', 'v_proj'] as const) {
      found.set(`${match[1]}.${module}`, { product, firstRow });
      firstRow += moduleShape(module, text)[0];
    }
  }
  return found;
}
