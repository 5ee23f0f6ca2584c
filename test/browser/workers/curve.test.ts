/**
 * The learning curve of a small real run: each point is what the adapter of that step answers, training is what it is
 * without a curve, and a run that is stopped while it asks goes on to the same curve. Not here: when it is asked, with
 * stand-ins for every mishap (test/unit/experiment/curve.test.ts); the figure (test/browser/page/view-curve.test.tsx).
 */
import { proxy } from 'comlink';
import { afterAll, expect, test } from 'vitest';
import type { Adapter } from '../../../models/adapter/adapter.ts';
import { readCheckpoint, type TrainCheckpoint, writeCheckpoint } from '../../../models/train-checkpoint.ts';
import { createWorkers } from '../../../src/connect.ts';
import { ExperimentConfig } from '../../../src/experiment/config.ts';
import type { RunEvent } from '../../../src/experiment/event.ts';
import { openEmbeddedModel } from '../../../src/experiment/open-model.ts';
import type { RunOutcome } from '../../../src/experiment/report.ts';
import { runExperiment } from '../../../src/experiment/run.ts';
import type { RunSoFar } from '../../../src/experiment/run-state.ts';
import { score } from '../../../src/sparkle/score.ts';
import type { Item } from '../../../src/sparkle/task/item.ts';

const config = ExperimentConfig.parse({
  seed: 7,
  trainOn: ['localization'],
  questionsPerImage: 6,
  training: { steps: 8, batchSize: 4, warmupSteps: 1 },
  evaluation: { tasks: ['localization', 'spp4'], items: 10, probeEvery: 4, probeItems: 8 },
  device: 'wasm',
  trainingDevice: 'processor',
});

const workers = createWorkers();
afterAll(() => workers.dispose());

async function run(
  given: ExperimentConfig,
  isTime: (event: RunEvent) => boolean = () => false,
  soFar: RunSoFar | null = null,
) {
  const controller = new AbortController();
  const checkpoints: TrainCheckpoint[] = [];
  let abortedMs = 0;
  const outcome = await runExperiment(
    given,
    {
      workers,
      openModel: openEmbeddedModel,
      openDataset: () => Promise.reject(new Error('no dataset here')),
      openAdapter: () => Promise.reject(new Error('no adapter here')),
      trustGpu: async () => null,
      gpuKind: async () => 'missing',
      onEvent(event) {
        if (event.kind === 'checkpoint') checkpoints.push(event.checkpoint);
        if (!isTime(event) || controller.signal.aborted) return;
        abortedMs = performance.now();
        controller.abort();
      },
      signal: controller.signal,
    },
    soFar,
  );
  return { outcome, checkpoints, stopMs: performance.now() - abortedMs };
}

const countsOf = ({ curve }: Pick<RunOutcome, 'curve'>) =>
  curve.map(({ step, tasks }) => [step, ...tasks.map(({ correct }) => correct)]);
const lossesOf = ({ steps }: RunOutcome) => steps.map(({ loss }) => loss);
const firstItems = ({ items }: RunOutcome) =>
  config.evaluation.tasks.flatMap((task) =>
    items.filter(({ item }) => item.task === task).slice(0, config.evaluation.probeItems),
  );

/** Right answers of each task, asked without the run. */
async function rightWith(adapter: Adapter, items: readonly Item[]): Promise<number[]> {
  const inference = await workers.inference();
  const { model } = await openEmbeddedModel(config.model);
  const data = await workers.data();
  await inference.encode(
    await data.draw(
      items.map(({ scene }) => scene),
      model.imageSizePx,
    ),
    true,
  );
  await inference.useAdapter(adapter);
  const prompts = items.map(({ id, scene, question }) => ({ id, imageId: scene.id, question }));
  const answers = await inference.answer(
    prompts,
    80,
    proxy(() => {}),
  );
  const isRight = (item: Item) => score(item, answers.find(({ id }) => id === item.id)!.text).isCorrect;
  return config.evaluation.tasks.map(
    (task) => items.filter((item) => item.task === task && isRight(item)).length,
  );
}

test('a curve: the adapter of each step is asked, training is not changed, and stopping in it costs nothing', async () => {
  const whole = await run(config);
  expect(whole.outcome).toMatchObject({ ending: 'finished', message: null });
  const counts = countsOf(whole.outcome);
  expect(counts.map(([step]) => step)).toEqual([0, 4, 8]);
  // The adapter learns: localization does not stay where it was.
  expect(new Set(counts.map(([, localization]) => localization)).size).toBeGreaterThan(1);

  // The point on the way again, without the run: with the adapter of that step's checkpoint, on the same items.
  const items = firstItems(whole.outcome);
  const { adapter } = whole.checkpoints.find(({ step }) => step === 4)!;
  const right = await rightWith(
    adapter,
    items.map(({ item }) => item as Item),
  );
  expect(counts[1]).toEqual([4, ...right]);
  const rightOf = (when: 'before' | 'after') =>
    config.evaluation.tasks.map(
      (task) => items.filter((each) => each.item.task === task && each[when]?.score.isCorrect).length,
    );
  expect(counts[0]).toEqual([0, ...rightOf('before')]);
  expect(counts[2]).toEqual([8, ...rightOf('after')]);

  // Without a curve: the same losses and answers.
  const plain = await run({ ...config, evaluation: { ...config.evaluation, probeEvery: 0 } });
  expect(plain.outcome).toMatchObject({ ending: 'finished', curve: [] });
  lossesOf(plain.outcome).forEach((loss, step) => {
    expect(Math.abs(loss - lossesOf(whole.outcome)[step]!)).toBeLessThan(1e-6);
  });
  expect(plain.outcome.items).toEqual(whole.outcome.items);

  // Stopped while it asks, and gone on with from the files of its checkpoint.
  const inPoint = (event: RunEvent) => event.kind === 'progress' && event.doing === 'asking after 4 steps';
  const stopped = await run(config, inPoint);
  expect(stopped.outcome.ending).toBe('stopped');
  expect(stopped.stopMs).toBeLessThan(10_000);
  expect(countsOf(stopped.outcome)).toEqual(counts.slice(0, 1));
  const { json, tensors } = writeCheckpoint(stopped.checkpoints.at(-1)!);
  const checkpoint = await readCheckpoint(json, async () => tensors);
  expect(checkpoint.step).toBe(4);
  const resumed = await run(config, undefined, { ...stopped.outcome, checkpoint });
  expect(resumed.outcome).toMatchObject({ ending: 'finished', message: null });
  expect(countsOf(resumed.outcome)).toEqual(counts);
  expect(resumed.outcome.report?.curve).toEqual(resumed.outcome.curve);
}, 600_000);
