/**
 * The trainer worker: fine-tunes a LoRA adapter on a frozen 4-bit decoder. The loop of train() is the whole story:
 * a batch, its loss and gradient, a look whether both can be believed, one step of AdamW.
 * Not here: the decoder and its gradient (models/decoder.ts), LoRA (models/lora.ts), making the data.
 */
import {
  dispose,
  keep,
  memory,
  type Tensor,
  tensor1d,
  type Variable,
  variable,
  zeros,
} from '@tensorflow/tfjs';
import { expose } from 'comlink';
import type { LoraConfig, ModelConfig, TrainConfig } from '../models/config.ts';
import {
  type Batch,
  createBatch,
  createDecoder,
  type Decoder,
  disposeBatch,
  logitsOf,
  lossesAndGradient,
  lossesOf,
  type Sequence,
} from '../models/decoder.ts';
import { type Gpu, openGpu } from '../models/gpu.ts';
import {
  type Adapter,
  initAdapter,
  type LoraLayout,
  layOut,
  packAdapter,
  unpackAdapter,
} from '../models/lora.ts';
import { createAdamW, gradientNorm, stepAdamW } from '../models/optimizer.ts';
import type { BaseModel } from '../models/registry.ts';
import { learningRateAt } from '../models/schedule.ts';
import type { ModelSource } from '../models/source.ts';
import { type DecoderWeights, loadDecoderWeights, targetsOf } from '../models/weights.ts';
import { stream } from '../src/sparkle/random.ts';
import type { TokenizedConversation } from './inference.ts';

/** What one step measured. */
export interface StepMetrics {
  /** From 0. */
  readonly step: number;
  /** Mean answer-token cross-entropy of the batch before this step's update, nats. */
  readonly loss: number;
  /** Length of the gradient before clipping. */
  readonly gradNorm: number;
  readonly learningRate: number;
  /** Tokens without padding, over the time of the step. */
  readonly tokensPerSecond: number;
  /** Share of the batch's token places that are padding, 0 to 1. */
  readonly paddingShare: number;
  /** Without waiting for data. */
  readonly stepMs: number;
}

/** The GPU that trains. */
export interface TrainerDevice {
  /** Vendor and architecture as the browser names them. */
  readonly adapter: string;
  readonly isSoftware: boolean;
}

/** Why training ended. `failed` keeps the last good adapter and says why. */
export interface TrainSummary {
  readonly ending: 'finished' | 'stopped' | 'failed';
  readonly message: string | null;
  readonly stepsDone: number;
  readonly adapter: Adapter;
}

/** A training sequence and the features of its image, [image tokens, hidden size]. */
export interface Example {
  readonly conversation: TokenizedConversation;
  readonly features: Float32Array<ArrayBuffer>;
}

/** Numbers that are not to be believed. The message is for the person. */
class TrainingError extends Error {
  override readonly name = 'TrainingError';
}

/** Everything that belongs to the loaded model. */
interface Loaded {
  readonly gpu: Gpu;
  readonly seed: number;
  readonly config: ModelConfig;
  readonly weights: DecoderWeights;
  readonly layout: LoraLayout;
  readonly decoder: Decoder;
  /** The flat adapter on the GPU. */
  readonly flat: Variable;
  /** Its last good elements: what is exported, and what flat is set back to after a failure. */
  good: Float32Array;
  /** Places of the last batch: another shape needs other buffers. */
  places: number;
}

/** Conversations of that many batches are sorted by length before they are cut into batches, so that less is padded. */
const batchesSortedTogether = 4;

/** Sequences in one pass where only the loss is wanted. */
const lossBatchSize = 8;

/** The worker's service: one model and one adapter, trained in place. Nothing but stop, exportAdapter and addConversations may be called while train() runs. */
export class Trainer {
  #loaded: Loaded | null = null;
  #waiting: Example[] = [];
  #isTraining = false;
  #shouldStop = false;
  /** Called when conversations arrive or the training is to stop. */
  #wake: () => void = () => {};

  /**
   * Opens the GPU, reads the frozen decoder from the model's ONNX files, makes the initial adapter (A random from the
   * seed, B zero). A model loaded before is given up. Throws GpuError, ModelFileError or WeightsError, all plain.
   */
  async load(model: BaseModel, source: ModelSource, lora: LoraConfig, seed: number): Promise<TrainerDevice> {
    this.#refuseWhileTraining('load a model');
    this.dispose();
    const { config, weights } = await loadDecoderWeights(model, source);
    const targets = targetsOf(weights);
    const layout = layOut(targets, lora);
    const good = packAdapter(initAdapter(targets, lora, seed), layout);
    const gpu = await openGpu();
    const decoder = createDecoder(weights, layout, gpu.backend);
    const first = tensor1d(good);
    const flat = variable(first);
    first.dispose();
    this.#loaded = { gpu, seed, config, weights, layout, decoder, flat, good, places: 0 };
    return { adapter: gpu.adapter, isSoftware: gpu.isSoftware };
  }

  /** Adds training sequences. May be called while train() runs. */
  addConversations(examples: readonly Example[]): void {
    this.#waiting.push(...examples);
    this.#wake();
  }

  /**
   * The training loop over the added conversations, batchSize a step; waits for conversations that have not arrived.
   * onStep after every step. Starts from the present adapter with a fresh optimizer. Never rejects for a failure in
   * the loop: the summary says what happened and holds the last good adapter.
   */
  async train(config: TrainConfig, onStep: (metrics: StepMetrics) => void): Promise<TrainSummary> {
    const loaded = this.#ready();
    this.#refuseWhileTraining('train twice at once');
    this.#isTraining = true;
    this.#shouldStop = false;
    const { gpu, layout, flat } = loaded;
    const optimizer = createAdamW(layout.size);
    const gradient = keep(zeros([layout.size]));
    let stepsDone = 0;
    const summary = (ending: TrainSummary['ending'], message: string | null): TrainSummary => ({
      ending,
      message,
      stepsDone,
      adapter: unpackAdapter(loaded.good, layout),
    });
    try {
      for await (const examples of this.#batches(config, loaded.seed)) {
        const startedMs = performance.now();
        const { batch } = createBatch(examples.map(toSequence), loaded.weights, loaded.config.image_token_id);
        const { loss, gradNorm, elements } = await measure(loaded, batch, gradient);

        // The adapter that gave this loss is good if the loss is; only then is it changed.
        checkStep(stepsDone, loss, gradNorm, gpu);
        loaded.good = elements;
        const learningRate = learningRateAt(stepsDone, config);
        stepAdamW(optimizer, flat, gradient, gradNorm, { ...config, learningRate });

        const stepMs = performance.now() - startedMs;
        const tokens = examples.reduce((sum, { conversation }) => sum + conversation.inputIds.length, 0);
        onStep({
          step: stepsDone,
          loss,
          gradNorm,
          learningRate,
          tokensPerSecond: tokens / (stepMs / 1000),
          paddingShare: 1 - tokens / (batch.sequences * batch.places),
          stepMs,
        });
        stepsDone++;
      }
      const elements = (await flat.data()) as Float32Array;
      gpu.check();
      if (!elements.every(Number.isFinite))
        throw new TrainingError(advise(stepsDone, 'the adapter is not finite'));
      loaded.good = elements.slice();
      return summary(stepsDone < config.steps ? 'stopped' : 'finished', null);
    } catch (error) {
      setFlat(loaded, loaded.good);
      return summary('failed', await reasonOf(error, gpu));
    } finally {
      dispose([gradient, optimizer.moments]);
      this.#waiting = [];
      this.#isTraining = false;
    }
  }

  /** Ends train() after the step at hand; the adapter is kept. */
  stop(): void {
    this.#shouldStop = true;
    this.#wake();
  }

  /** Mean answer-token loss of each given conversation under the present adapter. */
  async loss(examples: readonly Example[]): Promise<number[]> {
    const { gpu, decoder, layout, flat, weights, config } = this.#ready();
    this.#refuseWhileTraining('measure a loss');
    const means: number[] = [];
    for (let start = 0; start < examples.length; start += lossBatchSize) {
      const sequences = examples.slice(start, start + lossBatchSize).map(toSequence);
      const { batch, sequenceOfAnswer } = createBatch(sequences, weights, config.image_token_id);
      const losses = lossesOf(decoder, { layout, flat }, batch); // [R, 2]
      const values = await losses.data();
      gpu.check();
      disposeBatch(batch);
      losses.dispose();
      const sums = sequences.map(() => ({ loss: 0, count: 0 }));
      sequenceOfAnswer.forEach((s, row) => {
        sums[s]!.loss += values[row * 2 + 1]!;
        sums[s]!.count++;
      });
      means.push(...sums.map(({ loss, count }) => loss / count));
    }
    return means;
  }

  /** Logits [rows, vocabulary] that foretell the tokens whose label is not -100, for tests against the inference engine. */
  async logits(example: Example): Promise<Float32Array<ArrayBuffer>> {
    const { gpu, decoder, layout, flat, weights, config } = this.#ready();
    this.#refuseWhileTraining('compute logits');
    const { batch } = createBatch([toSequence(example)], weights, config.image_token_id);
    const logits = logitsOf(decoder, { layout, flat }, batch); // [R, V]
    const values = await logits.data();
    gpu.check();
    disposeBatch(batch);
    logits.dispose();
    return new Float32Array(values.slice(0, batch.answers.count * weights.config.vocab_size));
  }

  /** The present adapter; while train() runs, that of the last step whose loss is known. */
  async exportAdapter(): Promise<Adapter> {
    const { good, layout } = this.#ready();
    return unpackAdapter(good, layout);
  }

  /** Replaces the adapter. Throws AdapterShapeError for one of another rank, alpha or model. */
  async useAdapter(adapter: Adapter): Promise<void> {
    const loaded = this.#ready();
    this.#refuseWhileTraining('replace the adapter');
    loaded.good = packAdapter(adapter, loaded.layout);
    setFlat(loaded, loaded.good);
  }

  /** Tensors alive on the GPU, for tests: training must not add to them. */
  tensorCount(): number {
    return memory().numTensors;
  }

  /** Gives the GPU back. load() begins again. */
  dispose(): void {
    this.#loaded?.decoder.dispose();
    this.#loaded?.flat.dispose();
    this.#loaded?.gpu.dispose();
    this.#loaded = null;
    this.#waiting = [];
  }

  /** The conversations in batches, until all steps are done or stop() was called. */
  async *#batches({ steps, batchSize }: TrainConfig, seed: number): AsyncGenerator<Example[]> {
    for (let step = 0; step < steps; step += batchesSortedTogether) {
      const batchCount = Math.min(batchesSortedTogether, steps - step);
      while (this.#waiting.length < batchCount * batchSize && !this.#shouldStop) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      const window = this.#waiting.splice(0, batchCount * batchSize);
      window.sort((a, b) => a.conversation.inputIds.length - b.conversation.inputIds.length);
      // From short to long in every window, the loss would rise and fall with the lengths, and its first and last values
      // would be of batches that differ: the windows' batches are dealt out in a random order.
      const ranks = Array.from({ length: batchCount }, (_, rank) => rank);
      for (const rank of stream(seed, 'batches', step).shuffle(ranks)) {
        // A turn of the event loop: without it no call, stop() included, would come through.
        await new Promise((resolve) => setTimeout(resolve));
        if (this.#shouldStop) return;
        yield window.slice(rank * batchSize, (rank + 1) * batchSize);
      }
    }
  }

  #ready(): Loaded {
    if (!this.#loaded) throw new Error('Expected a loaded model, but none is loaded. Call load() first.');
    return this.#loaded;
  }

  #refuseWhileTraining(what: string): void {
    if (this.#isTraining)
      throw new Error(`Cannot ${what} while training runs. Stop it first, or wait for its end.`);
  }
}

const toSequence = ({ conversation, features }: Example): Sequence => ({
  inputIds: conversation.inputIds,
  labels: conversation.labels,
  features,
});

/** Replaces the elements of the adapter on the GPU. */
function setFlat({ flat }: Loaded, elements: Float32Array): void {
  const fresh = tensor1d(elements);
  flat.assign(fresh);
  fresh.dispose();
}

/** Mean loss of a batch, which it disposes, and its gradient, written into `gradient`, with the adapter both belong to. */
async function measure(
  loaded: Loaded,
  batch: Batch,
  gradient: Tensor,
): Promise<{ loss: number; gradNorm: number; elements: Float32Array }> {
  const { gpu, decoder, layout, flat } = loaded;
  if (batch.places !== loaded.places) gpu.trim();
  loaded.places = batch.places;
  const losses = lossesAndGradient(decoder, { layout, flat }, batch, gradient); // [R, 2]
  const norm = gradientNorm(gradient); // []
  try {
    const [rows, [gradNorm], elements] = await Promise.all([losses.data(), norm.data(), flat.data()]);
    let sum = 0;
    for (let row = 0; row < batch.answers.count; row++) sum += rows[row * 2 + 1]!;
    return {
      loss: sum / batch.answers.count,
      gradNorm: gradNorm!,
      elements: elements.slice() as Float32Array,
    };
  } finally {
    disposeBatch(batch);
    dispose([losses, norm]);
  }
}

/** Throws unless the numbers of a step can be believed: no GPU error, finite loss and gradient. */
function checkStep(step: number, loss: number, gradNorm: number, gpu: Gpu): void {
  gpu.check();
  if (!Number.isFinite(loss))
    throw new TrainingError(advise(step, `the loss is not a finite number (${loss})`));
  if (!Number.isFinite(gradNorm))
    throw new TrainingError(advise(step, `the gradient is not finite (${gradNorm})`));
}

/** The message of a failure; that of the GPU where it has one, since a lost device fails in words of its own. */
async function reasonOf(error: unknown, gpu: Gpu): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve)); // The loss of a device is told a turn later.
  try {
    gpu.check();
  } catch (gpuError) {
    return String((gpuError as Error).message);
  }
  return error instanceof Error ? error.message : String(error);
}

const advise = (step: number, what: string): string =>
  `Training ended at step ${step + 1}: ${what}. The adapter of the steps before is kept. Lower the learning rate; if that does not help, the image features or the model's files are damaged: reload the page.`;

expose(new Trainer());
