/**
 * The GPU that the browser offers, and what it allows. Apart from device.ts, so that the page and inference can ask
 * without loading TensorFlow.js. No browser says how much memory a GPU has: what does not fit fails when it is tried.
 * Not here: what a model takes (../memory.ts), opening a device (device.ts, ../onnx/session/device.ts).
 */

/** The high-performance adapter; null if the browser offers none, or no WebGPU. Rejects if the browser does. */
export const requestGpuAdapter = async (): Promise<GPUAdapter | null> =>
  (await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' })) ?? null;

/**
 * Why a browser gives no GPU, as a sentence. Browsers have WebGPU on secure addresses only: https://w3c.github.io/webgpu/.
 * Workers of a page are asked what the page is asked.
 */
export const missingGpuReason = (isSecure = globalThis.isSecureContext !== false): string =>
  isSecure
    ? 'This browser gives no WebGPU.'
    : `This address is not secure (${globalThis.location.origin}), so the browser gives no GPU and forgets runs sooner. Open it as https:// or from localhost.`;

/** What is read of an adapter's `info`. */
type AdapterInfo = Required<Omit<GPUAdapterInfo, '__brand'>>;

/** An adapter of Chrome or Edge before 127 has no `info`, and some later ones say themselves whether they are a fallback. */
type AnyAdapter = { readonly info?: Partial<AdapterInfo>; readonly isFallbackAdapter?: boolean };

/** What an adapter says of itself; what it does not say is empty, or 0. Nothing else reads its `info`. */
export function infoOf(adapter: AnyAdapter): AdapterInfo {
  const { info = {} } = adapter;
  return {
    vendor: info.vendor ?? '',
    architecture: info.architecture ?? '',
    device: info.device ?? '',
    description: info.description ?? '',
    subgroupMinSize: info.subgroupMinSize ?? 0,
    subgroupMaxSize: info.subgroupMaxSize ?? 0,
    isFallbackAdapter: info.isFallbackAdapter ?? adapter.isFallbackAdapter ?? false,
  };
}

/**
 * Whether WebGPU runs in software on the processor: right, but slow. Browsers do not mark every such adapter as a
 * fallback, so SwiftShader (Chromium), llvmpipe and lavapipe (Mesa) and WARP (Windows) are known by name too.
 */
export const isSoftwareAdapter = ({
  isFallbackAdapter,
  vendor,
  architecture,
  description,
}: Pick<AdapterInfo, 'isFallbackAdapter' | 'vendor' | 'architecture' | 'description'>): boolean =>
  isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|warp/i.test(`${vendor} ${architecture} ${description}`);

/** What the kernels need. Every adapter that follows the WebGPU standard has it. */
const neededLimits = {
  maxStorageBuffersPerShaderStage: 8,
  maxComputeInvocationsPerWorkgroup: 64,
  maxComputeWorkgroupSizeX: 64,
  maxComputeWorkgroupsPerDimension: 65_535,
  maxStorageBufferBindingSize: 2 ** 27,
} as const;

/** The limits of an adapter that are too low for training, with what is needed and what came; null if all are enough. */
export function missingLimits(limits: Pick<GPUSupportedLimits, keyof typeof neededLimits>): string | null {
  const low = (Object.keys(neededLimits) as (keyof typeof neededLimits)[]).filter(
    (name) => limits[name] < neededLimits[name],
  );
  if (low.length === 0) return null;
  return low.map((name) => `${name} of at least ${neededLimits[name]}, got ${limits[name]}`).join('; ');
}

/** What a GPU allows a model. */
export interface GpuLimits {
  /** Bytes that a kernel may read of one buffer. */
  readonly maxBufferBytes: number;
  /** Whether inference may use 16-bit floats: shader-f16, on a graphics card. */
  readonly hasF16: boolean;
}

/** Asks the browser; null if it gives no WebGPU. Never rejects. */
export async function readGpuLimits(): Promise<GpuLimits | null> {
  try {
    const adapter = await requestGpuAdapter();
    if (!adapter) return null;
    const { limits, features } = adapter;
    return {
      maxBufferBytes: Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize),
      // Instead of WebGPU in software, inference takes the processor: it is faster and has no such floats.
      hasF16: features.has('shader-f16') && !isSoftwareAdapter(infoOf(adapter)),
    };
  } catch {
    return null;
  }
}
