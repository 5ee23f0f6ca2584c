/**
 * A stand-in for TensorFlow.js' WebGPU backend that keeps the modules it is given and computes nothing: kernels run on
 * it in Node as well. It has what models/kernels/program.ts uses, no more.
 */
import { KernelBackend, registerBackend, removeBackend, setBackend } from '@tensorflow/tfjs';

/** A module as it is handed to a GPU. */
export interface RecordedModule {
  /** The kernel's name, that of its .wgsl file. */
  readonly name: string;
  readonly code: string;
}

class RecordingBackend extends KernelBackend {
  readonly modules: RecordedModule[] = [];
  readonly commandEncoder = null;
  readonly computePassEncoder = { setPipeline() {}, setBindGroup() {}, dispatchWorkgroups() {} };
  readonly queue = { writeBuffer() {} };
  readonly tensorMap = new Map();
  readonly device = {
    createBuffer: () => ({}),
    createBindGroup: () => ({}),
    createBindGroupLayout: () => ({}),
    createPipelineLayout: () => ({}),
    createComputePipeline: () => ({}),
    createShaderModule: ({ label, code }: { label: string; code: string }) => {
      this.modules.push({ name: label, code });
      return {};
    },
  };

  private put() {
    const dataId = {};
    this.tensorMap.set(dataId, { resource: {}, values: null });
    return dataId;
  }

  makeTensorInfo(shape: number[], dtype: string) {
    return { dataId: this.put(), shape, dtype };
  }

  override write() {
    return this.put();
  }

  override disposeData() {
    return true;
  }

  override dispose() {}
  uploadToGPU() {}
  ensureCommandEncoderReady() {}
  submitQueue() {}
}

/** The modules of the kernels that `run` dispatches, in their order, each once. The current backend is another then. */
export async function recordModules(run: () => void): Promise<RecordedModule[]> {
  // Node has no WebGPU, so it lacks the numbers too.
  Object.assign(globalThis, {
    GPUBufferUsage: globalThis.GPUBufferUsage ?? {},
    GPUShaderStage: globalThis.GPUShaderStage ?? {},
  });
  const backend = new RecordingBackend();
  registerBackend('recording', () => backend);
  await setBackend('recording');
  run();
  removeBackend('recording');
  return backend.modules;
}
