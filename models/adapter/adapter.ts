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
  readonly modules: readonly LoraModule[];
}

/** Tests whether a layer is one of the chosen target modules. */
export const isTargetOf =
  ({ targetModules: chosen = targetModules }: LoraSettings) =>
  ({ name }: LoraTarget): boolean =>
    chosen.some((module) => name.endsWith(`.${module}`));

/** Rank, alpha and scaling of an adapter; `scaling` only if it is not the usual one. */
export const shapeOfAdapter = ({ rank, alpha, scaling }: LoraShape): Pick<Adapter, keyof LoraShape> => ({
  rank,
  alpha,
  ...(scaling === 'rslora' && { scaling }),
});
