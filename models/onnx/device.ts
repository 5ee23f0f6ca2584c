/**
 * Where inference computes: the graphics card through WebGPU, or the processor through WebAssembly.
 * Not here: sessions (vlm.ts).
 */

export type InferenceDevice = 'webgpu' | 'wasm';

/** Where to compute, and what to tell the person about it. */
export async function chooseDevice(
  wanted: 'auto' | InferenceDevice,
): Promise<{ device: InferenceDevice; notice: string | null }> {
  if (wanted === 'wasm') return { device: 'wasm', notice: null };
  const adapter = (await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' })) ?? null;
  if (!adapter) {
    return {
      device: 'wasm',
      notice:
        'This browser offers no WebGPU, so answers are computed on the processor (WebAssembly), which is slower.',
    };
  }
  const isSoftware =
    adapter.info.isFallbackAdapter ||
    /swiftshader|llvmpipe|warp/i.test(`${adapter.info.architecture} ${adapter.info.description}`);
  if (!isSoftware) return { device: 'webgpu', notice: null };
  return wanted === 'webgpu'
    ? {
        device: 'webgpu',
        notice:
          'WebGPU has no graphics card behind it here, so answers are computed in software, which is slow.',
      }
    : {
        device: 'wasm',
        notice:
          'WebGPU has no graphics card behind it here, so answers are computed on the processor (WebAssembly).',
      };
}
