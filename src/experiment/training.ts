/**
 * Training as the run sees it: data are made while the trainer works, and the adapter is fetched now and then.
 * Not here: the training itself (workers/trainer.ts), when it happens (run.ts).
 */
import { proxy, type Remote } from 'comlink';
import type { Adapter } from '../../models/lora.ts';
import type { Inference } from '../../workers/inference.ts';
import type { StepMetrics, Trainer } from '../../workers/trainer.ts';
import type { PhotoScene } from '../sparkle/imported.ts';
import type { SceneImage } from '../sparkle/item.ts';
import type { Scene } from '../sparkle/scene.ts';
import type { ExperimentConfig } from './config.ts';
import type { Conversations } from './imported-data.ts';

/** Training that is interrupted from outside (a closed page, a dead worker) loses at most this much of the adapter. */
const keepAdapterEveryMs = 10_000;

/** Batches the data stays ahead of the trainer, so that it never waits and never fills memory. */
const batchesAhead = 6;

/** Trains while data are made: conversations are tokenized, their images encoded, and both handed over a few batches ahead. */
export async function train(
  config: ExperimentConfig['training'],
  conversationsOf: Conversations,
  draw: (scenes: readonly (Scene | PhotoScene)[]) => Promise<SceneImage[]>,
  inference: Remote<Inference>,
  trainer: Remote<Trainer>,
  signal: AbortSignal,
  onStep: (metrics: StepMetrics) => void,
  onAdapter: (adapter: Adapter) => void,
) {
  const { steps, batchSize } = config;
  let stepsDone = 0;
  let isTraining = true;
  let stepArrived = () => {};

  const feed = async () => {
    for (let start = 0; start < steps * batchSize && isTraining; start += batchSize) {
      while (isTraining && start > (stepsDone + batchesAhead) * batchSize) {
        await new Promise<void>((resolve) => {
          stepArrived = resolve;
        });
      }
      const conversations = await conversationsOf(start, batchSize);
      if (conversations.length < batchSize)
        throw new Error(
          `expected ${batchSize} conversations from number ${start}, got ${conversations.length}`,
        );
      const images = await draw(conversations.map(({ scene }) => scene));
      const encoded = await inference.encode(images, false);
      const tokenized = await inference.tokenize(
        conversations.map(({ id, scene, turns }) => ({ id, imageId: scene.id, turns })),
      );
      await trainer.addConversations(
        tokenized.map((conversation, i) => ({ conversation, features: encoded[i]!.features })),
      );
    }
  };
  // Where the trainer itself has died, its own call says so.
  const stop = () => {
    if (isTraining) trainer.stop().catch(() => {});
  };
  // Answers at once, also in the middle of a step: with the adapter of the last step whose loss is known.
  const fetchAdapter = () => {
    trainer.exportAdapter().then(
      (adapter) => {
        if (isTraining) onAdapter(adapter);
      },
      () => {},
    );
  };
  const onAbort = () => {
    fetchAdapter();
    stop();
  };
  let adapterMs = performance.now();
  signal.addEventListener('abort', onAbort);
  try {
    signal.throwIfAborted();
    // Without data the trainer would wait for ever: a failing feed ends the training.
    let feedError: unknown = null;
    const feeding = feed().catch((error) => {
      feedError = error;
      stop();
    });
    const summary = await trainer.train(
      config,
      proxy((metrics) => {
        stepsDone = metrics.step + 1;
        onStep(metrics);
        stepArrived();
        if (performance.now() - adapterMs < keepAdapterEveryMs) return;
        adapterMs = performance.now();
        fetchAdapter();
      }),
    );
    isTraining = false;
    stepArrived();
    await feeding;
    if (feedError && summary.ending === 'stopped') {
      const reason = feedError instanceof Error ? feedError.message : String(feedError);
      return {
        ...summary,
        ending: 'failed' as const,
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
