/**
 * What the trainer computes with: the GPU with the lab's kernels, or the processor with plain operations. Both do the
 * same: their losses and gradients agree to float32 rounding. Not here: how (decoder.ts, plain/decoder.ts).
 */
import type { Tensor } from '@tensorflow/tfjs';
import type { Batch, GradientOptions } from './decoder.ts';
import * as decoderOnGpu from './decoder.ts';
import { openGpu } from './gpu/device.ts';
import { adamwInPlace } from './kernels/adamw.ts';
import type { LoraLayout, LoraState } from './lora.ts';
import { gradientNorm } from './optimizer.ts';
import { plainAdamw, plainGradientNorm } from './plain/adamw.ts';
import * as plainDecoder from './plain/decoder.ts';
import { openProcessor } from './plain/processor.ts';
import type { DecoderWeights } from './weights.ts';

/** A frozen decoder where it is computed. */
export interface DecoderEngine {
  readonly device: TrainingDevice;
  /** Vendor, architecture and description of the GPU as the browser names them; the processor in words. */
  readonly name: string;
  /** WebGPU computed on the processor, or no WebGPU: slow. */
  readonly isSoftware: boolean;
  /** Throws GpuError if the GPU reported an error, was lost or ran out of memory. Never on the processor. */
  check(): void;
  isLost(): boolean;
  /** Resolves when all that was asked for is done. */
  settle(): Promise<void>;
  /** Frees memory kept for reuse by batches of the same shape. */
  trim(): void;
  /** Logits [R, V] of the batch's answer rows. */
  logitsOf(lora: LoraState, batch: Batch): Tensor;
  /** The loss of each answer row, in nats, as column 1 of [R, 2]. */
  lossesOf(lora: LoraState, batch: Batch): Tensor;
  /** As lossesOf, with the gradient of their sum times a scale written into or added to `gradient`, laid out as the flat adapter. */
  lossesAndGradient(lora: LoraState, batch: Batch, gradient: Tensor, options: GradientOptions): Tensor;
  /** The length of a gradient, as a tensor []. */
  gradientNorm(gradient: Tensor): Tensor;
  /** One step of AdamW, in place. */
  readonly adamw: typeof adamwInPlace;
  /** Gives the weights and the GPU back. */
  dispose(): void;
}

/** Where to train. */
export type TrainingDevice = 'webgpu' | 'wasm';

/** Opens the device and puts the decoder there; `layout` is that of the adapters it will run with. Throws GpuError, or Error where the processor cannot hold it. */
export const openEngine = (
  device: TrainingDevice,
  weights: DecoderWeights,
  layout: LoraLayout,
): Promise<DecoderEngine> =>
  device === 'webgpu' ? openOnGpu(weights, layout) : openOnProcessor(weights, layout);

async function openOnGpu(weights: DecoderWeights, layout: LoraLayout): Promise<DecoderEngine> {
  const gpu = await openGpu();
  let decoder: decoderOnGpu.Decoder;
  try {
    decoder = decoderOnGpu.createDecoder(weights, layout, gpu.backend);
  } catch (error) {
    // Too large for this GPU: what is there of it goes with the device.
    gpu.dispose();
    throw error;
  }
  let isLost = false;
  void gpu.device.lost.then(() => {
    isLost = true;
  });
  return {
    device: 'webgpu',
    name: gpu.adapter,
    isSoftware: gpu.isSoftware,
    check: gpu.check,
    isLost: () => isLost,
    settle: () => gpu.device.queue.onSubmittedWorkDone().then(() => {}),
    trim: gpu.trim,
    logitsOf: (lora, batch) => decoderOnGpu.logitsOf(decoder, lora, batch),
    lossesOf: (lora, batch) => decoderOnGpu.lossesOf(decoder, lora, batch),
    lossesAndGradient: (lora, batch, gradient, options) =>
      decoderOnGpu.lossesAndGradient(decoder, lora, batch, gradient, options),
    gradientNorm,
    adamw: adamwInPlace,
    dispose() {
      decoder.dispose();
      gpu.dispose();
    },
  };
}

async function openOnProcessor(weights: DecoderWeights, layout: LoraLayout): Promise<DecoderEngine> {
  plainDecoder.checkPlainSize(weights);
  await openProcessor();
  const decoder = plainDecoder.createPlainDecoder(weights, layout);
  return {
    device: 'wasm',
    name: 'processor (WebAssembly)',
    isSoftware: true,
    check: () => {},
    isLost: () => false,
    settle: async () => {},
    trim: () => {},
    logitsOf: (lora, batch) => plainDecoder.logitsOf(decoder, lora, batch),
    lossesOf: (lora, batch) => plainDecoder.lossesOf(decoder, lora, batch),
    lossesAndGradient: (lora, batch, gradient, options) =>
      plainDecoder.lossesAndGradient(decoder, lora, batch, gradient, options),
    gradientNorm: plainGradientNorm,
    adamw: plainAdamw,
    dispose: decoder.dispose,
  };
}
