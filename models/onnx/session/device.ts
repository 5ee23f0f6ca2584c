/**
 * Where inference computes: the graphics card through WebGPU, or the processor through WebAssembly.
 * Not here: sessions (vlm.ts), the trainer's own GPU (../../gpu/device.ts).
 */

import { isSoftwareAdapter, requestGpuAdapter } from '../../gpu/adapter.ts';
import { messageOf } from '../../message-of.ts';

export type InferenceDevice = 'webgpu' | 'wasm';

/** A choice, and what to tell the person about it. `gpu` is null on the processor. */
interface DeviceChoice {
  readonly device: InferenceDevice;
  readonly notice: string | null;
  readonly gpu: GPUDevice | null;
}

/**
 * 'auto' takes WebGPU where a graphics card is behind it, 'webgpu' also a software one; where there is none, the
 * processor.
 */
export async function chooseDevice(wanted: 'auto' | InferenceDevice): Promise<DeviceChoice> {
  const onProcessor = (notice: string | null): DeviceChoice => ({ device: 'wasm', notice, gpu: null });
  if (wanted === 'wasm') return onProcessor(null);
  const adapter = await requestGpuAdapter();
  if (!adapter) {
    return onProcessor(
      'This browser offers no WebGPU, so answers are computed on the processor (WebAssembly), which is slower.',
    );
  }
  const isSoftware = isSoftwareAdapter(adapter.info);
  if (isSoftware && wanted === 'auto') {
    return onProcessor(
      'WebGPU has no graphics card behind it here, so answers are computed on the processor (WebAssembly).',
    );
  }
  const notice = isSoftware
    ? 'WebGPU has no graphics card behind it here, so answers are computed in software, which is slow.'
    : null;
  try {
    return { device: 'webgpu', notice, gpu: await openDevice(adapter) };
  } catch (error) {
    const reason = messageOf(error);
    return onProcessor(
      `The browser offers a GPU but did not open it (${reason}), so answers are computed on the processor (WebAssembly), which is slower. Reload the page to try again.`,
    );
  }
}

/**
 * A device with all the adapter has of what ONNX Runtime uses. Its attention reads at least 8 keys a step but goes on by
 * the size of a subgroup: on subgroups of 4 (software, older Mali) keys count twice and answers are wrong. Without
 * the feature it takes a path that is right.
 */
async function openDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const { limits, features, info } = adapter;
  const wanted: GPUFeatureName[] = ['shader-f16'];
  if (info.subgroupMinSize >= 8) wanted.push('subgroups');
  return adapter.requestDevice({
    requiredFeatures: wanted.filter((feature) => features.has(feature)),
    requiredLimits: {
      maxBindGroups: limits.maxBindGroups,
      maxBufferSize: limits.maxBufferSize,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeWorkgroupSizeY: limits.maxComputeWorkgroupSizeY,
      maxComputeWorkgroupSizeZ: limits.maxComputeWorkgroupSizeZ,
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
    },
  });
}

/**
 * Rejects when the device reports an error, since shader errors do not throw but give zeros, or when it is lost.
 * Destroying it, which only its owner does, is no loss.
 */
export function deviceFailure(gpu: GPUDevice): Promise<never> {
  const failure = new Promise<never>((_, reject) => {
    gpu.addEventListener('uncapturederror', ({ error }) =>
      reject(new Error(`the GPU reported: ${error.message}`)),
    );
    void gpu.lost.then(({ reason, message }) => {
      if (reason !== 'destroyed') reject(new Error(`the GPU was lost (${reason}): ${message}`));
    });
  });
  failure.catch(() => {});
  return failure;
}
