/**
 * Checks the sizes in config.json against those of the weights, key by key: a key that the file leaves out has
 * transformers' default, which need not be true of the model. Without this check a wrong size would show late, as an
 * error of the engine. Not here: what cannot be seen in shapes (attention.ts), the schema (../../config.ts).
 */
import type { ModelConfig } from '../../config.ts';
import { readJson, valueAt } from '../../json.ts';
import { patchesAlong } from '../../pass-sizes.ts';
import { ModelFileError } from '../wire.ts';
import type { OnnxGraph, OnnxNode } from './graph.ts';
import { findProducts, makersOf, productsBehind } from './products.ts';

/** The graphs of a model's files, as far as they are at hand, with the files' names for messages. */
export interface NamedGraphs {
  readonly decoder_model_merged: { readonly graph: OnnxGraph; readonly file: string };
  readonly embed_tokens?: { readonly graph: OnnxGraph; readonly file: string };
  readonly vision_encoder?: { readonly graph: OnnxGraph; readonly file: string };
}

/** A size as weights show it; null if they do not. */
type Shown = readonly [path: string, size: number | null];

/**
 * Throws ModelFileError for the first key of config.json that says another size than the weights. `text` is the file as
 * it is, `name` its name for messages.
 */
export function checkSizes(config: ModelConfig, text: string, name: string, graphs: NamedGraphs): void {
  const { decoder_model_merged: decoder, embed_tokens: embedding, vision_encoder: vision } = graphs;
  const shown = [
    [decoder.file, decoderSizes(decoder.graph, config)],
    [embedding?.file, embedding ? embeddingSizes(embedding.graph) : []],
    [vision?.file, vision ? visionSizes(vision.graph, config) : []],
  ] as const;
  for (const [file, sizes] of shown) {
    for (const [path, size] of sizes) {
      const keys = path.split('.');
      const said = valueAt(config, keys);
      if (size === null || said === size) continue;
      const read = readJson(text);
      const isSaid = 'value' in read && valueAt(read.value, keys) != null;
      throw new ModelFileError(
        `${name}: expected ${path} ${size}, as the weights in ${file} have, got ${said}${isSaid ? '. Use the config.json of this model.' : `, which is transformers' default, as the file leaves this key out. Write "${keys.at(-1)}": ${size} into ${keys.length > 1 ? `${keys[0]} of ` : ''}config.json.`}`,
      );
    }
  }
}

/** A dimension of a graph's input or output; null if it is a symbol or there is none. */
function sizeOf(values: OnnxGraph['inputs'], name: string | RegExp, axis: number): number | null {
  const value = values.find((each) => (typeof name === 'string' ? each.name === name : name.test(each.name)));
  const size = value?.dims.at(axis);
  return typeof size === 'number' && size > 0 ? size : null;
}

/** The one number that a list has, perhaps several times; null if there is none or more than one. */
function onlyOf(sizes: readonly number[]): number | null {
  return new Set(sizes).size === 1 ? sizes[0]! : null;
}

/** An attribute of all nodes that have it; null if it differs or none has it. */
const attributeOf = (nodes: readonly OnnxNode[], operator: RegExp, key: string): number | null =>
  onlyOf(
    nodes.flatMap((node) =>
      operator.test(node.operator) && node.attributes.has(key) ? [Number(node.attributes.get(key))] : [],
    ),
  );

/** Output widths of the products whose nodes have such names; null if they differ or there is none. */
const widthOf = (graph: OnnxGraph, name: RegExp): number | null =>
  onlyOf(
    findProducts(graph, makersOf(graph)).flatMap(({ node, outFeatures }) =>
      name.test(node.name) ? [outFeatures] : [],
    ),
  );

const pastKey = /^past_key_values\.\d+\.key$/;

function decoderSizes(graph: OnnxGraph, { text_config: text }: ModelConfig): Shown[] {
  const { inputs, outputs, nodes } = graph;
  const layers = inputs.filter(({ name }) => pastKey.test(name)).length;
  const headSize = sizeOf(inputs, pastKey, 3);
  const queries = widthOf(graph, /\/q_proj\//);
  const heads =
    attributeOf(nodes, /^(?:GroupQuery|MultiHead)Attention$/, 'num_heads') ??
    (queries === null ? null : queries / (headSize ?? text.head_dim));
  return [
    ['text_config.num_hidden_layers', layers || null],
    ['text_config.hidden_size', sizeOf(inputs, 'inputs_embeds', 2)],
    ['text_config.num_attention_heads', heads],
    ['text_config.num_key_value_heads', sizeOf(inputs, pastKey, 1)],
    ['text_config.head_dim', headSize],
    ['text_config.intermediate_size', widthOf(graph, /\/(?:gate|up)_proj\//)],
    ['text_config.vocab_size', sizeOf(outputs, 'logits', 2)],
  ];
}

function embeddingSizes(graph: OnnxGraph): Shown[] {
  const tables = graph.nodes.flatMap(({ operator, inputs }) => {
    const table = operator === 'Gather' ? graph.tensors.get(inputs[0] ?? '') : undefined;
    return table?.dims.length === 2 ? [table.dims[0]!] : [];
  });
  return [
    ['text_config.hidden_size', sizeOf(graph.outputs, 'inputs_embeds', 2)],
    ['text_config.vocab_size', onlyOf(tables)],
  ];
}

function visionSizes(graph: OnnxGraph, { text_config: text, vision_config: vision }: ModelConfig): Shown[] {
  const { inputs, outputs, nodes, tensors } = graph;
  // The first layer is the only convolution: [width, 3, patch, patch].
  const filters = nodes.flatMap(({ operator, inputs: [, weight] }) => {
    const dims = operator.startsWith('Conv') ? tensors.get(weight ?? '')?.dims : undefined;
    return dims?.length === 4 && dims[2] === dims[3] ? [dims] : [];
  });
  const width = onlyOf(filters.map((dims) => dims[0]!));
  const patch = onlyOf(filters.map((dims) => dims[2]!));
  const places = [...tensors.values()].find(
    ({ name, dims }) => /position_embedding/.test(name) && dims.length === 2,
  )?.dims[0];
  const along = Math.sqrt(places ?? Number.NaN);
  const patches = patchesAlong({ imageSizePx: vision.image_size, patchSizePx: vision.patch_size });
  // Pixels that fill no whole patch do not show in the weights.
  const isOther = Number.isInteger(along) && along !== patches;
  return [
    ['vision_config.hidden_size', width],
    ['vision_config.patch_size', patch],
    [
      'vision_config.image_size',
      sizeOf(inputs, 'pixel_values', 4) ?? (isOther ? along * vision.patch_size : null),
    ],
    ['vision_config.num_attention_heads', attributeOf(nodes, /^MultiHeadAttention$/, 'num_heads')],
    ['vision_config.intermediate_size', widthOf(graph, /\/fc1\//)],
    ['text_config.hidden_size', sizeOf(outputs, 'image_features', -1)],
    ['scale_factor', scaleOf(graph, text.hidden_size, vision.hidden_size)],
  ];
}

/** The connector maps the squares of scale x scale patches to the decoder's width: [width · scale², decoder width]. */
function scaleOf(graph: OnnxGraph, decoderWidth: number, width: number): number | null {
  const makers = makersOf(graph);
  const products = new Map(findProducts(graph, makers).map((product) => [product.node, product]));
  const last = productsBehind(makers, products, graph.outputs[0]?.name ?? '');
  const [connector] = last;
  if (last.size !== 1 || !connector || connector.outFeatures !== decoderWidth) return null;
  const scale = Math.sqrt(connector.inFeatures / width);
  return Number.isInteger(scale) ? scale : null;
}
