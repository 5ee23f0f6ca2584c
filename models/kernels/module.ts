/**
 * Makes a WGSL fragment a whole module. A fragment finds its inputs as arrays of their names, its output as `result`, its
 * numbers as `uniforms.<name>`, and the builtins localIndex, workgroupId and numWorkgroups; it defines main(). Pure text.
 * Not here: running it (program.ts).
 *
 * Fragments are written once for tiles of any size. Two directives, on lines of their own, are expanded as text, and
 * nest:
 *   //! for i in NAME     the lines up to its end, once for each i from 0 to NAME - 1, with $i replaced
 *   //! if NAME           the lines up to its end, where NAME is not 0
 *   //! end
 * Each NAME is also a WGSL constant. Text, because a loop over registers must be unrolled: indexing private memory
 * by a variable is slow on every GPU and ten times slower on a software one.
 */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';

/** A tensor as the fragment sees it: an array of scalars, or of vectors of that many components. */
export interface KernelInput {
  readonly tensor: TensorInfo;
  readonly components?: 2 | 4;
}

/** A fragment and what its module is made of. */
export interface Fragment {
  readonly source: string;
  /** Sizes that shape the code; each set of values is one pipeline. */
  readonly constants?: Readonly<Record<string, number>>;
  readonly inputs: Readonly<Record<string, KernelInput>>;
  /** Whole numbers, in WGSL i32. Every kernel uses at least one. */
  readonly integers: Readonly<Record<string, number>>;
  /** Real numbers, in WGSL f32. */
  readonly floats?: Readonly<Record<string, number>>;
  /** Components of `result`'s elements. */
  readonly outputComponents?: 4;
  /** Tensors written beside the result, each an array of its name. */
  readonly beside?: Readonly<Record<string, { readonly tensor: Tensor; readonly components?: 4 }>>;
}

/** An array of the module, at the binding of its index; after the last one stand the uniforms. */
interface Binding {
  readonly name: string;
  /** In WGSL, of an element. */
  readonly type: string;
  readonly isWritten: boolean;
}

/** Threads of a workgroup, in one dimension. */
export const threads = 64;

/** The module's arrays in the order of their bindings. */
export function bindingsOf({ inputs, outputComponents, beside = {} }: Fragment): Binding[] {
  const typed = (scalar: string, components = 1) =>
    components === 1 ? scalar : `vec${components}<${scalar}>`;
  return [
    { name: 'result', type: typed('f32', outputComponents), isWritten: true },
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
}

/** The WGSL of the module; its entry point is `start`. Throws where the directives are wrong. */
export function moduleCode(fragment: Fragment): string {
  const { source, constants = {}, integers, floats = {} } = fragment;
  const bindings = bindingsOf(fragment);
  const fields = [
    ...Object.keys(integers).map((name) => `${name}: i32,`),
    ...Object.keys(floats).map((name) => `${name}: f32,`),
  ];
  return `
struct Uniforms { ${fields.join(' ')} }
${bindings.map(({ name, type, isWritten }, i) => `@group(0) @binding(${i}) var<storage, ${isWritten ? 'read_write' : 'read'}> ${name}: array<${type}>;`).join('\n')}
@group(0) @binding(${bindings.length}) var<uniform> uniforms: Uniforms;
var<private> localIndex: u32;
var<private> workgroupId: vec3<u32>;
var<private> numWorkgroups: vec3<u32>;
${Object.entries(constants)
  .map(([name, value]) => `const ${name} = ${value};`)
  .join('\n')}
${expand(source, constants)}
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
}

/** Expands the directives of a fragment. Throws where they do not nest or a name is unknown. */
function expand(source: string, constants: Readonly<Record<string, number>>): string {
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
