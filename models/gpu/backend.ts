/**
 * The trainer's backend on the GPU: the decoder in the lab's own kernels. Not here: the contract (../backend.ts), the
 * decoder itself (../decoder.ts), the device (device.ts).
 */
import type { LoraLayout } from '../adapter/layout.ts';
import type { Backend } from '../backend.ts';
import { createDecoder, type Decoder, logitsOf, lossesAndGradient } from '../decoder.ts';
import { adamwInPlace, gradientNorm } from '../kernels/adamw.ts';
import type { DecoderWeights } from '../weights.ts';
import { openGpu } from './device.ts';

/** Opens the GPU and puts the decoder there; `layout` is that of the adapters it will run with. Throws GpuError. */
export async function openGpuBackend(weights: DecoderWeights, layout: LoraLayout): Promise<Backend> {
  const gpu = await openGpu();
  let decoder: Decoder;
  try {
    decoder = createDecoder(weights, layout, gpu.backend);
  } catch (error) {
    // Too large for this GPU. Closing the device frees what was uploaded.
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
    notice: null,
    check: gpu.check,
    isLost: () => isLost,
    settle: () => gpu.device.queue.onSubmittedWorkDone().then(() => {}),
    trim: gpu.trim,
    logitsOf: async (lora, batch) => logitsOf(decoder, lora, batch),
    async lossesAndGradient(lora, batch, gradient, options) {
      gpu.repeatBuffers();
      return lossesAndGradient(decoder, lora, batch, gradient, options);
    },
    gradientNorm,
    adamw: adamwInPlace,
    dispose() {
      decoder.dispose();
      gpu.dispose();
    },
  };
}
