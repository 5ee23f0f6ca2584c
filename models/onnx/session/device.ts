/**
 * Where inference computes: the graphics card through WebGPU, or the processor through WebAssembly.
 * Not here: sessions (vlm.ts), the trainer's own GPU (../../gpu/device.ts).
 */

import { infoOf, requestGpuAdapter } from '../../gpu/adapter.ts';
import { answeringDevice, gpuKindOf, type InferenceDevice } from '../../gpu/answering-device.ts';
import { messageOf } from '../../message-of.ts';
import { zeroVariables } from './zero-variables.ts';

/** A choice, and a notice about it for the person. `gpu` is null on the processor. */
interface DeviceChoice {
  readonly device: InferenceDevice;
  readonly notice: string | null;
  readonly gpu: GPUDevice | null;
}

/**
 * Opens the device that answeringDevice chooses, or the processor if the browser does not open its GPU. Subgroups are
 * avoided on a GPU whose answers were wrong with them.
 */
export async function chooseDevice(
  wanted: 'auto' | InferenceDevice,
  avoidsSubgroups: boolean,
): Promise<DeviceChoice> {
  const adapter = wanted === 'wasm' ? null : await requestGpuAdapter();
  const choice = answeringDevice(wanted, gpuKindOf(adapter));
  if (!adapter || choice.device === 'wasm')
    return { device: 'wasm', notice: withThreads(choice.notice), gpu: null };
  try {
    return { ...choice, gpu: await openDevice(adapter, avoidsSubgroups) };
  } catch (error) {
    return {
      device: 'wasm',
      notice: withThreads(
        `The browser offers a GPU but did not open it (${messageOf(error)}), so answers are computed on the processor (WebAssembly), which is slower. Reload the page to try again.`,
      ),
      gpu: null,
    };
  }
}

/** The notice, and what is to be said where WebAssembly gets no threads: a page has them only if it is isolated. */
function withThreads(notice: string | null): string | null {
  if (self.crossOriginIsolated) return notice;
  const oneThread =
    'This page is not isolated from other origins, so answers are computed in one thread: the same answers, later. Its server must send the headers that README names.';
  return notice ? `${notice} ${oneThread}` : oneThread;
}

/**
 * A device with every feature and limit of the adapter that ONNX Runtime uses, except for small subgroups. Its
 * attention reads at least 8 keys a step, but advances by the size of a subgroup: on subgroups of 4 (software, older
 * Mali) it counts keys twice and gives wrong answers. Without subgroups it takes another path, which is right. Its shaders are mended
 * (zero-variables.ts).
 */
async function openDevice(adapter: GPUAdapter, avoidsSubgroups: boolean): Promise<GPUDevice> {
  const { limits, features } = adapter;
  const wanted: GPUFeatureName[] = ['shader-f16'];
  if (infoOf(adapter).subgroupMinSize >= 8 && !avoidsSubgroups) wanted.push('subgroups');
  const device = await adapter.requestDevice({
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
  const createShaderModule = device.createShaderModule.bind(device);
  device.createShaderModule = (descriptor) =>
    createShaderModule({ ...descriptor, code: zeroVariables(descriptor.code) });
  return device;
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
