/**
 * Runs a WGSL fragment as a TensorFlow.js WebGPU program. TensorFlow.js adds bindings, uniforms and the entry point:
 * a fragment finds its inputs as arrays of their names, its output as `result`, its numbers as `uniforms.<name>`,
 * and defines main(). Not here: the kernels.
 *
 * Fragments are written once for tiles of any size. Two directives, on lines of their own, are expanded as text, and
 * nest:
 *   //! for i in NAME     the lines up to its end, once for each i from 0 to NAME - 1, with $i replaced
 *   //! if NAME           the lines up to its end, where NAME is not 0
 *   //! end
 * Each NAME is also a WGSL constant. Text, because a loop over registers must be unrolled: indexing private memory
 * by a variable is slow on every GPU and ten times slower on a software one.
 */
import { backend as currentBackend, engine, type Tensor, type TensorInfo, util } from '@tensorflow/tfjs';
import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';

/** An input as the fragment sees it: an array of scalars, or of vectors of that many components. */
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
}

/** Threads of a workgroup, in one dimension. */
export const threads = 64;

/** Workgroups for that many threads, in two dimensions: one holds at most 65,535. */
export function groupGrid(count: number): readonly [x: number, y: number] {
  const groups = Math.ceil(count / threads);
  const across = Math.min(groups, 32_768);
  return [across, Math.ceil(groups / across)];
}

/** Enqueues a kernel. The result, shaped as asked, or the tensor written into. */
export function runKernel(call: KernelCall): Tensor {
  const { inputs, constants = {}, integers, floats = {}, output } = call;
  const backend = currentBackend() as WebGPUBackend;
  const variableNames = Object.keys(inputs);
  const constantList = Object.entries(constants);
  const program: WebGPUProgram = {
    // Two dimensions: TensorFlow.js then leaves the choice of indices to main().
    dispatchLayout: { x: [0], y: [1] },
    dispatch: [call.groups[0], call.groups[1] ?? 1, call.groups[2] ?? 1],
    workgroupSize: [threads, 1, 1],
    outputShape: [util.sizeFromShape('into' in output ? output.into.shape : output.shape)],
    outputComponent: call.outputComponents ?? 1,
    variableNames,
    variableComponents: variableNames.map((name) => inputs[name]!.components ?? 1),
    uniforms: [
      ...Object.keys(integers).map((name) => `${name} : i32, `),
      ...Object.keys(floats).map((name) => `${name} : f32, `),
    ].join(''),
    shaderKey: `${call.name}(${constantList.map(([name, value]) => `${name}=${value}`).join()})`,
    getUserCode: () =>
      constantList.map(([name, value]) => `const ${name} = ${value};\n`).join('') +
      expand(call.source, constants),
  };
  const numbers = [
    ...Object.values(integers).map((value) => ({ type: 'int32', data: [value] })),
    ...Object.values(floats).map((value) => ({ type: 'float32', data: [value] })),
  ];
  const tensors = variableNames.map((name) => asColumn(inputs[name]!.tensor));
  if ('into' in output) {
    const { dataId, dtype, size } = output.into;
    backend.runWebGPUProgram(program, tensors, dtype, numbers, { dataId, dtype, shape: [size] });
    forgetCpuCopy(output.into, backend);
    return output.into;
  }
  const { dataId, dtype } = backend.runWebGPUProgram(program, tensors, 'float32', numbers);
  return engine().makeTensorFromTensorInfo({ dataId, dtype, shape: output.shape });
}

/**
 * TensorFlow.js writes code for the shapes it is given and compiles anew where they relate in another way. The
 * fragments index for themselves: columns in and a row out are always the same to it.
 */
const asColumn = ({ dataId, dtype, shape }: TensorInfo): TensorInfo => ({
  dataId,
  dtype,
  shape: [util.sizeFromShape(shape), 1],
});

/** A read keeps a copy of the elements on the CPU, which an update in place would leave stale. */
function forgetCpuCopy(tensor: Tensor, backend: WebGPUBackend): void {
  const data = backend.tensorMap.get(tensor.dataId) as { values: unknown };
  data.values = null;
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
