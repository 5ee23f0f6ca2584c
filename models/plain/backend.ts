/**
 * The trainer's backend on the processor: the decoder in plain operations, on WebAssembly, one conversation a pass, the
 * passes shared out among the cores. Not here: the contract (../backend.ts), the decoder itself (decoder.ts), the members
 * that compute passes (crew.ts).
 */
import { type Tensor, tensor2d } from '@tensorflow/tfjs';
import type { LoraLayout } from '../adapter/layout.ts';
import type { Backend } from '../backend.ts';
import { crewSize } from '../pass-sizes.ts';
import type { DecoderWeights } from '../weights.ts';
import { plainAdamw, plainGradientNorm } from './adamw.ts';
import { openCrew } from './crew.ts';
import { checkPlainSize } from './decoder.ts';
import type { Member } from './member.ts';
import { passesOf } from './pass.ts';
import { elementsOf, openProcessor } from './processor.ts';

/**
 * Puts the decoder on the processor; `layout` is that of the adapters it will run with. `startMember` starts a worker
 * that computes passes; null computes them in this thread. Throws if the decoder is too large.
 */
export async function openPlainBackend(
  { config, layers, finalNorm, lmHead }: DecoderWeights,
  layout: LoraLayout,
  startMember: (() => Member) | null,
): Promise<Backend> {
  const weights = { config, layers, finalNorm, lmHead };
  checkPlainSize(weights);
  await openProcessor();
  const size = startMember ? crewSize(navigator.hardwareConcurrency) : 1;
  const crew = await openCrew(weights, layout, size, startMember);
  /** Gradients are added in the order of the calls, whoever is done first: a sum of floats depends on its order. */
  let lastAdded: Promise<unknown> = Promise.resolve();
  return {
    device: 'wasm',
    name: `processor (WebAssembly, ${crew.size === 1 ? '1 thread' : `${crew.size} threads`})`,
    isSoftware: true,
    notice: crew.notice,
    check: () => {},
    isLost: () => false,
    settle: async () => {},
    trim: () => {},
    async logitsOf({ flat }, batch) {
      const elements = elementsOf(flat).slice();
      const rows = batch.answers.labels.size;
      const passes = passesOf(batch);
      const parts = await Promise.all(
        passes.map((pass) => crew.run((member) => member.logits(elements, pass))),
      );
      return padded(parts, rows, config.vocab_size); // [R, V]
    },
    async lossesAndGradient({ flat, dropout }, batch, gradient, options = {}) {
      const { scale = 1 / batch.answers.count, isFirst = true } = options;
      const elements = elementsOf(flat).slice();
      const rows = batch.answers.labels.size;
      const computing = passesOf(batch, dropout).map((pass) =>
        crew.run((member) => member.gradient(elements, pass, scale)),
      );
      const before = lastAdded;
      const adding = Promise.all(computing).then(async (results) => {
        await before;
        const sum = elementsOf(gradient); // [layout.size]
        if (isFirst) sum.fill(0);
        for (const { gradient: part } of results) for (let i = 0; i < sum.length; i++) sum[i]! += part[i]!;
        return padded(
          results.map(({ losses }) => losses),
          rows,
          2,
        ); // [R, 2]
      });
      lastAdded = adding.catch(() => {});
      return adding;
    },
    gradientNorm: plainGradientNorm,
    adamw: plainAdamw,
    dispose: crew.end,
  };
}

/** Rows one after another, [rows, width], with zeros after the last. */
function padded(parts: readonly Float32Array[], rows: number, width: number): Tensor {
  const all = new Float32Array(rows * width);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return tensor2d(all, [rows, width]); // [rows, width]
}
