/**
 * Estimates of what the kernels cost on a graphics card, from their text. Not here: counting (../kernels/estimate.ts),
 * measured times (q4.worker.ts).
 */
import { runnerImport } from 'vite';
import { estimateKernel, type KernelEstimate } from '../kernels/estimate.ts';
import type { expandKernels } from '../kernels/every-kernel.ts';

/**
 * The estimates by kernel: with tiles for a graphics card where there are several, and of the products with frozen weights
 * those of 4 bits without a branch. Kernels that multiply nothing are left out.
 */
export async function estimateKernels(): Promise<Record<string, KernelEstimate>> {
  // By Vite, which knows how a .wgsl file is imported.
  const { module } = await runnerImport<{ expandKernels: typeof expandKernels }>(
    './test/kernels/every-kernel.ts',
    { logLevel: 'error' },
  );
  const estimates: Record<string, KernelEstimate> = {};
  for (const { name, variant, code } of await module.expandKernels()) {
    if (variant.includes('cpu') || name in estimates) continue;
    const estimate = estimateKernel(code);
    if (estimate) estimates[name] = estimate;
  }
  return estimates;
}
