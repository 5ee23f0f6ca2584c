/**
 * One member of the crew that computes a step on the processor: it holds the decoder and computes passes, one after
 * another, in the thread it lives in. Not here: the worker around it (workers/pass.ts), sharing passes out (crew.ts).
 */
import type { LoraLayout } from '../adapter/layout.ts';
import {
  createPlainDecoder,
  logitsOf,
  lossesAndGradient,
  type PassResult,
  type PlainDecoder,
  type PlainWeights,
} from './decoder.ts';
import type { Pass } from './pass.ts';
import { openProcessor } from './processor.ts';

/** What a member does, in this thread or in a worker. */
export interface Member {
  /** Puts the decoder into the member's memory. Throws if the processor cannot be opened. */
  open(weights: PlainWeights, layout: LoraLayout): Promise<void>;
  /** Logits [R, V] of a pass under the adapter `elements` [layout.size]. */
  logits(elements: Float32Array, pass: Pass): Promise<Float32Array>;
  /** Losses and gradient of a pass; `scale` is each loss's factor in the gradient. */
  gradient(elements: Float32Array, pass: Pass, scale: number): Promise<PassResult>;
  /** Gives the memory back. */
  end(): void;
}

/** A member in this thread. */
export class LocalMember implements Member {
  #opened: { readonly decoder: PlainDecoder; readonly layout: LoraLayout } | null = null;

  async open(weights: PlainWeights, layout: LoraLayout): Promise<void> {
    await openProcessor();
    this.#opened = { decoder: await createPlainDecoder(weights, layout), layout };
  }

  async logits(elements: Float32Array, pass: Pass): Promise<Float32Array> {
    const { decoder, layout } = this.#ready();
    return logitsOf(decoder, { layout, elements }, pass);
  }

  async gradient(elements: Float32Array, pass: Pass, scale: number): Promise<PassResult> {
    const { decoder, layout } = this.#ready();
    return lossesAndGradient(decoder, { layout, elements }, pass, scale);
  }

  end(): void {
    this.#opened?.decoder.dispose();
    this.#opened = null;
  }

  #ready() {
    if (!this.#opened) throw new Error('Expected an open decoder, got none. Call open() first.');
    return this.#opened;
  }
}
