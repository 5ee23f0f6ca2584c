/**
 * What a GPU allows. How much memory it has a browser does not tell: what does not fit there is known only when it fails.
 * Not here: what a model takes (../memory.ts), opening a device (device.ts).
 */
import { isSoftwareAdapter } from './adapter.ts';

export interface GpuLimits {
  /** The largest buffer, and the largest part of it that a kernel may see. */
  readonly maxBufferBytes: number;
  /** Whether inference may use 16-bit floats: shader-f16, on a graphics card. */
  readonly hasF16: boolean;
}

/** Asks the browser; null where it gives no WebGPU. Never rejects. */
export async function readGpuLimits(): Promise<GpuLimits | null> {
  try {
    const adapter = (await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' })) ?? null;
    if (!adapter) return null;
    const { limits, features, info } = adapter;
    return {
      maxBufferBytes: Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize),
      // In software, inference goes to the processor, which is quicker there and has no such floats.
      hasF16: features.has('shader-f16') && !isSoftwareAdapter(info),
    };
  } catch {
    return null;
  }
}
