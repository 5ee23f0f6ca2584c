/**
 * What an adapter feeds to the LoRA inputs of a decoder (surgery.ts): its matrices, transposed and scaled for the
 * graph, in the graph's type. Not here: tensors of ONNX Runtime (../session/vlm.ts).
 */

import type { Adapter, LoraModule } from '../../adapter/adapter.ts';
import { toHalves } from '../../float16.ts';
import { loraScale } from '../../lora-scale.ts';
import { transpose } from '../write/checkpoint.ts';
import type { ActivationType, LoraTarget } from './surgery.ts';

/** The elements for one graph input, row-major; float16 elements as 16-bit integers. */
export interface AdapterInput {
  readonly name: string;
  readonly dims: readonly [number, number];
  readonly type: ActivationType;
  readonly data: Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
}

/** An adapter made for another model. The message says what was expected and what came. */
export class AdapterError extends Error {
  override readonly name = 'AdapterError';
}

/**
 * The inputs of all targets. A target without a module gets zeros of rank 1, and so do all targets without an adapter:
 * the sum is then the base's, bit for bit. (Rank 0 would have no bytes, which WebGPU refuses.) B includes the adapter's
 * scale. Throws AdapterError for an adapter of another model.
 */
export function adapterInputs(adapter: Adapter | null, targets: readonly LoraTarget[]): AdapterInput[] {
  if (adapter) checkAdapter(adapter, targets);
  const modules = new Map(adapter?.modules.map((module) => [module.name, module]));
  return targets.flatMap((target): AdapterInput[] => {
    const { name, inputA, inputB, inFeatures, outFeatures, dataType: type } = target;
    const module = modules.get(name);
    const rank = adapter && module ? adapter.rank : 1;
    const scale = adapter ? loraScale(adapter) : 0;
    const a = module ? transpose(module.loraA, rank, inFeatures) : new Float32Array(inFeatures); // [in, rank]
    const b = module
      ? transpose(module.loraB, outFeatures, rank).map((value) => value * scale)
      : new Float32Array(outFeatures); // [rank, out]
    return [
      { name: inputA, dims: [inFeatures, rank], type, data: inType(a, type, name) },
      { name: inputB, dims: [rank, outFeatures], type, data: inType(b, type, name) },
    ];
  });
}

function inType(
  numbers: Float32Array<ArrayBuffer>,
  type: ActivationType,
  name: string,
): AdapterInput['data'] {
  if (type === 'float32') return numbers;
  const halves = toHalves(numbers);
  if (halves.every((half) => (half & 0x7c00) !== 0x7c00)) return halves;
  const largest = numbers.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  throw new AdapterError(
    `Expected ${name} to fit into float16, which this decoder computes in (numbers up to 65504), got a number of ${largest}. Use a decoder of float32 (fp32, q4), or train the adapter with a smaller learning rate.`,
  );
}

const advice = 'The adapter was made for another model, or is damaged: use one trained on this base model.';

/** Throws AdapterError if the adapter has other modules or shapes than the targets. */
export function checkAdapter({ rank, alpha, modules }: Adapter, targets: readonly LoraTarget[]): void {
  if (!Number.isInteger(rank) || rank < 1 || !Number.isFinite(alpha)) {
    throw new AdapterError(
      `Expected an adapter with a whole rank from 1 and a finite alpha, got rank ${rank} and alpha ${alpha}. ${advice}`,
    );
  }
  const byName = new Map(targets.map((target) => [target.name, target]));
  const seen = new Set<string>();
  for (const module of modules) {
    const target = byName.get(module.name);
    if (!target || seen.has(module.name)) {
      throw new AdapterError(
        `Expected modules among the ${targets.length} linear layers of this model, each once, got ${module.name}${target ? ' twice' : ''}. ${advice}`,
      );
    }
    seen.add(module.name);
    checkModule(module, rank, target);
  }
  if (seen.size === 0) throw new AdapterError(`Expected an adapter with modules, got none. ${advice}`);
}

function checkModule(module: LoraModule, rank: number, target: LoraTarget): void {
  const { name, loraA, loraB, inFeatures, outFeatures } = module;
  const fits =
    inFeatures === target.inFeatures &&
    outFeatures === target.outFeatures &&
    loraA.length === rank * inFeatures &&
    loraB.length === outFeatures * rank;
  if (!fits) {
    throw new AdapterError(
      `Expected ${name} to map ${target.inFeatures} to ${target.outFeatures} features with rank ${rank} (${rank * target.inFeatures} and ${target.outFeatures * rank} numbers), got ${inFeatures} to ${outFeatures} (${loraA.length} and ${loraB.length} numbers). ${advice}`,
    );
  }
  if (!loraA.every(Number.isFinite) || !loraB.every(Number.isFinite)) {
    throw new AdapterError(`Expected finite numbers in ${name}, got at least one that is not. ${advice}`);
  }
}
