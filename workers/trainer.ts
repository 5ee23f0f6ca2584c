/**
 * The trainer worker: fine-tunes a LoRA adapter on a frozen decoder. #loop is the whole story: a batch, its loss and
 * gradient, a check that both can be believed, one step of AdamW, now and then a validation and a checkpoint.
 * Not here: the decoder and its gradient (models/decoder.ts), LoRA (models/lora.ts), what training keeps between steps
 * (models/training/progress.ts), making the data (src/experiment/stage/train.ts).
 */
import './own-origin.ts';
import '../models/no-eval.ts';
import { dispose, type Tensor, tidy } from '@tensorflow/tfjs';
import { expose } from 'comlink';
import { scoresOf } from '../models/accuracy.ts';
import type { Adapter } from '../models/adapter/adapter.ts';
import { unpackAdapter } from '../models/adapter/pack.ts';
import type { TrainingDevice } from '../models/backend.ts';
import type { Sequence } from '../models/batch.ts';
import { disposeBatch } from '../models/batch.ts';
import { batchesOfSteps } from '../models/batch-windows.ts';
import type { LoraConfig, TrainConfig } from '../models/config.ts';
import { testTraining } from '../models/gpu/self-test.ts';
import type { TilingChoice } from '../models/gpu/tiling-choice.ts';
import { useTilings } from '../models/kernels/tile.ts';
import { stepAdamW } from '../models/optimizer.ts';
import { lossesPerPass } from '../models/pass-sizes.ts';
import type { BaseModel } from '../models/registry.ts';
import { learningRateAt } from '../models/schedule.ts';
import type { ModelSource } from '../models/source.ts';
import { estimateStepSeconds } from '../models/step-time.ts';
import type { TrainCheckpoint } from '../models/train-checkpoint.ts';
import {
  type AdaptedDecoder,
  closeAdaptedDecoder,
  openAdaptedDecoder,
  prepareBatch,
  readAdapter,
  setAdapter,
} from '../models/training/adapted-decoder.ts';
import { checkStep, nextTurn, reasonOf } from '../models/training/failure.ts';
import {
  beginTraining,
  checkpointOf,
  disposeProgress,
  endingRemark,
  isOver,
  isValidationDue,
  recordValidation,
  resumeTraining,
  type TrainingProgress,
} from '../models/training/progress.ts';
import { stream } from '../src/sparkle/scene/random.ts';
import type { Example, TrainEvent, TrainerDevice, TrainSummary, ValidationMetrics } from './messages.ts';
import { startPassWorker } from './pass-worker.ts';

/** Where steps are slow, checkpoints are made by the clock: an interrupted run loses no more than this, or one step. */
const checkpointEveryMs = 30_000;

/** How a training ended, without what it made. */
type Ending = Pick<TrainSummary, 'ending' | 'message'>;

/**
 * The worker's service: one model and one adapter, trained in place. While train() runs, only stop, exportAdapter,
 * addConversations and useTilings may be called.
 */
export class Trainer {
  #decoder: AdaptedDecoder | null = null;
  /** Training sequences that no step has taken yet. */
  #waiting: Example[] = [];
  #heldOut: readonly Example[] = [];
  #isTraining = false;
  /** Whether a person was told how long training takes on this device. */
  #isTimed = false;
  #shouldStop = false;
  /** Called when conversations arrive or the training is to stop. */
  #wake: () => void = () => {};

  /** Tests the GPU that load() would open. A model loaded before is given up. */
  async selfTest() {
    this.refuseWhileTraining('test the GPU');
    this.dispose();
    return testTraining();
  }

  /** From now on kernels use these tilings: the GPU's test found them to be the fastest. */
  useTilings(tilings: TilingChoice): void {
    useTilings(tilings);
  }

  /**
   * Opens the GPU, or the processor, reads the frozen decoder from the model's ONNX files and makes the initial adapter
   * (A random from the seed, B zero). A model loaded before is given up. Throws GpuError, ModelFileError or
   * WeightsError, all with a plain message.
   */
  async load(
    model: BaseModel,
    source: ModelSource,
    lora: LoraConfig,
    seed: number,
    device: TrainingDevice = 'webgpu',
  ): Promise<TrainerDevice> {
    this.refuseWhileTraining('load a model');
    this.dispose();
    this.#isTimed = false;
    this.#decoder = await openAdaptedDecoder(model, source, lora, seed, device, startPassWorker);
    const { name, isSoftware, notice } = this.#decoder.engine;
    return { adapter: name, isSoftware, notice };
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

  /** Ends train() after the step at hand; the adapter is kept. */
  stop(): void {
    this.#shouldStop = true;
    this.#wake();
  }

  /** The present adapter; while train() runs, that of the last step whose loss is known. */
  async exportAdapter(): Promise<Adapter> {
    const { good, layout } = this.ready();
    return unpackAdapter(good, layout);
  }

  /** Gives the device back. load() begins again. */
  dispose(): void {
    if (this.#decoder) closeAdaptedDecoder(this.#decoder);
    this.#decoder = null;
    this.#waiting = [];
  }

  /**
   * Trains on the added conversations, `accumulate` times `batchSize` of them a step, up to step `until`; waits for
   * conversations that have not arrived. With a checkpoint it goes on from there, and the first conversation to be added
   * is the checkpoint's `conversation`. Without one it begins with the present adapter and a fresh optimizer.
   *
   * Reports every step and every checkpoint, of which the last is made at the end. If it is stopped within a validation,
   * it reports neither the step before nor a last checkpoint: the steps since the checkpoint before are to be done again.
   *
   * Rejects for a checkpoint that does not fit (CheckpointError, AdapterShapeError), never for a failure in the loop: then
   * the summary says what happened and holds the last good adapter.
   */
  async train(
    config: TrainConfig,
    onEvent: (event: TrainEvent) => void,
    from: TrainCheckpoint | null = null,
    until = config.steps,
  ): Promise<TrainSummary> {
    const decoder = this.ready();
    this.refuseWhileTraining('train twice at once');
    if (config.validationItems > 0 && this.#heldOut.length === 0)
      throw new Error('Expected held-out conversations for the validation, got none. Call holdOut() first.');
    const progress = from ? resumeTraining(decoder, from) : beginTraining(decoder);
    this.#isTraining = true;
    this.#shouldStop = false;
    let lastReport: Promise<unknown> = Promise.resolve();
    const report = (event: TrainEvent) => {
      lastReport = Promise.resolve(onEvent(event)).catch(() => {});
    };
    let ending: Ending;
    try {
      ending = await this.#loop(decoder, progress, config, until, report);
    } catch (error) {
      setAdapter(decoder, decoder.good);
      ending = { ending: 'failed', message: await reasonOf(error, decoder.engine) };
    } finally {
      disposeProgress(progress);
      this.#waiting = [];
      this.#isTraining = false;
    }
    // The page has received all reports when it has answered the last one: it must have them before the summary.
    await lastReport;
    const adapter = unpackAdapter(decoder.good, decoder.layout);
    return { ...ending, stepsDone: progress.step, adapter, isGpuLost: decoder.engine.isLost() };
  }

  /** The steps up to `until`, or to a stop or an early end. Throws for numbers that are not finite and for GPU errors. */
  async #loop(
    decoder: AdaptedDecoder,
    progress: TrainingProgress,
    config: TrainConfig,
    until: number,
    report: (event: TrainEvent) => void,
  ): Promise<Ending> {
    const { engine, flat } = decoder;
    const { optimizer, gradient } = progress;
    const firstStep = progress.step;
    let savedMs = performance.now();
    for await (const batches of this.#batches(decoder.seed, config, firstStep, until)) {
      // Without a turn of the event loop no call of the page, stop() included, would come through.
      await nextTurn();
      if (this.#shouldStop) break;

      // Estimate. The processor takes minutes or hours, and a person wants to know which before the first step.
      if (engine.device === 'wasm' && !this.#isTimed) {
        this.#isTimed = true;
        report({ kind: 'estimate', seconds: await estimate(decoder, batches, progress, config) });
      }

      // Loss and gradient, together with the adapter that they belong to.
      const startedMs = performance.now();
      const { step } = progress;
      const measured = await lossAndGradient(decoder, step, batches, gradient);
      const { loss, gradNorm, elements, tokens, positions } = measured;

      // Can both be believed? Then that adapter is good, and only then is it changed.
      checkStep(step, loss, gradNorm, engine);
      decoder.good = elements;

      // One step of AdamW, in place.
      const learningRate = learningRateAt(step, config);
      stepAdamW(optimizer, flat, gradient, gradNorm, { ...config, learningRate }, engine.adamw);
      const stepMs = performance.now() - startedMs;

      // Validation. The training loss cannot tell learning from memorizing: conversations held out of training can.
      let validation: ValidationMetrics | null = null;
      if (isValidationDue(step + 1, config)) {
        validation = await this.#validate(decoder, config);
        // Stopped meanwhile: this step is not counted, and training goes on from the last checkpoint.
        if (!validation) return { ending: 'stopped', message: null };
      }
      progress.step++;
      if (validation) await recordValidation(decoder, progress, validation.loss);
      const tokensPerSecond = tokens / (stepMs / 1000);
      const paddingShare = 1 - tokens / positions;
      const metrics = { step, loss, gradNorm, learningRate, tokensPerSecond, paddingShare, stepMs };
      report({ kind: 'step', metrics: { ...metrics, ...(validation && { validation }) } });
      if (isOver(progress, config)) break;

      // Checkpoint. A page that is closed or a GPU that is lost costs the steps since the last one.
      const isDue =
        progress.step % config.checkpointEvery === 0 || performance.now() - savedMs > checkpointEveryMs;
      if (isDue && progress.step < until) {
        report({ kind: 'checkpoint', checkpoint: await checkpointOf(decoder, progress, config) });
        savedMs = performance.now();
      }
    }
    return this.#end(decoder, progress, config, report);
  }

  /** The end of the loop: the best adapter, where training is over and validation chose one, and the last checkpoint. */
  async #end(
    decoder: AdaptedDecoder,
    progress: TrainingProgress,
    config: TrainConfig,
    report: (event: TrainEvent) => void,
  ): Promise<Ending> {
    decoder.good = await readAdapter(decoder, progress.step);
    const isComplete = isOver(progress, config);
    if (isComplete && progress.best) setAdapter(decoder, progress.best.elements);
    report({ kind: 'checkpoint', checkpoint: await checkpointOf(decoder, progress, config) });
    if (isComplete) return { ending: 'finished', message: endingRemark(progress, config) };
    return { ending: this.#shouldStop ? 'stopped' : 'paused', message: null };
  }

  /** The batches of each step. The seed alone decides their order: a resumed training meets the same ones. */
  #batches(seed: number, config: TrainConfig, firstStep: number, until: number) {
    return batchesOfSteps(config, firstStep, until, {
      take: (count: number) => this.#take(count),
      lengthOf: ({ conversation }: Example) => conversation.inputIds.length,
      order: (firstBatch, count) =>
        stream(seed, 'batches', firstBatch).shuffle(Array.from({ length: count }, (_, rank) => rank)),
    });
  }

  /** The next conversations, as soon as that many have been added; null once stop() was called. */
  async #take(count: number): Promise<Example[] | null> {
    while (this.#waiting.length < count && !this.#shouldStop) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, 1000);
      });
      // If the GPU was lost, whoever makes the data may have lost it too: they would never arrive.
      this.ready().engine.check();
    }
    return this.#shouldStop ? null : this.#waiting.splice(0, count);
  }

  /** Loss and accuracy on the held-out conversations under the present adapter; null if stop() was called meanwhile. */
  async #validate(decoder: AdaptedDecoder, config: TrainConfig): Promise<ValidationMetrics | null> {
    const { engine, layout, flat } = decoder;
    const together = Math.min(lossesPerPass, config.batchSize);
    let [loss, correct, count] = [0, 0, 0];
    for (let start = 0; start < this.#heldOut.length; start += together) {
      await nextTurn();
      if (this.#shouldStop) return null;
      const examples = this.#heldOut.slice(start, start + together);
      const batch = prepareBatch(decoder, examples.map(toSequence));
      const { labels } = batch.answers;
      const logits = await engine.logitsOf({ layout, flat }, batch); // [R, V]
      const scores = tidy(() => scoresOf(logits, labels)); // [2]
      const [lossSum, correctCount] = await scores.data();
      engine.check();
      disposeBatch(batch);
      dispose([logits, scores]);
      loss += lossSum!;
      correct += correctCount!;
      count += batch.answers.count;
    }
    return { loss: loss / count, accuracy: correct / count };
  }

  protected ready(): AdaptedDecoder {
    if (!this.#decoder) throw new Error('Expected a loaded model, but none is loaded. Call load() first.');
    return this.#decoder;
  }

  protected refuseWhileTraining(what: string): void {
    if (this.#isTraining)
      throw new Error(`Cannot ${what} while training runs. Stop it first, or wait for its end.`);
  }
}

/** About how many seconds all steps that are left take, from a timed pass over the first batch. Overwrites the gradient. */
async function estimate(
  decoder: AdaptedDecoder,
  batches: readonly Example[][],
  { step, gradient }: TrainingProgress,
  { steps }: TrainConfig,
): Promise<number> {
  const sequences = batches.map((examples) => examples.map(toSequence));
  return (await estimateStepSeconds(decoder, sequences, gradient)) * (steps - step);
}

/**
 * Mean loss over all answer tokens of a step's batches, and its gradient, written into `gradient` [N], with the adapter
 * both belong to. `positions` counts tokens with their padding.
 */
async function lossAndGradient(
  decoder: AdaptedDecoder,
  step: number,
  batches: readonly Example[][],
  gradient: Tensor,
): Promise<{ loss: number; gradNorm: number; elements: Float32Array; tokens: number; positions: number }> {
  const { engine, layout, flat, seed, dropout: rate } = decoder;
  const answers = batches.flat().reduce((sum, example) => sum + answersOf(example), 0);
  const computing: Promise<Tensor>[] = [];
  let [tokens, positions] = [0, 0];
  // Batches of one step are added up: the gradient is that of one large batch, which memory need not hold.
  for (const [i, examples] of batches.entries()) {
    const batch = prepareBatch(decoder, examples.map(toSequence));
    const dropout = rate > 0 ? { rate, seed: stream(seed, 'dropout', step, i).int(2 ** 31) } : null;
    const options = { scale: 1 / answers, isFirst: i === 0 };
    computing.push(engine.lossesAndGradient({ layout, flat, dropout }, batch, gradient, options)); // [R, 2]
    disposeBatch(batch);
    tokens += examples.reduce((sum, { conversation }) => sum + conversation.inputIds.length, 0);
    positions += batch.sequences * batch.positions;
  }
  const losses = await Promise.all(computing);
  const norm = engine.gradientNorm(gradient); // []
  try {
    const [gradNorm, elements, ...rows] = await Promise.all(
      [norm, flat, ...losses].map((each) => each.data() as Promise<Float32Array>),
    );
    let sum = 0;
    // The loss is column 1. Rows of padding have none.
    for (const values of rows) for (let row = 1; row < values.length; row += 2) sum += values[row]!;
    return { loss: sum / answers, gradNorm: gradNorm![0]!, elements: elements!.slice(), tokens, positions };
  } finally {
    dispose([...losses, norm]);
  }
}

/** Labelled tokens, without the first token: no position predicts it. */
const answersOf = ({ conversation }: Example): number =>
  conversation.labels.reduce((count, label, position) => (position > 0 && label >= 0 ? count + 1 : count), 0);

const toSequence = ({ conversation, features }: Example): Sequence => ({ ...conversation, features });

expose(new Trainer());
