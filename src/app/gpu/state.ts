/**
 * Which GPU the browser gives, and whether it passed its test, which runs before the GPU is first used or when a button is
 * pressed. Not here: the test (src/experiment/gpu-trust.ts), using the GPU (workers), storing the result (store.ts).
 */
import { computed, signal } from '@preact/signals';
import { infoOf, requestGpuAdapter } from '../../../models/gpu/adapter.ts';
import { type GpuKind, gpuKindOf } from '../../../models/gpu/answering-device.ts';
import { type SelfTest, selfTestVersion } from '../../../models/gpu/self-test-case.ts';
import { type Doubts, doubtsOf, type GpuUse } from '../../experiment/device.ts';
import { testGpu } from '../../experiment/gpu-trust.ts';
import type { TrustGpu } from '../../experiment/services.ts';
import { workers } from '../workers.ts';
import { readGpuTest, writeGpuTest } from './store.ts';

/** What the browser offers to compute on. */
export interface Gpu {
  /** `looking` until the browser has answered. */
  readonly kind: 'looking' | GpuKind;
  /** Vendor and architecture as the browser names them; empty if it names none. */
  readonly name: string;
}

/** The GPU as the browser gives it; asked for once. */
export const gpu = signal<Gpu>({ kind: 'looking', name: '' });

/** The tests of this GPU by its use; null if not tested. */
export const gpuTests = signal<Readonly<Record<GpuUse, SelfTest | null>>>({
  training: null,
  inference: null,
});
/** Whether a test is running. */
export const isTestingGpu = signal(false);

/** Why the GPU must not be used, as far as is known. */
export const gpuDoubts = computed<Doubts>(() => doubtsOf(gpu.value.kind === 'missing', gpuTests.value));

/** Names the GPU, the browser and the version of the test in the store; empty until the browser has answered. */
let storeKey = '';

/** Asks the browser once. Never rejects: a browser that throws has no usable WebGPU. */
export async function lookForGpu(): Promise<void> {
  try {
    const adapter = await requestGpuAdapter();
    if (!adapter) {
      gpu.value = { kind: 'missing', name: '' };
      return;
    }
    const { vendor, architecture, description } = infoOf(adapter);
    storeKey = [vendor, architecture, description, navigator.userAgent, selfTestVersion].join(' | ');
    const { training, inference } = readGpuTest(storeKey) ?? gpuTests.value;
    gpuTests.value = { training, inference };
    workers.useTilings(training?.tilings ?? {});
    workers.avoidSubgroups(inference?.subgroups === 'avoided');
    gpu.value = {
      kind: gpuKindOf(adapter),
      name: [vendor, architecture].filter(Boolean).join(' '),
    };
  } catch {
    gpu.value = { kind: 'missing', name: '' };
  }
}

/** Which GPU the browser gives. */
export async function gpuKind(): Promise<GpuKind> {
  if (gpu.value.kind === 'looking') await lookForGpu();
  const { kind } = gpu.value;
  return kind === 'looking' ? 'missing' : kind;
}

/** Tests the GPU if it was not tested before. */
export const trustGpu: TrustGpu = async (use, device) => {
  if (gpu.value.kind !== 'missing' && !gpuTests.value[use]) await testFor(use, device);
  return gpuDoubts.value[use];
};

/** Tests the GPU for one use, even if it was tested before. Rejects if the worker dies. */
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
