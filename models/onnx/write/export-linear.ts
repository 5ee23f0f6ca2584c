/**
 * A linear layer as ONNX: a product with a float matrix, or with blocks of codes. Not here: which layers there are
 * (export-decoder.ts, export-vision.ts).
 */
import { transpose } from './checkpoint.ts';
import type { ExportVariant } from './export-variant.ts';
import { contrib, type GraphWriter } from './model.ts';
import { type BlockFormat, packZeroPoints, type QuantizedMatrix, quantizeBlocks } from './quantize.ts';

/** Weights of a linear layer, [rows, columns], and its names. */
interface Linear {
  /** Names the tensors. */
  readonly name: string;
  /** Names the node. */
  readonly at: string;
  readonly weights: Float32Array<ArrayBuffer>;
  readonly rows: number;
  readonly columns: number;
}

/** The format of a variant's blocks; null if it has floats. */
export const blocksOf = ({ decoder, blockSize, zeroPoints }: ExportVariant): BlockFormat | null =>
  decoder === 'fp16' || decoder === 'fp32'
    ? null
    : { bits: decoder === 'q8' ? 8 : 4, blockSize, hasZeroPoints: zeroPoints !== 'none' };

/** x [.., columns] -> [.., rows], as floats of the graph's type. */
export function floatLinear(
  graph: GraphWriter,
  x: string,
  linear: Linear,
  output = `${linear.at}/output`,
): string {
  const { name, at, weights, rows, columns } = linear;
  const transposed = graph.floats(`${name}.weight`, [columns, rows], transpose(weights, rows, columns));
  return graph.node('MatMul', `${at}/MatMul`, [x, transposed], [output]);
}

/**
 * x [.., columns] -> [.., rows], as blocks. No accuracy level is set, so that every device computes the products in the
 * type of the activations.
 */
export function blockLinear(
  graph: GraphWriter,
  x: string,
  linear: Linear,
  format: BlockFormat,
  zeroPoints: ExportVariant['zeroPoints'],
  output = `${linear.at}/output`,
): string {
  const { at, weights, rows, columns } = linear;
  const name = `${linear.name}.MatMul`;
  const quantized = quantizeBlocks(weights, rows, columns, format);
  const { bits, blockSize, blocksPerRow, packed, scales } = quantized;
  const inputs = [
    x,
    graph.bytes(`${name}.weight_Q${bits}`, [rows, blocksPerRow, (blockSize * bits) / 8], packed),
    graph.floats(`${name}.weight_scales`, [scales.length], scales),
  ];
  if (quantized.zeroPoints) inputs.push(zeroPointsOf(graph, `${name}.weight_zp`, quantized, zeroPoints));
  return graph.node(
    'MatMulNBits',
    `${at}/MatMul_Q${bits}`,
    inputs,
    [output],
    { K: { int: columns }, N: { int: rows }, bits: { int: bits }, block_size: { int: blockSize } },
    contrib,
  );
}

function zeroPointsOf(
  graph: GraphWriter,
  name: string,
  quantized: QuantizedMatrix,
  zeroPoints: ExportVariant['zeroPoints'],
): string {
  if (zeroPoints === 'floats') return graph.floats(name, [quantized.scales.length], quantized.zeroPoints!);
  const packed = packZeroPoints(quantized);
  return graph.bytes(name, [packed.length], packed);
}
