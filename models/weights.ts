/**
 * Reads a frozen decoder from the ONNX files that inference runs: the weights of each linear layer as they are stored,
 * norms, LM head and embedding. They are found through the graph and checked against config.json. Nothing is
 * dequantized.
 * Not here: finding linear layers (onnx/read/projections.ts), matrices in ONNX (onnx/read/matrix.ts), the GPU
 * (decoder.ts).
 */

import type { LoraTarget } from './adapter/adapter.ts';
import { type ModelConfig, type TargetModule, targetModules } from './config.ts';
import { type EmbeddingTable, type FrozenMatrix, rowsOf, tableOf } from './frozen-matrix.ts';
import { checkAttention } from './onnx/read/attention.ts';
import { openModelFiles } from './onnx/read/files.ts';
import { readGatherBlocks, readProduct, readRows, WeightsError } from './onnx/read/matrix.ts';
import { type ModelFile, type OpenModel, openModel } from './onnx/read/model-file.ts';
import { readNorm } from './onnx/read/norms.ts';
import { type Product, productOf, sourceOf } from './onnx/read/products.ts';
import { findProjections } from './onnx/read/projections.ts';
import type { BaseModel, ModelPart } from './registry.ts';
import { type ModelSource, onnxPath } from './source.ts';

/** A linear layer that LoRA can adapt, with its weights. */
export type ModuleWeights = LoraTarget & FrozenMatrix;

/** The weights of a decoder layer. */
export interface LayerWeights {
  /** [hidden] */
  readonly inputNorm: Float32Array<ArrayBuffer>;
  /** [hidden] */
  readonly postAttentionNorm: Float32Array<ArrayBuffer>;
  readonly linear: Readonly<Record<TargetModule, ModuleWeights>>;
}

/** The weights of a decoder. */
export interface DecoderWeights {
  readonly config: ModelConfig['text_config'];
  readonly layers: readonly LayerWeights[];
  /** [hidden] */
  readonly finalNorm: Float32Array<ArrayBuffer>;
  /** [vocabulary, hidden] */
  readonly lmHead: FrozenMatrix;
  readonly embedding: EmbeddingTable;
}

/** The linear layers that LoRA can adapt, in the order in which they are applied. */
export const targetsOf = ({ layers }: DecoderWeights): LoraTarget[] =>
  layers.flatMap(({ linear }) =>
    targetModules.map((module) => {
      const { name, inFeatures, outFeatures } = linear[module];
      return { name, inFeatures, outFeatures };
    }),
  );

/** Reads the model's files. Throws as readDecoderWeights, and ModelFileError for missing files. */
export async function loadDecoderWeights(
  model: BaseModel,
  source: ModelSource,
): Promise<{ config: ModelConfig; weights: DecoderWeights }> {
  const files = await openModelFiles(model, source, () => {});
  const fetchFile = async (part: ModelPart): Promise<ModelFile> => {
    const path = onnxPath(model, part);
    const external = (location: string) => files.read(path.replace(/[^/]*$/, location));
    return { bytes: await files.read(path), file: `${model.path}/${path}`, external };
  };
  const [decoder, embedTokens] = [await fetchFile('decoder_model_merged'), await fetchFile('embed_tokens')];
  return { config: files.config, weights: await readDecoderWeights(files.config, decoder, embedTokens) };
}

/**
 * The weights in these files. Large matrices are views on the files' bytes if those are in the kernels' format. Throws
 * ModelFileError for damaged files, ProjectionError if linear layers are not found, and WeightsError if something else
 * is missing, has another shape than config.json says, or is in an unknown format.
 */
export async function readDecoderWeights(
  config: ModelConfig,
  decoderFile: ModelFile,
  embeddingFile: ModelFile,
): Promise<DecoderWeights> {
  const text = config.text_config;
  checkSizes(text);
  const decoder = await openModel(decoderFile);
  const projections = findProjections(decoder.graph, text, decoder.file);
  checkAttention(decoder, text);
  /** Products that contain several modules are read once. */
  const matrices = new Map<Product, FrozenMatrix>();
  const matrixOf = (product: Product, what: string): FrozenMatrix => {
    const matrix = matrices.get(product) ?? readProduct(decoder, product, what);
    matrices.set(product, matrix);
    return matrix;
  };
  const norm = (name: string, of: string) =>
    readNorm(decoder, name, text.hidden_size, text.rms_norm_eps, `${of} of ${decoder.file}`);
  const layers = Array.from({ length: text.num_hidden_layers }, (_, layer): LayerWeights => {
    const own = projections.slice(layer * targetModules.length, (layer + 1) * targetModules.length);
    const linear = Object.fromEntries(
      own.map(({ name, module, product, firstRow, outFeatures, inFeatures }) => {
        const matrix = rowsOf(matrixOf(product, name), firstRow, outFeatures);
        return [module, { ...matrix, name, outFeatures, inFeatures }];
      }),
    ) as Record<TargetModule, ModuleWeights>;
    const inputOf = (wanted: TargetModule): string =>
      own.find(({ module }) => module === wanted)!.node.inputs[0]!;
    return {
      inputNorm: norm(inputOf('q_proj'), `the input norm of layer ${layer}`),
      postAttentionNorm: norm(inputOf('gate_proj'), `the norm after attention of layer ${layer}`),
      linear,
    };
  });
  const head = findHead(decoder, text);
  return {
    config: text,
    layers,
    finalNorm: norm(head.node.inputs[0]!, 'the last norm'),
    lmHead: readProduct(decoder, head, 'the LM head'),
    embedding: tableOf(readEmbedding(await openModel(embeddingFile), text)),
  };
}

/** Checks the sizes against what the kernels can compute, before anything is read. Throws WeightsError. */
function checkSizes(text: ModelConfig['text_config']): void {
  const { hidden_size: hidden, intermediate_size: inner, head_dim: headSize } = text;
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

/** The product that computes the logits. Throws WeightsError. */
function findHead({ graph, makers, file }: OpenModel, text: ModelConfig['text_config']): Product {
  const output = graph.outputs.find(({ name }) => name === 'logits');
  const node = output && makers.get(sourceOf(makers, output.name));
  const head = node && productOf(graph, makers, node);
  const wanted = `the logits as a product with a constant matrix [${text.vocab_size}, ${text.hidden_size}]`;
  if (!head) {
    const outputs = graph.outputs.slice(0, 3).map(({ name }) => name);
    const found = node ? `${node.operator} ${node.name}` : `the outputs ${outputs.join(', ')}`;
    throw new WeightsError(
      `${file}: expected ${wanted}, got ${found}. Use an export of this model with its LM head.`,
    );
  }
  if (head.outFeatures !== text.vocab_size || head.inFeatures !== text.hidden_size) {
    throw new WeightsError(
      `${file}: expected ${wanted} as config.json says, got [${head.outFeatures}, ${head.inFeatures}] at the node ${head.node.name}. The files belong to different models: fetch them again.`,
    );
  }
  return head;
}

/** The token embedding [vocabulary, hidden], as stored in its file. Throws WeightsError. */
function readEmbedding(model: OpenModel, text: ModelConfig['text_config']): FrozenMatrix {
  const { graph, makers, file } = model;
  const what = 'the token embedding';
  const shape = `[${text.vocab_size}, ${text.hidden_size}]`;
  const gather = graph.nodes.find(({ operator, inputs }) => {
    const table = graph.tensors.get(sourceOf(makers, inputs[0] ?? ''));
    return operator === 'GatherBlockQuantized' || (operator === 'Gather' && table?.dims.length === 2);
  });
  if (!gather) {
    const operators = graph.nodes.slice(0, 8).map(({ operator }) => operator);
    throw new WeightsError(
      `${file}: expected ${what} ${shape} at a node Gather or GatherBlockQuantized, got ${operators.join(', ') || 'no node'}. Use an export of embed_tokens as fp32, fp16 or in blocks.`,
    );
  }
  const table =
    gather.operator === 'Gather'
      ? readRows(model, graph.tensors.get(sourceOf(makers, gather.inputs[0]!))!)
      : readGatherBlocks(model, gather, what);
  if (table.outFeatures !== text.vocab_size || table.inFeatures !== text.hidden_size) {
    throw new WeightsError(
      `${file}: expected ${what} ${shape} as config.json says, got [${table.outFeatures}, ${table.inFeatures}]. The files belong to different models: fetch them again.`,
    );
  }
  return table;
}
