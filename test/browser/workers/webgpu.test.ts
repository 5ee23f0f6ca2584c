/** The browser the tests run in has WebGPU: without it the GPU tests would test nothing. */
import { expect, test } from 'vitest';

test('Chromium gives a WebGPU adapter', async () => {
  const adapter = await navigator.gpu.requestAdapter();
  expect(adapter).not.toBeNull();
});
