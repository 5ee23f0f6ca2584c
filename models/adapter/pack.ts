/**
 * An adapter into the flat tensor's elements and back, and the errors of one that does not fit.
 * Not here: where each matrix goes (layout.ts).
 */
import type { LoraShape } from '../lora-scale.ts';
import { type Adapter, headOf, type LoraModule } from './adapter.ts';
import { adaptedSlots, type LoraLayout } from './layout.ts';

/** An adapter that does not fit the model. The message says what was expected and what came. */
class AdapterShapeError extends Error {
  override readonly name = 'AdapterShapeError';
}

/** The flat tensor's elements, [layout.size]. Throws AdapterShapeError if the adapter does not fit the layout. */
export function packAdapter(adapter: Adapter, layout: LoraLayout): Float32Array<ArrayBuffer> {
  checkFit(adapter, layout);
  const { rank, paddedRank, size } = layout;
  const flat = new Float32Array(size);
  const modules = new Map(adapter.modules.map((module) => [module.name, module]));
  for (const { name, outFeatures, atA, atB } of adaptedSlots(layout)) {
    const { loraA, loraB } = modules.get(name)!;
    flat.set(loraA, atA);
    for (let row = 0; row < outFeatures; row++) {
      flat.set(loraB.subarray(row * rank, (row + 1) * rank), atB + row * paddedRank);
    }
  }
  return flat;
}

/** The adapter in the flat tensor's elements. */
export function unpackAdapter(flat: Float32Array, layout: LoraLayout): Adapter {
  const { rank, paddedRank } = layout;
  const modules = adaptedSlots(layout).map(({ name, inFeatures, outFeatures, atA, atB }): LoraModule => {
    const loraA = new Float32Array(flat.subarray(atA, atA + rank * inFeatures)); // [rank, in]
    const loraB = new Float32Array(outFeatures * rank); // [out, rank]
    for (let row = 0; row < outFeatures; row++) {
      const start = atB + row * paddedRank;
      loraB.set(flat.subarray(start, start + rank), row * rank);
    }
    return { name, inFeatures, outFeatures, loraA, loraB };
  });
  return { ...headOf(layout), modules };
}

function checkFit(adapter: Adapter, layout: LoraLayout): void {
  const advice =
    'Use an adapter trained on this base model with these settings, or load the model with those of the adapter.';
  const { rank } = layout;
  const slots = adaptedSlots(layout);
  const name = ({ rank, alpha, scaling }: LoraShape) =>
    `rank ${rank} and alpha ${alpha}${scaling === 'rslora' ? ' with rsLoRA scaling' : ''}`;
  if (name(adapter) !== name(layout)) {
    throw new AdapterShapeError(`Expected an adapter of ${name(layout)}, got ${name(adapter)}. ${advice}`);
  }
  const modules = new Map(adapter.modules.map((module) => [module.name, module]));
  if (adapter.modules.length !== slots.length) {
    throw new AdapterShapeError(
      `Expected an adapter of ${slots.length} modules, got ${adapter.modules.length}. ${advice}`,
    );
  }
  for (const { name, inFeatures, outFeatures } of slots) {
    const module = modules.get(name);
    if (!module)
      throw new AdapterShapeError(`Expected the adapter to have ${name}, but it has not. ${advice}`);
    const { loraA, loraB } = module;
    if (loraA.length !== rank * inFeatures || loraB.length !== outFeatures * rank) {
      throw new AdapterShapeError(
        `Expected ${name} to have lora_A [${rank}, ${inFeatures}] and lora_B [${outFeatures}, ${rank}], got ${loraA.length} and ${loraB.length} numbers. ${advice}`,
      );
    }
    if (!loraA.every(Number.isFinite) || !loraB.every(Number.isFinite)) {
      throw new AdapterShapeError(`Expected finite numbers in ${name}, got others. ${advice}`);
    }
  }
}
