/**
 * What the trainer computes with: one contract for the GPU with the lab's kernels (gpu/backend.ts) and for the processor
 * with plain operations (plain/backend.ts). Losses and gradients of both agree to float32 rounding.
 * Not here: which of the two is opened (open-backend.ts).
 */
import type { Tensor } from '@tensorflow/tfjs';
import type { LoraState } from './adapter/layout.ts';
import type { Batch } from './batch.ts';
import type { AdamwUpdate } from './optimizer.ts';

/** Where training computes. */
export type TrainingDevice = 'webgpu' | 'wasm';

/** How a batch contributes to the gradient of a step. */
export interface GradientOptions {
  /**
   * Factor of each answer's loss in the gradient: 1 / answers of all batches of the step. Default: 1 / answers of this
   * batch.
   */
  readonly scale?: number;
  /** Whether the batch is the first of its step: its gradient is written, that of later ones is added. Default: true. */
  readonly isFirst?: boolean;
  /** Memory for traces of the layers. If they need more, each layer is computed again in the backward pass. */
  readonly budgetBytes?: number;
}

/** A frozen decoder on the device that computes it. */
export interface Backend {
  readonly device: TrainingDevice;
  /** Vendor, architecture and description of the GPU as the browser names them; the processor in words. */
  readonly name: string;
  /** Whether the processor computes, by WebGPU in software or by WebAssembly: slow. */
  readonly isSoftware: boolean;
  /** What the person should know of it; null if there is nothing. */
  readonly notice: string | null;
  /** Throws GpuError if the GPU reported an error, was lost or ran out of memory. Never throws on the processor. */
  check(): void;
  isLost(): boolean;
  /** Resolves when all work so far is done. */
  settle(): Promise<void>;
  /** Frees memory kept for reuse by batches of the same shape. */
  trim(): void;
  /** Logits [R, V] of the batch's answer rows. The batch may be disposed as soon as this has returned a promise. */
  logitsOf(lora: LoraState, batch: Batch): Promise<Tensor>;
  /**
   * The loss of each answer row, in nats, as column 1 of [R, 2]. Also writes the gradient of their sum times a scale into
   * `gradient`, laid out as the flat adapter, or adds it: in the order of the calls, of which several may be open. The
   * batch may be disposed as soon as this has returned a promise.
   */
  lossesAndGradient(
    lora: LoraState,
    batch: Batch,
    gradient: Tensor,
    options?: GradientOptions,
  ): Promise<Tensor>;
  /** The length of a gradient [N], as a tensor []. */
  gradientNorm(gradient: Tensor): Tensor;
  readonly adamw: AdamwUpdate;
  /** Gives the weights and the GPU back. */
  dispose(): void;
}
