/**
 * The scale of an adapter's branches. Apart from lora.ts, so that the page and Node can use it without TensorFlow.js.
 * Not here: the branches (lora.ts).
 */
import type { LoraConfig } from './config.ts';

/** The settings that determine the scale. */
export interface LoraShape {
  readonly rank: number;
  readonly alpha: number;
  /** Default: `lora`. */
  readonly scaling?: LoraConfig['scaling'];
}

/** The factor of the branch: alpha / rank, or alpha / √rank with rsLoRA (Kalajdzievski 2023). */
export const loraScale = ({ rank, alpha, scaling }: LoraShape): number =>
  alpha / (scaling === 'rslora' ? Math.sqrt(rank) : rank);
