/**
 * Where answers are computed on what the browser offers, and what the person is told of it. A pure function: it runs in the
 * worker that opens the GPU. Not here: opening it (../onnx/session/device.ts), devices of a whole run, where a GPU may also
 * have failed its test (src/experiment/device.ts).
 */
import { infoOf, isSoftwareAdapter, missingGpuReason } from './adapter.ts';

/** A graphics card through WebGPU, or the processor through WebAssembly. */
export type InferenceDevice = 'webgpu' | 'wasm';

/** `software`: WebGPU is there, computed on the processor. */
export type GpuKind = 'real' | 'software' | 'missing';

/** What an adapter is, null being none. */
export function gpuKindOf(adapter: Parameters<typeof infoOf>[0] | null): GpuKind {
  if (!adapter) return 'missing';
  return isSoftwareAdapter(infoOf(adapter)) ? 'software' : 'real';
}

/** What is said where no GPU answers. */
export const answersOnProcessor = 'Answers are computed on the processor (WebAssembly), which is slower.';

/**
 * 'auto' takes WebGPU if a graphics card is behind it, 'webgpu' also a software one; without one, the processor. `notice` is
 * what the person should know; null if there is nothing.
 */
export function answeringDevice(
  wanted: 'auto' | InferenceDevice,
  gpu: GpuKind,
): { readonly device: InferenceDevice; readonly notice: string | null } {
  if (wanted === 'wasm') return { device: 'wasm', notice: null };
  if (gpu === 'missing')
    return {
      device: 'wasm',
      notice: `${missingGpuReason()} ${answersOnProcessor}`,
    };
  if (gpu === 'real') return { device: 'webgpu', notice: null };
  return wanted === 'auto'
    ? {
        device: 'wasm',
        notice:
          'WebGPU has no graphics card behind it here, so answers are computed on the processor (WebAssembly).',
      }
    : {
        device: 'webgpu',
        notice:
          'WebGPU has no graphics card behind it here, so answers are computed in software, which is slow.',
      };
}
