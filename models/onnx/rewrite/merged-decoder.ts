/**
 * Writes a decoder with an adapter added to the weights of its layers: the node of each adapted layer becomes a MatMul
 * with a dense matrix, everything else stays unchanged. In blocks of 4 or 8 bits the small change would be lost to
 * rounding, so the matrices are floats, in the type of the activations. Not here: other files of the model
 * (../../adapter/merge.ts).
 */

import type { Adapter, LoraModule } from '../../adapter/adapter.ts';
import type { ModelConfig } from '../../config.ts';
import { toHalves } from '../../float16.ts';
import { tableOf } from '../../frozen-matrix.ts';
import { loraScale } from '../../lora-scale.ts';
import { DataType, type OnnxNode, readNode, readTensor } from '../read/graph.ts';
import { readProduct } from '../read/matrix.ts';
import { bytesOf, type ModelFile, type OpenModel, openModel } from '../read/model-file.ts';
import { findProjections, type Projection } from '../read/projections.ts';
import { bytesField, bytesHeader, readFields } from '../wire.ts';
import { encodeNode, encodeTensor } from '../write/model.ts';
import { AdapterError, checkAdapter } from './adapter-input.ts';
import { type ActivationType, targetOf } from './surgery.ts';

/** Bytes that are made only when they are written: a model has hundreds of megabytes of them. */
interface LazyBytes {
  readonly length: number;
  readonly make: () => Uint8Array<ArrayBuffer>;
}
type Pieces = readonly (Uint8Array<ArrayBuffer> | LazyBytes)[];

/** A model file to be written. */
interface MergedDecoder {
  /** The type of the first layer; exporters leave some layers of a float16 decoder in float32. */
  readonly type: ActivationType;
  readonly sizeBytes: number;
  /** The file's bytes in order. */
  readonly bytes: () => Generator<Uint8Array<ArrayBuffer>>;
}

/** The largest message of Protocol Buffers. */
const maxFileBytes = 2 ** 31 - 1;

/**
 * The decoder with the adapter: each adapted layer's weights become W + scale · B · A. External weights are moved into
 * the file. Throws as readDecoderWeights for the file, AdapterError for an adapter of another model, and RangeError if
 * the result is too large.
 */
export async function mergeIntoDecoder(
  source: ModelFile,
  text: ModelConfig['text_config'],
  adapter: Adapter,
): Promise<MergedDecoder> {
  const model = await openModel(source);
  const projections = findProjections(model.graph, text, model.file);
  const targets = projections.map((projection) =>
    targetOf(projection, model.graph, model.makers, model.file),
  );
  checkAdapter(adapter, targets);
  const merged = mergedNodes(projections, adapter);
  const types = new Map(projections.map(({ node }, i) => [node.outputs[0]!, targets[i]!.dataType]));
  const dropped = droppedNames(model, merged);
  const fields = [...readFields(source.bytes)].map((field): Pieces => {
    if (field.number !== 7) return [field.raw];
    return lazyField(7, writeGraph(model, field.bytes, { merged, dropped, types, adapter }));
  });
  const pieces = fields.flat();
  const sizeBytes = pieces.reduce((sum, { length }) => sum + length, 0);
  if (sizeBytes > maxFileBytes) {
    throw new Error(
      `Expected a merged decoder of at most 2 GB, which is all that one ONNX file can hold, got ${(sizeBytes / 1e9).toFixed(1)} GB. Merge into a smaller model, or into its float16 export.`,
    );
  }
  return { type: targets[0]!.dataType, sizeBytes, bytes: () => made(pieces) };
}

function* made(pieces: Pieces): Generator<Uint8Array<ArrayBuffer>> {
  for (const piece of pieces) yield piece instanceof Uint8Array ? piece : piece.make();
}

const lazyField = (field: number, payload: Pieces): Pieces => [
  bytesHeader(
    field,
    payload.reduce((sum, { length }) => sum + length, 0),
  ),
  ...payload,
];

// ---- The graph -------------------------------------------------------------------------------------------------

/** The modules of each node with an adapted module, by the node's output: q, k and v may share a node. */
type MergedNodes = ReadonlyMap<string, readonly Projection[]>;

function mergedNodes(projections: readonly Projection[], { modules }: Adapter): MergedNodes {
  const adapted = new Set(modules.map(({ name }) => name));
  const byOutput = new Map<string, Projection[]>();
  for (const projection of projections) {
    const output = projection.node.outputs[0]!;
    byOutput.set(output, [...(byOutput.get(output) ?? []), projection]);
  }
  return new Map([...byOutput].filter(([, own]) => own.some(({ name }) => adapted.has(name))));
}

/** The old weights of merged nodes: names of tensors and of nodes' outputs that nothing else uses. */
function droppedNames({ graph, makers }: OpenModel, merged: MergedNodes): ReadonlySet<string> {
  const readers = new Map<string, Set<OnnxNode>>();
  for (const node of graph.nodes) {
    for (const input of node.inputs) readers.set(input, (readers.get(input) ?? new Set()).add(node));
  }
  const isOutput = new Set(graph.outputs.map(({ name }) => name));
  const gone = new Set<OnnxNode>();
  const dropped = new Set<string>();
  const drop = (name: string): void => {
    if (name === '' || isOutput.has(name) || ![...(readers.get(name) ?? [])].every((node) => gone.has(node)))
      return;
    dropped.add(name);
    const maker = makers.get(name);
    if (!maker || gone.has(maker) || !maker.outputs.every((output) => output === '' || dropped.has(output)))
      return;
    gone.add(maker);
    maker.inputs.forEach(drop);
  };
  const nodes = [...merged.values()].map((own) => own[0]!.node);
  for (const node of nodes) gone.add(node);
  // Their first input, the activations, is kept.
  for (const node of nodes) node.inputs.slice(1).forEach(drop);
  return dropped;
}

interface Change {
  readonly merged: MergedNodes;
  readonly dropped: ReadonlySet<string>;
  /** The type of the activations, by the output of a layer's node. */
  readonly types: ReadonlyMap<string, ActivationType>;
  readonly adapter: Adapter;
}

const weightName = (output: string): string => `${output}/merged`;

function writeGraph(model: OpenModel, graph: Uint8Array<ArrayBuffer>, change: Change): Pieces {
  const { merged, dropped } = change;
  const pieces: Pieces[] = [];
  for (const field of readFields(graph)) {
    if (field.number === 1) {
      const node = readNode(field.bytes);
      const output = node.outputs[0] ?? '';
      if (merged.has(output))
        pieces.push(
          bytesField(1, encodeNode('MatMul', node.name, [node.inputs[0]!, weightName(output)], [output])),
        );
      else if (!node.outputs.every((name) => name === '' || dropped.has(name))) pieces.push([field.raw]);
    } else if (field.number === 5) {
      const tensor = readTensor(field.bytes);
      if (dropped.has(tensor.name)) continue;
      if (!tensor.external) pieces.push([field.raw]);
      else {
        const { name, dataType, dims } = tensor;
        const bytes = bytesOf(model, tensor, Object.keys(DataType) as (keyof typeof DataType)[]);
        pieces.push(bytesField(5, encodeTensor(name, dataType, dims, bytes)));
      }
    } else pieces.push([field.raw]);
  }
  for (const [output, own] of merged) pieces.push(mergedTensor(model, output, own, change));
  return pieces.flat();
}

/** A constant whose elements are computed when they are written. */
function mergedTensor(
  model: OpenModel,
  output: string,
  own: readonly Projection[],
  { types, adapter }: Change,
): Pieces {
  const { product } = own[0]!;
  const type = types.get(output)!;
  const { inFeatures, outFeatures } = product;
  const head = encodeTensor(weightName(output), DataType[type], [inFeatures, outFeatures], null);
  const length = inFeatures * outFeatures * (type === 'float32' ? 4 : 2);
  const make = () => elementsOf(model, own, adapter, type);
  return lazyField(5, [...head, ...lazyField(9, [{ length, make }])]);
}

// ---- The numbers -----------------------------------------------------------------------------------------------

/** (W + scale · B · A)ᵀ, [inFeatures, outFeatures], for all modules of a node. */
function elementsOf(
  model: OpenModel,
  own: readonly Projection[],
  adapter: Adapter,
  type: ActivationType,
): Uint8Array<ArrayBuffer> {
  const { product, name: what } = own[0]!;
  const { inFeatures, outFeatures } = product;
  const rows = tableOf(readProduct(model, product, what));
  const modules = new Map(adapter.modules.map((module) => [module.name, module]));
  const transposed = new Float32Array(inFeatures * outFeatures); // [in, out]
  const row = new Float32Array(inFeatures);
  for (const { name, firstRow, outFeatures: ownRows } of own) {
    const module = modules.get(name);
    for (let at = 0; at < ownRows; at++) {
      rows.readRow(firstRow + at, row, 0);
      if (module) addChange(row, module, at, adapter);
      for (let column = 0; column < inFeatures; column++)
        transposed[column * outFeatures + firstRow + at] = row[column]!;
    }
  }
  if (type === 'float32') return new Uint8Array(transposed.buffer);
  const halves = toHalves(transposed);
  if (halves.some((half) => (half & 0x7c00) === 0x7c00))
    throw new AdapterError(
      `Expected ${what} with the adapter to fit into float16, which this decoder computes in (numbers up to 65504), got larger ones. Merge into a decoder of float32 (fp32, q4).`,
    );
  return new Uint8Array(halves.buffer);
}

/** Adds row `at` of scale · B · A to a row of W. */
function addChange(row: Float32Array, { loraA, loraB }: LoraModule, at: number, adapter: Adapter): void {
  const { rank } = adapter;
  const scale = loraScale(adapter);
  for (let k = 0; k < rank; k++) {
    const factor = scale * loraB[at * rank + k]!;
    if (factor === 0) continue;
    const start = k * row.length;
    for (let column = 0; column < row.length; column++) row[column]! += factor * loraA[start + column]!;
  }
}
