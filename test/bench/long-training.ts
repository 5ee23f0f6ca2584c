/**
 * Trains a small random model for 2,000 steps in the run's own training loop, which replaces its worker as planned, and
 * measures the browser's memory meanwhile. Not here: how memory is read (run.ts, which knows the processes).
 */
import type { Remote } from 'comlink';
import { LoraConfig, TrainConfig } from '../../models/config.ts';
import { createWorkers } from '../../src/connect.ts';
import { trainWithRecovery } from '../../src/experiment/stage/train.ts';
import type { Conversation, SceneImage } from '../../src/sparkle/task/item.ts';
import type { Inference } from '../../workers/inference.ts';
import type { Example } from '../../workers/messages.ts';
import { trainingExample, trainingModel } from '../fixtures/training-model.ts';
import type { LongTrainingBench } from './report.ts';

/** 2,000 and some more, so that training still runs at the last measurement. */
const steps = 2010;
/** Steps between two measurements. Before the first one, the first worker has met every length of batch. */
const measureEvery = 200;

/** A conversation that stands for an example of training, known by its number. */
const ofNumber = (number: number): Conversation => ({
  id: `${number}`,
  scene: { kind: 'figure', id: `${number}`, shapes: [] },
  turns: [],
});

/** Stands in for the inference worker, whose memory is not the question: encodes and tokenizes examples by their numbers. */
function exampleInference() {
  const examples = new Map<string, Example>();
  return {
    encode: async (images: readonly SceneImage[]) =>
      images.map(({ id }) => {
        const example = trainingExample(Number(id));
        examples.set(id, example);
        return { id, features: example.features };
      }),
    tokenize: async (conversations: readonly { readonly id: string }[]) =>
      conversations.map(({ id }) => {
        const { conversation } = examples.get(id)!;
        examples.delete(id);
        return conversation;
      }),
  };
}

/** Trains. `measureMB` gives the present memory of the browser's processes, or null if the system does not tell. */
export async function benchLongTraining(
  measureMB: () => Promise<number | null>,
  onStep: (step: number) => void,
): Promise<LongTrainingBench> {
  const workers = createWorkers();
  const { model, source } = trainingModel();
  const config = TrainConfig.parse({ steps, batchSize: 1, learningRate: 1e-3 });
  const inference = exampleInference();
  const samplesMB: Promise<number | null>[] = [];
  let workersUsed = 0;
  const startMs = performance.now();
  try {
    const summary = await trainWithRecovery(
      {
        config,
        data: {
          conversations: async (start, count) => Array.from({ length: count }, (_, i) => ofNumber(start + i)),
          heldOut: [],
          leaveOut: () => {},
          notices: [],
        },
        draw: async (scenes) => scenes.map(({ id }) => ({ id, sizePx: 1, pixels: new Uint8ClampedArray(4) })),
        onDamaged: () => {},
        inference: () => inference as unknown as Remote<Inference>,
        reopenInference: async () => {},
        openTrainer: async () => {
          workersUsed++;
          const trainer = await workers.trainer();
          await trainer.load(model, source, LoraConfig.parse({}), 1, 'webgpu');
          return trainer;
        },
        endTrainer: () => workers.restart('trainer'),
        probe: null,
        from: null,
        signal: new AbortController().signal,
      },
      {
        onEvent(event) {
          if (event.kind !== 'step') return;
          const done = event.metrics.step + 1;
          if (done % measureEvery !== 0) return;
          samplesMB.push(measureMB());
          onStep(done);
        },
        onRecovery(_, reason) {
          throw new Error(`Expected the trainer to live for ${steps} steps, but: ${reason}`);
        },
        onAdapter() {},
      },
    );
    if (summary.ending !== 'finished')
      throw new Error(`Expected ${steps} steps, got ${summary.stepsDone}: ${summary.message}`);
  } finally {
    workers.dispose();
  }
  const seconds = (performance.now() - startMs) / 1000;
  const samples = (await Promise.all(samplesMB)).flatMap((sample) => sample ?? []);
  const [first] = samples;
  const last = samples.at(-1);
  return {
    seconds,
    workers: workersUsed,
    memoryMBOver2000Steps:
      first && last ? { first, last, most: Math.max(...samples), growth: last / first } : null,
  };
}
