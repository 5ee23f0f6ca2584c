/**
 * Where inference computes: the graphics card through WebGPU, or the processor through WebAssembly.
 * Not here: sessions (vlm.ts), the trainer's own GPU (../../gpu/device.ts).
 */

import { isSoftwareAdapter, requestGpuAdapter } from '../../gpu/adapter.ts';
import { messageOf } from '../../message-of.ts';

/** Where inference can compute. */
export type InferenceDevice = 'webgpu' | 'wasm';

/** A choice, and a notice about it for the person. `gpu` is null on the processor. */
interface DeviceChoice {
  readonly device: InferenceDevice;
  readonly notice: string | null;
  readonly gpu: GPUDevice | null;
}

/**
 * Opens the GPU or chooses the processor. 'auto' takes WebGPU on a graphics card only, 'webgpu' also in software;
 * without it, both take the processor.
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
 * A device with every feature and limit of the adapter that ONNX Runtime uses, except for small subgroups. Its
 * attention reads at least 8 keys a step, but advances by the size of a subgroup: on subgroups of 4 (software, older
 * Mali) it counts keys twice and gives wrong answers. Without subgroups it takes another path, which is right.
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
 * Rejects when the device is lost or reports an error: shader errors do not throw but give zeros. Destroying the device,
 * which only its owner does, does not count as a loss.
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
