/**
 * Surgery on graphs that are written differently from ours: weights in Constant nodes, notes of inner shapes, and a
 * node between the LM head and the logits. Not here: our own forms (surgery-variants.test.ts), real exports
 * (transformers-export.test.ts).
 */
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { expect, test } from 'vitest';
import { checkAttention } from '../../../models/onnx/read/attention.ts';
import { DataType, readGraph, readValue } from '../../../models/onnx/read/graph.ts';
import { openModel } from '../../../models/onnx/read/model-file.ts';
import { adapterInputs } from '../../../models/onnx/rewrite/adapter-input.ts';
import { insertLora } from '../../../models/onnx/rewrite/surgery.ts';
import {
  bytesField,
  type Chunks,
  intField,
  join,
  message,
  readFields,
  textField,
} from '../../../models/onnx/wire.ts';
import { plainVariant } from '../../../models/onnx/write/export-variant.ts';
import { createGraph, encodeValue } from '../../../models/onnx/write/model.ts';
import { modelFile } from '../../fixtures/model-files.ts';
import { decoderFeeds, noiseAdapter, variantDecoder } from '../../fixtures/variant-decoder.ts';
import { variantConfig } from '../../fixtures/variants.ts';

const { text_config: text } = variantConfig;
const places = 5;
const allLogits = { ...plainVariant, keepsLastLogits: false };

/** The model with changed fields of its graph. */
function withGraph(model: Uint8Array<ArrayBuffer>, change: (fields: ReturnType<typeof fieldsOf>) => Chunks) {
  const chunks = fieldsOf(model).map((field) =>
    field.number === 7 ? bytesField(7, change(fieldsOf(field.bytes))) : [field.raw],
  );
  return join(message(...chunks));
}
const fieldsOf = (bytes: Uint8Array<ArrayBuffer>) => [...readFields(bytes)];

const graphFields = (model: Uint8Array<ArrayBuffer>, number: number) =>
  fieldsOf(fieldsOf(model).find((field) => field.number === 7)!.bytes).filter(
    (field) => field.number === number,
  );

async function logitsOf(model: Uint8Array<ArrayBuffer>, lora: Record<string, Tensor>, kept?: bigint) {
  const session = await InferenceSession.create(model);
  const feeds = decoderFeeds(model, places).map(({ name, type, data, dims }) => [
    name,
    new Tensor(type as 'float32', data as Float32Array, dims),
  ]);
  const asked =
    kept === undefined ? {} : { num_logits_to_keep: new Tensor('int64', BigInt64Array.of(kept), []) };
  const { logits } = await session.run({ ...Object.fromEntries(feeds), ...lora, ...asked });
  return logits!.data as Float32Array;
}

const tensorsOf = (inputs: ReturnType<typeof adapterInputs>): Record<string, Tensor> =>
  Object.fromEntries(inputs.map(({ name, type, data, dims }) => [name, new Tensor(type, data, dims)]));

test('weights may stand in Constant nodes', async () => {
  const { bytes } = variantDecoder({ ...allLogits, decoder: 'fp32' });
  // AttributeProto: name, t, type TENSOR.
  const constant = (tensor: Uint8Array<ArrayBuffer>, name: string): Chunks =>
    bytesField(
      1,
      message(
        textField(2, name),
        textField(4, 'Constant'),
        bytesField(5, message(textField(1, 'value'), bytesField(5, [tensor]), intField(20, 4))),
      ),
    );
  const names = [...readGraph(bytes, 'decoder').tensors.keys()];
  const moved = withGraph(bytes, (fields) => {
    const tensors = fields.filter(({ number }) => number === 5);
    return message(
      ...tensors.map((field, i) => constant(field.bytes, names[i]!)),
      ...fields.filter(({ number }) => number !== 5).map(({ raw }): Chunks => [raw]),
    );
  });
  const run = async (model: Uint8Array<ArrayBuffer>) => {
    const { chunks, targets } = insertLora(model, text, 'decoder');
    const adapter = noiseAdapter(targets, { rank: 2, alpha: 4 }, 0.05);
    return logitsOf(join(chunks), tensorsOf(adapterInputs(adapter, targets)));
  };
  expect(graphFields(moved, 5)).toEqual([]);
  expect(await run(moved)).toEqual(await run(bytes));
});

test('behind the cut no noted shape stays, and an output there is still one', async () => {
  const { bytes } = variantDecoder(allLogits);
  // logits = Identity(raw), with raw an output too, and the shapes of raw and of another tensor noted.
  const dims = ['batch_size', 'sequence_length', text.vocab_size];
  const between = encodeValue('raw', DataType.float32, dims);
  const other = encodeValue('other', DataType.float32, dims);
  const graph = createGraph();
  graph.node('Identity', 'last', ['raw'], ['logits']);
  const [identity] = graphFields(graph.finish('last'), 1);
  const model = withGraph(bytes, (fields) =>
    message(
      ...fields.map((field): Chunks => {
        const isHead = field.number === 1 && outputOf(field.bytes) === 'logits';
        return isHead ? bytesField(1, renamed(field.bytes)) : [field.raw];
      }),
      [identity!.raw],
      bytesField(12, between),
      bytesField(13, between),
      bytesField(13, other),
    ),
  );
  const { chunks, targets } = insertLora(model, text, 'decoder');
  const cut = join(chunks);
  expect(graphFields(cut, 13).map(({ bytes }) => readValue(bytes).name)).toEqual(['other']);
  const outputs = graphFields(cut, 12).map(({ bytes }) => readValue(bytes));
  for (const name of ['logits', 'raw'])
    expect(outputs.find((output) => output.name === name)!.dims[1]).toBe('kept_sequence_length');
  const lora = tensorsOf(adapterInputs(null, targets));
  const all = await logitsOf(cut, lora);
  expect(all).toEqual(await logitsOf(bytes, {}));
  expect(await logitsOf(cut, lora, 2n)).toHaveLength(2 * text.vocab_size);
});

const outputOf = (node: Uint8Array<ArrayBuffer>): string =>
  new TextDecoder().decode(fieldsOf(node).find(({ number }) => number === 2)!.bytes);

const renamed = (node: Uint8Array<ArrayBuffer>): Chunks =>
  message(...fieldsOf(node).map((field): Chunks => (field.number === 2 ? textField(2, 'raw') : [field.raw])));

test('frequencies that the graph computes are left unchecked; a constant of other ones is refused', async () => {
  const half = text.head_dim / 2;
  const ofBase = (theta: number) => Float32Array.from({ length: half }, (_, i) => theta ** (i / half));
  const open = (build: (graph: ReturnType<typeof createGraph>) => string) => {
    const graph = createGraph();
    graph.input('positions', DataType.float32, ['places', 1]);
    graph.node('Mul', 'angles', ['positions', build(graph)], ['angles']);
    graph.node('Cos', 'cos', ['angles'], ['cosines']);
    graph.output('cosines', DataType.float32, ['places', half]);
    return openModel(modelFile('rotation.onnx', graph.finish('rotation')));
  };
  const computed = await open((graph) =>
    graph.node(
      'Reciprocal',
      'one over',
      [graph.floats('powers', [1, half], ofBase(text.rope_theta))],
      ['inverse'],
    ),
  );
  expect(() => checkAttention(computed, text)).not.toThrow();
  const constant = (theta: number) =>
    open((graph) =>
      graph.floats(
        'inverse',
        [1, half],
        ofBase(theta).map((power) => 1 / power),
      ),
    );
  const right = await constant(text.rope_theta);
  expect(() => checkAttention(right, text)).not.toThrow();
  const wrong = await constant(2 * text.rope_theta);
  expect(() => checkAttention(wrong, text)).toThrow(/expected the rotation of rope_theta/);
});
