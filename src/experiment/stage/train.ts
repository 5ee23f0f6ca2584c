/**
 * Training as the run sees it: data are made while the trainer works; where its worker ends, by plan or by mishap, a fresh
 * one goes on from the last checkpoint. Not here: the training itself (workers/trainer.ts), when it happens (run.ts).
 */

import { proxy, type Remote } from 'comlink';
import type { TrainConfig } from '../../../models/config.ts';
import type { Adapter } from '../../../models/lora.ts';
import { messageOf } from '../../../models/message-of.ts';
import type { TrainCheckpoint } from '../../../models/train-checkpoint.ts';
import type { Inference } from '../../../workers/inference.ts';
import type { Example, TrainEvent, TrainSummary } from '../../../workers/messages.ts';
import type { Trainer } from '../../../workers/trainer.ts';
import type { ImportedConversation, PhotoScene } from '../../sparkle/dataset/imported.ts';
import type { Scene } from '../../sparkle/scene/scene.ts';
import type { Conversation, SceneImage } from '../../sparkle/task/item.ts';
import type { TrainingData } from '../imported-data.ts';

/**
 * Batches the data stays ahead of the step at hand, so that the trainer never waits and memory is never filled. Not fewer
 * than the trainer sorts together (models/batch-windows.ts): it would wait for ever for a window that is not filled.
 */
const batchesAhead = 6;

/**
 * Steps after which the trainer's worker is ended and a fresh one goes on: TensorFlow.js keeps every shader it compiled
 * and every size of buffer it met, and the GPU process what it was asked for, so that a long training could grow without
 * end. Its growth was measured with a small model only (test/bench/long-training.ts). A restart costs as much as the start:
 * seconds for a small model, for a large one as long as its files take to be read and uploaded. A multiple of the batches that are sorted together, so that none is made twice.
 */
const stepsPerWorker = 256;

/** Times that a run goes on by itself after a worker or the GPU was lost: what comes again soon will not stop coming. */
const recoveriesMax = 3;

/** Before the first, second and third try: a browser needs a moment to start its GPU process again. */
const recoveryPauseMs = (recovery: number): number => 250 * 2 ** recovery;

/** What training needs. */
export interface Training {
  readonly config: TrainConfig;
  readonly data: TrainingData;
  readonly draw: (scenes: readonly (Scene | PhotoScene)[]) => Promise<SceneImage[]>;
  /** The one at hand: another after `reopenInference`. */
  readonly inference: () => Remote<Inference>;
  /** Loads inference anew: where it failed itself, or if it was on the GPU that the trainer lost. */
  readonly reopenInference: (lost: 'inference' | 'trainer') => Promise<void>;
  /** Gives a trainer that has loaded the model: a fresh one after `endTrainer`. */
  readonly openTrainer: () => Promise<Remote<Trainer>>;
  readonly endTrainer: () => void;
  /** Where to go on; null: from the beginning. */
  readonly from: TrainCheckpoint | null;
  readonly signal: AbortSignal;
}

/** Who hears of it. */
export interface TrainingListener {
  readonly onEvent: (event: TrainEvent) => void;
  /** A worker or its GPU was lost, for that reason; training goes on from this step. */
  readonly onRecovery: (step: number, reason: string) => void;
  /** The adapter at a stop, also in the middle of a step. */
  readonly onAdapter: (adapter: Adapter) => void;
}

/** Inference has failed and has to be loaded anew. */
class InferenceLost extends Error {
  override readonly name = 'InferenceLost';
}

/**
 * Trains to the end, or to a stop or a failure that fresh workers cannot mend. Rejects where they are lost for good, and for
 * a stop before training has begun.
 */
export async function train(training: Training, listener: TrainingListener): Promise<TrainSummary> {
  const { config, openTrainer, endTrainer, reopenInference, signal } = training;
  let heldOut: Example[] | null = null;
  let checkpoint = training.from;
  const onEvent = (event: TrainEvent) => {
    if (event.kind === 'checkpoint') checkpoint = event.checkpoint;
    listener.onEvent(event);
  };
  /** What was lost and is not yet loaded again. */
  let lost: 'inference' | 'trainer' | null = null;
  let hasOpened = false;
  for (let recoveries = 0; ; ) {
    const first = checkpoint?.step ?? 0;
    const until = Math.min(config.steps, (Math.floor(first / stepsPerWorker) + 1) * stepsPerWorker);
    /** Why fresh workers are needed; null: it was planned. */
    let reason: string | null;
    try {
      if (lost) await reopenInference(lost);
      lost = null;
      heldOut ??= await prepareHeldOut(training);
      const trainer = await openTrainer();
      hasOpened = true;
      signal.throwIfAborted();
      if (heldOut.length > 0) await trainer.holdOut(heldOut);
      const summary = await trainPart(training, trainer, checkpoint, until, { ...listener, onEvent });
      const isGpuLost = summary.ending === 'failed' && summary.isGpuLost;
      if (summary.ending !== 'paused' && !(isGpuLost && recoveries < recoveriesMax)) return summary;
      reason = isGpuLost ? (summary.message ?? 'The GPU was lost.') : null;
      if (isGpuLost) lost = 'trainer';
    } catch (error) {
      const isInferenceLost = error instanceof InferenceLost;
      // A checkpoint that is refused is refused again, and a trainer that never opened lacks more than luck.
      const isRefusal = error instanceof Error && /^(Checkpoint|AdapterShape)Error$/.test(error.name);
      const isHopeless = isRefusal || (!hasOpened && recoveries === 0 && !isInferenceLost);
      if (signal.aborted || isHopeless || recoveries === recoveriesMax) throw error;
      reason = messageOf(error);
      // Inference that has failed stays so until it is loaded again.
      if (lost !== 'inference') lost = isInferenceLost ? 'inference' : 'trainer';
    }
    endTrainer();
    if (reason === null) continue;
    recoveries++;
    listener.onRecovery(checkpoint?.step ?? 0, reason);
    await pause(recoveryPauseMs(recoveries), signal);
  }
}

/** Waits. Rejects at once where the run is stopped. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** The conversations that validation is measured on. */
async function prepareHeldOut(training: Training): Promise<Example[]> {
  const { config, data, signal } = training;
  const heldOut: Example[] = [];
  for (let start = 0; start < data.heldOut.length; start += config.batchSize) {
    signal.throwIfAborted();
    heldOut.push(...(await prepare(training, data.heldOut.slice(start, start + config.batchSize))));
  }
  return heldOut;
}

/** Conversations as the trainer takes them: tokenized, their images encoded. Throws InferenceLost where its engine or worker failed. */
async function prepare(
  { draw, ...training }: Training,
  conversations: readonly (Conversation | ImportedConversation)[],
): Promise<Example[]> {
  const images = await draw(conversations.map(({ scene }) => scene));
  const inference = training.inference();
  // Names and words are all that comes of an error out of a worker, or in place of one that has died.
  const lose = (error: unknown): never => {
    const isLost =
      error instanceof Error &&
      (error.name === 'EngineBroken' || /^The inference worker/.test(error.message));
    throw isLost ? new InferenceLost(error.message) : error;
  };
  const encoded = await inference.encode(images, false).catch(lose);
  const tokenized = await inference
    .tokenize(conversations.map(({ id, scene, turns }) => ({ id, imageId: scene.id, turns })))
    .catch(lose);
  return tokenized.map((conversation, i) => ({ conversation, features: encoded[i]!.features }));
}

/** Trains with one worker from a checkpoint up to a step, while data are handed over a few batches ahead. */
async function trainPart(
  training: Training,
  trainer: Remote<Trainer>,
  from: TrainCheckpoint | null,
  until: number,
  { onEvent, onAdapter }: TrainingListener,
): Promise<TrainSummary> {
  const { config, data, signal } = training;
  const { batchSize, accumulate } = config;
  let stepsDone = from?.step ?? 0;
  let isTraining = true;
  let stepArrived = () => {};

  const feed = async () => {
    const end = until * accumulate * batchSize;
    for (let start = from?.conversation ?? 0; start < end && isTraining; start += batchSize) {
      while (isTraining && start > ((stepsDone + 1) * accumulate + batchesAhead) * batchSize) {
        await new Promise<void>((resolve) => {
          stepArrived = resolve;
        });
      }
      const conversations = await data.conversations(start, batchSize);
      if (conversations.length < batchSize)
        throw new Error(
          `expected ${batchSize} conversations from number ${start}, got ${conversations.length}`,
        );
      await trainer.addConversations(await prepare(training, conversations));
    }
  };
  // Where the trainer itself has died, its own call says so.
  const stop = () => {
    if (isTraining) trainer.stop().catch(() => {});
  };
  const onAbort = () => {
    // Answers at once, also in the middle of a step: with the adapter of the last step whose loss is known.
    trainer.exportAdapter().then(
      (adapter) => {
        if (isTraining) onAdapter(adapter);
      },
      () => {},
    );
    stop();
  };
  signal.throwIfAborted();
  signal.addEventListener('abort', onAbort);
  // Without data the trainer would wait for ever: a failing feed ends the training.
  let feedError: unknown = null;
  const feeding = feed().catch((error) => {
    feedError = error;
    stop();
  });
  try {
    const summary = await trainer.train(
      config,
      proxy((event) => {
        if (event.kind === 'step') {
          stepsDone = event.metrics.step + 1;
          stepArrived();
        }
        onEvent(event);
      }),
      from,
      until,
    );
    isTraining = false;
    stepArrived();
    // Of a GPU that was lost, inference may never answer.
    if (!summary.isGpuLost) await feeding;
    if (feedError instanceof InferenceLost && !signal.aborted && summary.ending === 'stopped')
      throw feedError;
    if (feedError && summary.ending === 'stopped') {
      const reason = messageOf(feedError);
      return {
        ...summary,
        ending: 'failed',
        message: `Training ended after ${summary.stepsDone} steps because its data failed: ${reason}`,
      };
    }
    return summary;
  } finally {
    // Also when the trainer itself died: lets the feed end.
    isTraining = false;
    stepArrived();
    signal.removeEventListener('abort', onAbort);
  }
}
