/**
 * The WebAssembly module that multiplies matrices for the plain decoder, written instruction by instruction. It has one
 * function, which computes six rows of a product: TensorFlow.js' own module multiplies and adds in two instructions; this
 * one does it in one where the browser has relaxed SIMD, keeps all 6 x 8 sums in registers, and lets attention leave out
 * what its mask takes away.
 * Not here: where the matrices lie and how they are cut up (products.ts).
 * Source of the encoding: WebAssembly core specification, "Binary Format".
 */

/** Rows that are computed together. */
export const blockRows = 6;

/** Columns of a panel: two vectors of four floats. 6 rows of them, 2 vectors of the panel and one number fill 15 of 16 registers. */
export const panelColumns = 8;

/**
 * out[r, 8p + c] = sum over k of a[r, k] · panel p's [k, c], for 6 rows r and all panels p. Addresses and strides are in
 * bytes. `a` is read at a + r · aRow + k · aStep: as it lies, or transposed.
 */
export type MultiplyBlock = (
  a: number,
  aRow: number,
  aStep: number,
  panels: number,
  panelBytes: number,
  panelCount: number,
  depth: number,
  out: number,
  outRow: number,
) => void;

/** Parameters of the function, by place, and then its locals. */
const names = ['a', 'aRow', 'aStep', 'panels', 'panelBytes', 'panelCount', 'depth', 'out', 'outRow'];
const parameterCount = names.length;
names.push('left', 'at', ...rowNames('row'));
const integerCount = names.length - parameterCount;
names.push('low', 'high', 'factor', ...rowNames('lowSum'), ...rowNames('highSum'));
const vectorCount = names.length - parameterCount - integerCount;

function rowNames(name: string): string[] {
  return Array.from({ length: blockRows }, (_, row) => `${name}${row}`);
}

type Code = readonly number[];

const [i32, v128, emptyBlock] = [0x7f, 0x7b, 0x40];

/** An unsigned number of any size, seven bits a byte (LEB128). */
function unsigned(value: number): number[] {
  const low = value & 0x7f;
  return value < 0x80 ? [low] : [low | 0x80, ...unsigned(value >>> 7)];
}

const local = (name: string): number[] => unsigned(names.indexOf(name));
const get = (name: string): Code => [0x20, ...local(name)];
const set = (name: string, value: Code): Code => [...value, 0x21, ...local(name)];
const add = (a: Code, b: Code): Code => [...a, ...b, 0x6a];
/** A number from 0 to 63: larger ones would be read as negative. */
const small = (value: number): Code => [0x41, value];
const increase = (name: string, by: Code): Code => set(name, add(get(name), by));
const vector = (operation: number): Code => [0xfd, ...unsigned(operation)];
const zeroVector: Code = [...vector(0x0c), ...new Array<number>(16).fill(0)];
/** Loads and stores carry the power of two that an address is a multiple of, 4 bytes, and an offset. */
const load = (address: Code, offset: number): Code => [...address, ...vector(0x00), 2, offset];
const loadSplat = (address: Code): Code => [...address, ...vector(0x09), 2, 0];
const store = (address: Code, offset: number, value: Code): Code => [
  ...address,
  ...value,
  ...vector(0x0b),
  2,
  offset,
];
/** Repeats `body` while `counter`, which it lowers by one, is not 0. */
const repeat = (counter: string, body: Code): Code => [
  ...[0x03, emptyBlock],
  ...body,
  ...[...get(counter), ...small(1), 0x6b, 0x22, ...local(counter)],
  ...[0x0d, 0, 0x0b],
];

/** a · b + sum: in one instruction, whose rounding is the device's, or in two. */
const multiplyAdd = (isRelaxed: boolean, a: Code, b: Code, sum: Code): Code =>
  isRelaxed ? [...a, ...b, ...sum, ...vector(0x105)] : [...a, ...b, ...vector(0xe6), ...sum, ...vector(0xe4)];

/** The body of the function. */
function multiplyBlock(isRelaxed: boolean): Code {
  const rows = Array.from({ length: blockRows }, (_, row) => row);
  const before = (row: number): Code => (row === 0 ? get('a') : add(get(`row${row - 1}`), get('aRow')));
  const sums = rows.flatMap((row) => [`lowSum${row}`, `highSum${row}`]);
  return repeat('panelCount', [
    ...rows.flatMap((row) => set(`row${row}`, before(row))),
    ...sums.flatMap((sum) => set(sum, zeroVector)),
    ...set('at', get('panels')),
    ...set('left', get('depth')),
    ...repeat('left', [
      ...set('low', load(get('at'), 0)),
      ...set('high', load(get('at'), 16)),
      ...increase('at', small(4 * panelColumns)),
      ...rows.flatMap((row) => [
        ...set('factor', loadSplat(get(`row${row}`))),
        ...increase(`row${row}`, get('aStep')),
        ...['low', 'high'].flatMap((half) => {
          const sum = `${half}Sum${row}`;
          return set(sum, multiplyAdd(isRelaxed, get('factor'), get(half), get(sum)));
        }),
      ]),
    ]),
    ...set('at', get('out')),
    ...rows.flatMap((row) => [
      ...store(get('at'), 0, get(`lowSum${row}`)),
      ...store(get('at'), 16, get(`highSum${row}`)),
      ...increase('at', get('outRow')),
    ]),
    ...increase('out', small(4 * panelColumns)),
    ...increase('panels', get('panelBytes')),
  ]);
}

const sized = (bytes: Code): Code => [...unsigned(bytes.length), ...bytes];
const section = (id: number, content: Code): Code => [id, ...sized(content)];
const text = (value: string): Code => sized([...new TextEncoder().encode(value)]);

/** The module's bytes. It imports its memory as `lab.memory` and exports `multiplyBlock`. */
export function productModule(isRelaxed: boolean): Uint8Array<ArrayBuffer> {
  const type = [0x60, ...sized(new Array<number>(parameterCount).fill(i32)), 0];
  const locals = [2, ...unsigned(integerCount), i32, ...unsigned(vectorCount), v128];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // the magic number and the version
    ...section(1, [1, ...type]),
    ...section(2, [1, ...text('lab'), ...text('memory'), 2, 0, 1]), // a memory of at least one page
    ...section(3, [1, 0]), // one function, of type 0
    ...section(7, [1, ...text('multiplyBlock'), 0, 0]),
    ...section(10, [1, ...sized([...locals, ...multiplyBlock(isRelaxed), 0x0b])]),
  ]);
}
