/** Every message with which a strength of place is refused, or the component by which it is set. Not here: a run at another (../experiment/run-resume.test.ts). */
import { describe } from 'vitest';
import { DataType } from '../../../models/onnx/read/graph.ts';
import { foldPlace } from '../../../models/onnx/rewrite/placed-encoder.ts';
import { createGraph } from '../../../models/onnx/write/model.ts';
import { readPlace } from '../../../models/place.ts';
import { atStrength } from '../../../models/place-strength.ts';
import { floatTensor, type SafeTensor, writeSafetensors } from '../../../models/safetensors.ts';
import { type RefusalRow, testRefusals } from '../../fixtures/refusals.ts';
import { variantFiles, variants } from '../../fixtures/variants.ts';

const name = 'models/mine/place.safetensors';
const zeros = (...shape: number[]) => floatTensor(shape, new Float32Array(shape.reduce((a, b) => a * b)));
const whole = { read_out: zeros(4, 2), signal: zeros(2, 4) };

const component = (
  what: string,
  change: Readonly<Record<string, SafeTensor | undefined>>,
  marked: string,
  metadata: Readonly<Record<string, string>> = { strength: '0.2' },
): RefusalRow => [
  what,
  `${name}: ${marked} ‹Use the file that belongs to this model.›`,
  () => {
    const tensors = Object.entries({ ...whole, ...change }).flatMap(([key, tensor]) =>
      tensor ? [[key, tensor] as const] : [],
    );
    return readPlace(writeSafetensors(new Map(tensors), metadata), 4, name);
  },
];

const shapes = 'by the hidden size in config.json,';
const strength = 'expected strength in its metadata as a number from 0 to 1,';
const components: RefusalRow[] = [
  component(
    'no read-out',
    { read_out: undefined },
    `expected tensor read_out [4, 2] of type F32, ${shapes} got «none».`,
  ),
  component(
    'a read-out of another model',
    { read_out: zeros(6, 2) },
    `expected tensor read_out [4, 2] of type F32, ${shapes} got «[6, 2] of type F32».`,
  ),
  component(
    'a signal the other way round',
    { signal: zeros(4, 2) },
    `expected tensor signal [2, 4] of type F32, ${shapes} got «[4, 2] of type F32».`,
  ),
  component(
    'halves',
    { signal: { type: 'F16', shape: [2, 4], data: new Uint8Array(16) } },
    `expected tensor signal [2, 4] of type F32, ${shapes} got «[2, 4] of type F16».`,
  ),
  component(
    'numbers that are none',
    { signal: floatTensor([2, 4], new Float32Array(8).fill(Number.NaN)) },
    'expected finite numbers in signal, got «others».',
  ),
  component('no strength', {}, `${strength} got «none».`, {}),
  component('a strength that is no number', {}, `${strength} got «"faint"».`, { strength: 'faint' }),
  component('an empty strength', {}, `${strength} got «""».`, { strength: '' }),
  component('a strength above 1', {}, `${strength} got «"1.5"».`, { strength: '1.5' }),
  [
    'another file',
    `${name}: expected a safetensors file, got «a web page in its place». ‹Get the file itself.›`,
    () => readPlace(new TextEncoder().encode('<!doctype html><title>no</title>'), 4, name),
  ],
];

/** A row: an encoder with these bytes, whose place is to be set. */
const encoder = (what: string, bytes: Uint8Array<ArrayBuffer>, hidden: number, came: string): RefusalRow => [
  what,
  `mine.onnx: expected the connector's weights as floats in this file, to set the strength of place to 1, got «${came}». ‹Use a float32 or float16 export of the vision encoder›, or leave the strength at 0.2.`,
  () =>
    foldPlace(
      bytes,
      'mine.onnx',
      { readOut: new Float32Array(2 * hidden), signal: new Float32Array(2 * hidden), shipped: 0.2 },
      1,
    ),
];
const fileOf = (form: string, part: string) =>
  [...variantFiles(variants[form]!)].find(([path]) => path.includes(part) && path.endsWith('.onnx'))![1];
const inBytes = () => {
  const graph = createGraph();
  graph.input('x', DataType.float32, [1, 4]);
  graph.bytes('weights', [4, 4], new Uint8Array(16));
  graph.node('MatMul', 'product', ['x', 'weights'], ['image_features']);
  graph.output('image_features', DataType.float32, [1, 4]);
  return graph.finish('encoder');
};
const encoders: RefusalRow[] = [
  encoder(
    'weights beside',
    fileOf('fp16, plain norms, head tied, data beside', 'vision_encoder'),
    128,
    'weights in another file',
  ),
  encoder(
    'weights in blocks',
    fileOf('q8 in blocks of 128 with zero points, head in blocks', 'decoder_model'),
    512,
    'blocks of codes',
  ),
  encoder('whole numbers', inBytes(), 4, 'numbers of another type'),
  encoder('another end', fileOf('fp32', 'vision_encoder'), 64, 'an encoder that does not end with them'),
];

const model = (strength: number, marked: string): RefusalRow => [
  `${strength} for a model without the component`,
  `Expected strength of place 0.2, because SmolVLM has no place.safetensors by which it could be set, got «${marked}». ‹Leave it at 0.2›, or choose a model that has the file.`,
  () => atStrength({ name: 'SmolVLM', place: null }, strength),
];

describe('the strength of place', () => {
  testRefusals({
    rows: [...components, ...encoders, model(0, '0'), model(1, '1')],
    sources: ['models/place.ts', 'models/place-strength.ts', 'models/onnx/rewrite/placed-encoder.ts'],
  });
});
