/**
 * The trainer's backend on the processor: the decoder in plain operations, on WebAssembly. Not here: the contract
 * (../backend.ts), the decoder itself (decoder.ts), starting WebAssembly (processor.ts).
 */
import type { LoraLayout } from '../adapter/layout.ts';
import type { Backend } from '../backend.ts';
import type { DecoderWeights } from '../weights.ts';
import { plainAdamw, plainGradientNorm } from './adamw.ts';
import { checkPlainSize, createPlainDecoder, logitsOf, lossesAndGradient, lossesOf } from './decoder.ts';
import { openProcessor } from './processor.ts';

/** Puts the decoder on the processor; `layout` is that of the adapters it will run with. Throws if it is too large. */
export async function openPlainBackend(weights: DecoderWeights, layout: LoraLayout): Promise<Backend> {
  checkPlainSize(weights);
  await openProcessor();
  const decoder = createPlainDecoder(weights, layout);
  return {
    device: 'wasm',
    name: 'processor (WebAssembly)',
    isSoftware: true,
    check: () => {},
    isLost: () => false,
    settle: async () => {},
    trim: () => {},
    logitsOf: (lora, batch) => logitsOf(decoder, lora, batch),
    lossesOf: (lora, batch) => lossesOf(decoder, lora, batch),
    lossesAndGradient: (lora, batch, gradient, options) =>
      lossesAndGradient(decoder, lora, batch, gradient, options),
    gradientNorm: plainGradientNorm,
    adamw: plainAdamw,
    dispose: decoder.dispose,
  };
}
