/**
 * Opens the GPU for the trainer: a GPUDevice of its own with the adapter's limits, registered as TensorFlow.js' backend
 * 'webgpu', with its errors collected. Not here: what runs on it (../kernels/, ../decoder.ts).
 */

import { env, findBackendFactory, ready, registerBackend, removeBackend, setBackend } from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { bufferNumbers, forgetBindGroups, submitRecorded } from '../kernels/program.ts';
import { tuneFor } from '../kernels/tile.ts';
import { messageOf, rawMessageOf } from '../message-of.ts';
import { infoOf, isSoftwareAdapter, missingGpuReason, missingLimits, requestGpuAdapter } from './adapter.ts';

/** A GPU that is missing, lost, wrong or full. The message says what happened and what to do. */
export class GpuError extends Error {
  override readonly name = 'GpuError';
}

/** An open GPU. */
export interface Gpu {
  readonly backend: WebGPUBackend;
  readonly device: GPUDevice;
  /** Vendor, architecture and description as the browser names them. */
  readonly adapter: string;
  /** Whether WebGPU runs in software on the processor. */
  readonly isSoftware: boolean;
  /** Throws GpuError if the device reported an error, was lost or ran out of memory since it was opened. */
  check(): void;
  /**
   * Frees the buffers that TensorFlow.js keeps for reuse. It never does so itself, so each new batch shape would add
   * more.
   */
  trim(): void;
  /** Before a step: has it get the buffers of the step before in the same order, so that its bind groups serve again. */
  repeatBuffers(): void;
  /** Gives the GPU back. */
  dispose(): void;
}

const advice =
  'Use a current Chrome, Edge, Safari or Firefox with hardware acceleration on, and update the graphics driver.';

/**
 * Whether an error means that memory is exhausted: WebGPU's own error, a buffer that could not be mapped, or a driver's
 * message (VK_ERROR_OUT_OF_DEVICE_MEMORY, E_OUTOFMEMORY).
 */
const isOutOfMemory = (error: unknown): boolean =>
  error instanceof GPUOutOfMemoryError ||
  error instanceof RangeError ||
  /out[ _]?of[ _]?((device|host)[ _])?memory/i.test(rawMessageOf(error));

/** One error for all errors of a device, in the order in which they came. */
function failureOf(errors: readonly unknown[]): GpuError {
  // After a buffer could not be made, other operations fail with other messages.
  const exhausted = errors.find(isOutOfMemory);
  // What a driver reports is the only trace of what it did.
  const [firstLine] = rawMessageOf(exhausted ?? errors[0]).split('\n');
  if (exhausted !== undefined) {
    return new GpuError(
      `The GPU's memory is exhausted (${firstLine}). Use a smaller batch with more batches a step, a lower rank or a smaller model, and close what else uses the GPU. What was learned is kept.`,
    );
  }
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new GpuError(
    `The GPU reported an error${more}: ${firstLine} Numbers after it cannot be trusted. Reload the page; if it comes again, ${advice.charAt(0).toLowerCase()}${advice.slice(1)}`,
  );
}

async function openDevice(adapter: GPUAdapter, descriptor: GPUDeviceDescriptor): Promise<GPUDevice> {
  try {
    return await adapter.requestDevice(descriptor);
  } catch (error) {
    const reason = messageOf(error);
    throw new GpuError(
      `The browser offers a GPU but did not open it (${reason}). Reload the page. ${advice}`,
    );
  }
}

/**
 * Opens the GPU. Throws GpuError. Shader and validation errors do not throw in WebGPU: a broken kernel gives zeros, and
 * training seems to run. So errors are collected, and check() throws them; call it before you believe a number.
 */
export async function openGpu(): Promise<Gpu> {
  if (!('gpu' in navigator))
    throw new GpuError(`Expected WebGPU for training. ${missingGpuReason()} ${advice}`);
  const adapter = await requestGpuAdapter();
  if (!adapter) throw new GpuError(`Expected a WebGPU adapter for training, got none. ${advice}`);
  const { limits } = adapter;
  const info = infoOf(adapter);
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
  const errors: unknown[] = [];
  let isDisposed = false;
  device.addEventListener('uncapturederror', (event) => {
    event.preventDefault();
    errors.push(event.error);
  });
  void device.lost.then(({ reason, message }) => {
    if (!isDisposed) errors.push(new Error(`the device was lost (${reason}): ${message}`));
  });
  // Without enough memory, making a buffer that is mapped at creation throws at once.
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    try {
      return createBuffer(descriptor);
    } catch (error) {
      errors.push(error);
      throw failureOf(errors);
    }
  };

  // Kernels are registered under the name 'webgpu'; the stock factory would open a second device with lower limits.
  if (findBackendFactory('webgpu')) removeBackend('webgpu');
  const backend = new WebGPUBackend(device, info as GPUAdapterInfo);
  registerBackend('webgpu', () => backend, 3);
  await setBackend('webgpu');
  await ready();
  // Otherwise TensorFlow.js computes small tensors on the CPU, and misses in-place updates of their GPU buffers.
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
      if (errors.length > 0) throw failureOf(errors);
    },
    trim: () => trimPool(backend),
    repeatBuffers: () => orderPool(backend),
    dispose() {
      isDisposed = true;
      if (findBackendFactory('webgpu')?.() === backend) removeBackend('webgpu');
      device.destroy();
    },
  };
}

/** The private parts of TensorFlow.js' buffer pool (4.22.0) that trimming needs. */
interface BufferPool {
  readonly freeBuffers: Map<string, GPUBuffer[]>;
  numFreeBuffers: number;
  numBytesAllocated: number;
}

function trimPool(backend: WebGPUBackend): void {
  // Recorded commands may still use a buffer that the pool calls free.
  submitRecorded(backend);
  forgetBindGroups(backend);
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

/** Puts the free buffers of each size in the order of their numbers, which is the same before each step. */
function orderPool(backend: WebGPUBackend): void {
  const { freeBuffers } = backend.bufferManager as unknown as BufferPool;
  const numberOf = bufferNumbers(backend);
  for (const buffers of freeBuffers.values()) buffers.sort((a, b) => numberOf(a) - numberOf(b));
}
