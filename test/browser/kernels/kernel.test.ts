/**
 * The trainer's kernels on elements and rows against the same formulas in float64. Not here: products
 * (kernel-product.test.ts).
 */
import { type Tensor2D, tensor1d, tensor2d } from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { dropoutKey, isKept } from '../../../models/dropout-mask.ts';
import { type Gpu, openGpu } from '../../../models/gpu/device.ts';
import { adamwInPlace } from '../../../models/kernels/adamw.ts';
import { attention, attentionGradient } from '../../../models/kernels/attention.ts';
import { crossEntropy, crossEntropyGradientInPlace } from '../../../models/kernels/cross-entropy.ts';
import { dropout } from '../../../models/kernels/dropout.ts';
import { runKernel } from '../../../models/kernels/program.ts';
import { rmsNorm, rmsNormGradient, rmsNormProject } from '../../../models/kernels/rms-norm.ts';
import { ropeInPlace } from '../../../models/kernels/rope.ts';
import { takeRows } from '../../../models/kernels/rows.ts';
import { swiglu, swigluGradientInPlace } from '../../../models/kernels/swiglu.ts';
import { tuneFor, useTilings } from '../../../models/kernels/tile.ts';
import { ropeTable } from '../../../models/rope-table.ts';
import { countingBindGroups } from '../../fixtures/bind-group-count.ts';
import { expectClose, random, range, read, sum } from '../../fixtures/decoder-check.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openGpu();
});
afterEach(() => {
  gpu.check();
  useTilings({});
});
afterAll(() => gpu.dispose());

describe.each(['gpu', 'cpu'] as const)('element and row kernels, tiles for a %s', (processor) => {
  beforeAll(() => tuneFor(processor));
  const rows = 70;
  const width = 36;
  const epsilon = 1e-5;

  test('RMS norm and its gradient', async () => {
    const [x, dy, residual] = [random(rows * width, 3), random(rows * width), random(rows * width)];
    const weight = random(width);
    const X = tensor2d(x, [rows, width]);
    const inverse = range(rows).map(
      (m) => 1 / Math.sqrt(sum(width, (i) => x[m * width + i]! ** 2) / width + epsilon),
    );
    await expectClose(
      rmsNorm(X, tensor1d(weight), epsilon),
      range(rows * width).map((at) => x[at]! * inverse[Math.floor(at / width)]! * weight[at % width]!),
    );
    const columns = 12;
    const lora = random(4 + columns * width);
    const { y, u } = rmsNormProject(X, tensor1d(weight), epsilon, { lora: tensor1d(lora), at: 4, columns });
    const normed = await read(y);
    await expectClose(y, [...(await read(rmsNorm(X, tensor1d(weight), epsilon)))]);
    await expectClose(
      u,
      range(rows * columns).map((at) => {
        const [m, t] = [Math.floor(at / columns), at % columns];
        return sum(width, (i) => normed[m * width + i]! * lora[4 + t * width + i]!);
      }),
    );
    const means = range(rows).map(
      (m) => sum(width, (i) => dy[m * width + i]! * weight[i]! * x[m * width + i]!) / width,
    );
    const gradient = range(rows * width).map((at) => {
      const r = inverse[Math.floor(at / width)]!;
      return r * dy[at]! * weight[at % width]! - x[at]! * r ** 3 * means[Math.floor(at / width)]!;
    });
    const DY = tensor2d(dy, [rows, width]);
    await expectClose(rmsNormGradient(X, DY, tensor1d(weight), epsilon, null), gradient);
    await expectClose(
      rmsNormGradient(X, DY, tensor1d(weight), epsilon, tensor2d(residual, [rows, width])),
      gradient.map((value, at) => value + residual[at]!),
    );
  });

  test('rotary positions of the first columns', async () => {
    const [sequences, positions, heads, size, theta] = [2, 5, 3, 16, 10000];
    const turned = 2 * size;
    const x = random(sequences * positions * heads * size);
    const X = tensor2d(x, [sequences * positions, heads * size]);
    const half = size / 2;
    await expectClose(
      ropeInPlace(X, ropeTable(positions, size, theta), positions, size, turned),
      range(x.length).map((at) => {
        const column = at % (heads * size);
        if (column >= turned) return x[at]!;
        const position = Math.floor(at / (heads * size)) % positions;
        const d = column % size;
        const angle = position * theta ** (-(d % half) / half);
        return d < half
          ? x[at]! * Math.cos(angle) - x[at + half]! * Math.sin(angle)
          : x[at]! * Math.cos(angle) + x[at - half]! * Math.sin(angle);
      }),
    );
  });

  for (const { heads, keyHeads, positions, headSize, tiling } of [
    { heads: 4, keyHeads: 2, positions: 29, headSize: 16, tiling: 'registers' },
    { heads: 3, keyHeads: 3, positions: 9, headSize: 16, tiling: 'registers' },
    { heads: 6, keyHeads: 1, positions: 8, headSize: 16, tiling: 'registers' },
    { heads: 3, keyHeads: 1, positions: 70, headSize: 64, tiling: 'staged' },
    { heads: 2, keyHeads: 2, positions: 32, headSize: 64, tiling: 'staged' },
    { heads: 2, keyHeads: 1, positions: 5, headSize: 64, tiling: 'staged' },
    // Heads of another size are not staged, whatever was chosen.
    { heads: 2, keyHeads: 1, positions: 5, headSize: 32, tiling: 'staged' },
  ] as const) {
    test(`causal attention of ${heads} heads of ${headSize} on ${keyHeads}, and its gradient, ${tiling}`, async () => {
      useTilings({ attention: tiling, attentionGradient: tiling });
      const [sequences, theta] = [2, 100];
      const [half, width, rowCount] = [
        headSize / 2,
        (heads + 2 * keyHeads) * headSize,
        sequences * positions,
      ];
      const qkv = random(rowCount * width);
      const dAttended = random(rowCount * heads * headSize);
      const shape = { sequences, positions, heads, keyHeads, headSize };
      // Element d of a head of a row, and the positions that a row attends to.
      const at = (row: number, head: number, d: number) => row * width + head * headSize + d;
      const kOf = (head: number) => heads + Math.floor(head / (heads / keyHeads));
      const vOf = (head: number) => kOf(head) + keyHeads;
      const seen = (row: number) => range((row % positions) + 1).map((j) => row - (row % positions) + j);
      const dOf = (row: number, head: number, d: number) => dAttended[(row * heads + head) * headSize + d]!;

      const attended = new Float64Array(dAttended.length);
      const gradient = new Float64Array(qkv.length);
      for (const row of range(rowCount)) {
        for (const head of range(heads)) {
          const exponentials = seen(row).map((other) =>
            Math.exp(
              sum(headSize, (d) => qkv[at(row, head, d)]! * qkv[at(other, kOf(head), d)]!) /
                Math.sqrt(headSize),
            ),
          );
          const total = exponentials.reduce((a, b) => a + b);
          const shares = exponentials.map((e) => e / total);
          const dShares = seen(row).map((other) =>
            sum(headSize, (d) => dOf(row, head, d) * qkv[at(other, vOf(head), d)]!),
          );
          const mean = shares.reduce((a, share, j) => a + share * dShares[j]!, 0);
          seen(row).forEach((other, j) => {
            const slope = (shares[j]! * (dShares[j]! - mean)) / Math.sqrt(headSize);
            for (const d of range(headSize)) {
              attended[(row * heads + head) * headSize + d]! += shares[j]! * qkv[at(other, vOf(head), d)]!;
              gradient[at(row, head, d)]! += slope * qkv[at(other, kOf(head), d)]!;
              gradient[at(other, kOf(head), d)]! += slope * qkv[at(row, head, d)]!;
              gradient[at(other, vOf(head), d)]! += shares[j]! * dOf(row, head, d);
            }
          });
        }
      }
      // The gradient of queries and keys before their rotation.
      const back = [...gradient].map((value, i) => {
        const [row, column] = [Math.floor(i / width), i % width];
        if (column >= (heads + keyHeads) * headSize) return value;
        const d = column % headSize;
        const angle = (row % positions) * theta ** (-(d % half) / half);
        return d < half
          ? value * Math.cos(angle) + gradient[i + half]! * Math.sin(angle)
          : value * Math.cos(angle) - gradient[i - half]! * Math.sin(angle);
      });
      const X = tensor2d(qkv, [rowCount, width]);
      const found = attention(X, shape);
      await expectClose(found.attended, [...attended]);
      const given = tensor2d(dAttended, [rowCount, heads * headSize]);
      const table = ropeTable(positions, headSize, theta);
      await expectClose(attentionGradient(X, found, given, table, shape), back);
    });
  }

  test('rows by number, zeros for a number beyond', async () => {
    const x = random(5 * 8);
    const numbers = [4, 0, 5, 2, 2, 99];
    await expectClose(
      takeRows(tensor2d(x, [5, 8]), tensor1d(numbers, 'int32')),
      numbers.flatMap((row) => range(8).map((i) => (row < 5 ? x[row * 8 + i]! : 0))),
    );
  });

  test('dropout leaves out what its hash says, and no more than its share', async () => {
    const [size, rate, key] = [6400, 0.3, dropoutKey(123, 456)];
    const [x, base] = [random(size), random(size)];
    const isLeftOut = range(size).map((i) => !isKept(i, rate, key));
    await expectClose(
      dropout(tensor1d(x), rate, key, tensor1d(base)),
      range(size).map((i) => base[i]! + (isLeftOut[i] ? 0 : x[i]! / (1 - rate))),
    );
    // Within four standard deviations of a fair mask; masks of neighbouring seeds are independent.
    const fair = (share: number) => 4 * Math.sqrt((share * (1 - share)) / size);
    const share = isLeftOut.filter(Boolean).length / size;
    expect(Math.abs(share - rate)).toBeLessThan(fair(rate));
    const other = dropoutKey(124, 456);
    const both = range(size).filter((i) => isLeftOut[i] && !isKept(i, rate, other)).length / size;
    expect(Math.abs(both - rate ** 2)).toBeLessThan(fair(rate ** 2));
  });

  test('SwiGLU and its gradients', async () => {
    const [gate, up, dy] = [random(rows * width, 2), random(rows * width), random(rows * width)];
    const shape: [number, number] = [rows, width];
    const sigmoid = (at: number) => 1 / (1 + Math.exp(-gate[at]!));
    const all = range(rows * width);
    const beside = (a: ArrayLike<number>, b: ArrayLike<number>) =>
      range(2 * rows * width).map((at) => {
        const [row, column] = [Math.floor(at / (2 * width)), at % (2 * width)];
        return column < width ? a[row * width + column]! : b[row * width + column - width]!;
      });
    const gateUp = tensor2d(beside(gate, up), [rows, 2 * width]);
    await expectClose(
      swiglu(gateUp),
      all.map((at) => gate[at]! * sigmoid(at) * up[at]!),
    );
    await expectClose(
      swigluGradientInPlace(gateUp, tensor2d(dy, shape)),
      beside(
        all.map((at) => dy[at]! * up[at]! * sigmoid(at) * (1 + gate[at]! * (1 - sigmoid(at)))),
        all.map((at) => dy[at]! * gate[at]! * sigmoid(at)),
      ),
    );
  });

  test('cross-entropy, its gradient, and rows that do not count', async () => {
    const [count, vocabulary, weight] = [67, 45, 0.25];
    const logits = random(count * vocabulary, 3);
    const labels = Int32Array.from(range(count), (row) => (row % 9 === 4 ? -1 : (row * 7) % vocabulary));
    const logSum = range(count).map((row) =>
      Math.log(sum(vocabulary, (v) => Math.exp(logits[row * vocabulary + v]!))),
    );
    const L = tensor2d(logits, [count, vocabulary]);
    const Y = tensor1d(labels, 'int32');
    const losses = crossEntropy(L, Y);
    await expectClose(
      losses,
      range(count).flatMap((row) => [
        logSum[row]!,
        labels[row]! < 0 ? 0 : logSum[row]! - logits[row * vocabulary + labels[row]!]!,
      ]),
    );
    await expectClose(
      crossEntropyGradientInPlace(L, losses, Y, weight),
      range(count * vocabulary).map((at) => {
        const row = Math.floor(at / vocabulary);
        if (labels[row]! < 0) return 0;
        return weight * (Math.exp(logits[at]! - logSum[row]!) - (at % vocabulary === labels[row] ? 1 : 0));
      }),
    );
  });

  test('AdamW: ten steps against its formula, with a clip factor and decay, seen by reads in between', async () => {
    const size = 70;
    const numbers = { rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.1 };
    const start = random(size);
    const weights = tensor1d(start);
    const moments = tensor2d(new Float32Array(2 * size), [2, size]);
    const [w, m, v] = [[...start], Array<number>(size).fill(0), Array<number>(size).fill(0)];
    for (let step = 1; step <= 10; step++) {
      const gradient = random(size);
      const clip = step % 2 === 0 ? 1 : 0.3;
      adamwInPlace(weights, moments, tensor1d(gradient), { ...numbers, clip, step });
      for (let i = 0; i < size; i++) {
        const g = clip * gradient[i]!;
        m[i] = 0.9 * m[i]! + 0.1 * g;
        v[i] = 0.999 * v[i]! + 0.001 * g * g;
        const direction = m[i]! / (1 - 0.9 ** step) / (Math.sqrt(v[i]! / (1 - 0.999 ** step)) + 1e-8);
        w[i] = w[i]! - numbers.rate * (direction + numbers.decay * w[i]!);
      }
      await expectClose(weights, w);
    }
  });
});

test('a broken kernel gives no exception but an error that check() throws', async () => {
  const own = await openGpu();
  const broken = runKernel({
    name: 'broken',
    source: 'fn main() { result[0] = nothing; }',
    inputs: {},
    integers: { N: 1 },
    groups: [1],
    output: { shape: [1] },
  });
  await broken.data();
  await own.device.queue.onSubmittedWorkDone();
  expect(() => own.check()).toThrow(/The GPU reported an error/);
  own.dispose();
  gpu = await openGpu();
});

test('a bind group is made once for the same buffers, again after buffers were freed, and others for others', () =>
  countingBindGroups(async (take) => {
    const values = random(8 * 12);
    const [x, doubled] = [values, values.map((value) => 2 * value)].map((each) => tensor2d(each, [8, 12]));
    const weight = tensor1d(random(12));
    const run = async (input: Tensor2D, made: number) => {
      const y = rmsNorm(input, weight, 1e-5);
      expect(take()).toBe(made);
      const found = await read(y);
      y.dispose();
      return [...found];
    };
    take();
    const first = await run(x!, 1);
    expect(await run(x!, 0)).toEqual(first);
    gpu.trim();
    expect(await run(x!, 1)).toEqual(first);
    (await run(doubled!, 1)).forEach((value, i) => {
      expect(value).toBeCloseTo(first[i]!, 3);
    });
  }));
