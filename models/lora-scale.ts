/**
 * How strongly an adapter acts, for all who read or apply one. By itself, so that the page and Node need no kernels for
 * it. Not here: the adapter (lora.ts).
 */
import type { LoraConfig } from './config.ts';

/** What scales an adapter. */
export interface LoraShape {
  readonly rank: number;
  readonly alpha: number;
  /** `lora` if left out. */
  readonly scaling?: LoraConfig['scaling'];
}

/** The factor of the branch: alpha / rank, or alpha / √rank with rsLoRA (Kalajdzievski 2023). */
export const loraScale = ({ rank, alpha, scaling }: LoraShape): number =>
  alpha / (scaling === 'rslora' ? Math.sqrt(rank) : rank);
