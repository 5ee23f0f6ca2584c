/**
 * Attention in ONNX' own operators against ONNX Runtime's fused operator: the same weights give the same logits and
 * cache, in one pass, step by step and in batches. Run by ONNX Runtime's WebAssembly build in Node.
 */
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import { type ExportVariant, plainVariant } from '../../../models/onnx/write/export-variant.ts';
import { numbers, variantDecoder } from '../../fixtures/variant-decoder.ts';
import { variantConfig } from '../../fixtures/variants.ts';

const { text_config: text } = variantConfig;
const { hidden_size: width, num_key_value_heads: keyHeads, head_dim: size } = text;
const places = 9;

type Values = Readonly<Record<string, Tensor>>;

const open = (attention: ExportVariant['attention']) =>
  InferenceSession.create(variantDecoder({ ...plainVariant, decoder: 'fp32', attention }).bytes);
const [fused, plain] = await Promise.all([open('fused'), open('plain')]);

const int64 = (rows: readonly (readonly number[])[]): Tensor =>
  new Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), [rows.length, rows[0]!.length]);

/** A different embedding at each position of each row. */
const embeddings = numbers(2 * places * width, 3); // [2, places, width]

interface Step {
  /** Rows of the batch. */
  readonly rows: readonly number[];
  /** The positions fed. */
  readonly from: number;
  readonly to: number;
  /** The attention mask of every row. */
  readonly mask: readonly number[];
  /** The outputs of the previous step. */
  readonly before?: Values;
  /** The position id of the first token. */
  readonly firstPosition?: number;
}

function run(session: InferenceSession, { rows, from, to, mask, before, firstPosition = from }: Step) {
  const fed = rows.flatMap((row) => [
    ...embeddings.subarray((row * places + from) * width, (row * places + to) * width),
  ]); // [b, t, d]
  const positions = Array.from({ length: to - from }, (_, i) => firstPosition + i);
  const feeds: Record<string, Tensor> = {
    inputs_embeds: new Tensor('float32', Float32Array.from(fed), [rows.length, to - from, width]),
    attention_mask: int64(rows.map(() => mask)),
    position_ids: int64(rows.map(() => positions)),
    num_logits_to_keep: new Tensor('int64', [0n], []),
  };
  for (const name of session.inputNames.filter((name) => name.startsWith('past_key_values')))
    feeds[name] =
      before?.[name.replace('past_key_values', 'present')] ??
      new Tensor('float32', new Float32Array(), [rows.length, keyHeads, 0, size]);
  return session.run(feeds);
}

/** All outputs. */
function expectSame(found: Values, expected: Values): void {
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  for (const [name, { data, dims }] of Object.entries(expected)) {
    expect(found[name]!.dims, name).toEqual(dims);
    expectClose(found[name]!.data as Float32Array, data as Float32Array, name);
  }
}

/** Expects differences of no more than rounding, relative to the largest number. */
function expectClose(found: Float32Array, expected: Float32Array, what: string): void {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const off = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - found[i]!)), 0);
  expect(largest, what).toBeGreaterThan(0.1);
  // Measured 6e-7.
  expect(off / largest, what).toBeLessThan(5e-6);
}

const ones = (count: number): number[] => new Array<number>(count).fill(1);

// With a cache, the fused operator reads several positions only in a batch of one.
describe.each([
  ['one row', [1], [5, 8, places]],
  ['a batch of two', [0, 1], [7, 8, places]],
] as const)('%s', (_, rows, ends) => {
  test('read at once', async () => {
    const all = { rows, from: 0, to: places, mask: ones(places) };
    expectSame(await run(plain, all), await run(fused, all));
  });

  test('read in three steps with the cache', async () => {
    let [found, expected]: (Values | undefined)[] = [];
    for (const [i, to] of ends.entries()) {
      const step = { rows, from: ends[i - 1] ?? 0, to, mask: ones(to) };
      found = await run(plain, found ? { ...step, before: found } : step);
      expected = await run(fused, expected ? { ...step, before: expected } : step);
      expectSame(found, expected);
    }
    const whole = await run(fused, { rows: rows.slice(-1), from: 0, to: places, mask: ones(places) });
    const last = (whole.logits!.data as Float32Array).slice(-text.vocab_size);
    expectClose((found!.logits!.data as Float32Array).slice(-text.vocab_size), last, 'last place');
  });
});

test('a place that the mask leaves out is not looked at', async () => {
  const [row, skipped] = [[0], 3];
  const short = await run(fused, {
    rows: row,
    from: skipped,
    to: places,
    mask: ones(places - skipped),
    firstPosition: 0,
  });
  const mask = [...new Array<number>(skipped).fill(0), ...ones(places - skipped)];
  const padded = await run(plain, { rows: row, from: 0, to: places, mask, firstPosition: -skipped });
  const logits = padded.logits!.data as Float32Array;
  expectClose(logits.slice(skipped * text.vocab_size), short.logits!.data as Float32Array, 'logits');
});

test('a step of one place takes a mask of one place too, as published examples feed it', async () => {
  const before = await run(plain, { rows: [0], from: 0, to: 8, mask: ones(8) });
  const step = { rows: [0], from: 8, to: places, before };
  expectSame(await run(plain, { ...step, mask: [1] }), await run(plain, { ...step, mask: ones(places) }));
});

test('what only the fused operator has is refused', () => {
  for (const option of ['packedQkv', 'rotaryInAttention'] as const)
    expect(() => variantDecoder({ ...plainVariant, attention: 'plain', [option]: true })).toThrow(RangeError);
});
