/** Every .wgsl file of the trainer, expanded to the modules that run: the browser's compiler takes them all. */
import { expect, test } from 'vitest';
import { expandKernels } from '../../kernels/every-kernel.ts';

const files = Object.keys(import.meta.glob('../../../models/kernels/*.wgsl'));
const kernels = await expandKernels();

test('no kernel is left out', () => {
  const names = files.map((path) => path.replace(/^.*\/|\.wgsl$/g, ''));
  expect(names.length).toBeGreaterThan(15);
  expect([...new Set(kernels.map(({ name }) => name))].sort()).toEqual(names.sort());
});

test('the browser compiles every module without an error', async () => {
  const adapter = await navigator.gpu.requestAdapter();
  const device = await adapter!.requestDevice();
  for (const { name, variant, code } of kernels) {
    const { messages } = await device.createShaderModule({ code }).getCompilationInfo();
    const errors = messages.filter(({ type }) => type === 'error');
    expect(
      errors.map(({ message, lineNum }) => `line ${lineNum}: ${message}`),
      `${name}, ${variant}`,
    ).toEqual([]);
  }
  device.destroy();
});
