/**
 * Which GPU the browser gives, and whether what it computes was found right: asked for at first need, or by a button,
 * and remembered. Not here: the test (src/experiment/gpu-trust.ts), using the GPU (workers).
 */
import { computed, signal } from '@preact/signals';
import { isSoftwareAdapter } from '../../../models/gpu/adapter.ts';
import { type SelfTest, selfTestVersion } from '../../../models/gpu/self-test-case.ts';
import { doubtOf, type GpuUse, type TrustGpu, testGpu } from '../../experiment/gpu-trust.ts';
import { workers } from '../workers.ts';
import { readGpuTest, writeGpuTest } from './store.ts';

/** What the browser offers to compute on. */
export interface Gpu {
  /** `software`: WebGPU is there, computed on the processor. */
  readonly kind: 'looking' | 'real' | 'software' | 'missing';
  /** Vendor and architecture as the browser names them; empty where it says nothing. */
  readonly name: string;
}

/** The GPU as the browser gives it; asked for once. */
export const gpu = signal<Gpu>({ kind: 'looking', name: '' });

/** The tests of this GPU, by what it is used for; null: not tested. */
export const gpuTests = signal<Readonly<Record<GpuUse, SelfTest | null>>>({
  training: null,
  inference: null,
});
/** Whether a test is on. */
export const isTestingGpu = signal(false);

/** Why the GPU is not to be used, by what it would be used for; null: no reason is known. */
export const gpuDoubts = computed(() => ({
  training: doubtOf(gpuTests.value.training),
  inference: doubtOf(gpuTests.value.inference),
}));

/** Names the GPU, the browser and the test in the store of tests. */
let storeKey = '';

/** Asks the browser once. Never rejects: a browser that throws has no usable WebGPU. */
export async function lookForGpu(): Promise<void> {
  try {
    const adapter = (await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' })) ?? null;
    if (!adapter) {
      gpu.value = { kind: 'missing', name: '' };
      return;
    }
    const { vendor, architecture, description } = adapter.info;
    storeKey = [vendor, architecture, description, navigator.userAgent, selfTestVersion].join(' | ');
    const { training, inference } = readGpuTest(storeKey) ?? gpuTests.value;
    gpuTests.value = { training, inference };
    gpu.value = {
      kind: isSoftwareAdapter(adapter.info) ? 'software' : 'real',
      name: [vendor, architecture].filter(Boolean).join(' '),
    };
  } catch {
    gpu.value = { kind: 'missing', name: '' };
  }
}

/** Whether the GPU may be used: as tested before, else tested now. */
export const trustGpu: TrustGpu = async (use, device) => {
  if (gpu.value.kind === 'missing')
    // Without a GPU inference says so itself.
    return use === 'training' ? 'This browser gives no WebGPU.' : null;
  if (!gpuTests.value[use]) await testFor(use, device);
  return gpuDoubts.value[use];
};

/** Tests the GPU for one use, known or not. Rejects where the worker dies. */
export async function testFor(use: GpuUse, device: Parameters<TrustGpu>[1]): Promise<void> {
  isTestingGpu.value = true;
  try {
    const result = await testGpu(use, device, workers);
    gpuTests.value = { ...gpuTests.value, [use]: result };
    if (storeKey) writeGpuTest({ gpu: storeKey, ...gpuTests.value });
  } finally {
    isTestingGpu.value = false;
  }
}

/** What works without WebGPU and what to do about it. */
export const missingGpuNotice =
  'This browser gives no WebGPU, so questions are answered and the embedded model is trained on the processor (WebAssembly): the same numbers, slower. The page says how long training will take before it begins. ' +
  'For more speed and for larger models, open the page in a recent Chrome, Edge, Safari or Firefox with hardware acceleration on.';
