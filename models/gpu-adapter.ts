/**
 * What a WebGPU adapter says of itself. Apart from gpu.ts, so that inference can ask without loading TensorFlow.js.
 * Not here: opening a device (gpu.ts, onnx/device.ts).
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
