/** The browser the tests run in has WebGPU: without it every GPU test below would be worth nothing. */
import { expect, test } from 'vitest';

test('Chromium gives a WebGPU adapter', async () => {
  const adapter = await navigator.gpu.requestAdapter();
  expect(adapter).not.toBeNull();
});
