/** What is said where answers are computed, in a browser. Not here: the choice itself (test/unit/experiment/device.test.ts). */
import { afterEach, expect, test, vi } from 'vitest';
import { chooseDevice } from '../../../models/onnx/session/device.ts';

afterEach(() => vi.unstubAllGlobals());

test('on the processor nothing is said of threads where the page has them, and what to do where it has none', async () => {
  vi.stubGlobal('crossOriginIsolated', true);
  expect(await chooseDevice('wasm', false)).toEqual({ device: 'wasm', notice: null, gpu: null });
  vi.stubGlobal('crossOriginIsolated', false);
  const { notice } = await chooseDevice('wasm', false);
  expect(notice).toBe(
    'This page is not isolated from other origins, so answers are computed in one thread: the same answers, later. Its server must send the headers that README names.',
  );
  const { notice: both } = await chooseDevice('auto', false);
  expect(both).toMatch(/^WebGPU has no graphics card behind it here.* This page is not isolated/);
});
