/**
 * Reads a frozen decoder out of the ONNX files that inference runs: the packed 4-bit weights of each linear layer,
 * norms, LM head and embedding, found by their nodes and checked against config.json. Nothing is dequantized.
 * Not here: the ONNX format (onnx/graph.ts), the GPU (decoder.ts).
 */
import { type ModelConfig, type TargetModule, targetModules } from './config.ts';
import { type EmbeddingTable, type FrozenMatrix, floatMatrix, floatTable } from './frozen-matrix.ts';
import type { LoraTarget } from './lora.ts';
import { transpose } from './onnx/checkpoint.ts';
import { openModelFiles } from './onnx/files.ts';
import { DataType, floatElements, type OnnxGraph, type OnnxNode, readGraph } from './onnx/graph.ts';
import type { BaseModel } from './registry.ts';
import { type ModelSource, onnxPath } from './source.ts';

/** A model file whose contents are not as config.json says. The message says what was expected and what came. */
export class WeightsError extends Error {
  override readonly name = 'WeightsError';
}

/** A linear layer that LoRA may adapt. */
export type ModuleWeights = LoraTarget & FrozenMatrix;

export interface LayerWeights {
  /** [hidden] */
  readonly inputNorm: Float32Array<ArrayBuffer>;
  /** [hidden] */
  readonly postAttentionNorm: Float32Array<ArrayBuffer>;
  readonly linear: Readonly<Record<TargetModule, ModuleWeights>>;
}

export interface DecoderWeights {
  readonly config: ModelConfig['text_config'] & { readonly head_dim: number };
  readonly layers: readonly LayerWeights[];
  /** [hidden] */
  readonly finalNorm: Float32Array<ArrayBuffer>;
  /** [vocabulary, hidden] */
  readonly lmHead: FrozenMatrix;
  readonly embedding: EmbeddingTable;
}

/** The linear layers LoRA adapts, in the order they are applied. */
export const targetsOf = ({ layers }: DecoderWeights): LoraTarget[] =>
  layers.flatMap(({ linear }) =>
    targetModules.map((module) => {
      const { name, inFeatures, outFeatures } = linear[module];
      return { name, inFeatures, outFeatures };
    }),
  );

interface ModelFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Names the file in messages. */
  readonly file: string;
}

/** Fetches the model's files from the page's own origin and reads them. Errors as readDecoderWeights, and for missing files. */
export async function loadDecoderWeights(
  model: BaseModel,
  source: ModelSource,
): Promise<{ config: ModelConfig; weights: DecoderWeights }> {
  const files = await openModelFiles(model, source, () => {});
  const fetchFile = async (name: 'decoder_model_merged' | 'embed_tokens'): Promise<ModelFile> => {
    const path = onnxPath(model, name);
    return { bytes: await files.read(path), file: `${model.path}/${path}` };
  };
  const [decoder, embedTokens] = [await fetchFile('decoder_model_merged'), await fetchFile('embed_tokens')];
  return { config: files.config, weights: readDecoderWeights(files.config, decoder, embedTokens) };
}

/** Throws ModelFileError for damaged files, WeightsError where something is missing or of another shape than config says. */
export function readDecoderWeights(
  config: ModelConfig,
  decoder: ModelFile,
  embedTokens: ModelFile,
): DecoderWeights {
  const text = config.text_config;
  const headSize = text.head_dim ?? text.hidden_size / text.num_attention_heads;
  checkSizes(text, headSize);
  const graph = readGraph(decoder.bytes, decoder.file);
  const products = findProducts(graph);
  const layers = Array.from({ length: text.num_hidden_layers }, (_, layer): LayerWeights => {
    const read = (module: TargetModule) => {
      const parent = /^[qkvo]_/.test(module) ? 'self_attn' : 'mlp';
      const name = `layers.${layer}.${parent}.${module}`;
      const [outFeatures, inFeatures] = shapeOf(module, text, headSize);
      return readQ4(
        graph,
        products.get(`${layer}.${module}`),
        { name, outFeatures, inFeatures },
        decoder.file,
      );
    };
    const linear = Object.fromEntries(targetModules.map((module) => [module, read(module)]));
    const norm = (name: string) =>
      readFloats(
        graph,
        new RegExp(`layers\\.${layer}\\.${name}\\.weight$`),
        [text.hidden_size],
        decoder.file,
      );
    return {
      inputNorm: norm('input_layernorm'),
      postAttentionNorm: norm('post_attention_layernorm'),
      linear: linear as Record<TargetModule, ModuleWeights>,
    };
  });
  const lmHead = graph.nodes.find(({ outputs }) => outputs[0] === 'logits');
  const embedGraph = readGraph(embedTokens.bytes, embedTokens.file);
  const gather = embedGraph.nodes.find(({ operator }) => operator === 'Gather');
  return {
    config: { ...text, head_dim: headSize },
    layers,
    finalNorm: readFloats(
      graph,
      /(^|\.)(norm|final_norm_layernorm)\.weight$/,
      [text.hidden_size],
      decoder.file,
    ),
    lmHead: floatMatrix(
      transpose(
        readInput(graph, lmHead, 'MatMul', 1, [text.hidden_size, text.vocab_size], decoder.file),
        text.hidden_size,
        text.vocab_size,
      ),
      text.vocab_size,
      text.hidden_size,
    ),
    embedding: floatTable(
      readInput(embedGraph, gather, 'Gather', 0, [text.vocab_size, text.hidden_size], embedTokens.file),
      text.vocab_size,
      text.hidden_size,
    ),
  };
}

/** The kernels' own limits, before anything is read. */
function checkSizes(text: ModelConfig['text_config'], headSize: number): void {
  const { hidden_size: hidden, intermediate_size: inner } = text;
  const { num_attention_heads: heads, num_key_value_heads: keyHeads } = text;
  const wrong = [
    hidden % 32 !== 0 && `hidden_size ${hidden} (a multiple of 32)`,
    inner % 32 !== 0 && `intermediate_size ${inner} (a multiple of 32)`,
    (!Number.isInteger(headSize) || headSize % 8 !== 0) && `a head size of ${headSize} (a multiple of 8)`,
    (heads * headSize) % 32 !== 0 && `attention of width ${heads * headSize} (a multiple of 32)`,
    heads % keyHeads !== 0 && `${heads} heads on ${keyHeads} key-value heads (a whole number each)`,
  ].filter((text) => text !== false);
  if (wrong.length > 0) {
    throw new WeightsError(
      `config.json: this decoder cannot be trained here: it has ${wrong.join(', ')}. Choose another base model.`,
    );
  }
}

/** [outFeatures, inFeatures] */
function shapeOf(module: TargetModule, text: ModelConfig['text_config'], headSize: number): [number, number] {
  const { hidden_size: hidden, intermediate_size: inner } = text;
  const queries = text.num_attention_heads * headSize;
  const keys = text.num_key_value_heads * headSize;
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

/** MatMulNBits nodes by `layer.module`. */
function findProducts({ nodes }: OnnxGraph): Map<string, OnnxNode> {
  const place = new RegExp(
    `layers\\.(\\d+)/(?:self_attn|attn|mlp)/(?:\\w+/)*?(${targetModules.join('|')})/MatMul`,
  );
  const products = new Map<string, OnnxNode>();
  for (const node of nodes) {
    const match = node.operator === 'MatMulNBits' ? place.exec(node.name) : null;
    if (match) products.set(`${match[1]}.${match[2]}`, node);
  }
  return products;
}

/** Operator: https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.MatMulNBits */
function readQ4(
  graph: OnnxGraph,
  node: OnnxNode | undefined,
  target: LoraTarget,
  file: string,
): ModuleWeights {
  const { name, outFeatures, inFeatures } = target;
  const advice = 'Use a q4 export of this model (blocks of 32, float32 scales), or fetch it again.';
  if (!node)
    throw new WeightsError(`${file}: expected a MatMulNBits node for ${name}, found none. ${advice}`);
  const [bits, blockSize, columns, rows] = ['bits', 'block_size', 'K', 'N'].map((attribute) =>
    Number(node.attributes.get(attribute)),
  );
  if (bits !== 4 || blockSize !== 32 || columns !== inFeatures || rows !== outFeatures) {
    throw new WeightsError(
      `${file}: expected ${name} as [${outFeatures}, ${inFeatures}] in 4 bits and blocks of 32, got [${rows}, ${columns}] in ${bits} bits and blocks of ${blockSize}. ${advice}`,
    );
  }
  const blocksPerRow = inFeatures / 32;
  const packed = readBytes(graph, node.inputs[1], (outFeatures * inFeatures) / 2, name, file);
  const scales = graph.tensors.get(node.inputs[2] ?? '');
  if (!scales) throw new WeightsError(`${file}: expected scales for ${name}, found none. ${advice}`);
  const scale = floatElements(scales, file);
  if (scale.length !== outFeatures * blocksPerRow) {
    throw new WeightsError(
      `${file}: expected ${outFeatures * blocksPerRow} scales for ${name}, got ${scale.length}. ${advice}`,
    );
  }
  // Without zero points, code 8 is zero. With them: two a byte, each row beginning a byte.
  const pointsPerRow = Math.ceil(blocksPerRow / 2);
  const points = node.inputs[3]
    ? readBytes(graph, node.inputs[3], outFeatures * pointsPerRow, name, file)
    : null;
  const blocks = new Float32Array(scale.length * 2); // [out · in / 32, 2]
  for (let row = 0; row < outFeatures; row++) {
    for (let block = 0; block < blocksPerRow; block++) {
      const at = row * blocksPerRow + block;
      const byte = points?.[row * pointsPerRow + (block >> 1)];
      const zeroPoint = byte === undefined ? 8 : (byte >> (4 * (block & 1))) & 15;
      blocks[at * 2] = scale[at]!;
      blocks[at * 2 + 1] = -zeroPoint * scale[at]!;
    }
  }
  const words = new Int32Array(packed.slice().buffer); // [out · in / 8]
  return { name, inFeatures, outFeatures, bits: 4, blockSize: 32, words, blocks };
}

function readBytes(
  graph: OnnxGraph,
  tensorName: string | undefined,
  sizeBytes: number,
  module: string,
  file: string,
): Uint8Array<ArrayBuffer> {
  const tensor = graph.tensors.get(tensorName ?? '');
  if (tensor?.dataType !== DataType.uint8 || tensor.data?.length !== sizeBytes) {
    throw new WeightsError(
      `${file}: expected ${sizeBytes} bytes of packed weights for ${module}, got ${tensor?.data?.length ?? 'none in this file'}. Use a q4 export in one file, or fetch it again.`,
    );
  }
  return tensor.data;
}

/** The constant input of a node, float32 of that shape. */
function readInput(
  graph: OnnxGraph,
  node: OnnxNode | undefined,
  operator: string,
  input: number,
  shape: readonly number[],
  file: string,
): Float32Array<ArrayBuffer> {
  const name = node?.operator === operator ? node.inputs[input] : undefined;
  if (name === undefined || !graph.tensors.has(name)) {
    throw new WeightsError(
      `${file}: expected a node ${operator} with a constant float32 [${shape.join(', ')}], got ${node ? `${node.operator} ${node.name}` : 'none'}. Use an export with an unquantized embedding and LM head.`,
    );
  }
  return readFloats(graph, new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`), shape, file);
}

/** The one float32 tensor whose name matches, of that shape. */
function readFloats(
  { tensors }: OnnxGraph,
  name: RegExp,
  shape: readonly number[],
  file: string,
): Float32Array<ArrayBuffer> {
  const found = [...tensors.values()].filter((tensor) => name.test(tensor.name));
  const [tensor] = found;
  if (!tensor || found.length > 1) {
    throw new WeightsError(
      `${file}: expected one tensor named like ${name.source}, found ${found.length}. Use an export of the model with the usual names.`,
    );
  }
  const elements = floatElements(tensor, file);
  if (tensor.dims.join() !== shape.join()) {
    throw new WeightsError(
      `${file}: expected tensor ${tensor.name} of shape [${shape.join(', ')}] as config.json says, got [${tensor.dims.join(', ')}]. The files belong to different models: fetch them again.`,
    );
  }
  return elements;
}
