/**
 * What a WebGPU adapter says of itself, and whether that is enough. Apart from device.ts, so that inference can ask without
 * loading TensorFlow.js.
 * Not here: opening a device (device.ts, ../onnx/session/device.ts).
 */

/** What is read of a GPUAdapterInfo. */
export type AdapterInfo = Pick<
  GPUAdapterInfo,
  'isFallbackAdapter' | 'vendor' | 'architecture' | 'description'
>;

/**
 * Whether WebGPU is computed on the processor: right, but slow. Browsers do not mark every such adapter as a fallback,
 * so SwiftShader (Chromium), llvmpipe and lavapipe (Mesa) and WARP (Windows) are known by name too.
 */
export const isSoftwareAdapter = ({
  isFallbackAdapter,
  vendor,
  architecture,
  description,
}: AdapterInfo): boolean =>
  isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|warp/i.test(`${vendor} ${architecture} ${description}`);

/** The adapter that everything here computes on; null if the browser gives none. May reject, as browsers may. */
export const requestGpuAdapter = async (): Promise<GPUAdapter | null> =>
  (await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' })) ?? null;

/** What the kernels need of any adapter; every one that keeps to the WebGPU standard has it. */
const neededLimits = {
  maxStorageBuffersPerShaderStage: 8,
  maxComputeInvocationsPerWorkgroup: 64,
  maxComputeWorkgroupSizeX: 64,
  maxComputeWorkgroupsPerDimension: 65_535,
  maxStorageBufferBindingSize: 2 ** 27,
} as const;

/** The limits of an adapter that are too low to train on it, with what is needed and what there is; null: none. */
export function missingLimits(limits: Pick<GPUSupportedLimits, keyof typeof neededLimits>): string | null {
  const low = (Object.keys(neededLimits) as (keyof typeof neededLimits)[]).filter(
    (name) => limits[name] < neededLimits[name],
  );
  if (low.length === 0) return null;
  return low.map((name) => `${name} of at least ${neededLimits[name]}, got ${limits[name]}`).join('; ');
}
