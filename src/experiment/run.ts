/**
 * The run, as the story of the lab: make data, measure the base model, train on basic skills, measure again
 * on the same items, compare. It asks three workers for everything heavy and tells the page what happens.
 * Not here: how items are answered (answers.ts) and training is fed (training.ts), the workers' work (workers/*.ts),
 * storing (src/app/storage).
 */
import { proxy, type Remote } from 'comlink';
import type { Adapter } from '../../models/lora.ts';
import type { BlindBaseline, Data } from '../../workers/data.ts';
import type { Inference, LoadedModel } from '../../workers/inference.ts';
import type { StepMetrics, Trainer, TrainerDevice } from '../../workers/trainer.ts';
import {
  bestConstantShare,
  type ImportedItem,
  importedItems,
  type PhotoScene,
  type ScoredTask,
} from '../sparkle/imported.ts';
import type { Scene } from '../sparkle/scene.ts';
import { encodeItems, judge, prepareQuestions } from './answers.ts';
import { type ExperimentConfig, stepsOf } from './config.ts';
import { noDatasets, type OpenDataset, openSets, pictures, trainingConversations } from './imported-data.ts';
import { type OpenModel, openEmbeddedModel } from './open-model.ts';
import { buildReport, type Environment, type ItemResult, type RunOutcome } from './report.ts';
import { train } from './training.ts';

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

/**
 * Plays the experiment. Never rejects for a stop or a failure: the record says how it ended and keeps all
 * that was finished. A stop takes effect at the next token, image or training step. `openDataset` gives the imported
 * datasets that the config names, `openModel` the base model.
 */
export async function runExperiment(
  config: ExperimentConfig,
  workers: Workers,
  onEvent: (event: RunEvent) => void,
  signal: AbortSignal,
  openDataset: OpenDataset = noDatasets,
  openModel: OpenModel = openEmbeddedModel,
): Promise<RunOutcome> {
  const startedAt = new Date();
  const startedMs = performance.now();
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
  const tellJudged = (judged: readonly ItemResult[]) => onEvent({ kind: 'items', items: judged });
  const keepAdapter = (latest: Adapter) => {
    adapter = latest;
    onEvent({ kind: 'adapter', adapter: latest });
  };

  try {
    // 1. Data: the scored items, what blind guessing reaches on them, and their images as the model sees them.
    enter('data');
    const { model, source } = await openModel(config.model);
    const data = await workers.data();
    const sets = await openSets(config, openDataset);
    const draw = (scenes: readonly (Scene | PhotoScene)[]) => pictures(scenes, model.imageSizePx, sets, data);
    const made = await data.evaluationItems(config);
    const imported = sets.test ? importedItems(sets.test, config.seed, config.evaluation.items) : [];
    const simulated = progress('data', 'simulating blind guesses', 1);
    simulated(0);
    const baselines = await data.blindBaselines(config);
    simulated(1);
    const inference = await workers.inference();
    const loaded = await inference.load(
      model,
      source,
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
    const asked = [...made, ...imported];
    const questions = await prepareQuestions(
      asked,
      inference,
      progress('data', 'reading questions', asked.length),
      signal,
    );
    if (questions.notice) onEvent({ kind: 'notice', message: `Test data: ${questions.notice}` });
    const { items } = questions;
    for (const item of items) results.set(item.id, { item, before: null, after: null });
    await encodeItems(items, draw, inference, progress('data', 'encoding images', items.length), signal);

    // 2. Baseline: the base model answers every item.
    enter('baseline');
    await inference.useAdapter(null);
    await judge(
      'before',
      questions,
      results,
      inference,
      progress('baseline', 'answering', items.length),
      tellJudged,
      signal,
    );

    // 3. Train an adapter on the chosen skills or on imported questions. On none there is nothing to train: the base model goes on, as the control.
    enter('train');
    const stepTotal = stepsOf(config);
    let gpu: TrainerDevice | null = null;
    if (stepTotal > 0) {
      progress('train', 'opening the GPU', 1)(0);
      const trainer = await workers.trainer();
      gpu = await trainer.load(model, source, config.lora, config.seed);
      if (gpu.isSoftware) onEvent({ kind: 'notice', message: softwareGpuNotice });
      const onStep = (metrics: StepMetrics) => {
        steps.push(metrics);
        onEvent({ kind: 'step', step: metrics });
        progress('train', 'training', stepTotal)(metrics.step + 1);
      };
      const { conversations, notice } = await trainingConversations(
        config,
        sets,
        data,
        inference,
        progress('train', 'reading questions', sets.training?.questions.length ?? 0),
        signal,
      );
      if (notice) onEvent({ kind: 'notice', message: `Training data: ${notice}` });
      const trained = await train(
        config.training,
        conversations,
        draw,
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
      questions,
      results,
      inference,
      progress('evaluate', 'answering', items.length),
      tellJudged,
      signal,
    );

    // 5. Result: before against after, item by item.
    enter('result');
    report = buildReport({
      config,
      items: [...results.values()],
      steps,
      baselines: baselineByTask(baselines, imported),
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

/** Nobody guesses at imported questions without their images but by one answer to all of them. */
const baselineByTask = (baselines: readonly BlindBaseline[], imported: readonly ImportedItem[]) =>
  new Map<ScoredTask, number>([
    ...baselines.map(({ task, best }) => [task, best] as const),
    ...(imported.length > 0 ? [['imported', bestConstantShare(imported)] as const] : []),
  ]);

const environment = (loaded: LoadedModel, gpu: TrainerDevice | null): Environment => ({
  userAgent: navigator.userAgent,
  gpu: gpu?.adapter ?? null,
  isSoftwareGpu: gpu?.isSoftware ?? null,
  inferenceDevice: loaded.device,
});
