/** Reading and writing safetensors: the format's own bytes, widened 16-bit types, damaged files. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { floatTensor, readSafetensors, toFloat32, writeSafetensors } from '../../../models/safetensors.ts';

/** A file written by hand, as the page about the format describes it. */
function handmade(header: string, data: Uint8Array, announced = header.length): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(8 + header.length + data.length);
  new DataView(file.buffer).setUint32(0, announced, true);
  file.set(new TextEncoder().encode(header), 8);
  file.set(data, 8 + header.length);
  return file;
}

test('reads float16 and bfloat16 without loss, zeros, subnormals and infinity among them', () => {
  const half = Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001, 0x8000, 0x7c00, 0x7bff, 0x0400);
  const brain = Uint16Array.of(0x3f80, 0xbfc0);
  const data = new Uint8Array([...new Uint8Array(half.buffer), ...new Uint8Array(brain.buffer)]);
  const header =
    '{"h":{"dtype":"F16","shape":[2,4],"data_offsets":[0,16]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[16,20]},"__metadata__":{"format":"pt"}}';
  const tensors = readSafetensors(handmade(header, data), 'x');
  expect([...tensors.keys()]).toEqual(['h', 'b']);
  expect([...toFloat32(tensors.get('h')!)]).toEqual([
    1,
    -2,
    0.333251953125,
    2 ** -24,
    -0,
    Number.POSITIVE_INFINITY,
    65504,
    2 ** -14,
  ]);
  expect([...toFloat32(tensors.get('b')!)]).toEqual([1, -1.5]);
});

test('writes what it reads back, and what Hugging Face reads: an 8-byte size, JSON, data', () => {
  const file = writeSafetensors(
    new Map([
      ['a', floatTensor([1, 2], Float32Array.of(1.5, -2))],
      ['b', floatTensor([1], Float32Array.of(7))],
    ]),
    { format: 'pt' },
  );
  const headerBytes = Number(new DataView(file.buffer).getBigUint64(0, true));
  expect((8 + headerBytes) % 8).toBe(0);
  expect(JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + headerBytes)))).toEqual({
    __metadata__: { format: 'pt' },
    a: { dtype: 'F32', shape: [1, 2], data_offsets: [0, 8] },
    b: { dtype: 'F32', shape: [1], data_offsets: [8, 12] },
  });
  const tensors = readSafetensors(file, 'x');
  expect([...toFloat32(tensors.get('a')!)]).toEqual([1.5, -2]);
  expect([...toFloat32(tensors.get('b')!)]).toEqual([7]);
});

test('the data is a view on the file, not a copy', () => {
  const file = new Uint8Array(
    readFileSync(new URL('../../../models/sparkle-tiny/model.safetensors', import.meta.url)),
  );
  const tensors = readSafetensors(file, 'master');
  expect(tensors.size).toBeGreaterThan(100);
  for (const { data } of tensors.values()) expect(data.buffer).toBe(file.buffer);
});

test('refuses tensors of a wrong size', () => {
  expect(() =>
    writeSafetensors(new Map([['a', { ...floatTensor([2], Float32Array.of(1, 2)), shape: [3] }]])),
  ).toThrow('Expected 12 bytes for tensor a');
});

test.each([
  ['too short for a header', new Uint8Array(5), 'no header'],
  ['no JSON', handmade('{"a":', new Uint8Array(0)), 'a header that is no JSON'],
  ['a list', handmade('[1,2]', new Uint8Array(0)), 'no JSON object'],
  [
    'an entry of another form',
    handmade('{"a":{"dtype":"F32"}}', new Uint8Array(4)),
    'entry a that is no tensor',
  ],
  [
    'a shape that does not fit',
    handmade('{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}', new Uint8Array(8)),
    'needs 12',
  ],
  [
    'data cut off',
    handmade('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', new Uint8Array(7)),
    'an end before tensor a',
  ],
])('damaged: %s', (_name, bytes, message) => {
  expect(() => readSafetensors(new Uint8Array(bytes), 'model.safetensors')).toThrow(
    /^model\.safetensors: expected a safetensors file, got \d+ bytes with /,
  );
  expect(() => readSafetensors(new Uint8Array(bytes), 'model.safetensors')).toThrow(message);
});

const words = (text: string) => new TextEncoder().encode(text);

test.each([
  [
    'a web page',
    words('<!doctype html><title>Not found</title>'),
    'got a web page in its place. Get the file',
  ],
  [
    'a pointer of Git LFS',
    words('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n'),
    'got a pointer of Git LFS in its place. Fetch the file itself, with "git lfs pull"',
  ],
  [
    'a file of torch.save',
    words('PK\x03\x04 archive/data.pkl'),
    'got a ZIP, as torch.save writes it. Load it in Python and save it again as safetensors',
  ],
  [
    'codes of 8 bits',
    handmade('{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}', new Uint8Array(1)),
    'expected tensors of floats (F64, F32, F16, BF16), got a of type F8_E4M3. Save the file in one of those types',
  ],
])('something else: %s', (_name, bytes, message) => {
  expect(() => readSafetensors(new Uint8Array(bytes), 'm.safetensors')).toThrow(`m.safetensors: `);
  expect(() => readSafetensors(new Uint8Array(bytes), 'm.safetensors')).toThrow(message);
});

test('float64 is read, rounded to float32', () => {
  const numbers = Float64Array.of(0.1, -1e-300, 1 / 3);
  const header = '{"a":{"dtype":"F64","shape":[3],"data_offsets":[0,24]}}';
  const file = new Uint8Array(handmade(header, new Uint8Array(numbers.buffer)));
  const read = toFloat32(readSafetensors(file, 'm.safetensors').get('a')!);
  expect([...read]).toEqual([...Float32Array.from(numbers)]);
});
