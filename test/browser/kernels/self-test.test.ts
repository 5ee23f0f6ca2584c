/**
 * The GPU's self-test: a good device passes, and devices that compute wrong numbers, compute nothing or are lost fail,
 * in training and in inference. Not here: what the page does with the result (gpu-trust.test.ts).
 */
import { afterEach, describe, expect, test } from 'vitest';
import { testTraining } from '../../../models/gpu/self-test.ts';
import type { SelfTest } from '../../../models/gpu/self-test-case.ts';
import { testInference } from '../../../models/onnx/session/self-test.ts';

const { createShaderModule } = GPUDevice.prototype;
const { requestDevice } = GPUAdapter.prototype;
/** Subgroups that ONNX Runtime uses: of at least 8 threads. SwiftShader's are of 4, lavapipe's (`npm run test:webgpu2`) of 8. */
const hasSubgroups = (await navigator.gpu.requestAdapter())!.info.subgroupMinSize >= 8;
const subgroupMinSize = Object.getOwnPropertyDescriptor(GPUAdapterInfo.prototype, 'subgroupMinSize')!;
afterEach(() => {
  GPUDevice.prototype.createShaderModule = createShaderModule;
  GPUAdapter.prototype.requestDevice = requestDevice;
  Object.defineProperty(GPUAdapterInfo.prototype, 'subgroupMinSize', subgroupMinSize);
});

/** Makes shaders with a matching label do nothing: their results stay what they were, zero in a new buffer. */
function breakShaders(which: RegExp): void {
  GPUDevice.prototype.createShaderModule = function ({ code, ...rest }) {
    const broken = code.replace(/fn (main|start)\([\s\S]*?\)\s*\{/g, '$& if (true) { return; }');
    return createShaderModule.call(this, { ...rest, code: which.test(rest.label ?? '') ? broken : code });
  };
}

const wrong = ({ checks }: SelfTest) =>
  checks.filter(({ error, limit }) => error > limit).map(({ name }) => name);

describe('of training', () => {
  test('a device that is right', async () => {
    const { checks, failure } = await testTraining();
    expect(failure).toBeNull();
    expect(checks.map(({ name }) => name)).toEqual(['4-bit product', 'attention', 'gradient']);
    for (const { error, limit } of checks) expect(error).toBeLessThan(limit / 10);
  });

  test('kernels that give zeros', async () => {
    breakShaders(/^/);
    const result = await testTraining();
    expect(result.failure).toBeNull();
    expect(wrong(result)).toEqual(['4-bit product', 'attention', 'gradient']);
    for (const { error } of result.checks) expect(error).toBeCloseTo(1, 5);
  });

  test('one wrong kernel', async () => {
    breakShaders(/^swiglu-gradient/);
    expect(wrong(await testTraining())).toEqual(['gradient']);
  });

  test('a device that reports an error', async () => {
    GPUDevice.prototype.createShaderModule = function (descriptor) {
      return createShaderModule.call(this, { ...descriptor, code: 'fn broken( {' });
    };
    expect((await testTraining()).failure).toMatch(/^The GPU reported an error/);
  });

  test('a device that is lost', async () => {
    GPUAdapter.prototype.requestDevice = async function (descriptor) {
      const device = await requestDevice.call(this, descriptor);
      setTimeout(() => device.destroy(), 300);
      return device;
    };
    expect((await testTraining()).failure).toMatch(/the device was lost|^Its test broke off/);
  });

  test('a device that is not given', async () => {
    GPUAdapter.prototype.requestDevice = () => Promise.reject(new Error('no more devices'));
    expect((await testTraining()).failure).toMatch(
      /^The browser offers a GPU but did not open it \(no more devices\)/,
    );
  });
});

describe('of inference', () => {
  const inferenceChecks = ['4-bit product of ONNX Runtime', 'attention of ONNX Runtime'];

  test('the processor needs none', async () => {
    expect(await testInference('wasm', false)).toBeNull();
  });

  test('a device that is right', async () => {
    const result = await testInference('webgpu', false);
    expect(result!.failure).toBeNull();
    expect(result!.subgroups).toBe(hasSubgroups ? 'used' : 'absent');
    expect(result!.checks.map(({ name }) => name)).toEqual(inferenceChecks);
    for (const { error, limit } of result!.checks) expect(error).toBeLessThan(limit / 10);
  });

  test.skipIf(hasSubgroups)('subgroups that are smaller than they are said to be', async () => {
    // ONNX Runtime's attention reads at least 8 keys a round; subgroups of 4 count some twice.
    Object.defineProperty(GPUAdapterInfo.prototype, 'subgroupMinSize', { get: () => 8, configurable: true });
    const result = await testInference('webgpu', false);
    expect(result!.subgroups).toBe('used');
    expect(result!.failure).toBeNull();
    expect(wrong(result!)).toContain('attention of ONNX Runtime');
  });

  test.runIf(hasSubgroups)(
    'subgroups are right in mended shaders, and wrong in those as they come',
    async () => {
      const mended = await testInference('webgpu', false);
      expect(mended!.subgroups).toBe('used');
      expect(wrong(mended!)).toEqual([]);
      GPUDevice.prototype.createShaderModule = function (descriptor) {
        const code = descriptor.code.replace(
          /(var \w+ : vec4<qk_precision>) = vec4<qk_precision>\(\);/g,
          '$1;',
        );
        return createShaderModule.call(this, { ...descriptor, code });
      };
      const asItComes = await testInference('webgpu', false);
      expect(wrong(asItComes!)).toEqual(['attention of ONNX Runtime']);
      expect(asItComes!.checks[1]!.error).toBeCloseTo(0.05, 1);
    },
  );

  test('shaders that give zeros', async () => {
    breakShaders(/^/);
    const result = await testInference('webgpu', false);
    expect(wrong(result!)).toEqual(inferenceChecks);
  });
});
