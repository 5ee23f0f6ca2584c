/** Matrices and norms as other exporters write them, one node at a time. */
import { describe, expect, test } from 'vitest';
import { toHalves } from '../../../models/float16.ts';
import { dequantize } from '../../../models/frozen-matrix.ts';
import { DataType } from '../../../models/onnx/read/graph.ts';
import { readGatherBlocks, readProduct } from '../../../models/onnx/read/matrix.ts';
import { openModel } from '../../../models/onnx/read/model-file.ts';
import { readNorm } from '../../../models/onnx/read/norms.ts';
import { findProducts } from '../../../models/onnx/read/products.ts';
import { bytesField, intField, join, message, textField } from '../../../models/onnx/wire.ts';
import { type Attribute, contrib, createGraph, type GraphWriter } from '../../../models/onnx/write/model.ts';
import { modelFile } from '../../fixtures/model-files.ts';

const open = (graph: GraphWriter) => openModel(modelFile('made.onnx', graph.finish('made')));
const counted = (length: number) => Float32Array.from({ length }, (_, i) => i - length / 2);

describe('products', () => {
  const [rows, columns] = [3, 32];
  const weights = counted(rows * columns); // [rows, columns]
  const turned = Float32Array.from(weights, (_, i) => weights[(i % rows) * columns + Math.floor(i / rows)]!);

  test.each<[string, (graph: GraphWriter) => void]>([
    ['MatMul', (graph) => graph.node('MatMul', '', ['x', graph.floats('w', [columns, rows], turned)], ['y'])],
    [
      'MatMul with a turned constant',
      (graph) => {
        graph.node('Transpose', '', [graph.floats('w', [rows, columns], weights)], ['wt'], {
          perm: { ints: [1, 0] },
        });
        graph.node('MatMul', '', ['x', 'wt'], ['y']);
      },
    ],
    [
      'MatMul with a constant of another type',
      (graph) => {
        graph.floats('w', [columns, rows], turned, 'float16');
        graph.node('Cast', '', ['w'], ['wide'], { to: { int: DataType.float32 } });
        graph.node('MatMul', '', ['x', 'wide'], ['y']);
      },
    ],
    ['Gemm', (graph) => graph.node('Gemm', '', ['x', graph.floats('w', [columns, rows], turned)], ['y'])],
    [
      'Gemm, transB',
      (graph) =>
        graph.node('Gemm', '', ['x', graph.floats('w', [rows, columns], weights)], ['y'], {
          transB: { int: 1 },
        }),
    ],
  ])('%s', async (_, write) => {
    const graph = createGraph();
    write(graph);
    const model = await open(graph);
    const [product] = findProducts(model.graph, model.makers);
    expect(product).toMatchObject({ outFeatures: rows, inFeatures: columns });
    const matrix = readProduct(model, product!, 'w');
    expect(matrix).toMatchObject({ outFeatures: rows, inFeatures: columns });
    expect(dequantize(matrix)).toEqual(weights);
  });

  test('halves that are stored as a list of integers', async () => {
    const node = message(textField(1, 'x'), textField(1, 'w'), textField(2, 'y'), textField(4, 'MatMul'));
    const halves = [...toHalves(Float32Array.of(0.5, -2, 3, 65504))];
    const tensor = message(
      ...[4, 1].map((dim) => intField(1, dim)),
      intField(2, DataType.float16),
      textField(8, 'w'),
      ...halves.map((half) => intField(5, half)),
    );
    const graph = message(bytesField(1, node), bytesField(5, tensor));
    const bytes = join(message(intField(1, 10), bytesField(8, intField(2, 21)), bytesField(7, graph)));
    const model = await openModel(modelFile('made.onnx', bytes));
    const [product] = findProducts(model.graph, model.makers);
    expect([...dequantize(readProduct(model, product!, 'w'))]).toEqual([0.5, -2, 3, 65504]);
  });

  test.each<[string, Record<string, Attribute>, string[]]>([
    ['a bias', {}, ['bias']],
    ['a factor', { alpha: { float: 0.5 } }, []],
  ])('Gemm with %s is refused', async (_, attributes, more) => {
    const graph = createGraph();
    graph.node('Gemm', 'at', ['x', graph.floats('w', [columns, rows], turned), ...more], ['y'], attributes);
    const model = await open(graph);
    const [product] = findProducts(model.graph, model.makers);
    expect(() => readProduct(model, product!, 'the LM head')).toThrow(
      'made.onnx: expected the LM head as a plain product, got a bias or a factor at the node at',
    );
  });
});

/** A node MatMulNBits with 2 rows; code i is i mod 16, or i mod 256. */
function blocks(
  bits: number,
  blockSize: number,
  columns: number,
  more: Readonly<Record<number, string>> = {},
) {
  const graph = createGraph();
  const blocksPerRow = Math.ceil(columns / blockSize);
  const codes = Uint8Array.from({ length: (2 * blocksPerRow * blockSize * bits) / 8 }, (_, i) =>
    bits === 8 ? i % 256 : ((2 * i) % 16) + 16 * ((2 * i + 1) % 16),
  );
  const inputs = [
    'x',
    graph.bytes('codes', [2, blocksPerRow, (blockSize * bits) / 8], codes),
    graph.floats(
      'scales',
      [2 * blocksPerRow],
      Float32Array.from({ length: 2 * blocksPerRow }, (_, i) => i + 1),
    ),
    '',
    '',
    '',
  ];
  for (const [input, name] of Object.entries(more)) inputs[Number(input)] = name;
  graph.node(
    'MatMulNBits',
    'at',
    inputs,
    ['y'],
    { K: { int: columns }, N: { int: 2 }, bits: { int: bits }, block_size: { int: blockSize } },
    contrib,
  );
  return graph;
}

describe('blocks', () => {
  test.each([
    [4, 32, 80, 16],
    [4, 128, 96, 32],
    [4, 128, 576, 64],
    [4, 256, 512, 128],
    [8, 64, 160, 32],
  ])('of %i bits and %i weights, in rows of %i: as blocks of %i', async (bits, blockSize, columns, inner) => {
    const model = await open(blocks(bits, blockSize, columns));
    const [product] = findProducts(model.graph, model.makers);
    const matrix = readProduct(model, product!, 'w');
    expect(matrix.blockSize).toBe(inner);
    const blocksPerRow = Math.ceil(columns / blockSize);
    const expected = Array.from({ length: 2 * columns }, (_, i) => {
      const [row, column] = [Math.floor(i / columns), i % columns];
      const code = (row * blocksPerRow * blockSize + column) % 2 ** bits;
      return (code - 2 ** (bits - 1)) * (row * blocksPerRow + Math.floor(column / blockSize) + 1);
    });
    expect([...dequantize(matrix)]).toEqual(expected);
  });

  test.each([
    [4, 'got a group index (g_idx) at the node at'],
    [5, 'got a bias at the node at'],
  ])('with input %i are refused', async (input, message) => {
    const model = await open(blocks(4, 32, 64, { [input]: 'more' }));
    const [product] = findProducts(model.graph, model.makers);
    expect(() => readProduct(model, product!, 'w')).toThrow(message);
  });

  test('with computed or too few zero points are refused', async () => {
    const computed = await open(blocks(4, 32, 64, { 3: 'computed' }));
    const [product] = findProducts(computed.graph, computed.makers);
    expect(() => readProduct(computed, product!, 'w')).toThrow(
      'expected constant zero points for w, got the computed computed',
    );
    const graph = blocks(4, 32, 96, { 3: 'points' });
    graph.bytes('points', [3], Uint8Array.of(1, 2, 3));
    const few = await open(graph);
    const [other] = findProducts(few.graph, few.makers);
    expect(() => readProduct(few, other!, 'w')).toThrow('expected 4 bytes of zero points for w, got 3');
  });
});

describe('an embedding in blocks', () => {
  /** 3 rows of 32 in 2 blocks of 16, with scale 1. */
  async function table(type: 'uint8' | 'uint4' | 'int4', bits: 4 | 8, points: readonly number[] | null) {
    const graph = createGraph();
    const codes = Uint8Array.from({ length: (3 * 32 * bits) / 8 }, (_, i) =>
      bits === 8 ? i : (i % 16) * 17,
    );
    const scales = graph.floats('scales', [3, 2], new Float32Array(6).fill(1));
    const inputs = ['table', 'input_ids', scales, ...(points ? ['points'] : [])];
    graph.bytes('table', type === 'uint8' ? [3, (32 * bits) / 8] : [3, 32], codes);
    if (points) graph.bytes('points', [points.length], Uint8Array.from(points));
    graph.node(
      'GatherBlockQuantized',
      'at',
      inputs,
      ['y'],
      { block_size: { int: 16 }, bits: { int: bits } },
      contrib,
    );
    const made = await open(graph);
    const tensors = new Map(
      [...made.graph.tensors].map(([name, tensor]) => [
        name,
        name === 'scales' ? tensor : { ...tensor, dataType: DataType[type] },
      ]),
    );
    // A list of zero points has their number, not the number of bytes.
    const listed = tensors.get('points');
    if (listed && type !== 'uint8') tensors.set('points', { ...listed, dims: [6] });
    const model = { ...made, graph: { ...made.graph, tensors } };
    return [...dequantize(readGatherBlocks(model, model.graph.nodes[0]!, 'the token embedding'))];
  }
  /** Weight i of 96: byte floor(i / 2) contains its code twice. */
  const code = (i: number): number => Math.floor(i / 2) % 16;
  const all = (weight: (i: number) => number) => Array.from({ length: 96 }, (_, i) => weight(i));
  const signed = (number: number): number => (number < 8 ? number : number - 16);

  test('bytes count from the middle code, or from points of which each row begins a byte', async () => {
    expect(await table('uint8', 4, null)).toEqual(all((i) => code(i) - 8));
    expect(await table('uint8', 8, null)).toEqual(all((i) => i - 128));
    const points = [0x21, 0x43, 0x65];
    expect(await table('uint8', 4, points)).toEqual(all((i) => code(i) - Math.floor(i / 16) - 1));
  });

  test("ONNX' own types count from zero, or from points without gaps", async () => {
    expect(await table('uint4', 4, null)).toEqual(all(code));
    expect(await table('int4', 4, null)).toEqual(all((i) => signed(code(i))));
    const points = [0x21, 0x43, 0xf5];
    const point = [1, 2, 3, 4, 5, -1];
    expect(await table('int4', 4, points)).toEqual(all((i) => signed(code(i)) - point[Math.floor(i / 16)]!));
  });
});

describe('norms', () => {
  const weight = counted(8);

  test.each<[string, (graph: GraphWriter, weight: string) => string]>([
    [
      'RMSNormalization, then a cast',
      (graph, w) => {
        graph.node('RMSNormalization', '', ['x', w], ['n'], { epsilon: { float: 1e-5 } });
        return graph.node('Cast', '', ['n'], ['y'], { to: { int: 1 } });
      },
    ],
    [
      'an epsilon that is not said',
      (graph, w) => graph.node('SimplifiedLayerNormalization', '', ['x', w], ['y']),
    ],
    [
      'the last places only',
      (graph, w) => {
        graph.node('SimplifiedLayerNormalization', '', ['x', w], ['n'], { epsilon: { float: 1e-5 } });
        return graph.node('Gather', '', ['n', 'places'], ['y']);
      },
    ],
  ])('%s', async (_, write) => {
    const graph = createGraph();
    const output = write(graph, graph.floats('w', [8], weight));
    expect(readNorm(await open(graph), output, 8, 1e-5, 'a norm')).toEqual(weight);
  });

  test.each<[string, (graph: GraphWriter, weight: string) => string, string]>([
    [
      'a norm with means',
      (graph, w) => graph.node('LayerNormalization', 'at', ['x', w], ['y']),
      'expected an RMS norm of width 8 as a norm, got LayerNormalization at',
    ],
    [
      'an epsilon of another model',
      (graph, w) => graph.node('RMSNormalization', 'at', ['x', w], ['y'], { epsilon: { float: 1e-6 } }),
      'expected epsilon 0.00001 in a norm as rms_norm_eps of config.json says',
    ],
    [
      'another width',
      (graph) => graph.node('RMSNormalization', 'at', ['x', graph.floats('v', [4], counted(4))], ['y'], {}),
      'expected an RMS norm of width 8 as a norm, got RMSNormalization at',
    ],
    [
      'a product that is no norm',
      (graph, w) => graph.node('Mul', 'at', ['x', w], ['y']),
      'expected an RMS norm of width 8 as a norm, got Mul at',
    ],
    ['no node at all', () => 'x', 'expected an RMS norm of width 8 as a norm, got none'],
  ])('%s is refused', async (_, write, message) => {
    const graph = createGraph();
    const output = write(graph, graph.floats('w', [8], weight));
    const model = await open(graph);
    expect(() => readNorm(model, output, 8, 1e-5, 'a norm')).toThrow(`made.onnx: ${message}`);
  });
});
