/**
 * Reads the constant matrices of a graph as they are stored: blocks of 4- or 8-bit codes, halves or floats. Nothing is
 * dequantized, and large tensors are views on their files if rows and alignment allow it.
 * Not here: which matrix is which (projections.ts, ../../weights.ts).
 * Operators: https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.MatMulNBits
 * and #com.microsoft.GatherBlockQuantized
 */
import { type FrozenMatrix, floatMatrix } from '../../frozen-matrix.ts';
import { transpose } from '../write/checkpoint.ts';
import { DataType, type OnnxNode, type OnnxTensor } from './graph.ts';
import { aligned, bytesOf, floatsOf, type OpenModel } from './model-file.ts';
import type { Product } from './products.ts';

/** A model file that does not fit its config.json. The message says what was expected and what came. */
export class WeightsError extends Error {
  override readonly name = 'WeightsError';
}

/**
 * The matrix of a product, [outFeatures, inFeatures]. `what` names it in messages. Throws ModelFileError or
 * WeightsError.
 */
export function readProduct(model: OpenModel, product: Product, what: string): FrozenMatrix {
  const { node, form, weight, outFeatures, inFeatures } = product;
  if (form === 'blocks') return readBlocks(model, product, what);
  if (node.inputs[2] || Number(node.attributes.get('alpha') ?? 1) !== 1) {
    throw new WeightsError(
      `${model.file}: expected ${what} as a plain product, got a bias or a factor at the node ${node.name}. Decoders of this family have none: use another export.`,
    );
  }
  if (form === 'rows') return readRows(model, weight);
  const bytes = bytesOf(model, weight, ['float32', 'float16']);
  if (weight.dataType === DataType.float32) {
    const transposed = transpose(new Float32Array(...aligned(bytes, 4)), inFeatures, outFeatures); // [out, in]
    return floatMatrix(transposed, outFeatures, inFeatures);
  }
  const transposed = transpose(new Uint16Array(...aligned(bytes, 2)), inFeatures, outFeatures); // [out, in]
  return halfMatrix(new Uint8Array(transposed.buffer), outFeatures, inFeatures);
}

/** A float tensor [rows, columns] as it is stored. Throws as readProduct. */
export function readRows(model: OpenModel, tensor: OnnxTensor): FrozenMatrix {
  const bytes = bytesOf(model, tensor, ['float32', 'float16']);
  const [rows, columns] = tensor.dims as [number, number];
  if (tensor.dataType === DataType.float16) return halfMatrix(bytes, rows, columns);
  return floatMatrix(new Float32Array(...aligned(bytes, 4)), rows, columns);
}

const halfMatrix = (
  bytes: Uint8Array<ArrayBuffer>,
  outFeatures: number,
  inFeatures: number,
): FrozenMatrix => ({
  outFeatures,
  inFeatures,
  bits: 16,
  blockSize: inFeatures,
  words: new Int32Array(...aligned(bytes, 4)),
  blocks: null,
});

/** A matrix in blocks, as the operators with blocks have it. */
interface Blocks {
  readonly rows: number;
  readonly columns: number;
  readonly bits: 4 | 8;
  readonly blockSize: number;
  /** [rows, blocks of a row, blockSize · bits / 8]; the last block of a row is padded. */
  readonly codes: Uint8Array<ArrayBuffer>;
  /** [rows, blocks of a row] */
  readonly scales: Float32Array<ArrayBuffer>;
  /** The zero point of a block, by its row and its number in the row. */
  readonly zeroPoint: (row: number, block: number) => number;
}

const formats = 'Use an export with 4 or 8 bits in blocks of 16, 32, 64, 128 or 256.';

/** Bits and block size of a node. Throws WeightsError for an unknown format. */
function formatOf(
  { file }: OpenModel,
  node: OnnxNode,
  unsaidSize: number,
  what: string,
): { bits: 4 | 8; blockSize: number } {
  const bits = Number(node.attributes.get('bits') ?? 4);
  const blockSize = Number(node.attributes.get('block_size') ?? unsaidSize);
  if ((bits === 4 || bits === 8) && [16, 32, 64, 128, 256].includes(blockSize)) return { bits, blockSize };
  throw new WeightsError(
    `${file}: expected ${what} in 4 or 8 bits and blocks of 16 to 256, got ${bits} bits and blocks of ${blockSize}. ${formats}`,
  );
}

/** The matrix of a MatMulNBits. Inputs: activations, codes, scales, then optional zero points, group index and bias. */
function readBlocks(
  model: OpenModel,
  { node, weight, outFeatures: rows, inFeatures: columns }: Product,
  what: string,
): FrozenMatrix {
  const { bits, blockSize } = formatOf(model, node, Number.NaN, what);
  if (node.inputs[4] || node.inputs[5]) {
    throw new WeightsError(
      `${model.file}: expected ${what} as blocks in order and without a bias, got ${node.inputs[4] ? 'a group index (g_idx)' : 'a bias'} at the node ${node.name}. Use another export.`,
    );
  }
  const blocksPerRow = Math.ceil(columns / blockSize);
  const packed = bytesOf(model, weight, ['uint8']);
  const packedBytes = (rows * blocksPerRow * blockSize * bits) / 8;
  const codes = sized(model, packed, packedBytes, `bytes of packed weights for ${what}`);
  const scaleTensor = tensorOf(model, node, 2, `scales for ${what}`);
  const scales = sized(model, floatsOf(model, scaleTensor), rows * blocksPerRow, `scales for ${what}`);
  const points = node.inputs[3] ? tensorOf(model, node, 3, `zero points for ${what}`) : null;
  const rowBytes = Math.ceil((blocksPerRow * bits) / 8);
  const zeroPoint = zeroPointsOf(model, points, bits, rows, blocksPerRow, rowBytes, what);
  return joinBlocks({ rows, columns, bits, blockSize, codes, scales, zeroPoint });
}

/** The table of a GatherBlockQuantized, [rows, columns]. Throws as readProduct. */
export function readGatherBlocks(model: OpenModel, node: OnnxNode, what: string): FrozenMatrix {
  const attribute = (name: string, unsaid: number): number => Number(node.attributes.get(name) ?? unsaid);
  const { bits, blockSize } = formatOf(model, node, 128, what);
  if (attribute('gather_axis', 0) !== 0 || attribute('quantize_axis', 1) !== 1) {
    throw new WeightsError(
      `${model.file}: expected ${what} gathered by rows and in blocks along them, got other axes at the node ${node.name}. Use another export.`,
    );
  }
  const table = tensorOf(model, node, 0, what);
  const isSigned = table.dataType === DataType.int4;
  let codes = bytesOf(model, table, ['uint8', 'uint4', 'int4']);
  // Signed codes become unsigned ones with the middle code as zero. Without zero points, uint4 counts from 0, bytes from the
  // middle code.
  if (isSigned) codes = codes.map((byte) => byte ^ 0x88);
  const unsaid = table.dataType === DataType.uint4 ? 0 : 2 ** (bits - 1);
  const scaleTensor = tensorOf(model, node, 2, `scales for ${what}`);
  const scales = floatsOf(model, scaleTensor);
  const rows = table.dims[0]!;
  const columns = table.dataType === DataType.uint8 ? (table.dims[1]! * 8) / bits : table.dims[1]!;
  const blocksPerRow = columns / blockSize;
  if (!Number.isInteger(blocksPerRow) || scales.length !== rows * blocksPerRow) {
    throw new WeightsError(
      `${model.file}: expected ${what} [${rows}, ${columns}] with a scale for each block of ${blockSize}, got ${scales.length} scales. ${formats}`,
    );
  }
  const points = node.inputs[3] ? tensorOf(model, node, 3, `zero points for ${what}`) : null;
  // In bytes, each row begins with a new byte; in ONNX' own 4-bit types it does not.
  const rowBytes =
    table.dataType === DataType.uint8 ? Math.ceil((blocksPerRow * bits) / 8) : blocksPerRow / 2;
  const point = zeroPointsOf(model, points, bits, rows, blocksPerRow, rowBytes, what, unsaid);
  const zeroPoint = isSigned && points ? (row: number, block: number) => point(row, block) ^ 8 : point;
  return joinBlocks({ rows, columns, bits, blockSize, codes, scales, zeroPoint });
}

/** Zero points: codes with `rowBytes` bytes a row, or floats, or the middle code if there are none. */
function zeroPointsOf(
  model: OpenModel,
  tensor: OnnxTensor | null,
  bits: 4 | 8,
  rows: number,
  blocksPerRow: number,
  rowBytes: number,
  what: string,
  unsaid = 2 ** (bits - 1),
): Blocks['zeroPoint'] {
  if (!tensor) return () => unsaid;
  const counted = `zero points for ${what}`;
  if (tensor.dataType === DataType.float32 || tensor.dataType === DataType.float16) {
    const points = sized(model, floatsOf(model, tensor), rows * blocksPerRow, counted);
    return (row, block) => points[row * blocksPerRow + block]!;
  }
  const bytes = bytesOf(model, tensor, ['uint8', 'uint4', 'int4', 'float32', 'float16']);
  const points = sized(model, bytes, Math.ceil(rows * rowBytes), `bytes of ${counted}`);
  return (row, block) => {
    const bit = row * rowBytes * 8 + block * bits;
    return (points[Math.floor(bit / 8)]! >> (bit % 8)) & (2 ** bits - 1);
  };
}

/** The constant that is an input of the node. */
function tensorOf({ graph, file }: OpenModel, node: OnnxNode, input: number, what: string): OnnxTensor {
  const name = node.inputs[input] ?? '';
  const tensor = graph.tensors.get(name);
  if (tensor) return tensor;
  throw new WeightsError(
    `${file}: expected constant ${what}, got ${name === '' ? 'none' : `the computed ${name}`} at the node ${node.name}. Use another export.`,
  );
}

function sized<T extends { readonly length: number }>(
  { file }: OpenModel,
  elements: T,
  count: number,
  what: string,
): T {
  if (elements.length === count) return elements;
  throw new WeightsError(
    `${file}: expected ${count} ${what}, got ${elements.length}. The file is damaged or made by another tool: use another export.`,
  );
}

/**
 * The matrix of these blocks. If the last block of a row is padded, or blocks are larger than 128, each block is divided
 * into smaller ones of the same scale, so that rows have whole blocks.
 */
function joinBlocks({ rows, columns, bits, blockSize, codes, scales, zeroPoint }: Blocks): FrozenMatrix {
  const blocksPerRow = Math.ceil(columns / blockSize);
  const inner = [blockSize, 128, 64, 32, 16].find(
    (size) => size <= Math.min(blockSize, 128) && columns % size === 0,
  )!;
  const blocks = new Float32Array((rows * columns * 2) / inner); // [rows · columns / inner, 2]
  let at = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column += inner) {
      const block = Math.floor(column / blockSize);
      const scale = scales[row * blocksPerRow + block]!;
      blocks[at++] = scale;
      blocks[at++] = -zeroPoint(row, block) * scale;
    }
  }
  const rowBytes = (columns * bits) / 8;
  const filledBytes = (blocksPerRow * blockSize * bits) / 8;
  let packed = codes;
  if (filledBytes !== rowBytes) {
    packed = new Uint8Array(rows * rowBytes);
    for (let row = 0; row < rows; row++)
      packed.set(codes.subarray(row * filledBytes, row * filledBytes + rowBytes), row * rowBytes);
  }
  const words = new Int32Array(...aligned(packed, 4)); // [rows · columns · bits / 32]
  return { outFeatures: rows, inFeatures: columns, bits, blockSize: inner, words, blocks };
}
