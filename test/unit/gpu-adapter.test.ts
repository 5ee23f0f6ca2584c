/** Which WebGPU adapters count as software, by what browsers say of them. */
import { expect, test } from 'vitest';
import { isSoftwareAdapter } from '../../models/gpu-adapter.ts';

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
