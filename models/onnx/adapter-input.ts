/**
 * What an adapter feeds to the LoRA inputs of a decoder (surgery.ts): the factors turned and scaled as the graph wants
 * them. Not here: tensors of an engine (workers/inference.ts).
 */
import type { Adapter, LoraModule } from '../lora.ts';
import type { LoraTarget } from './surgery.ts';

/** The elements for one graph input, row-major. */
export interface AdapterInput {
  readonly name: string;
  readonly dims: readonly [number, number];
  readonly data: Float32Array<ArrayBuffer>;
}

/** An adapter made for another model. The message says what was expected and what came. */
export class AdapterError extends Error {
  override readonly name = 'AdapterError';
}

/**
 * The inputs of all targets. Without an adapter, zeros of rank 1: the sum is then the base's, bit for bit (a rank of 0
 * has no bytes, which WebGPU refuses). alpha / rank is folded into B. Throws AdapterError before anything is fed.
 */
export function adapterInputs(adapter: Adapter | null, targets: readonly LoraTarget[]): AdapterInput[] {
  if (!adapter) {
    return targets.flatMap(({ inputA, inputB, inFeatures, outFeatures }): AdapterInput[] => [
      { name: inputA, dims: [inFeatures, 1], data: new Float32Array(inFeatures) },
      { name: inputB, dims: [1, outFeatures], data: new Float32Array(outFeatures) },
    ]);
  }
  checkAdapter(adapter, targets);
  const { rank, alpha } = adapter;
  const modules = new Map(adapter.modules.map((module) => [module.name, module]));
  return targets.flatMap(({ name, inputA, inputB, inFeatures, outFeatures }): AdapterInput[] => {
    const { loraA, loraB } = modules.get(name)!;
    return [
      { name: inputA, dims: [inFeatures, rank], data: turn(loraA, rank, inFeatures, 1) },
      { name: inputB, dims: [rank, outFeatures], data: turn(loraB, outFeatures, rank, alpha / rank) },
    ];
  });
}

/** [rows, columns] -> [columns, rows], scaled. */
function turn(matrix: Float32Array, rows: number, columns: number, scale: number): Float32Array<ArrayBuffer> {
  const turned = new Float32Array(matrix.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = matrix[row * columns + column]! * scale;
  }
  return turned;
}

function checkAdapter({ rank, alpha, modules }: Adapter, targets: readonly LoraTarget[]): void {
  const advice = 'The adapter was made for another model, or is damaged: use one trained on this base model.';
  if (!Number.isInteger(rank) || rank < 1 || !Number.isFinite(alpha)) {
    throw new AdapterError(
      `Expected an adapter with a whole rank from 1 and a finite alpha, got rank ${rank} and alpha ${alpha}. ${advice}`,
    );
  }
  const names = new Set(modules.map(({ name }) => name));
  const missing = targets.filter(({ name }) => !names.has(name));
  if (modules.length !== targets.length || missing.length > 0) {
    const which = missing.length > 0 ? `; ${missing[0]!.name} is not among them` : '';
    throw new AdapterError(
      `Expected an adapter with ${targets.length} modules, got ${modules.length}${which}. ${advice}`,
    );
  }
  for (const module of modules)
    checkModule(module, rank, targets.find(({ name }) => name === module.name)!, advice);
}

function checkModule(module: LoraModule, rank: number, target: LoraTarget, advice: string): void {
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
