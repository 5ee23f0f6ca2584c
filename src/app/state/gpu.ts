/** Which GPU the browser gives: told in the header before anything is run. Not here: using it (workers). */
import { signal } from '@preact/signals';

/** What the browser offers to compute on. */
export interface Gpu {
  /** `software`: WebGPU is there, computed on the processor. */
  readonly kind: 'looking' | 'real' | 'software' | 'missing';
  /** Vendor and architecture as the browser names them; empty where it says nothing. */
  readonly name: string;
}

/** The GPU as the browser gives it; asked for once. */
export const gpu = signal<Gpu>({ kind: 'looking', name: '' });

/** Asks the browser once. Never rejects: a browser that throws has no usable WebGPU. */
export async function lookForGpu(): Promise<void> {
  try {
    const adapter = (await navigator.gpu?.requestAdapter()) ?? null;
    if (!adapter) {
      gpu.value = { kind: 'missing', name: '' };
      return;
    }
    const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
    // The same test as the workers', which cannot be imported here.
    const isSoftware =
      isFallbackAdapter ||
      /swiftshader|llvmpipe|lavapipe|warp/i.test(`${vendor} ${architecture} ${description}`);
    gpu.value = {
      kind: isSoftware ? 'software' : 'real',
      name: [vendor, architecture].filter(Boolean).join(' '),
    };
  } catch {
    gpu.value = { kind: 'missing', name: '' };
  }
}

/** What works without WebGPU and what to do about it. */
export const missingGpuNotice =
  'This browser gives no WebGPU, so nothing can be trained here. Scenes, questions, stored runs and asking the base model (on WebAssembly) work, and so does a run that trains on none, the baseline. ' +
  'To train, open the page in a recent Chrome, Edge, Safari or Firefox with hardware acceleration on.';
