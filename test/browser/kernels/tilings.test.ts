/**
 * The tilings that the GPU's first test times and chooses among, on an adapter that seems to be a card, with a clock that
 * makes one kernel seem fast. Not here: the numbers of every tiling (kernel-product.test.ts), how long they really take.
 */
import { afterEach, expect, test } from 'vitest';
import { testTraining } from '../../../models/gpu/self-test.ts';
import { type TilingName, timedProducts } from '../../../models/gpu/tiling-choice.ts';
import { fastest } from '../../../models/gpu/time-tilings.ts';
import { stagedTile } from '../../../models/kernels/tile.ts';
import { doubtOf } from '../../../src/experiment/device.ts';

const shapes = {
  forward: { rows: 70, outFeatures: 72, inFeatures: 96 },
  forwardFewRows: { rows: 5, outFeatures: 72, inFeatures: 96 },
  gradient: { rows: 70, outFeatures: 72, inFeatures: 96 },
  attention: { sequences: 1, positions: 40, heads: 2, keyHeads: 1, headSize: 64 },
};
const everywhere = (name: TilingName) => Object.fromEntries(timedProducts.map((product) => [product, name]));

const { createShaderModule } = GPUDevice.prototype;
const { setPipeline } = GPUComputePassEncoder.prototype;
const now = performance.now;
const infoNames = ['vendor', 'architecture', 'description', 'isFallbackAdapter'] as const;
const infos = infoNames.map(
  (name) => [name, Object.getOwnPropertyDescriptor(GPUAdapterInfo.prototype, name)!] as const,
);
afterEach(() => {
  GPUDevice.prototype.createShaderModule = createShaderModule;
  GPUComputePassEncoder.prototype.setPipeline = setPipeline;
  performance.now = now;
  for (const [name, property] of infos) Object.defineProperty(GPUAdapterInfo.prototype, name, property);
});

/** Makes the adapter look like a card: tilings are timed on cards only. */
function seemCard(): void {
  for (const name of infoNames) {
    const get = () => (name === 'isFallbackAdapter' ? false : 'acme');
    Object.defineProperty(GPUAdapterInfo.prototype, name, { get, configurable: true });
  }
}

/** Time passes slowly while kernels with such names run, by the last one that was dispatched. */
function seemFast(kernels: RegExp): void {
  let last = '';
  let clock = 0;
  GPUComputePassEncoder.prototype.setPipeline = function (pipeline) {
    last = pipeline.label;
    setPipeline.call(this, pipeline);
  };
  performance.now = () => (clock += kernels.test(last) ? 1 : 100);
}

/** Replaces the code of the staged kernels, from the given device on; the first one is 0. */
function replaceStaged(replace: (code: string) => string, from = 0): void {
  const devices: GPUDevice[] = [];
  GPUDevice.prototype.createShaderModule = function (descriptor) {
    if (!devices.includes(this)) devices.push(this);
    const isReplaced = /staged/.test(descriptor.label ?? '') && devices.indexOf(this) >= from;
    const code = isReplaced ? replace(descriptor.code) : descriptor.code;
    return createShaderModule.call(this, { ...descriptor, code });
  };
}
const doesNothing = (code: string) => code.replace(/fn start\([\s\S]*?\)\s*\{/g, '$& if (true) { return; }');

test('the tiling with the smallest median, if it gains more than two timings differ by', () => {
  const times = (registers: number[], staged: number[]) =>
    new Map([
      ['registers', registers],
      ['staged', staged],
    ] as const);
  expect(fastest(times([10, 10, 10, 90, 90], [9, 9, 9, 1, 1]))).toBe('staged');
  expect(fastest(times([10, 10, 10], [9.6, 9.6, 9.6]))).toBe('registers');
  expect(fastest(times([10, 10, 10], [20, 1, 20]))).toBe('registers');
  expect(fastest(times([10, 10], [1, 1]))).toBe('registers');
});

test('a card is tested with the tilings that were the fastest, and they stay in use', async () => {
  seemCard();
  seemFast(/staged/);
  const result = await testTraining(shapes);
  expect(result.failure).toBeNull();
  expect(result.tilings).toEqual(everywhere('staged'));
  for (const product of timedProducts) {
    const { registers, staged } = result.tilingMs![product]!;
    expect(staged).toBeLessThan(registers!);
  }
  for (const { error, limit } of result.checks) expect(error).toBeLessThan(limit / 10);
  expect(stagedTile('gradient')).not.toBeNull();
});

test('a tiling with wrong numbers is not chosen, however fast it is', async () => {
  seemCard();
  seemFast(/staged/);
  replaceStaged(doesNothing);
  const result = await testTraining(shapes);
  expect(doubtOf(result)).toBeNull();
  expect(result.tilings).toEqual(everywhere('registers'));
});

test('a timing that fails leaves the usual tilings, and the GPU is used', async () => {
  seemCard();
  replaceStaged(() => 'fn broken( {');
  const result = await testTraining(shapes);
  expect(doubtOf(result)).toBeNull();
  expect(result.tilings).toEqual({});
  expect(stagedTile('forward')).toBeNull();
});

test('tilings that are wrong after the timing are given up for the usual ones', async () => {
  seemCard();
  seemFast(/staged/);
  replaceStaged(doesNothing, 1);
  const result = await testTraining(shapes);
  expect(doubtOf(result)).toBeNull();
  expect(result.checks.map(({ name }) => name)).toEqual(['4-bit product', 'attention', 'gradient']);
  expect(result.tilings).toBeUndefined();
  expect(stagedTile('forward')).toBeNull();
});
