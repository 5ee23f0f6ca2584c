/**
 * A LoRA adapter as plain data: the matrices of its modules, and the settings it was made with. This is what travels
 * between workers, storage and files.
 * Not here: how it starts and what it computes (../lora.ts), its flat form for the GPU (layout.ts, pack.ts), files
 * (peft.ts).
 */
import { type TargetModule, targetModules } from '../config.ts';
import type { LoraShape } from '../lora-scale.ts';

/** A linear layer that can be adapted, named as in the checkpoint: `layers.0.self_attn.q_proj`. */
export interface LoraTarget {
  readonly name: string;
  readonly inFeatures: number;
  readonly outFeatures: number;
}

/** The two matrices of one module. */
export interface LoraModule extends LoraTarget {
  /** [rank, inFeatures], row-major (PEFT's lora_A.weight). */
  readonly loraA: Float32Array<ArrayBuffer>;
  /** [outFeatures, rank], row-major (PEFT's lora_B.weight). */
  readonly loraB: Float32Array<ArrayBuffer>;
}

/** The settings of an adapter. All modules are adapted if `targetModules` is left out. */
export type LoraSettings = LoraShape & { readonly targetModules?: readonly TargetModule[] };

/** An adapter. It holds the matrices of the adapted modules only. */
export interface Adapter extends LoraShape {
  readonly scaling?: 'rslora';
  /** The strength of place that its base model was seen at, 0 to 1 (../place.ts); absent if that has none, or it is not known. */
  readonly place?: number;
  readonly modules: readonly LoraModule[];
}

/** Tests whether a layer is one of the chosen target modules. */
export const isTargetOf =
  ({ targetModules: chosen = targetModules }: LoraSettings) =>
  ({ name }: LoraTarget): boolean =>
    chosen.some((module) => name.endsWith(`.${module}`));

/** An adapter without its matrices. */
export type AdapterHead = Omit<Adapter, 'modules'>;

/** Rank, alpha, scaling and place of an adapter; `scaling` only if it is not the usual one. */
export const headOf = ({ rank, alpha, scaling, place }: LoraShape & Pick<Adapter, 'place'>): AdapterHead => ({
  rank,
  alpha,
  ...(scaling === 'rslora' && { scaling }),
  ...(place !== undefined && { place }),
});
