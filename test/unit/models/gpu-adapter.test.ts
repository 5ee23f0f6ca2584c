/** How WebGPU adapters are judged: which count as software, which cannot train. */
import { expect, test } from 'vitest';
import { infoOf, isSoftwareAdapter, missingLimits } from '../../../models/gpu/adapter.ts';

test.each([
  ['google', 'swiftshader', 'SwiftShader Device (LLVM 10.0.0)', false, true],
  ['mesa', '', 'llvmpipe (LLVM 15.0.7, 256 bits)', false, true],
  ['', 'lavapipe', '', false, true],
  ['microsoft', '', 'Microsoft Basic Render Driver (WARP)', false, true],
  ['', '', '', true, true],
  ['', '', '', false, false],
  ['nvidia', 'ampere', 'NVIDIA GeForce RTX 3080', false, false],
  ['apple', 'metal-3', 'Apple M2', false, false],
])(
  '%s %s %s, fallback %s: software %s',
  (vendor, architecture, description, isFallbackAdapter, isSoftware) => {
    expect(isSoftwareAdapter({ vendor, architecture, description, isFallbackAdapter })).toBe(isSoftware);
  },
);

test('limits that are too low are named with what is needed and what there is', () => {
  const enough = {
    maxStorageBuffersPerShaderStage: 8,
    maxComputeInvocationsPerWorkgroup: 256,
    maxComputeWorkgroupSizeX: 256,
    maxComputeWorkgroupsPerDimension: 65_535,
    maxStorageBufferBindingSize: 134_217_728,
  };
  expect(missingLimits(enough)).toBeNull();
  expect(missingLimits({ ...enough, maxStorageBuffersPerShaderStage: 4, maxComputeWorkgroupSizeX: 32 })).toBe(
    'maxStorageBuffersPerShaderStage of at least 8, got 4; maxComputeWorkgroupSizeX of at least 64, got 32',
  );
});

test('an adapter without info, as of Chrome before 127, says nothing, but whether it is a fallback', () => {
  const nothing = { vendor: '', architecture: '', device: '', description: '' };
  const silent = { ...nothing, subgroupMinSize: 0, subgroupMaxSize: 0, isFallbackAdapter: false };
  expect(infoOf({})).toEqual(silent);
  expect(infoOf({ isFallbackAdapter: true })).toEqual({ ...silent, isFallbackAdapter: true });
  expect(infoOf({ info: { vendor: 'acme', subgroupMinSize: 8 } })).toEqual({
    ...silent,
    vendor: 'acme',
    subgroupMinSize: 8,
  });
});
