/**
 * The run, as the story of the lab: make data, measure the base model, train on basic skills, measure again
 * on the same items, compare. It asks three workers for everything heavy and tells the page what happens.
 * Not here: how items are answered (stage/answer.ts) and training is fed (stage/train.ts), the workers' work (workers/*.ts),
 * storing (src/app/storage).
 */

import { proxy, type Remote } from 'comlink';
import type { Adapter } from '../../models/lora.ts';
import { messageOf } from '../../models/message-of.ts';
import type { TrainCheckpoint } from '../../models/train-checkpoint.ts';
import type { Data } from '../../workers/data.ts';
import type { Inference } from '../../workers/inference.ts';
import type { BlindBaseline, LoadedModel, StepMetrics } from '../../workers/messages.ts';
import type { Trainer } from '../../workers/trainer.ts';
import {
  bestConstantShare,
  type ImportedItem,
  importedItems,
  type PhotoScene,
  type ScoredTask,
} from '../sparkle/dataset/imported.ts';
import type { Scene } from '../sparkle/scene/scene.ts';
import { type ExperimentConfig, stepsOf } from './config.ts';
import { fingerprintOf } from './fingerprint.ts';
import { aboutTime, answersOnProcessor, maxProcessorModelBytes, type TrustGpu } from './gpu-trust.ts';
import { noDatasets, type OpenDataset, openSets, pictures, trainingConversations } from './imported-data.ts';
import { type OpenModel, openEmbeddedModel } from './open-model.ts';
import { buildReport, type Environment, type ItemResult, type RunOutcome } from './report.ts';
import { dropForeign, encodeItems, judge, prepareQuestions } from './stage/answer.ts';
import { train } from './stage/train.ts';

/** The phases of a run, in order. */
export const phases = ['data', 'baseline', 'train', 'evaluate', 'result'] as const;
export type Phase = (typeof phases)[number];

/** The three services of a run; each starts its worker at first use. */
export interface Workers {
  data(): Promise<Remote<Data>>;
  inference(): Promise<Remote<Inference>>;
  trainer(): Promise<Remote<Trainer>>;
  /** Ends a worker; its next use starts a fresh one. */
  restart(which: 'trainer' | 'inference'): void;
}

/** What a run that ended early has: it is gone on with from there. */
export interface RunSoFar {
  readonly items: readonly ItemResult[];
  readonly steps: readonly StepMetrics[];
  /** null: training begins anew. */
  readonly checkpoint: TrainCheckpoint | null;
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
  /** Where training stands now and then, and at its end: to be kept, so that nothing learned is lost. */
  | { readonly kind: 'checkpoint'; readonly checkpoint: TrainCheckpoint }
  /** Training goes on from this step, having lost those after it: they come again. */
  | { readonly kind: 'rewind'; readonly steps: number }
  /** Something the person should know: a software GPU, WebAssembly instead of WebGPU. */
  | { readonly kind: 'notice'; readonly message: string };

/**
 * Plays the experiment. Never rejects for a stop or a failure: the record says how it ended and keeps all
 * that was finished. A stop takes effect at the next token, image or training step. `openDataset` gives the imported
 * datasets that the config names, `openModel` the base model. With `soFar` a run of the same config that ended early is
 * gone on with: what was answered is not asked again, training goes on from its checkpoint. A GPU that `trustGpu` doubts
 * is not used: the processor answers and trains.
 */
export async function runExperiment(
  config: ExperimentConfig,
  workers: Workers,
  onEvent: (event: RunEvent) => void,
  signal: AbortSignal,
  openDataset: OpenDataset = noDatasets,
  openModel: OpenModel = openEmbeddedModel,
  soFar: RunSoFar | null = null,
  trustGpu: TrustGpu = async () => null,
): Promise<RunOutcome> {
  const startedAt = new Date();
  const startedMs = performance.now();
  const stepTotal = stepsOf(config);
  const results = new Map(soFar?.items.map((result) => [result.item.id, result]));
  const checkpoint = soFar?.checkpoint ?? null;
  const steps = (soFar?.steps ?? []).filter(({ step }) => step < (checkpoint?.step ?? 0));
  let adapter: Adapter | null = checkpoint?.adapter ?? null;
  let gpu = checkpoint?.gpu ?? null;
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
  /** Why the GPU is not to be used, for what it would be. */
  const doubtGpu = async () => {
    const tested = progress('data', 'testing the GPU', 1);
    // Where there is no GPU, or it was tested before, the answer comes at once: no test is told of.
    let isTold = false;
    const timer = setTimeout(() => {
      isTold = true;
      tested(0);
    });
    try {
      const inference = config.device === 'wasm' ? null : await trustGpu('inference', config.device);
      signal.throwIfAborted();
      const training = stepTotal > 0 ? await trustGpu('training', config.device) : null;
      if (isTold) tested(1);
      return { inference, training };
    } finally {
      clearTimeout(timer);
    }
  };
  const tellJudged = (judged: readonly ItemResult[]) => onEvent({ kind: 'items', items: judged });

  try {
    // 1. Data: the scored items, what blind guessing reaches on them, and their images as the model sees them.
    enter('data');
    const { model, source } = await openModel(config.model);
    const files = await fingerprintOf(model, source);
    if (checkpoint && soFar?.items.some(({ before }) => before?.by && before.by.model !== files)) {
      throw new Error(
        `Expected the files of ${model.name} that this run was begun with, got others of that name: its checkpoint does not fit them. Choose the former files, or start a new run.`,
      );
    }
    const doubts = await doubtGpu();
    if (doubts.training && model.sizeBytes > maxProcessorModelBytes) {
      throw new Error(
        `${doubts.training} ${model.name} is too large to be trained on the processor. Choose the embedded model, or a browser and a graphics card with WebGPU.`,
      );
    }
    const data = await workers.data();
    const sets = await openSets(config, openDataset);
    const draw = (scenes: readonly (Scene | PhotoScene)[]) => pictures(scenes, model.imageSizePx, sets, data);
    const made = await data.evaluationItems(config);
    const imported = sets.test ? importedItems(sets.test, config.seed, config.evaluation.items) : [];
    const simulated = progress('data', 'simulating blind guesses', 1);
    simulated(0);
    const baselines = await data.blindBaselines(config);
    simulated(1);
    const loadInference = async (phase: Phase) => {
      const inference = await workers.inference();
      const loaded = await inference.load(
        model,
        source,
        doubts.inference ? 'wasm' : config.device,
        proxy(({ file, loadedBytes, totalBytes }) =>
          onEvent({
            kind: 'progress',
            phase,
            doing: `loading ${file}`,
            done: loadedBytes,
            total: totalBytes ?? loadedBytes,
          }),
        ),
      );
      return { inference, loaded };
    };
    let { inference, loaded } = await loadInference('data');
    if (loaded.notice) onEvent({ kind: 'notice', message: loaded.notice });
    const { patience, validationItems } = config.training;
    if (stepTotal > 0 && patience > 0 && validationItems === 0)
      onEvent({ kind: 'notice', message: idlePatienceNotice });
    if (doubts.inference) onEvent({ kind: 'notice', message: `${doubts.inference} ${answersOnProcessor}` });
    const asked = [...made, ...imported];
    const questions = await prepareQuestions(
      asked,
      inference,
      progress('data', 'reading questions', asked.length),
      signal,
    );
    if (questions.notice) onEvent({ kind: 'notice', message: `Test data: ${questions.notice}` });
    // Data that cannot be trained on end the run here, before anything is asked.
    const trainingData =
      stepTotal > 0 && !checkpoint?.isComplete
        ? await trainingConversations(
            config,
            sets,
            data,
            inference,
            progress('data', 'reading training data', sets.training?.questions.length ?? 0),
            signal,
          )
        : null;
    for (const notice of trainingData?.notices ?? [])
      onEvent({ kind: 'notice', message: `Training data: ${notice}` });
    const { items } = questions;
    const answered = new Map(results);
    results.clear();
    for (const item of items) {
      const { before = null, after = null } = answered.get(item.id) ?? {};
      // An answer after training counts only where its training is known.
      results.set(item.id, { item, before, after: stepTotal === 0 || checkpoint?.isComplete ? after : null });
    }
    /** Before and after are to be of one device and one model: what is not is asked again. */
    const dropOthers = () => {
      const dropped = dropForeign(results, { device: loaded.device, model: files });
      if (dropped === 0) return;
      const message = `${dropped} answers are asked for again: they were not given by this model on ${deviceNames[loaded.device]}, or it is not known. So before and after can be compared.`;
      onEvent({ kind: 'notice', message });
    };
    dropOthers();
    if (soFar) {
      tellJudged([...results.values()].filter(({ before }) => before));
      onEvent({ kind: 'rewind', steps: steps.length });
    }
    const open = items.filter(({ id }) => !results.get(id)!.before || !results.get(id)!.after);
    await encodeItems(open, draw, inference, progress('data', 'encoding images', open.length), signal);

    // 2. Baseline: the base model answers every item.
    enter('baseline');
    await inference.useAdapter(null);
    const judgeAll = (when: 'before' | 'after', onDone: (done: number) => void) => {
      const by = { device: loaded.device, model: files };
      return judge(when, questions, results, inference, by, onDone, tellJudged, signal);
    };
    await judgeAll('before', progress('baseline', 'answering', items.length));

    // 3. Train an adapter on the chosen skills or on imported questions. On none there is nothing to train: the base model goes on, as the control.
    enter('train');
    let hasImages = true;
    if (trainingData) {
      // A fresh worker estimates again what is left.
      let isTold = false;
      const tellEstimate = (seconds: number) => {
        const message = `${doubts.training} Training is computed on the processor (WebAssembly): ${aboutTime(seconds)} for the steps ahead. Let it go on, or press Stop: what was answered is kept.`;
        if (!isTold) onEvent({ kind: 'notice', message });
        isTold = true;
      };
      const countStep = progress('train', 'training', stepTotal);
      const openTrainer = async () => {
        progress('train', doubts.training ? 'opening the processor' : 'opening the GPU', 1)(0);
        const trainer = await workers.trainer();
        const isFirst = gpu === null;
        const device = doubts.training ? 'wasm' : 'webgpu';
        gpu = await trainer.load(model, source, config.lora, config.seed, device);
        if (isFirst && gpu.isSoftware && !doubts.training)
          onEvent({ kind: 'notice', message: softwareGpuNotice });
        return trainer;
      };
      const trained = await train(
        {
          config: config.training,
          data: trainingData,
          draw,
          inference: () => inference,
          openTrainer,
          endTrainer: () => workers.restart('trainer'),
          reopenInference: async (lost) => {
            // What was on the GPU may be lost with it.
            if (lost === 'trainer' && loaded.device !== 'webgpu') return;
            workers.restart('inference');
            hasImages = false;
            const { notice } = loaded;
            ({ inference, loaded } = await loadInference('train'));
            if (loaded.notice && loaded.notice !== notice)
              onEvent({ kind: 'notice', message: loaded.notice });
          },
          from: checkpoint,
          signal,
        },
        {
          onEvent(event) {
            if (event.kind === 'checkpoint') {
              adapter = event.checkpoint.adapter;
              return onEvent(event);
            }
            if (event.kind === 'estimate') return tellEstimate(event.seconds);
            steps.push(event.metrics);
            onEvent({ kind: 'step', step: event.metrics });
            countStep(event.metrics.step + 1);
          },
          onRecovery(step, reason) {
            steps.length = step;
            onEvent({ kind: 'rewind', steps: step });
            onEvent({ kind: 'notice', message: `${reason} Training goes on by itself from step ${step}.` });
          },
          onAdapter(latest) {
            adapter = latest;
          },
        },
      );
      adapter = trained.adapter;
      if (trained.ending === 'failed') return record('failed', trained.message);
      if (trained.message) onEvent({ kind: 'notice', message: trained.message });
    }

    // 4. Evaluate: the same items again, now with the adapter.
    enter('evaluate');
    if (!hasImages)
      await encodeItems(
        items,
        draw,
        inference,
        progress('evaluate', 'encoding images', items.length),
        signal,
      );
    // Inference that was loaded again may be on another device.
    dropOthers();
    if (items.some(({ id }) => !results.get(id)!.before)) {
      await inference.useAdapter(null);
      await judgeAll('before', progress('evaluate', 'answering as before training', items.length));
    }
    await inference.useAdapter(adapter);
    await judgeAll('after', progress('evaluate', 'answering', items.length));

    // 5. Result: before against after, item by item.
    enter('result');
    report = buildReport({
      config,
      items: [...results.values()],
      steps,
      baselines: baselineByTask(baselines, imported),
      secondsTotal: (performance.now() - startedMs) / 1000,
      isResumed: soFar !== null,
      environment: environment(loaded, gpu),
    });
    return record('finished', null);
  } catch (error) {
    if (signal.aborted) return record('stopped', null);
    return record('failed', messageOf(error));
  }
}

const deviceNames = { webgpu: 'the GPU (WebGPU)', wasm: 'the processor (WebAssembly)' } as const;

const idlePatienceNotice =
  'Patience has no effect in this run: without validation items nothing is measured that could end training early. All steps are trained. To end early, set Validation items above 0.';

const softwareGpuNotice =
  'This browser draws WebGPU in software, without a graphics card. Training works and gives the same numbers, but slowly. ' +
  'Check that hardware acceleration is on in the browser settings, or choose the Quick look preset.';

/** Nobody guesses at imported questions without their images but by one answer to all of them. */
const baselineByTask = (baselines: readonly BlindBaseline[], imported: readonly ImportedItem[]) =>
  new Map<ScoredTask, number>([
    ...baselines.map(({ task, best }) => [task, best] as const),
    ...(imported.length > 0 ? [['imported', bestConstantShare(imported)] as const] : []),
  ]);

const environment = (loaded: LoadedModel, gpu: TrainCheckpoint['gpu'] | null): Environment => ({
  userAgent: navigator.userAgent,
  gpu: gpu?.adapter ?? null,
  isSoftwareGpu: gpu?.isSoftware ?? null,
  inferenceDevice: loaded.device,
});
