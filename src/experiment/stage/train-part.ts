/**
 * Training with one worker, from a checkpoint up to a step: data are made while it works and handed over a few batches
 * ahead. Not here: the training itself (workers/trainer.ts), which worker comes next (train.ts).
 */

import { proxy, type Remote } from 'comlink';
import type { Adapter } from '../../../models/adapter/adapter.ts';
import { windowEnd } from '../../../models/batch-windows.ts';
import type { TrainConfig } from '../../../models/config.ts';
import { messageOf } from '../../../models/message-of.ts';
import type { TrainCheckpoint } from '../../../models/train-checkpoint.ts';
import type { Inference } from '../../../workers/inference.ts';
import type { Example, TrainEvent, TrainSummary } from '../../../workers/messages.ts';
import type { Trainer } from '../../../workers/trainer.ts';
import type { ImportedConversation, PhotoScene } from '../../sparkle/dataset/imported.ts';
import type { Conversation, SceneImage } from '../../sparkle/task/item.ts';
import { photosWithout, type TrainingData } from '../imported-data.ts';
import type { Draw } from '../run-state.ts';

/**
 * Batches the data stays ahead of the current step, so that the trainer never waits and memory is never filled. Not fewer
 * than the trainer sorts together (models/batch-windows.ts): it would wait forever for a window that is not filled.
 */
const batchesAhead = 6;

/** What training takes its data from. */
export interface Feed {
  readonly config: TrainConfig;
  readonly data: TrainingData;
  readonly draw: Draw;
  /** Hears of photos that are left out because their files are damaged. */
  readonly onDamaged: (photos: readonly PhotoScene[]) => void;
  /** The worker in use: another one after inference was loaded again. */
  readonly inference: () => Remote<Inference>;
  readonly signal: AbortSignal;
}

/** Who hears of one worker's training. */
export interface PartListener {
  readonly onEvent: (event: TrainEvent) => void;
  /** The adapter at a stop, also in the middle of a step. */
  readonly onAdapter: (adapter: Adapter) => void;
}

/** Inference has failed and has to be loaded again. */
export class InferenceLost extends Error {
  override readonly name = 'InferenceLost';
}

/** Throws the error of a call to inference: as InferenceLost if the engine or its worker has failed. */
export function asLost(error: unknown): never {
  // Name and message are all that comes of an error out of a worker, or in place of one that has died.
  const isLost =
    error instanceof Error && (error.name === 'EngineBroken' || /^The inference worker/.test(error.message));
  throw isLost ? new InferenceLost(error.message) : error;
}

/** The conversations that validation is measured on. */
export async function heldOutExamples(feed: Feed): Promise<Example[]> {
  const { config, data, signal } = feed;
  const heldOut: Example[] = [];
  for (let start = 0; start < data.heldOut.length; start += config.batchSize) {
    signal.throwIfAborted();
    heldOut.push(
      ...(await toExamples(
        feed,
        await drawConversations(feed, data.heldOut.slice(start, start + config.batchSize)),
      )),
    );
  }
  if (data.heldOut.length > 0 && heldOut.length === 0)
    throw new Error(
      'None of the images that are held out for validation can be decoded. Import the data again.',
    );
  return heldOut;
}

/** A conversation and the picture that it is about. */
export interface DrawnConversation {
  readonly conversation: Conversation | ImportedConversation;
  readonly image: SceneImage;
}

/** The conversations with their pictures; those about damaged photos are left out, which is told. */
export async function drawConversations(
  feed: Pick<Feed, 'draw' | 'onDamaged'>,
  conversations: readonly (Conversation | ImportedConversation)[],
): Promise<DrawnConversation[]> {
  const scenes = conversations.map(({ scene }) => scene);
  const images = await feed.draw(scenes);
  const damaged = photosWithout(scenes, images);
  if (damaged.length > 0) feed.onDamaged(damaged);
  return conversations.flatMap((conversation, i) => {
    const image = images[i];
    return image ? { conversation, image } : [];
  });
}

/** A batch of conversations from number `start` on. In place of one about a damaged photo comes another. */
export async function drawBatch(
  feed: Pick<Feed, 'config' | 'data' | 'draw' | 'onDamaged'>,
  start: number,
): Promise<DrawnConversation[]> {
  const { data, config } = feed;
  for (;;) {
    const conversations = await data.conversations(start, config.batchSize);
    if (conversations.length < config.batchSize)
      throw new Error(
        `expected ${config.batchSize} conversations from number ${start}, got ${conversations.length}`,
      );
    const drawn = await drawConversations(feed, conversations);
    if (drawn.length === conversations.length) return drawn;
  }
}

/**
 * Conversations as the trainer takes them: tokenized, their images encoded. Throws InferenceLost if the engine or worker
 * failed.
 */
async function toExamples({ inference }: Feed, drawn: readonly DrawnConversation[]): Promise<Example[]> {
  const worker = inference();
  const encoded = await worker
    .encode(
      drawn.map(({ image }) => image),
      false,
    )
    .catch(asLost);
  const tokenized = await worker
    .tokenize(drawn.map(({ conversation: { id, scene, turns } }) => ({ id, imageId: scene.id, turns })))
    .catch(asLost);
  return tokenized.map((conversation, i) => ({ conversation, features: encoded[i]!.features }));
}

/** Hands data to a trainer until step `until`, never far ahead of the steps it has done. */
function startFeed(feed: Feed, trainer: Remote<Trainer>, from: TrainCheckpoint | null, until: number) {
  const { batchSize, accumulate, steps } = feed.config;
  let stepsDone = from?.step ?? 0;
  let hasEnded = false;
  let wake = () => {};
  const handOver = async () => {
    // The trainer takes whole windows of batches, also where it is to stop in the middle of one.
    const end = Math.min(windowEnd(until * accumulate), steps * accumulate) * batchSize;
    for (let start = from?.conversation ?? 0; start < end && !hasEnded; start += batchSize) {
      while (!hasEnded && start > ((stepsDone + 1) * accumulate + batchesAhead) * batchSize) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      await trainer.addConversations(await toExamples(feed, await drawBatch(feed, start)));
    }
  };
  return {
    /** Settles when all is handed over, or soon after `end`; rejects if data cannot be made or handed over. */
    fed: handOver(),
    moveOn(steps: number): void {
      stepsDone = steps;
      wake();
    },
    end(): void {
      hasEnded = true;
      wake();
    },
  };
}

/**
 * Trains with one worker from a checkpoint up to a step. Throws InferenceLost if inference was lost while it made data, and
 * whatever the trainer rejects with; other failures of the data are told in the summary.
 */
export async function trainPart(
  feed: Feed,
  trainer: Remote<Trainer>,
  from: TrainCheckpoint | null,
  until: number,
  { onEvent, onAdapter }: PartListener,
): Promise<TrainSummary> {
  const { config, signal } = feed;
  let isTraining = true;
  // If the trainer itself has died, its own call says so.
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
  const { fed, moveOn, end } = startFeed(feed, trainer, from, until);
  // Without data the trainer would wait forever: a failing feed ends the training.
  let feedError: unknown = null;
  const feeding = fed.catch((error) => {
    feedError = error;
    stop();
  });
  try {
    const onTrainEvent = (event: TrainEvent) => {
      if (event.kind === 'step') moveOn(event.metrics.step + 1);
      onEvent(event);
    };
    const summary = await trainer.train(config, proxy(onTrainEvent), from, until);
    isTraining = false;
    end();
    // If the GPU was lost, inference may never answer.
    if (!summary.isGpuLost) await feeding;
    // A person's stop may end the worker that makes data: that is no failure.
    if (!feedError || signal.aborted || summary.ending !== 'stopped') return summary;
    if (feedError instanceof InferenceLost) throw feedError;
    return {
      ...summary,
      ending: 'failed',
      message: `Training ended after ${summary.stepsDone} steps because its data failed: ${messageOf(feedError)}`,
    };
  } finally {
    // Also if the trainer died: lets the feed end.
    isTraining = false;
    end();
    signal.removeEventListener('abort', onAbort);
  }
}
