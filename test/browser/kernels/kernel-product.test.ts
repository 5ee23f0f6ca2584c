/**
 * The trainer's matrix products against the same sums in float64 on the CPU, with the tiles for a graphics card and for
 * a software GPU, and those with frozen weights in every tiling. Shapes are small and no multiples of the tiles.
 */
import { tensor1d, tensor2d } from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, describe, test } from 'vitest';
import { type Gpu, openGpu } from '../../../models/gpu/device.ts';
import type { TilingChoice, TilingName } from '../../../models/gpu/tiling-choice.ts';
import { frozenMatmul, frozenMatmulGradient, uploadMatrix } from '../../../models/kernels/frozen-matmul.ts';
import { loraMatrixGradients, loraProjectGradient } from '../../../models/kernels/lora-product.ts';
import { matmulNN, matmulNT, matmulTN, matrix } from '../../../models/kernels/matmul.ts';
import { tuneFor, useTilings } from '../../../models/kernels/tile.ts';
import { expectClose, normal, random, range, sum } from '../../fixtures/decoder-check.ts';
import { randomMatrix } from '../../fixtures/decoder-model.ts';

const q4 = (blockSize: number, hasZeroPoints = false) => ({ bits: 4, blockSize, hasZeroPoints }) as const;
const q8 = (blockSize: number, hasZeroPoints = false) => ({ bits: 8, blockSize, hasZeroPoints }) as const;
const floats = (bits: 16 | 32) => ({ bits, blockSize: 0, hasZeroPoints: false });

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openGpu();
});
afterEach(() => gpu.check());
afterAll(() => gpu.dispose());

const everywhere = (name: TilingName): TilingChoice => ({
  forward: name,
  forwardFewRows: name,
  gradient: name,
});
for (const { what, processor, tilings } of [
  { what: 'tiles for a gpu', processor: 'gpu', tilings: {} },
  { what: 'tiles for a cpu', processor: 'cpu', tilings: {} },
  { what: 'staged', processor: 'gpu', tilings: everywhere('staged') },
  { what: 'staged low', processor: 'gpu', tilings: everywhere('stagedLow') },
] as const) {
  describe(`products with frozen weights, ${what}`, () => {
    beforeAll(() => {
      tuneFor(processor);
      useTilings(tilings);
    });
    afterAll(() => useTilings({}));

    for (const { rows, outFeatures, inFeatures, bits, blockSize, hasZeroPoints, hasResidual, bounds } of [
      { rows: 37, outFeatures: 96, inFeatures: 64, ...q4(32), hasResidual: true, bounds: [] },
      { rows: 70, outFeatures: 36, inFeatures: 160, ...q4(32, true), hasResidual: false, bounds: [20] },
      { rows: 3, outFeatures: 84, inFeatures: 48, ...q4(16, true), hasResidual: true, bounds: [36, 60] },
      { rows: 1, outFeatures: 12, inFeatures: 64, ...q4(64), hasResidual: false, bounds: null },
      { rows: 5, outFeatures: 68, inFeatures: 256, ...q4(128, true), hasResidual: false, bounds: [] },
      { rows: 3, outFeatures: 40, inFeatures: 48, ...q8(16), hasResidual: true, bounds: [] },
      { rows: 17, outFeatures: 76, inFeatures: 128, ...q8(128, true), hasResidual: false, bounds: null },
      { rows: 70, outFeatures: 44, inFeatures: 40, ...floats(16), hasResidual: false, bounds: [16] },
      { rows: 2, outFeatures: 100, inFeatures: 24, ...floats(32), hasResidual: true, bounds: [] },
      // Long sums, which threads of a graphics card share.
      { rows: 3, outFeatures: 8204, inFeatures: 32, ...q4(32), hasResidual: true, bounds: [4000] },
    ]) {
      const format = bits < 16 ? `${bits} bits in blocks of ${blockSize}` : `float${bits}`;
      const modules = bounds === null ? 'no branch' : `${bounds.length + 1} modules`;
      test(`${format}, ${rows} x ${inFeatures} -> ${outFeatures}, ${modules}, and its gradient`, async () => {
        const frozen = randomMatrix(outFeatures, inFeatures, normal, { bits, blockSize, hasZeroPoints });
        const weight = uploadMatrix(frozen, (fresh) => fresh);
        const rank = 4;
        const columns = bounds === null ? 0 : rank * (bounds.length + 1);
        const group = (n: number) => (bounds ?? []).filter((bound) => n >= bound).length;
        const scale = 1.5;
        const [x, dy] = [random(rows * inFeatures), random(rows * outFeatures)];
        const [u, du] = [random(rows * columns), random(rows * columns)];
        const residual = random(rows * outFeatures);
        const residualIn = random(rows * inFeatures);
        // Four other numbers, then A [columns, in], then B [out, rank].
        const lora = random(4 + columns * inFeatures + rank * outFeatures);
        const atA = 4;
        const atB = atA + columns * inFeatures;
        const flat = tensor1d(lora);
        const W = (n: number, k: number) => frozen.weights[n * inFeatures + k]!;
        const branch = (projected: Float32Array, at: number) =>
          bounds && { projected: tensor2d(projected, [rows, columns]), lora: flat, at, rank, bounds };

        const y = frozenMatmul(
          tensor2d(x, [rows, inFeatures]),
          rows,
          weight,
          branch(u, atB),
          scale,
          hasResidual ? tensor2d(residual, [rows, outFeatures]) : null,
        );
        await expectClose(
          y,
          range(rows * outFeatures).map((at) => {
            const [m, n] = [Math.floor(at / outFeatures), at % outFeatures];
            const low = sum(
              bounds ? rank : 0,
              (t) => u[m * columns + group(n) * rank + t]! * lora[atB + n * rank + t]!,
            );
            return (
              sum(inFeatures, (k) => x[m * inFeatures + k]! * W(n, k)) +
              scale * low +
              (hasResidual ? residual[at]! : 0)
            );
          }),
        );
        const dx = frozenMatmulGradient(
          tensor2d(dy, [rows, outFeatures]),
          rows,
          weight,
          branch(du, atA),
          hasResidual ? tensor2d(residualIn, [rows, inFeatures]) : null,
        );
        await expectClose(
          dx,
          range(rows * inFeatures).map((at) => {
            const [m, k] = [Math.floor(at / inFeatures), at % inFeatures];
            return (
              sum(outFeatures, (n) => dy[m * outFeatures + n]! * W(n, k)) +
              sum(columns, (t) => du[m * columns + t]! * lora[atA + t * inFeatures + k]!) +
              (hasResidual ? residualIn[at]! : 0)
            );
          }),
        );
      });
    }
  });
}

for (const processor of ['gpu', 'cpu'] as const) {
  describe(`products, tiles for a ${processor}`, () => {
    beforeAll(() => tuneFor(processor));

    for (const { rows, inFeatures, outFeatures, rank, bounds } of [
      { rows: 21, inFeatures: 36, outFeatures: 28, rank: 4, bounds: [] },
      { rows: 9, inFeatures: 24, outFeatures: 100, rank: 12, bounds: [36, 68] },
      { rows: 50, inFeatures: 40, outFeatures: 96, rank: 8, bounds: [48] },
      { rows: 1, inFeatures: 8, outFeatures: 4, rank: 16, bounds: [] },
    ]) {
      test(`gradients of A and B, rank ${rank}, ${bounds.length + 1} modules`, async () => {
        const columns = rank * (bounds.length + 1);
        const group = (n: number) => bounds.filter((bound) => n >= bound).length;
        const [x, u] = [random(rows * inFeatures), random(rows * columns)];
        const dy = random(rows * outFeatures);
        const atA = 8;
        const atB = atA + columns * inFeatures;
        const lora = random(atB + outFeatures * rank + 4);
        const matrices = { inFeatures, outFeatures, rank, bounds, atA, atB };
        const scale = 0.75;
        const dyTensor = tensor2d(dy, [rows, outFeatures]);
        const du = loraProjectGradient(dyTensor, rows, tensor1d(lora), matrices, scale);
        const duExpected = range(rows * columns).map((at) => {
          const [m, j] = [Math.floor(at / columns), at % columns];
          const term = (n: number) =>
            group(n) === Math.floor(j / rank)
              ? dy[m * outFeatures + n]! * lora[atB + n * rank + (j % rank)]!
              : 0;
          return scale * sum(outFeatures, term);
        });
        await expectClose(du, duExpected);

        const before = random(lora.length);
        const gradient = tensor1d(before);
        const inputs = {
          x: tensor2d(x, [rows, inFeatures]),
          u: tensor2d(u, [rows, columns]),
          dy: dyTensor,
          du: tensor2d(Float32Array.from(duExpected), [rows, columns]),
        };
        const dA = range(columns * inFeatures).map((at) => {
          const [j, k] = [Math.floor(at / inFeatures), at % inFeatures];
          return sum(rows, (m) => duExpected[m * columns + j]! * x[m * inFeatures + k]!);
        });
        const dB = range(outFeatures * rank).map((at) => {
          const [n, j] = [Math.floor(at / rank), group(Math.floor(at / rank)) * rank + (at % rank)];
          return scale * sum(rows, (m) => dy[m * outFeatures + n]! * u[m * columns + j]!);
        });
        loraMatrixGradients(inputs, rows, matrices, scale, gradient, true);
        const added = [...before.slice(0, atA).fill(0), ...dA, ...dB, 0, 0, 0, 0];
        await expectClose(
          gradient,
          added.map((value, i) => before[i]! + value),
        );
        loraMatrixGradients(inputs, rows, matrices, scale, gradient, false);
        await expectClose(gradient, [...before.slice(0, atA), ...dA, ...dB, ...before.slice(-4)]);
      });
    }

    for (const { rows, columns, inner } of [
      { rows: 21, columns: 8, inner: 40 },
      { rows: 52, columns: 76, inner: 24 },
    ]) {
      test(`dense products ${rows} x ${inner} x ${columns}`, async () => {
        const alpha = 0.7;
        const a = random(rows * inner);
        const b = random(columns * inner);
        const A = (i: number, k: number) => a[i * inner + k]!;
        const shared = { rows, columns, inner, alpha, output: { shape: [rows, columns] } };
        const layout = { at: 0, row: columns };
        const cells = range(rows * columns).map((at) => [Math.floor(at / columns), at % columns] as const);
        const tensorA = tensor2d(a, [rows, inner]);
        await expectClose(
          matmulNT({ ...shared, a: matrix(tensorA, inner), b: matrix(tensor1d(b), inner), layout }),
          cells.map(([i, j]) => alpha * sum(inner, (k) => A(i, k) * b[j * inner + k]!)),
        );
        await expectClose(
          matmulNN({ ...shared, a: matrix(tensorA, inner), b: matrix(tensor1d(b), columns), layout }),
          cells.map(([i, j]) => alpha * sum(inner, (k) => A(i, k) * b[k * columns + j]!)),
        );
      });
    }

    for (const { rows, columns } of [
      { rows: 44, columns: 8 },
      { rows: 8, columns: 44 },
      { rows: 36, columns: 76 },
    ]) {
      test(`transposed product ${rows} x 20 x ${columns}, into the middle of a tensor`, async () => {
        const inner = 20;
        const [a, b] = [random(inner * rows), random(inner * columns)];
        const into = tensor1d(new Float32Array(4 + rows * columns + 4).fill(9));
        const product = {
          a: matrix(tensor1d(a), rows),
          b: matrix(tensor1d(b), columns),
          rows,
          columns,
          inner,
          output: { into },
          layout: { at: 4, row: columns },
        };
        matmulTN(product);
        const cells = range(rows * columns).map((at) => [Math.floor(at / columns), at % columns] as const);
        const values = cells.map(([i, j]) => sum(inner, (k) => a[k * rows + i]! * b[k * columns + j]!));
        await expectClose(into, [9, 9, 9, 9, ...values, 9, 9, 9, 9]);
        matmulTN({ ...product, adds: true });
        await expectClose(into, [9, 9, 9, 9, ...values.map((value) => 2 * value), 9, 9, 9, 9]);
      });
    }
  });
}
