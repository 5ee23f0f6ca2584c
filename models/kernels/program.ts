/**
 * Runs a WGSL fragment on the tensors of TensorFlow.js' WebGPU backend. Bindings, uniforms and the entry point are added
 * here: a fragment finds its inputs as arrays of their names, its output as `result`, its numbers as `uniforms.<name>`,
 * and the builtins localIndex, workgroupId and numWorkgroups; it defines main(). Not here: the kernels.
 *
 * The kernels share TensorFlow.js' command encoder and its pool of buffers, not its way of running programs: that takes
 * 40 µs of JavaScript a dispatch, and keeps the buffers of disposed tensors until the next submit. Commands run in the
 * order they are recorded, so a buffer may serve again at once.
 *
 * Fragments are written once for tiles of any size. Two directives, on lines of their own, are expanded as text, and
 * nest:
 *   //! for i in NAME     the lines up to its end, once for each i from 0 to NAME - 1, with $i replaced
 *   //! if NAME           the lines up to its end, where NAME is not 0
 *   //! end
 * Each NAME is also a WGSL constant. Text, because a loop over registers must be unrolled: indexing private memory
 * by a variable is slow on every GPU and ten times slower on a software one.
 */
import { backend as currentBackend, engine, type Tensor, type TensorInfo } from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';

/** A tensor as the fragment sees it: an array of scalars, or of vectors of that many components. */
export interface KernelInput {
  readonly tensor: TensorInfo;
  readonly components?: 2 | 4;
}

export interface KernelCall {
  /** The .wgsl file's name, for the pipeline cache and messages. */
  readonly name: string;
  readonly source: string;
  /** Sizes that shape the code; each set of values is one pipeline. */
  readonly constants?: Readonly<Record<string, number>>;
  readonly inputs: Readonly<Record<string, KernelInput>>;
  /** Whole numbers, in WGSL i32. Every kernel uses at least one. */
  readonly integers: Readonly<Record<string, number>>;
  /** Real numbers, in WGSL f32. */
  readonly floats?: Readonly<Record<string, number>>;
  /** Workgroups of 64 threads each. */
  readonly groups: readonly [x: number, y?: number, z?: number];
  /** The shape of a new float32 result, or an existing tensor to write into. */
  readonly output: { readonly shape: number[] } | { readonly into: Tensor };
  /** Components of `result`'s elements. */
  readonly outputComponents?: 4;
  /** Tensors written beside the result, each an array of its name. */
  readonly beside?: Readonly<Record<string, { readonly tensor: Tensor; readonly components?: 4 }>>;
}

/** Threads of a workgroup, in one dimension. */
export const threads = 64;

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
}

interface Programs {
  readonly pipelines: Map<string, Pipeline>;
  /** The numbers of the dispatches not yet submitted, a slot each. */
  readonly uniforms: GPUBuffer;
  /** The same on their way there. */
  readonly integers: Int32Array<ArrayBuffer>;
  readonly floats: Float32Array<ArrayBuffer>;
  slot: number;
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
  const { pipeline, layout } = pipelineOf(call, backend, state);
  const isInto = 'into' in output;
  const result = isInto ? output.into : emptyTensor(output.shape);

  const entries: GPUBindGroupEntry[] = [{ binding: 0, resource: { buffer: bufferOf(result, backend) } }];
  for (const name in inputs) {
    entries.push({ binding: entries.length, resource: { buffer: bufferOf(inputs[name]!.tensor, backend) } });
  }
  for (const name in beside) {
    entries.push({ binding: entries.length, resource: { buffer: bufferOf(beside[name]!.tensor, backend) } });
  }
  entries.push({ binding: entries.length, resource: { buffer: state.uniforms, size: slotBytes } });
  if (isInto) forgetCpuCopy(result, backend);

  const offset = state.slot * slotBytes;
  let at = offset / 4;
  for (const name in integers) state.integers[at++] = integers[name]!;
  for (const name in floats) state.floats[at++] = floats[name]!;

  backend.ensureCommandEncoderReady();
  const recorder = backend as unknown as Recorder;
  recorder.computePassEncoder ??= recorder.commandEncoder!.beginComputePass();
  const pass = recorder.computePassEncoder;
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, backend.device.createBindGroup({ layout, entries }), [offset]);
  pass.dispatchWorkgroups(groups[0], groups[1] ?? 1, groups[2] ?? 1);
  if (++state.slot === slotCount) submitRecorded(backend);
  return result;
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
  const { name, constants = {}, inputs, integers, floats = {}, beside = {} } = call;
  const typed = (scalar: string, components = 1) =>
    components === 1 ? scalar : `vec${components}<${scalar}>`;
  const arrays = [
    { name: 'result', type: typed('f32', call.outputComponents), isWritten: true },
    ...Object.entries(inputs).map(([name, { tensor, components }]) => ({
      name,
      type: typed(tensor.dtype === 'int32' ? 'i32' : 'f32', components),
      isWritten: false,
    })),
    ...Object.entries(beside).map(([name, { components }]) => ({
      name,
      type: typed('f32', components),
      isWritten: true,
    })),
  ];
  const fields = [
    ...Object.keys(integers).map((name) => `${name}: i32,`),
    ...Object.keys(floats).map((name) => `${name}: f32,`),
  ];
  const code = `
struct Uniforms { ${fields.join(' ')} }
${arrays.map(({ name, type, isWritten }, i) => `@group(0) @binding(${i}) var<storage, ${isWritten ? 'read_write' : 'read'}> ${name}: array<${type}>;`).join('\n')}
@group(0) @binding(${arrays.length}) var<uniform> uniforms: Uniforms;
var<private> localIndex: u32;
var<private> workgroupId: vec3<u32>;
var<private> numWorkgroups: vec3<u32>;
${Object.entries(constants)
  .map(([name, value]) => `const ${name} = ${value};`)
  .join('\n')}
${expand(call.source, constants)}
@compute @workgroup_size(${threads})
fn start(
  @builtin(local_invocation_index) LocalIndex: u32,
  @builtin(workgroup_id) WorkgroupId: vec3<u32>,
  @builtin(num_workgroups) NumWorkgroups: vec3<u32>,
) {
  localIndex = LocalIndex;
  workgroupId = WorkgroupId;
  numWorkgroups = NumWorkgroups;
  main();
}`;
  const entry = (binding: number, buffer: GPUBufferBindingLayout): GPUBindGroupLayoutEntry => ({
    binding,
    visibility: GPUShaderStage.COMPUTE,
    buffer,
  });
  const layout = device.createBindGroupLayout({
    entries: [
      ...arrays.map(({ isWritten }, i) => entry(i, { type: isWritten ? 'storage' : 'read-only-storage' })),
      entry(arrays.length, { type: 'uniform', hasDynamicOffset: true }),
    ],
  });
  const pipeline = device.createComputePipeline({
    label: name,
    layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    compute: { module: device.createShaderModule({ label: name, code }), entryPoint: 'start' },
  });
  return { pipeline, layout };
}

/** Expands the directives of a fragment. Throws where they do not nest or a name is unknown. */
export function expand(source: string, constants: Readonly<Record<string, number>>): string {
  const lines = source.split('\n');
  let at = 0;
  const constant = (name: string): number => {
    const value = constants[name];
    if (value === undefined) throw new Error(`Expected a constant ${name} for a directive in line ${at}.`);
    return value;
  };
  const block = (isInner: boolean): string[] => {
    const expanded: string[] = [];
    while (at < lines.length) {
      const line = lines[at++]!;
      const [, word, index, name] = /^\s*\/\/! (for|if|end)(?: (\w+))?(?: in (\w+))?$/.exec(line) ?? [];
      if (word === 'end') {
        if (isInner) return expanded;
        throw new Error(`Expected no more ends, got one in line ${at}.`);
      }
      if (word === undefined) expanded.push(line);
      else {
        const count = constant(word === 'for' ? name! : index!);
        const inner = block(true);
        if (word === 'if') expanded.push(...(count === 0 ? [] : inner));
        else {
          for (let i = 0; i < count; i++)
            expanded.push(...inner.map((text) => text.replaceAll(`$${index}`, String(i))));
        }
      }
    }
    if (isInner) throw new Error('Expected an end for every directive, got the end of the file.');
    return expanded;
  };
  return block(false).join('\n');
}
