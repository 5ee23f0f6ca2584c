/**
 * The trainer worker: fine-tunes a LoRA adapter on a frozen decoder. The loop of train() is the whole story:
 * a batch, its loss and gradient, a look whether both can be believed, one step of AdamW.
 * Not here: the decoder and its gradient (models/decoder.ts), LoRA (models/lora.ts), making the data.
 */

import {
  dispose,
  keep,
  memory,
  type Tensor,
  tensor1d,
  tensor2d,
  tidy,
  type Variable,
  variable,
  zeros,
} from '@tensorflow/tfjs';
import { expose } from 'comlink';
import { scoresOf } from '../models/accuracy.ts';
import { batchesOfSteps, windowOf } from '../models/batch-windows.ts';
import type { LoraConfig, ModelConfig, TrainConfig } from '../models/config.ts';
import { type Batch, createBatch, disposeBatch, type Sequence } from '../models/decoder.ts';
import { type DecoderEngine, openEngine, type TrainingDevice } from '../models/engine.ts';
import { testTraining } from '../models/gpu/self-test.ts';
import {
  type Adapter,
  initAdapter,
  type LoraLayout,
  layOut,
  packAdapter,
  unpackAdapter,
} from '../models/lora.ts';
import { messageOf } from '../models/message-of.ts';
import { type AdamW, createAdamW, stepAdamW } from '../models/optimizer.ts';
import { lossesPerPass } from '../models/pass-sizes.ts';
import type { BaseModel } from '../models/registry.ts';
import { learningRateAt } from '../models/schedule.ts';
import type { ModelSource } from '../models/source.ts';
import { estimateStepSeconds } from '../models/step-time.ts';
import { CheckpointError, type TrainCheckpoint } from '../models/train-checkpoint.ts';
import { type DecoderWeights, loadDecoderWeights, targetsOf } from '../models/weights.ts';
import { stream } from '../src/sparkle/scene/random.ts';
import type { Example, TrainEvent, TrainerDevice, TrainSummary, ValidationMetrics } from './messages.ts';

/** Numbers that are not to be believed. The message is for the person. */
class TrainingError extends Error {
  override readonly name = 'TrainingError';
}

/** Everything that belongs to the loaded model. */
interface Loaded {
  /** Id of the base model. */
  readonly model: string;
  readonly engine: DecoderEngine;
  readonly seed: number;
  /** Share of the branches' inputs that a training step leaves out. */
  readonly dropout: number;
  readonly config: ModelConfig;
  readonly weights: DecoderWeights;
  readonly layout: LoraLayout;
  /** The flat adapter on the GPU. */
  readonly flat: Variable;
  /** Its last good elements: what is exported, and what flat is set back to after a failure. */
  good: Float32Array;
  /** Places of the last batch: another shape needs other buffers. */
  places: number;
}

/** Where steps are slow, checkpoints are made by the clock: an interrupted run loses no more than this, or one step. */
const checkpointEveryMs = 30_000;

/** Where training stands, but for what lies on the GPU. */
interface Standing {
  /** Steps done. */
  step: number;
  best: { readonly step: number; readonly loss: number; readonly elements: Float32Array } | null;
  validationsSinceBest: number;
}

/** The worker's service: one model and one adapter, trained in place. Nothing but stop, exportAdapter and addConversations may be called while train() runs. */
export class Trainer {
  #loaded: Loaded | null = null;
  #waiting: Example[] = [];
  #heldOut: readonly Example[] = [];
  #isTraining = false;
  #shouldStop = false;
  /** Called when conversations arrive or the training is to stop. */
  #wake: () => void = () => {};

  /** Tests the GPU that load() would open. A model loaded before is given up. */
  async selfTest() {
    this.#refuseWhileTraining('test the GPU');
    this.dispose();
    return testTraining();
  }

  /**
   * Opens the GPU, or the processor, reads the frozen decoder from the model's ONNX files, makes the initial adapter (A
   * random from the seed, B zero). A model loaded before is given up. Throws GpuError, ModelFileError or WeightsError,
   * all plain.
   */
  async load(
    model: BaseModel,
    source: ModelSource,
    lora: LoraConfig,
    seed: number,
    device: TrainingDevice = 'webgpu',
  ): Promise<TrainerDevice> {
    this.#refuseWhileTraining('load a model');
    this.dispose();
    const { config, weights } = await loadDecoderWeights(model, source);
    const targets = targetsOf(weights);
    const layout = layOut(targets, lora);
    const good = packAdapter(initAdapter(targets, lora, seed), layout);
    const engine = await openEngine(device, weights, layout);
    const first = tensor1d(good);
    const flat = variable(first);
    first.dispose();
    this.#loaded = {
      model: model.id,
      engine,
      seed,
      dropout: lora.dropout,
      config,
      weights,
      layout,
      flat,
      good,
      places: 0,
    };
    try {
      // A GPU that was lost meanwhile took the weights without a word.
      await engine.settle();
      await nextTurn();
      engine.check();
    } catch (error) {
      this.dispose();
      throw error;
    }
    return { adapter: engine.name, isSoftware: engine.isSoftware };
  }

  /** Takes the conversations that validation is measured on. */
  holdOut(examples: readonly Example[]): void {
    this.#heldOut = examples;
  }

  /** Adds training sequences. May be called while train() runs. */
  addConversations(examples: readonly Example[]): void {
    this.#waiting.push(...examples);
    this.#wake();
  }

  /**
   * The training loop over the added conversations, accumulate times batchSize a step, up to step `until`; waits for
   * conversations that have not arrived. Goes on from a checkpoint, whose `conversation` is then the first that is to be
   * added; without one, from the present adapter with a fresh optimizer. Tells of every step and of every checkpoint, one
   * being made at the end too: but where it is stopped within a validation, the step before is not told and no checkpoint
   * is made, so that the steps since the last one are to be done again. Rejects for a checkpoint that does not fit (CheckpointError, AdapterShapeError), but never
   * for a failure in the loop: the summary says what happened and holds the last good adapter.
   */
  async train(
    config: TrainConfig,
    onEvent: (event: TrainEvent) => void,
    from: TrainCheckpoint | null = null,
    until = config.steps,
  ): Promise<TrainSummary> {
    const loaded = this.#ready();
    this.#refuseWhileTraining('train twice at once');
    if (config.validationItems > 0 && this.#heldOut.length === 0)
      throw new Error('Expected held-out conversations for the validation, got none. Call holdOut() first.');
    const { engine, layout, flat } = loaded;
    const { standing, optimizer } = from ? restore(loaded, from) : begin(loaded);
    this.#isTraining = true;
    this.#shouldStop = false;
    const gradient = keep(zeros([layout.size]));
    let lastTold: Promise<unknown> = Promise.resolve();
    const tell = (event: TrainEvent) => {
      // The page's answer to the last event is waited for at the end: so all are heard before the summary is.
      lastTold = Promise.resolve(onEvent(event)).catch(() => {});
    };
    const summary = async (ending: TrainSummary['ending'], message: string | null): Promise<TrainSummary> => {
      await lastTold;
      const adapter = unpackAdapter(loaded.good, layout);
      return { ending, message, stepsDone: standing.step, adapter, isGpuLost: engine.isLost() };
    };
    let savedMs = performance.now();
    const first = standing.step;
    const windows = {
      take: (count: number) => this.#take(count),
      lengthOf: ({ conversation }: Example) => conversation.inputIds.length,
      order: (start: number, count: number) =>
        stream(loaded.seed, 'batches', start).shuffle(Array.from({ length: count }, (_, rank) => rank)),
    };
    try {
      for await (const batches of batchesOfSteps(config, first, until, windows)) {
        // A turn of the event loop: without it no call, stop() included, would come through.
        await nextTurn();
        if (this.#shouldStop) break;
        if (engine.device === 'wasm' && standing.step === first) {
          const stepSeconds = await estimateStepSeconds(
            loaded,
            batches.map((each) => each.map(toSequence)),
            gradient,
          );
          tell({ kind: 'estimate', seconds: stepSeconds * (config.steps - first) });
        }
        const startedMs = performance.now();
        const { loss, gradNorm, elements, tokens, places } = await measure(
          loaded,
          standing.step,
          batches,
          gradient,
        );

        // The adapter that gave this loss is good if the loss is; only then is it changed.
        checkStep(standing.step, loss, gradNorm, engine);
        loaded.good = elements;
        const learningRate = learningRateAt(standing.step, config);
        stepAdamW(optimizer, flat, gradient, gradNorm, { ...config, learningRate }, engine.adamw);

        const stepMs = performance.now() - startedMs;
        const isValidated = isValidationDue(standing.step + 1, config);
        const validation = isValidated
          ? await this.#validate(loaded, Math.min(lossesPerPass, config.batchSize))
          : null;
        // Stopped in the middle of a validation: the last checkpoint is where to go on from.
        if (isValidated && !validation) return summary('stopped', null);
        standing.step++;
        if (validation) await takeBest(loaded, standing, validation);
        tell({
          kind: 'step',
          metrics: {
            step: standing.step - 1,
            loss,
            gradNorm,
            learningRate,
            tokensPerSecond: tokens / (stepMs / 1000),
            paddingShare: 1 - tokens / places,
            stepMs,
            ...(validation && { validation }),
          },
        });
        if (isOver(standing, config)) break;
        const isSlow = performance.now() - savedMs > checkpointEveryMs;
        if ((standing.step % config.checkpointEvery === 0 || isSlow) && standing.step < until) {
          tell({ kind: 'checkpoint', checkpoint: await this.#checkpoint(optimizer, standing, config) });
          savedMs = performance.now();
        }
      }
      loaded.good = await readFlat(loaded, standing.step);
      const isComplete = isOver(standing, config);
      const { best } = standing;
      if (isComplete && best) {
        loaded.good = best.elements;
        setFlat(loaded, best.elements);
      }
      tell({ kind: 'checkpoint', checkpoint: await this.#checkpoint(optimizer, standing, config) });
      if (isComplete) return summary('finished', sayEnd(standing, config));
      return summary(this.#shouldStop ? 'stopped' : 'paused', null);
    } catch (error) {
      setFlat(loaded, loaded.good);
      return summary('failed', await reasonOf(error, engine));
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
    const { engine, layout, flat, weights, config } = this.#ready();
    this.#refuseWhileTraining('measure a loss');
    const means: number[] = [];
    for (let start = 0; start < examples.length; start += lossesPerPass) {
      const sequences = examples.slice(start, start + lossesPerPass).map(toSequence);
      const { batch, sequenceOfAnswer } = createBatch(sequences, weights, config.image_token_id);
      const losses = engine.lossesOf({ layout, flat }, batch); // [R, 2]
      const values = await losses.data();
      engine.check();
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
    const { engine, layout, flat, weights, config } = this.#ready();
    this.#refuseWhileTraining('compute logits');
    const { batch } = createBatch([toSequence(example)], weights, config.image_token_id);
    const logits = engine.logitsOf({ layout, flat }, batch); // [R, V]
    const values = await logits.data();
    engine.check();
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
    this.#loaded?.flat.dispose();
    this.#loaded?.engine.dispose();
    this.#loaded = null;
    this.#waiting = [];
  }

  /** The next conversations, as soon as so many have been added; null once stop() was called. */
  async #take(count: number): Promise<Example[] | null> {
    while (this.#waiting.length < count && !this.#shouldStop) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, 1000);
      });
      // Whoever makes the data may have lost the GPU too, and never come.
      this.#ready().engine.check();
    }
    return this.#shouldStop ? null : this.#waiting.splice(0, count);
  }

  /** Loss and accuracy on the held-out conversations under the present adapter, in batches of that size; null where stop() was called. */
  async #validate(loaded: Loaded, batchSize: number): Promise<ValidationMetrics | null> {
    const { engine, layout, flat, weights, config } = loaded;
    let [loss, right, count] = [0, 0, 0];
    for (let start = 0; start < this.#heldOut.length; start += batchSize) {
      await nextTurn();
      if (this.#shouldStop) return null;
      const sequences = this.#heldOut.slice(start, start + batchSize).map(toSequence);
      const { batch } = createBatch(sequences, weights, config.image_token_id);
      trimFor(loaded, batch);
      const { labels } = batch.answers;
      const sums = tidy(() => scoresOf(engine.logitsOf({ layout, flat }, batch), labels)); // [2]
      const [lossSum, rightCount] = await sums.data();
      engine.check();
      disposeBatch(batch);
      sums.dispose();
      loss += lossSum!;
      right += rightCount!;
      count += batch.answers.count;
    }
    return { loss: loss / count, accuracy: right / count };
  }

  /** All that training needs to go on. */
  async #checkpoint(optimizer: AdamW, standing: Standing, config: TrainConfig): Promise<TrainCheckpoint> {
    const loaded = this.#ready();
    const { layout, model, seed, engine } = loaded;
    const { step, best, validationsSinceBest } = standing;
    const elements = await readFlat(loaded, step);
    const moments = (await optimizer.moments.data()) as Float32Array; // [2, N]
    engine.check();
    loaded.good = elements;
    return {
      model,
      seed,
      gpu: { adapter: engine.name, isSoftware: engine.isSoftware },
      step,
      conversation: windowOf(step * config.accumulate) * config.batchSize,
      isComplete: isOver(standing, config),
      adapter: unpackAdapter(elements, layout),
      gradientMean: unpackAdapter(moments.subarray(0, layout.size), layout),
      squareMean: unpackAdapter(moments.subarray(layout.size), layout),
      best: best && { step: best.step, loss: best.loss, adapter: unpackAdapter(best.elements, layout) },
      validationsSinceBest,
    };
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

/** Labelled tokens but for the first, which nothing foretells. */
const answersOf = ({ conversation }: Example): number =>
  conversation.labels.reduce((count, label, place) => (place > 0 && label >= 0 ? count + 1 : count), 0);

const nextTurn = () => new Promise((resolve) => setTimeout(resolve));

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

/** Training from its beginning: the present adapter, a fresh optimizer. */
const begin = ({ layout }: Loaded): { standing: Standing; optimizer: AdamW } => ({
  standing: { step: 0, best: null, validationsSinceBest: 0 },
  optimizer: createAdamW(layout.size),
});

/** Training as a checkpoint has it. Throws, with nothing changed, where it belongs to another model or adapter. */
function restore(loaded: Loaded, from: TrainCheckpoint): { standing: Standing; optimizer: AdamW } {
  const { model, seed, layout } = loaded;
  if (from.model !== model || from.seed !== seed) {
    throw new CheckpointError(
      `Expected a checkpoint of ${model} with seed ${seed}, got one of ${from.model} with seed ${from.seed}. Go on with the run it was made in.`,
    );
  }
  const elements = packAdapter(from.adapter, layout);
  const moments = new Float32Array(2 * layout.size);
  moments.set(packAdapter(from.gradientMean, layout));
  moments.set(packAdapter(from.squareMean, layout), layout.size);
  const best = from.best && { ...from.best, elements: packAdapter(from.best.adapter, layout) };
  loaded.good = elements;
  setFlat(loaded, elements);
  return {
    standing: { step: from.step, best, validationsSinceBest: from.validationsSinceBest },
    optimizer: { moments: keep(tensor2d(moments, [2, layout.size])), step: from.step },
  };
}

/** Whether validation is due after so many steps. */
const isValidationDue = (steps: number, config: TrainConfig): boolean =>
  config.validationItems > 0 && (steps % config.validateEvery === 0 || steps === config.steps);

/** Whether all steps are done, or patience is at its end. */
const isOver = ({ step, validationsSinceBest }: Standing, { steps, patience }: TrainConfig): boolean =>
  step >= steps || (patience > 0 && validationsSinceBest >= patience);

/** Keeps the present adapter if the validation loss was never lower. */
async function takeBest(loaded: Loaded, standing: Standing, { loss }: ValidationMetrics): Promise<void> {
  const { step, best } = standing;
  if (!Number.isFinite(loss))
    throw new TrainingError(advise(step - 1, `the validation loss is not a finite number (${loss})`));
  loaded.good = await readFlat(loaded, step);
  if (best && loss >= best.loss) {
    standing.validationsSinceBest++;
    return;
  }
  standing.best = { step, loss, elements: loaded.good };
  standing.validationsSinceBest = 0;
}

/** How a training with validation ended; null without. */
function sayEnd({ step, best, validationsSinceBest }: Standing, { steps }: TrainConfig): string | null {
  if (!best) return null;
  const early =
    step < steps
      ? `Training ended early, after ${step} of ${steps} steps: ${validationsSinceBest} validations in a row were no better than the best. `
      : '';
  return `${early}The adapter of step ${best.step} is used, where the validation loss was lowest (${best.loss.toFixed(3)}).`;
}

/** The elements of the adapter, if they can be believed. */
async function readFlat({ flat, engine }: Loaded, step: number): Promise<Float32Array> {
  const elements = (await flat.data()) as Float32Array;
  engine.check();
  if (!elements.every(Number.isFinite)) throw new TrainingError(advise(step, 'the adapter is not finite'));
  return elements.slice();
}

/** Frees the buffers of the last batch if it had another shape. */
function trimFor(loaded: Loaded, { places }: Batch): void {
  if (places !== loaded.places) loaded.engine.trim();
  loaded.places = places;
}

/**
 * Mean loss over all answer tokens of a step's batches and its gradient, written into `gradient`, with the adapter both
 * belong to. `places` counts tokens with their padding.
 */
async function measure(
  loaded: Loaded,
  step: number,
  batches: readonly Example[][],
  gradient: Tensor,
): Promise<{ loss: number; gradNorm: number; elements: Float32Array; tokens: number; places: number }> {
  const { engine, layout, flat, weights, config, seed, dropout: rate } = loaded;
  const answers = batches.flat().reduce((sum, example) => sum + answersOf(example), 0);
  const losses: Tensor[] = [];
  let [tokens, places] = [0, 0];
  for (const [i, examples] of batches.entries()) {
    const { batch } = createBatch(examples.map(toSequence), weights, config.image_token_id);
    trimFor(loaded, batch);
    const dropout = rate > 0 ? { rate, seed: stream(seed, 'dropout', step, i).int(2 ** 31) } : null;
    const options = { scale: 1 / answers, isFirst: i === 0 };
    losses.push(engine.lossesAndGradient({ layout, flat, dropout }, batch, gradient, options)); // [R, 2]
    disposeBatch(batch);
    tokens += examples.reduce((sum, { conversation }) => sum + conversation.inputIds.length, 0);
    places += batch.sequences * batch.places;
  }
  const norm = engine.gradientNorm(gradient); // []
  try {
    const [gradNorm, elements, ...rows] = await Promise.all(
      [norm, flat, ...losses].map((each) => each.data() as Promise<Float32Array>),
    );
    let sum = 0;
    // Rows of padding have no loss.
    for (const values of rows) for (let row = 1; row < values.length; row += 2) sum += values[row]!;
    return { loss: sum / answers, gradNorm: gradNorm![0]!, elements: elements!.slice(), tokens, places };
  } finally {
    dispose([...losses, norm]);
  }
}

/** Throws unless the numbers of a step can be believed: no GPU error, finite loss and gradient. */
function checkStep(step: number, loss: number, gradNorm: number, engine: DecoderEngine): void {
  engine.check();
  if (!Number.isFinite(loss))
    throw new TrainingError(advise(step, `the loss is not a finite number (${loss})`));
  if (!Number.isFinite(gradNorm))
    throw new TrainingError(advise(step, `the gradient is not finite (${gradNorm})`));
}

/** The message of a failure; that of the GPU where it has one, since a lost device fails in words of its own. */
async function reasonOf(error: unknown, engine: DecoderEngine): Promise<string> {
  await nextTurn(); // The loss of a device is told a turn later.
  try {
    engine.check();
  } catch (gpuError) {
    return String((gpuError as Error).message);
  }
  return messageOf(error);
}

const advise = (step: number, what: string): string =>
  `Training ended at step ${step + 1}: ${what}. The adapter of the steps before is kept. Lower the learning rate; if that does not help, the image features or the model's files are damaged: reload the page.`;

expose(new Trainer());
