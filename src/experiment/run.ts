/**
 * The run, as the story of the lab: make data, measure the base model, train on basic skills, measure again
 * on the same items, compare. It asks three workers for everything heavy and tells the page what happens.
 * Not here: the workers' work (workers/*.ts), judging answers (src/sparkle/score.ts), storing (src/app/storage).
 */
import { proxy, type Remote } from 'comlink';
import type { Adapter } from '../../models/lora.ts';
import { baseModels } from '../../models/registry.ts';
import type { BlindBaseline, Data } from '../../workers/data.ts';
import type { Answer, Inference, LoadedModel } from '../../workers/inference.ts';
import type { StepMetrics, Trainer, TrainerDevice } from '../../workers/trainer.ts';
import type { Form, Item } from '../sparkle/item.ts';
import { score } from '../sparkle/score.ts';
import type { ExperimentConfig } from './config.ts';
import { buildReport, type Environment, type ItemResult, type RunOutcome } from './report.ts';

/** The phases of a run, in order. */
export const phases = ['data', 'baseline', 'train', 'evaluate', 'result'] as const;
export type Phase = (typeof phases)[number];

/** The three services of a run; each starts its worker at first use. */
export interface Workers {
  data(): Promise<Remote<Data>>;
  inference(): Promise<Remote<Inference>>;
  trainer(): Promise<Remote<Trainer>>;
}

export type RunEvent =
  | { readonly kind: 'phase'; readonly phase: Phase }
  /** `done` of `total` within the phase; `doing` says what in a few words ("encoding images"). */
  | {
      readonly kind: 'progress';
      readonly phase: Phase;
      readonly doing: string;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: 'step'; readonly step: StepMetrics }
  /** Items judged since the last event, with all answers they have so far. */
  | { readonly kind: 'items'; readonly items: readonly ItemResult[] }
  /** The adapter as training has it now and then, and at its end: to be kept, so that nothing learned is lost. */
  | { readonly kind: 'adapter'; readonly adapter: Adapter }
  /** Something the person should know: a software GPU, WebAssembly instead of WebGPU. */
  | { readonly kind: 'notice'; readonly message: string };

/** The longest answer of each form, in tokens, with room to spare; what runs longer is cut and judged as it stands. */
const maxNewTokens: Readonly<Record<Form, number>> = {
  direction: 24,
  comparison: 24,
  pair: 24,
  number: 24,
  coordinates: 16,
  region: 16,
  description: 64,
  path: 72,
  route: 176,
};

/** Images drawn and encoded at a time: small enough to show progress and to stop within a second or so. */
const imagesPerChunk = 16;

/** Training that is interrupted from outside (a closed page, a dead worker) loses at most this much of the adapter. */
const keepAdapterEveryMs = 10_000;

/** Batches the data stays ahead of the trainer, so that it never waits and never fills memory. */
const batchesAhead = 6;

/**
 * Plays the experiment. Never rejects for a stop or a failure: the record says how it ended and keeps all
 * that was finished. A stop takes effect at the next token, image or training step.
 */
export async function runExperiment(
  config: ExperimentConfig,
  workers: Workers,
  onEvent: (event: RunEvent) => void,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const startedAt = new Date();
  const startedMs = performance.now();
  const model = baseModels.find(({ id }) => id === config.model)!;
  const results = new Map<string, ItemResult>();
  const steps: StepMetrics[] = [];
  let adapter: Adapter | null = null;
  let report: RunOutcome['report'] = null;

  const record = (ending: RunOutcome['ending'], message: string | null): RunOutcome => ({
    startedAt: startedAt.toISOString(),
    ending,
    message,
    config,
    steps,
    items: [...results.values()],
    report,
    adapter,
  });
  const enter = (phase: Phase) => {
    signal.throwIfAborted();
    onEvent({ kind: 'phase', phase });
  };
  const progress = (phase: Phase, doing: string, total: number) => (done: number) =>
    onEvent({ kind: 'progress', phase, doing, done, total });
  const keepAdapter = (latest: Adapter) => {
    adapter = latest;
    onEvent({ kind: 'adapter', adapter: latest });
  };

  try {
    // 1. Data: the scored items, what blind guessing reaches on them, and their images as the model sees them.
    enter('data');
    const data = await workers.data();
    const items = await data.evaluationItems(config);
    for (const item of items) results.set(item.id, { item, before: null, after: null });
    const simulated = progress('data', 'simulating blind guesses', 1);
    simulated(0);
    const baselines = await data.blindBaselines(config);
    simulated(1);
    const inference = await workers.inference();
    const loaded = await inference.load(
      model,
      config.device,
      proxy(({ file, loadedBytes, totalBytes }) =>
        onEvent({
          kind: 'progress',
          phase: 'data',
          doing: `loading ${file}`,
          done: loadedBytes,
          total: totalBytes ?? loadedBytes,
        }),
      ),
    );
    if (loaded.notice) onEvent({ kind: 'notice', message: loaded.notice });
    await encodeItems(
      items,
      model.imageSizePx,
      data,
      inference,
      progress('data', 'encoding images', items.length),
      signal,
    );

    // 2. Baseline: the base model answers every item.
    enter('baseline');
    await inference.useAdapter(null);
    await judge(
      'before',
      items,
      results,
      inference,
      progress('baseline', 'answering', items.length),
      onEvent,
      signal,
    );

    // 3. Train an adapter on the chosen skills. On none there is nothing to train: the base model goes on, as the control.
    enter('train');
    const stepTotal = config.trainOn.length === 0 ? 0 : config.training.steps;
    let gpu: TrainerDevice | null = null;
    if (stepTotal > 0) {
      progress('train', 'opening the GPU', 1)(0);
      const trainer = await workers.trainer();
      gpu = await trainer.load(model, config.lora, config.seed);
      if (gpu.isSoftware) onEvent({ kind: 'notice', message: softwareGpuNotice });
      const onStep = (metrics: StepMetrics) => {
        steps.push(metrics);
        onEvent({ kind: 'step', step: metrics });
        progress('train', 'training', stepTotal)(metrics.step + 1);
      };
      const trained = await train(
        config,
        model.imageSizePx,
        data,
        inference,
        trainer,
        signal,
        onStep,
        keepAdapter,
      );
      keepAdapter(trained.adapter);
      if (trained.ending === 'failed') return record('failed', trained.message);
    }

    // 4. Evaluate: the same items again, now with the adapter.
    enter('evaluate');
    await inference.useAdapter(adapter);
    await judge(
      'after',
      items,
      results,
      inference,
      progress('evaluate', 'answering', items.length),
      onEvent,
      signal,
    );

    // 5. Result: before against after, item by item.
    enter('result');
    report = buildReport({
      config,
      items: [...results.values()],
      steps,
      baselines: baselineByTask(baselines),
      secondsTotal: (performance.now() - startedMs) / 1000,
      environment: environment(loaded, gpu),
    });
    return record('finished', null);
  } catch (error) {
    if (signal.aborted) return record('stopped', null);
    return record('failed', error instanceof Error ? error.message : String(error));
  }
}

const softwareGpuNotice =
  'This browser draws WebGPU in software, without a graphics card. Training works and gives the same numbers, but slowly. ' +
  'Check that hardware acceleration is on in the browser settings, or choose the Quick look preset.';

/** Draws the scenes of the items and lets the inference worker encode and keep them, each scene once. */
async function encodeItems(
  items: readonly Item[],
  sizePx: number,
  data: Remote<Data>,
  inference: Remote<Inference>,
  onDone: (done: number) => void,
  signal: AbortSignal,
): Promise<void> {
  await inference.forgetImages();
  const scenes = [...new Map(items.map(({ scene }) => [scene.id, scene])).values()];
  for (let start = 0; start < scenes.length; start += imagesPerChunk) {
    signal.throwIfAborted();
    const images = await data.draw(scenes.slice(start, start + imagesPerChunk), sizePx);
    await inference.encode(images, true);
    onDone(Math.min(start + imagesPerChunk, scenes.length));
  }
}

/** Answers all items, form by form (forms differ in length), and judges each answer as it arrives. */
async function judge(
  when: 'before' | 'after',
  items: readonly Item[],
  results: Map<string, ItemResult>,
  inference: Remote<Inference>,
  onDone: (done: number) => void,
  onEvent: (event: RunEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  // Where the worker itself has died, the open call says so.
  const stop = () => {
    inference.stop().catch(() => {});
  };
  signal.addEventListener('abort', stop);
  try {
    let done = 0;
    onDone(done);
    const take = (answers: readonly Answer[]) => {
      const judged = answers.flatMap(({ id, text }) => {
        const result = results.get(id)!;
        if (result[when]) return [];
        return [{ ...result, [when]: { text, score: score(result.item, text) } }];
      });
      if (judged.length === 0) return;
      for (const result of judged) results.set(result.item.id, result);
      done += judged.length;
      onEvent({ kind: 'items', items: judged });
      onDone(done);
    };
    for (const [form, group] of groupByForm(items)) {
      signal.throwIfAborted();
      const prompts = group.map(({ id, scene, question }) => ({ id, imageId: scene.id, question }));
      // Batches and the whole come by two ways, in no fixed order: the whole fills in what has not come yet.
      take(await inference.answer(prompts, maxNewTokens[form], proxy(take)));
    }
    signal.throwIfAborted();
    if (done < items.length)
      throw new Error(
        `Expected ${items.length} answers, got ${done}: the inference engine left some out. Run the experiment again.`,
      );
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Trains while data are made: conversations are tokenized, their images encoded, and both handed over a few batches ahead. */
async function train(
  config: ExperimentConfig,
  sizePx: number,
  data: Remote<Data>,
  inference: Remote<Inference>,
  trainer: Remote<Trainer>,
  signal: AbortSignal,
  onStep: (metrics: StepMetrics) => void,
  onAdapter: (adapter: Adapter) => void,
) {
  const { steps, batchSize } = config.training;
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
      const conversations = await data.trainingConversations(config, start, batchSize);
      if (conversations.length < batchSize)
        throw new Error(
          `expected ${batchSize} conversations from number ${start}, got ${conversations.length}`,
        );
      const images = await data.draw(
        conversations.map(({ scene }) => scene),
        sizePx,
      );
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
      config.training,
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

function groupByForm(items: readonly Item[]): Map<Form, Item[]> {
  const groups = new Map<Form, Item[]>();
  for (const item of items) groups.set(item.form, [...(groups.get(item.form) ?? []), item]);
  return groups;
}

const baselineByTask = (baselines: readonly BlindBaseline[]) =>
  new Map(baselines.map(({ task, best }) => [task, best]));

const environment = (loaded: LoadedModel, gpu: TrainerDevice | null): Environment => ({
  userAgent: navigator.userAgent,
  gpu: gpu?.adapter ?? null,
  isSoftwareGpu: gpu?.isSoftware ?? null,
  inferenceDevice: loaded.device,
});
