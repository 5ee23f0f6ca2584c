/**
 * Runs a WGSL fragment on the tensors of TensorFlow.js' WebGPU backend. Not here: the kernels, the module that a fragment
 * becomes (module.ts).
 *
 * The kernels share TensorFlow.js' command encoder and its pool of buffers, not its way of running programs: that takes
 * 40 µs of JavaScript a dispatch, and keeps the buffers of disposed tensors until the next submit. Commands run in the
 * order they are recorded, so a buffer may serve again at once.
 */
import { backend as currentBackend, engine, type Tensor, type TensorInfo } from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { bindingsOf, type Fragment, moduleCode, threads } from './module.ts';

/** A fragment and what it is run on. */
interface KernelCall extends Fragment {
  /** The .wgsl file's name, for the pipeline cache and messages. */
  readonly name: string;
  /** Workgroups of 64 threads each. */
  readonly groups: readonly [x: number, y?: number, z?: number];
  /** The shape of a new float32 result, or an existing tensor to write into. */
  readonly output: { readonly shape: number[] } | { readonly into: Tensor };
}

/** Workgroups for that many threads, in two dimensions: one holds at most 65,535. */
export function groupGrid(count: number): readonly [x: number, y: number] {
  const groups = Math.ceil(count / threads);
  const across = Math.min(groups, 32_768);
  return [across, Math.ceil(groups / across)];
}

/** Dispatches recorded before they are submitted; each has a slot for its numbers. */
const slotCount = 64;
/** Bytes of a slot: WebGPU's least alignment of an offset. */
const slotBytes = 256;

interface Pipeline {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  /** Those that were made, by the numbers of their buffers. */
  readonly bindGroups: Map<string, GPUBindGroup>;
}

interface Programs {
  readonly pipelines: Map<string, Pipeline>;
  /** The numbers of the dispatches not yet submitted, a slot each. */
  readonly uniforms: GPUBuffer;
  /** The same on their way there. */
  readonly integers: Int32Array<ArrayBuffer>;
  readonly floats: Float32Array<ArrayBuffer>;
  slot: number;
  /** The number of a buffer, given when it is first asked for. */
  readonly numberOf: (buffer: GPUBuffer) => number;
}

/** The private parts of TensorFlow.js' backend that recording needs (4.22.0). */
interface Recorder {
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
}

const programs = new WeakMap<WebGPUBackend, Programs>();

function programsOf(backend: WebGPUBackend): Programs {
  const known = programs.get(backend);
  if (known) return known;
  const uniforms = backend.device.createBuffer({
    size: slotCount * slotBytes,
    usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
  });
  const numbers = new ArrayBuffer(slotCount * slotBytes);
  const fresh: Programs = {
    pipelines: new Map(),
    uniforms,
    integers: new Int32Array(numbers),
    floats: new Float32Array(numbers),
    slot: 0,
    numberOf: numbering(),
  };
  programs.set(backend, fresh);
  // TensorFlow.js submits what is recorded whenever it reads: the numbers must be there before.
  const submit = backend.submitQueue.bind(backend);
  backend.submitQueue = () => {
    backend.queue.writeBuffer(uniforms, 0, numbers, 0, fresh.slot * slotBytes);
    fresh.slot = 0;
    submit();
  };
  return fresh;
}

/** A tensor of that shape on the current backend, its elements not yet written. */
export function emptyTensor(shape: number[]): Tensor {
  return engine().makeTensorFromTensorInfo(
    (currentBackend() as WebGPUBackend).makeTensorInfo(shape, 'float32'),
  );
}

/** Enqueues a kernel. The result, shaped as asked, or the tensor written into. */
export function runKernel(call: KernelCall): Tensor {
  const { inputs, beside, integers, floats, output, groups } = call;
  const backend = currentBackend() as WebGPUBackend;
  const state = programsOf(backend);
  const compiled = pipelineOf(call, backend, state);
  const isInto = 'into' in output;
  const result = isInto ? output.into : emptyTensor(output.shape);
  const buffers = [bufferOf(result, backend)];
  for (const name in inputs) buffers.push(bufferOf(inputs[name]!.tensor, backend));
  for (const name in beside) buffers.push(bufferOf(beside[name]!.tensor, backend));
  if (isInto) forgetCpuCopy(result, backend);

  const offset = state.slot * slotBytes;
  let at = offset / 4;
  for (const name in integers) state.integers[at++] = integers[name]!;
  for (const name in floats) state.floats[at++] = floats[name]!;

  backend.ensureCommandEncoderReady();
  const recorder = backend as unknown as Recorder;
  recorder.computePassEncoder ??= recorder.commandEncoder!.beginComputePass();
  const pass = recorder.computePassEncoder;
  pass.setPipeline(compiled.pipeline);
  pass.setBindGroup(0, bindGroupOf(buffers, compiled, backend, state), [offset]);
  pass.dispatchWorkgroups(groups[0], groups[1] ?? 1, groups[2] ?? 1);
  if (++state.slot === slotCount) submitRecorded(backend);
  return result;
}

/** Bind groups that a pipeline keeps at most. A step of 30 layers uses each pipeline a few hundred times. */
const mostBindGroups = 1024;

/**
 * The bind group of these buffers, made once: a step gets the buffers of the step before from the pool, in the same order
 * (../gpu/device.ts).
 */
function bindGroupOf(
  buffers: readonly GPUBuffer[],
  { layout, bindGroups }: Pipeline,
  { device }: WebGPUBackend,
  state: Programs,
): GPUBindGroup {
  let key = '';
  for (const buffer of buffers) key += `${state.numberOf(buffer)} `;
  const known = bindGroups.get(key);
  if (known) return known;
  const entries: GPUBindGroupEntry[] = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
  entries.push({ binding: entries.length, resource: { buffer: state.uniforms, size: slotBytes } });
  const fresh = device.createBindGroup({ layout, entries });
  if (bindGroups.size === mostBindGroups) bindGroups.clear();
  bindGroups.set(key, fresh);
  return fresh;
}

function numbering(): (buffer: GPUBuffer) => number {
  const numbers = new WeakMap<GPUBuffer, number>();
  let next = 0;
  return (buffer) => {
    const known = numbers.get(buffer);
    if (known !== undefined) return known;
    numbers.set(buffer, next);
    return next++;
  };
}

/** Numbers the buffers of a backend, each once, for who would bring them into an order. */
export const bufferNumbers = (backend: WebGPUBackend): ((buffer: GPUBuffer) => number) =>
  programsOf(backend).numberOf;

/** Forgets all bind groups, before buffers are destroyed: they would keep them from being freed. */
export function forgetBindGroups(backend: WebGPUBackend): void {
  for (const { bindGroups } of programs.get(backend)?.pipelines.values() ?? []) bindGroups.clear();
}

/** Submits what is recorded. Before the slots start again, and before a buffer is destroyed. */
export function submitRecorded(backend: WebGPUBackend): void {
  const recorder = backend as unknown as Recorder;
  if (recorder.commandEncoder) {
    backend.endComputePassEncoder();
    backend.submitQueue();
  }
}

function bufferOf({ dataId }: TensorInfo, backend: WebGPUBackend): GPUBuffer {
  backend.uploadToGPU(dataId);
  return backend.tensorMap.get(dataId).resource as GPUBuffer;
}

/** A read keeps a copy of the elements on the CPU, which an update in place would leave stale. */
function forgetCpuCopy(tensor: Tensor, backend: WebGPUBackend): void {
  const data = backend.tensorMap.get(tensor.dataId) as { values: unknown };
  data.values = null;
}

/** The compiled kernel, made once for each set of constants and inputs. */
function pipelineOf(call: KernelCall, backend: WebGPUBackend, { pipelines }: Programs): Pipeline {
  const { constants, inputs } = call;
  let key = call.name;
  for (const name in constants) key += ` ${constants[name]}`;
  for (const name in inputs) key += ` ${name}`;
  const known = pipelines.get(key);
  if (known) return known;
  const fresh = compile(call, backend);
  pipelines.set(key, fresh);
  return fresh;
}

function compile(call: KernelCall, { device }: WebGPUBackend): Pipeline {
  const bindings = bindingsOf(call);
  const entry = (binding: number, buffer: GPUBufferBindingLayout): GPUBindGroupLayoutEntry => ({
    binding,
    visibility: GPUShaderStage.COMPUTE,
    buffer,
  });
  const layout = device.createBindGroupLayout({
    entries: [
      ...bindings.map(({ isWritten }, i) => entry(i, { type: isWritten ? 'storage' : 'read-only-storage' })),
      entry(bindings.length, { type: 'uniform', hasDynamicOffset: true }),
    ],
  });
  const pipeline = device.createComputePipeline({
    label: call.name,
    layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    compute: {
      module: device.createShaderModule({ label: call.name, code: moduleCode(call) }),
      entryPoint: 'start',
    },
  });
  return { pipeline, layout, bindGroups: new Map() };
}
