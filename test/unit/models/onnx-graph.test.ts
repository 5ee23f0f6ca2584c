/** Reading and writing ONNX bytes: hand-made Protocol Buffers, the exported files, damage at any position. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DataType, readGraph } from '../../../models/onnx/read/graph.ts';
import {
  bytesField,
  floatField,
  intField,
  join,
  readFields,
  sizeOf,
  textField,
} from '../../../models/onnx/wire.ts';
import { createGraph } from '../../../models/onnx/write/model.ts';

const published = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../public/models/sparkle-tiny/onnx/${name}`, import.meta.url)));

describe('protobuf', () => {
  // The bytes of the encoding guide's own examples.
  test('encodes numbers and texts as the format says', () => {
    expect([...join(intField(1, 150))]).toEqual([0x08, 0x96, 0x01]);
    expect([...join(textField(2, 'testing'))]).toEqual([0x12, 7, ...new TextEncoder().encode('testing')]);
    expect([...join(intField(1, -2))]).toEqual([0x08, 0xfe, ...Array(8).fill(0xff), 0x01]);
    expect([...join(floatField(2, 1))]).toEqual([0x15, 0, 0, 0x80, 0x3f]);
  });

  test('reads them back with every raw field unchanged', () => {
    const bytes = join([...intField(1, 2n ** 63n - 1n), ...textField(20, 'x'), ...floatField(3, 0.5)]);
    const fields = [...readFields(bytes)];
    expect(fields.map(({ number }) => number)).toEqual([1, 20, 3]);
    expect(fields[0]!.value).toBe(2n ** 63n - 1n);
    expect(join(fields.map(({ raw }) => raw))).toEqual(bytes);
  });

  test('leaves large payloads where they are', () => {
    const large = new Uint8Array(100_000);
    const chunks = bytesField(1, [large]);
    expect(chunks[1]).toBe(large);
    expect(sizeOf(chunks)).toBe(100_004);
  });
});

describe('a graph', () => {
  const graph = createGraph();
  graph.input('x', DataType.float32, ['batch', 3]);
  const weight = graph.floats('w', [3, 2], Float32Array.of(1, 2, 3, 4, 5, 6));
  graph.integers('axis', [-1], true);
  graph.node(
    'MatMul',
    '/a/MatMul',
    ['x', weight],
    ['y', '', 'z'],
    { alpha: { float: 0.5 }, perm: { ints: [0, 2] }, n: { int: -7 }, mode: { text: 'linear' } },
    'domain',
  );
  graph.output('y', DataType.float32, ['batch', 2]);
  const bytes = graph.finish('test');

  test('is read as it was written', () => {
    const read = readGraph(bytes, 'test.onnx');
    const [node] = read.nodes;
    expect(node).toMatchObject({
      name: '/a/MatMul',
      operator: 'MatMul',
      domain: 'domain',
      inputs: ['x', 'w'],
      outputs: ['y', '', 'z'],
    });
    expect(Object.fromEntries(node!.attributes)).toEqual({
      alpha: 0.5,
      perm: [0n, 2n],
      n: -7n,
      mode: 'linear',
    });
    expect(read.inputs).toEqual([{ name: 'x', dataType: 1, dims: ['batch', 3] }]);
    expect(read.outputs).toEqual([{ name: 'y', dataType: 1, dims: ['batch', 2] }]);
    expect([...new Float32Array(read.tensors.get('w')!.data!.slice().buffer)]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(read.tensors.get('axis')!.dims).toEqual([]);
  });

  test('has the constants of nodes among its tensors', () => {
    const value = [...intField(1, 2), ...intField(2, 1), ...bytesField(9, [new Uint8Array(8)])];
    const node = [
      ...textField(2, 'two'),
      ...textField(4, 'Constant'),
      ...bytesField(5, [...textField(1, 'value'), ...bytesField(5, value)]),
    ];
    const model = join([
      ...intField(1, 10),
      ...bytesField(7, bytesField(1, node)),
      ...bytesField(8, intField(2, 21)),
    ]);
    expect(readGraph(model, 'm').tensors.get('two')).toEqual({
      name: 'two',
      dataType: 1,
      dims: [2],
      data: new Uint8Array(8),
      external: null,
    });
  });

  test('tells of tensors in other files', () => {
    const entry = (key: string, value: string) =>
      bytesField(13, [...textField(1, key), ...textField(2, value)]);
    const tensor = [
      ...intField(1, 4),
      ...intField(2, 1),
      ...textField(8, 'far'),
      ...entry('location', 'model.onnx_data'),
      ...entry('offset', '4096'),
      ...entry('length', '16'),
      ...intField(14, 1),
    ];
    const model = join([
      ...intField(1, 10),
      ...bytesField(7, bytesField(5, tensor)),
      ...bytesField(8, intField(2, 21)),
    ]);
    expect(readGraph(model, 'm').tensors.get('far')).toEqual({
      name: 'far',
      dataType: 1,
      dims: [4],
      data: null,
      external: { location: 'model.onnx_data', offset: 4096, lengthBytes: 16 },
    });
  });

  test('cut off anywhere, it is refused by name', () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readGraph(bytes.slice(0, length), 'test.onnx'), `${length} bytes`).toThrow(
        new RegExp(`^test\\.onnx: expected an ONNX model, got ${length} bytes`),
      );
    }
  });
});

describe('exported files', () => {
  test('hold tensors as views, with the shapes of the config', () => {
    const file = published('decoder_model_merged_q4.onnx');
    const { tensors, nodes } = readGraph(file, 'decoder');
    for (const { data } of tensors.values()) expect(data!.buffer).toBe(file.buffer);
    expect(tensors.get('model.layers.5.mlp.down_proj.MatMul.weight_Q4')!.dims).toEqual([192, 512 / 32, 16]);
    expect(tensors.get('lm_head.weight')!.dims).toEqual([192, 512]);
    const q4 = nodes.filter(({ operator }) => operator === 'MatMulNBits');
    expect(q4).toHaveLength(6 * 7);
    expect(q4[0]!.name).toBe('/model/layers.0/self_attn/q_proj/MatMul_Q4');
    // Accuracy level 4 would compute in 8 bits on processors, and differ from WebGPU and from training.
    for (const { attributes } of q4)
      expect([...attributes.keys()].sort()).toEqual(['K', 'N', 'bits', 'block_size']);
  });

  test.each([
    ['an empty file', new Uint8Array(0), '(empty)'],
    [
      'a web page',
      new TextEncoder().encode('<!doctype html><title>Not found</title>'),
      '"<!doctype html><title>No"',
    ],
    [
      'a Git LFS pointer',
      new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\n'),
      '"version https://git-lfs',
    ],
    ['half a model', published('vision_encoder.onnx').slice(0, 2_000_000), 'were announced'],
  ])('%s is no model', (_name, bytes, message) => {
    expect(() => readGraph(new Uint8Array(bytes), 'a.onnx')).toThrow(message);
  });
});
