/** Finding linear layers by name and by structure: the same layers, whatever the names of the nodes. */
import { describe, expect, test } from 'vitest';
import { type ModelConfig, targetModules } from '../../../models/config.ts';
import { decoderShapeOf, moduleShape } from '../../../models/decoder-shape.ts';
import { DataType, readGraph } from '../../../models/onnx/read/graph.ts';
import { findProjections } from '../../../models/onnx/read/projections.ts';
import { createGraph } from '../../../models/onnx/write/model.ts';
import { variantConfig, variantFiles, variants } from '../../fixtures/variants.ts';

const text = variantConfig.text_config;
const openDecoder = (files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>) => {
  const [file, bytes] = [...files].find(([path]) => /decoder_model_merged[^/]*\.onnx$/.test(path))!;
  return readGraph(bytes, file);
};
const plainNames = Array.from({ length: text.num_hidden_layers }, (_, layer) =>
  targetModules.map((module) => `layers.${layer}.${/^[qkvo]_/.test(module) ? 'self_attn' : 'mlp'}.${module}`),
).flat();

describe('every form of export', () => {
  test.each(Object.entries(variants))('%s', (_, form) => {
    const found = findProjections(openDecoder(variantFiles(form)), text, 'decoder.onnx');
    expect(found.map(({ name }) => name)).toEqual(plainNames);
    // The same export with the usual names says which node is which.
    const named = openDecoder(variantFiles({ ...form, scrambledNames: false }));
    const order = named.nodes.filter(({ name }) => /_proj\//.test(name)).map(({ name }) => name);
    const mine = openDecoder(variantFiles(form)).nodes;
    const theirs = named.nodes;
    for (const { node, module, firstRow } of found) {
      const twin = theirs[mine.findIndex(({ outputs }) => outputs[0] === node.outputs[0])]!;
      expect(order).toContain(twin.name);
      expect(twin.name).toContain(form.packedQkv && /^[qkv]_/.test(module) ? 'qkv_proj' : module);
      const before = { q_proj: 0, k_proj: 128, v_proj: 192 }[module as 'q_proj'] ?? 0;
      expect(firstRow).toBe(form.packedQkv ? before : 0);
    }
  });
});

/** A decoder of ONNX' own operators, without helpful names, in which all matrices but the MLP's are [32, 32]. */
function spelledOut(inner: number, order: readonly ('gate' | 'up')[], silu: 'sigmoid' | 'exp') {
  const width = 32;
  const graph = createGraph({ scrambledNames: true });
  graph.input('inputs_embeds', DataType.float32, ['batch_size', 't', width]);
  /** What each product is, in the order in which they are written. */
  const written: string[] = [];
  let count = 0;
  const node = (operator: string, inputs: readonly string[]): string =>
    graph.node(operator, '', inputs, [`x${count++}`]);
  const constant = (...numbers: number[]) =>
    graph.floats(`c${count++}`, numbers.length === 1 ? [] : [numbers.length], Float32Array.from(numbers));
  const product = (what: string, x: string, rows: number, columns: number): string => {
    written.push(what);
    const weight = graph.floats(`w${count++}`, [columns, rows], new Float32Array(rows * columns));
    // A change of type or shape between a norm and its product.
    return node('MatMul', [node('Reshape', [x, graph.integers(`s${count++}`, [0, -1, columns])]), weight]);
  };
  const norm = (x: string): string =>
    node('Mul', [
      graph.floats(`n${count++}`, [width], new Float32Array(width)),
      node('Div', [
        x,
        node('Sqrt', [node('Add', [node('ReduceMean', [node('Mul', [x, x])]), constant(1e-6)])]),
      ]),
    ]);
  const heads = (x: string, like: string): string =>
    node('Transpose', [node('Reshape', [x, node('Concat', [node('Shape', [like]), constant(2, 16)])])]);
  let residual = 'inputs_embeds';
  for (let layer = 0; layer < 3; layer++) {
    const normed = norm(residual);
    // v first: the order of nodes must not matter.
    const value = heads(product(`${layer}.v_proj`, normed, width, width), normed);
    const query = heads(product(`${layer}.q_proj`, normed, width, width), normed);
    const key = heads(product(`${layer}.k_proj`, normed, width, width), normed);
    const scores = node('Mul', [node('MatMul', [query, node('Transpose', [key])]), constant(0.25)]);
    const shares = node('Softmax', [node('Add', [scores, constant(0)])]);
    const attended = node('Reshape', [node('MatMul', [shares, value]), node('Shape', [normed])]);
    residual = node('Add', [residual, product(`${layer}.o_proj`, attended, width, width)]);
    const again = norm(residual);
    const parts = Object.fromEntries(
      order.map((part) => [part, product(`${layer}.${part}_proj`, again, inner, width)]),
    ) as Record<'gate' | 'up', string>;
    const active =
      silu === 'sigmoid'
        ? node('Mul', [parts.gate, node('Sigmoid', [parts.gate])])
        : node('Div', [parts.gate, node('Add', [constant(1), node('Exp', [node('Neg', [parts.gate])])])]);
    const gated = node('Mul', order[0] === 'gate' ? [active, parts.up] : [parts.up, active]);
    residual = node('Add', [product(`${layer}.down_proj`, gated, width, inner), residual]);
  }
  const head = graph.floats('head', [width, 40], new Float32Array(width * 40));
  graph.node('MatMul', '', [norm(residual), head], ['logits']);
  graph.output('logits', DataType.float32, ['batch_size', 't', 40]);
  const config: ModelConfig['text_config'] = {
    ...text,
    hidden_size: width,
    intermediate_size: inner,
    num_hidden_layers: 3,
    num_attention_heads: 2,
    num_key_value_heads: 2,
    head_dim: 16,
    vocab_size: 40,
  };
  return { graph: readGraph(graph.finish('spelled out'), 'made.onnx'), config, written };
}

describe('attention and norms spelled out, without names', () => {
  test.each([
    [64, ['gate', 'up'], 'sigmoid'],
    [32, ['up', 'gate'], 'sigmoid'],
    [32, ['up', 'gate'], 'exp'],
  ] as const)('MLP of width %i, %s', (inner, order, silu) => {
    const { graph, config, written } = spelledOut(inner, order, silu);
    const found = findProjections(graph, config, 'made.onnx');
    const products = graph.nodes.filter(
      ({ operator, inputs }) => operator === 'MatMul' && graph.tensors.has(inputs[1]!),
    );
    const byOutput = new Map(products.map(({ outputs }, i) => [outputs[0]!, written[i]]));
    expect(found.map(({ node }) => byOutput.get(node.outputs[0]!))).toEqual(
      found.map(({ layer, module }) => `${layer}.${module}`),
    );
  });
});

describe('a graph that does not fit', () => {
  const plain = openDecoder(variantFiles(variants.fp32!));
  const scrambled = openDecoder(variantFiles(variants['names scrambled']!));

  test('more or fewer layers than config.json says: what was found is listed', () => {
    for (const graph of [plain, scrambled]) {
      expect(() => findProjections(graph, { ...text, num_hidden_layers: 3 }, 'd.onnx')).toThrow(
        /d\.onnx: expected 21 linear layers .* found 14.*Missing: layers\.2\.self_attn\.q_proj.*\[128, 128\]/,
      );
      expect(() => findProjections(graph, { ...text, num_hidden_layers: 1 }, 'd.onnx')).toThrow(
        /expected 7 linear layers .*Beyond the last layer: layers\.1\.q_proj/,
      );
    }
  });

  test('other widths are named at the layer', () => {
    expect(() => findProjections(plain, { ...text, intermediate_size: 384 }, 'd.onnx')).toThrow(
      'd.onnx: expected layers.0.mlp.gate_proj as [384, 128] as config.json says, got [256, 128] at the node /model/layers.0/mlp/gate_proj/MatMul',
    );
  });

  test.each([
    ['MatMulBnb4', 'com.microsoft'],
    ['MatMulInteger', ''],
  ])('weights in %s are named', (operator, domain) => {
    const nodes = plain.nodes.map((node) =>
      node.name.includes('_proj/') ? { ...node, operator, domain } : node,
    );
    expect(() => findProjections({ ...plain, nodes }, text, 'd.onnx')).toThrow(`not read: 14 x ${operator}`);
  });

  test('a missing node, and one that stands twice', () => {
    const without = plain.nodes.filter(({ name }) => !name.includes('layers.1/self_attn/k_proj'));
    expect(() => findProjections({ ...plain, nodes: without }, text, 'd.onnx')).toThrow(
      /found 13: by the names of nodes 13.*Missing: layers\.1\.self_attn\.k_proj/,
    );
    // Two nodes with the same name: the structure decides.
    const nodes = plain.nodes.map((node) => ({
      ...node,
      name: node.name.replace('layers.1/self_attn/k_proj', 'layers.1/self_attn/q_proj'),
    }));
    const found = findProjections({ ...plain, nodes }, text, 'd.onnx');
    const key = found.find(({ name }) => name === 'layers.1.self_attn.k_proj')!;
    expect(key.node.outputs[0]).toContain('k_proj');
  });
});

test('shapes are those of the checkpoint', () => {
  expect(moduleShape('k_proj', decoderShapeOf(text))).toEqual([64, 128]);
  expect(moduleShape('down_proj', decoderShapeOf(text))).toEqual([128, 256]);
});
