/**
 * Training data arrive in time: however many batches a step has, the trainer never waits for data that would be sent only
 * after its next step. The trainer is a stand-in around the real windows of batches; the real one is in test/browser.
 */
import type { Remote } from 'comlink';
import { describe, expect, test } from 'vitest';
import { batchesOfSteps, windowOf } from '../../../models/batch-windows.ts';
import { TrainConfig } from '../../../models/config.ts';
import { trainWithRecovery } from '../../../src/experiment/stage/train.ts';
import type { Inference } from '../../../workers/inference.ts';
import type { TrainEvent } from '../../../workers/messages.ts';
import type { Trainer } from '../../../workers/trainer.ts';
import { recordedAdapter, recordedCheckpoint } from '../../fixtures/recorded-run.ts';

const inOrder = (_: number, count: number) => Array.from({ length: count }, (__, rank) => rank);

const metricsOf = (step: number) => ({
  ...{ loss: 1, gradNorm: 1, learningRate: 1, tokensPerSecond: 1, paddingShare: 0 },
  ...{ step, stepMs: 1 },
});

/**
 * Trains on numbered conversations, and gives those of each step and how many waited at most. With `every` it pauses after so
 * many steps; `pauses` are the steps at which it did.
 */
async function feedAll(config: TrainConfig, from: number, every: number | null = null) {
  const checkpointAt = (step: number) => ({
    ...recordedCheckpoint(step),
    conversation: windowOf(step * config.accumulate) * config.batchSize,
  });
  let waiting: number[] = [];
  let mostWaiting = 0;
  const pauses: number[] = [];
  let opened = 0;
  let arrived = () => {};
  const steps: number[][] = [];
  const trainer = {
    addConversations: async (examples: readonly { conversation: { id: string } }[]) => {
      waiting.push(...examples.map((example) => Number(example.conversation.id)));
      mostWaiting = Math.max(mostWaiting, waiting.length);
      arrived();
    },
    train: async (
      given: TrainConfig,
      onEvent: (event: TrainEvent) => void,
      checkpoint: { step: number } | null,
      until: number,
    ) => {
      let step = checkpoint?.step ?? 0;
      const take = async (count: number) => {
        while (waiting.length < count)
          await new Promise<void>((resolve) => {
            arrived = resolve;
          });
        const [taken, left] = [waiting.slice(0, count), waiting.slice(count)];
        waiting = left;
        return taken;
      };
      const windows = { take, lengthOf: (id: number) => id, order: inOrder };
      for await (const batches of batchesOfSteps(given, step, until, windows)) {
        steps.push(batches.flat());
        onEvent({ kind: 'step', metrics: metricsOf(step++) });
      }
      // What the real trainer does at the end of a part: what no step took is dropped.
      waiting = [];
      onEvent({ kind: 'checkpoint', checkpoint: checkpointAt(step) });
      return { ending: step < given.steps ? 'paused' : 'finished', message: null, adapter: recordedAdapter };
    },
  };
  const inference = {
    encode: async (images: readonly { id: string }[]) =>
      images.map(({ id }) => ({ id, features: new Float32Array(1) })),
    tokenize: async (all: readonly { id: string }[]) => all,
  };
  const summary = await trainWithRecovery(
    {
      config,
      data: {
        conversations: async (start, count) =>
          Array.from({ length: count }, (_, i) => ({
            id: `${start + i}`,
            scene: { kind: 'figure', id: `${start + i}`, shapes: [] },
            turns: [],
          })),
        heldOut: [],
        leaveOut: () => {},
        notices: [],
      },
      draw: async (scenes) => scenes.map(({ id }) => ({ id, sizePx: 1, pixels: new Uint8ClampedArray(4) })),
      onDamaged: () => {},
      inference: () => inference as unknown as Remote<Inference>,
      reopenInference: async () => {},
      openTrainer: async () => {
        opened++;
        return trainer as unknown as Remote<Trainer>;
      },
      endTrainer: () => {},
      probe: every === null ? null : { every, ask: async ({ step }) => void pauses.push(step) },
      from: from > 0 ? checkpointAt(from) : null,
      signal: new AbortController().signal,
    },
    { onEvent() {}, onRecovery() {}, onAdapter() {} },
  );
  return { summary, steps, mostWaiting, pauses, opened };
}

describe.each([0, 1, 3])('from step %i on', (from) => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 64])(
    '%i batches a step: every step has its own, in order, and few wait',
    async (accumulate) => {
      const config = TrainConfig.parse({ steps: 7, batchSize: 2, accumulate });
      const { summary, steps, mostWaiting } = await feedAll(config, from);
      expect(summary.ending).toBe('finished');
      const perStep = 2 * accumulate;
      expect(steps).toEqual(
        Array.from({ length: 7 - from }, (_, i) =>
          Array.from({ length: perStep }, (__, k) => (from + i) * perStep + k),
        ),
      );
      // A step and a few batches: what is sent ahead must not fill memory.
      expect(mostWaiting).toBeLessThanOrEqual(2 * (accumulate + 8));
    },
    2000,
  );
});

describe.each([
  { from: 0, every: 1, pauses: [1, 2, 3, 4, 5, 6] },
  { from: 0, every: 3, pauses: [3, 6] },
  { from: 3, every: 3, pauses: [3, 6] },
  { from: 1, every: 2, pauses: [2, 4, 6] },
  { from: 0, every: 7, pauses: [] },
])('from step $from on, with a pause every $every steps', ({ from, every, pauses }) => {
  test.each([1, 2, 3, 5, 16])(
    '%i batches a step: every step has the same as without, from one trainer',
    async (accumulate) => {
      const config = TrainConfig.parse({ steps: 7, batchSize: 2, accumulate });
      const paused = await feedAll(config, from, every);
      expect(paused.summary.ending).toBe('finished');
      expect(paused.steps).toEqual((await feedAll(config, from)).steps);
      expect(paused).toMatchObject({ pauses, opened: 1 });
    },
    2000,
  );
});
