/**
 * Opens the GPU for the trainer: an own GPUDevice with the adapter's limits, registered as TensorFlow.js' backend
 * 'webgpu', its errors collected. Not here: what runs on it (kernels/, decoder.ts).
 */
import { env, findBackendFactory, ready, registerBackend, removeBackend, setBackend } from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { isSoftwareAdapter, missingLimits } from './gpu-adapter.ts';
import { submitRecorded } from './kernels/program.ts';
import { tuneFor } from './kernels/tile.ts';

/** A GPU that is missing, lost or wrong. The message says what came and what to do. */
export class GpuError extends Error {
  override readonly name = 'GpuError';
}

/** The opened GPU; dispose() gives it back. */
export interface Gpu {
  readonly backend: WebGPUBackend;
  readonly device: GPUDevice;
  /** Vendor, architecture and description as the browser names them. */
  readonly adapter: string;
  /** WebGPU computed on the CPU (SwiftShader, llvmpipe): right, but slow. */
  readonly isSoftware: boolean;
  /** Throws GpuError if the device reported an error or was lost since it was opened. */
  check(): void;
  /** Frees the buffers TensorFlow.js keeps for reuse. It never does so itself, so each new batch shape would add its own. */
  trim(): void;
  dispose(): void;
}

const advice =
  'Use a current Chrome, Edge, Safari or Firefox with hardware acceleration on, and update the graphics driver.';

async function openDevice(adapter: GPUAdapter, descriptor: GPUDeviceDescriptor): Promise<GPUDevice> {
  try {
    return await adapter.requestDevice(descriptor);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GpuError(
      `The browser offers a GPU but did not open it (${reason}). Reload the page. ${advice}`,
    );
  }
}

/**
 * Opens the GPU. Shader and validation errors do not throw in WebGPU: a broken kernel gives zeros and training seems
 * to run. They are collected, and check() throws them; it belongs before every number is believed.
 */
export async function openGpu(): Promise<Gpu> {
  if (!('gpu' in navigator))
    throw new GpuError(`Expected WebGPU for training, but this browser has none. ${advice}`);
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new GpuError(`Expected a WebGPU adapter for training, got none. ${advice}`);
  const { limits, info } = adapter;
  const missing = missingLimits(limits);
  if (missing) throw new GpuError(`Expected a GPU with ${missing}. ${advice}`);
  const device = await openDevice(adapter, {
    requiredLimits: {
      maxBufferSize: limits.maxBufferSize,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
    },
  });
  const errors: string[] = [];
  let isDisposed = false;
  device.addEventListener('uncapturederror', (event) => {
    event.preventDefault();
    errors.push(event.error.message);
  });
  void device.lost.then(({ reason, message }) => {
    if (!isDisposed) errors.push(`the device was lost (${reason}): ${message}`);
  });

  // Kernels are registered under the name 'webgpu'; the stock factory would open a second device with lower limits.
  if (findBackendFactory('webgpu')) removeBackend('webgpu');
  const backend = new WebGPUBackend(device, info);
  registerBackend('webgpu', () => backend, 3);
  await setBackend('webgpu');
  await ready();
  // Small tensors would otherwise be computed on the CPU, and in-place updates of their GPU buffers be missed.
  env().set('WEBGPU_CPU_FORWARD', false);

  const name = [info.vendor, info.architecture, info.description].filter(Boolean).join(' ');
  const isSoftware = isSoftwareAdapter(info);
  tuneFor(isSoftware ? 'cpu' : 'gpu');
  return {
    backend,
    device,
    adapter: name || 'unnamed',
    isSoftware,
    check() {
      const [first] = errors;
      if (first === undefined) return;
      const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
      throw new GpuError(
        `The GPU reported an error${more}: ${first.split('\n')[0]} Numbers after it cannot be trusted. Reload the page; if it comes again, ${advice.charAt(0).toLowerCase()}${advice.slice(1)}`,
      );
    },
    trim: () => trimPool(backend),
    dispose() {
      isDisposed = true;
      if (findBackendFactory('webgpu')?.() === backend) removeBackend('webgpu');
      device.destroy();
    },
  };
}

/** The private parts of TensorFlow.js' buffer pool that trimming needs (4.22.0). */
interface BufferPool {
  readonly freeBuffers: Map<string, GPUBuffer[]>;
  numFreeBuffers: number;
  numBytesAllocated: number;
}

function trimPool(backend: WebGPUBackend): void {
  // Recorded commands may still need a buffer that is free again.
  submitRecorded(backend);
  const pool = backend.bufferManager as unknown as BufferPool;
  for (const buffers of pool.freeBuffers.values()) {
    for (const buffer of buffers) {
      pool.numBytesAllocated -= buffer.size;
      buffer.destroy();
    }
    pool.numFreeBuffers -= buffers.length;
    buffers.length = 0;
  }
}
