/**
 * The training stage of a run. Where a trainer's worker ends, by plan or by mishap, a fresh one continues from the last
 * checkpoint. Not here: how one worker is fed (train-part.ts), the training itself (workers/trainer.ts).
 */
import type { Remote } from 'comlink';
import { messageOf } from '../../../models/message-of.ts';
import type { TrainCheckpoint } from '../../../models/train-checkpoint.ts';
import type { Example, TrainEvent, TrainSummary } from '../../../workers/messages.ts';
import type { Trainer } from '../../../workers/trainer.ts';
import { softwareGpuNotice } from '../device.ts';
import { stepsWork } from '../event.ts';
import { damageNotice } from '../imported-data.ts';
import type { PreparedRun } from '../run-state.ts';
import { counter, notify, notifyOfPhase, type Services } from '../services.ts';
import { beginCurve, type Probe, probeOf } from './curve.ts';
import { loadInference } from './prepare.ts';
import {
  asLost,
  type Feed,
  heldOutExamples,
  InferenceLost,
  type PartListener,
  trainPart,
} from './train-part.ts';

/**
 * Steps after which the trainer's worker is ended and a fresh one continues: TensorFlow.js keeps every shader it compiled
 * and every size of buffer it met, and the GPU process what it was asked for, so that a long training could grow without
 * end. Its growth was measured with a small model only (test/bench/long-training.ts). A restart costs as much as the start:
 * seconds for a small model, for a large one as long as its files take to be read and uploaded. A multiple of the batches
 * that are sorted together, so that none is made twice.
 */
const stepsPerWorker = 256;

/** How often a run recovers by itself after a worker or the GPU was lost. What fails more often will not stop failing. */
const recoveriesMax = 3;

/** Before the first, second and third try: a browser needs a moment to start its GPU process again. */
const recoveryPauseMs = (recovery: number): number => 250 * 2 ** recovery;

/**
 * Trains the run's adapter, and gives how training ended; null if there is nothing to train. Rejects if workers are lost
 * that fresh ones cannot replace, and for a stop before training has begun.
 */
export async function trainAdapter(run: PreparedRun, services: Services): Promise<TrainSummary | null> {
  const { checkpoint, trainingData, draw } = run;
  const { workers, signal } = services;
  if (!trainingData) return null;
  beginCurve(run, services);
  const training: Training = {
    config: run.training,
    data: trainingData,
    draw,
    onDamaged: (photos) => {
      trainingData.leaveOut(photos);
      notify(services, `Training data: ${damageNotice(photos, 'Training goes on without.')}`);
    },
    inference: () => run.inference,
    openTrainer: () => openTrainer(run, services),
    endTrainer: () => workers.restart('trainer'),
    reopenInference: (lost) => reopenInference(lost, run, services),
    probe: probeOf(run, services),
    from: checkpoint,
    signal,
  };
  const summary = await trainWithRecovery(training, listenerOf(run, services));
  run.adapter = summary.adapter;
  if (summary.ending !== 'failed' && summary.message) notify(services, summary.message);
  return summary;
}

/** Gives a trainer that has loaded the model. */
async function openTrainer(run: PreparedRun, services: Services): Promise<Remote<Trainer>> {
  const { config, model, source, devices } = run;
  const { device } = devices.training;
  counter(services, 'train', device === 'wasm' ? 'opening the processor' : 'opening the GPU', 1)(0);
  const trainer = await services.workers.trainer();
  const isFirst = run.gpu === null;
  const { notice, ...gpu } = await trainer.load(model, source, config.lora, config.seed, device);
  run.gpu = gpu;
  if (isFirst && gpu.isSoftware && device === 'webgpu') notify(services, softwareGpuNotice);
  if (isFirst && notice) notify(services, notice);
  return trainer;
}

/** Loads inference again: if it failed itself, or if it was on the GPU that the trainer lost. */
async function reopenInference(lost: 'inference' | 'trainer', run: PreparedRun, services: Services) {
  if (lost === 'trainer' && run.loaded.device !== 'webgpu') return;
  const { notice: former } = run.loaded;
  services.workers.restart('inference');
  run.hasImages = false;
  const { notice } = Object.assign(run, await loadInference(run, services, 'train')).loaded;
  if (notice && notice !== former) notify(services, notice);
}

/** Takes what training tells into the run, and passes it on. */
function listenerOf(run: PreparedRun, services: Services): TrainingListener {
  const count = counter(services, 'train', stepsWork, run.training.steps);
  // A fresh worker estimates again what is left.
  let isTimeTold = false;
  const tellTime = (seconds: number) => {
    const notice = run.devices.training.timeNotice(seconds);
    if (notice && !isTimeTold) notifyOfPhase(services, notice);
    isTimeTold = true;
  };
  return {
    onEvent(event) {
      switch (event.kind) {
        case 'checkpoint':
          run.adapter = event.checkpoint.adapter;
          return services.onEvent(event);
        case 'estimate':
          return tellTime(event.seconds);
        case 'step':
          run.steps.push(event.metrics);
          services.onEvent({ kind: 'step', step: event.metrics });
          return count(event.metrics.step + 1);
      }
    },
    onRecovery(step, reason) {
      run.steps.length = step;
      services.onEvent({ kind: 'rewind', steps: step });
      notify(services, `${reason} Training goes on by itself from step ${step}.`);
    },
    onAdapter(latest) {
      run.adapter = latest;
    },
  };
}

/** What training needs. */
interface Training extends Feed {
  /** Loads inference again: if it failed itself, or if it was on the GPU that the trainer lost. */
  readonly reopenInference: (lost: 'inference' | 'trainer') => Promise<void>;
  /** Gives a trainer that has loaded the model: a fresh one after `endTrainer`. */
  readonly openTrainer: () => Promise<Remote<Trainer>>;
  readonly endTrainer: () => void;
  /** null if training does not pause. */
  readonly probe: Probe | null;
  /** Where training begins; null for the first step. */
  readonly from: TrainCheckpoint | null;
}

/** Who hears of training. */
interface TrainingListener extends PartListener {
  /** A worker or its GPU was lost, for that reason; training continues after this many steps. */
  readonly onRecovery: (step: number, reason: string) => void;
}

/** The step at which a trainer that begins at `first` pauses or is ended. */
const pauseAfter = (first: number, { config, probe }: Training): number =>
  Math.min(
    config.steps,
    ...[stepsPerWorker, probe?.every ?? stepsPerWorker].map((each) => (Math.floor(first / each) + 1) * each),
  );

/**
 * Trains to the end, or to a stop or a failure that fresh workers cannot mend. Rejects if they are lost for good, and for
 * a stop before training has begun.
 */
export async function trainWithRecovery(
  training: Training,
  listener: TrainingListener,
): Promise<TrainSummary> {
  const { openTrainer, endTrainer, reopenInference, probe, signal } = training;
  let heldOut: Example[] | null = null;
  let checkpoint = training.from;
  const onEvent = (event: TrainEvent) => {
    if (event.kind === 'checkpoint') checkpoint = event.checkpoint;
    listener.onEvent(event);
  };
  /** What was lost and is not yet loaded again. */
  let lost: 'inference' | 'trainer' | null = null;
  let hasOpened = false;
  /** null if one has to be opened. */
  let trainer: Remote<Trainer> | null = null;
  for (let recoveries = 0; ; ) {
    const until = pauseAfter(checkpoint?.step ?? 0, training);
    /** Why fresh workers are needed; null if that was planned. */
    let reason: string | null;
    try {
      if (lost) await reopenInference(lost);
      lost = null;
      heldOut ??= await heldOutExamples(training);
      if (probe && checkpoint && checkpoint.step % probe.every === 0)
        await probe.ask(checkpoint).catch(asLost);
      if (!trainer) {
        trainer = await openTrainer();
        hasOpened = true;
        signal.throwIfAborted();
        if (heldOut.length > 0) await trainer.holdOut(heldOut);
      }
      const summary = await trainPart(training, trainer, checkpoint, until, { ...listener, onEvent });
      const isGpuLost = summary.ending === 'failed' && summary.isGpuLost;
      if (summary.ending !== 'paused' && !(isGpuLost && recoveries < recoveriesMax)) return summary;
      if (summary.ending === 'paused' && until % stepsPerWorker !== 0) continue;
      reason = isGpuLost ? (summary.message ?? 'The GPU was lost.') : null;
      if (isGpuLost) lost = 'trainer';
    } catch (error) {
      const isInferenceLost = error instanceof InferenceLost;
      // A checkpoint that is refused once is refused again, and a trainer that never opened lacks more than luck.
      const isRefusal = error instanceof Error && /^(Checkpoint|AdapterShape)Error$/.test(error.name);
      const isHopeless = isRefusal || (!hasOpened && recoveries === 0 && !isInferenceLost);
      if (signal.aborted || isHopeless || recoveries === recoveriesMax) throw error;
      reason = messageOf(error);
      // Inference that has failed stays so until it is loaded again.
      if (lost !== 'inference') lost = isInferenceLost ? 'inference' : 'trainer';
    }
    trainer = null;
    endTrainer();
    if (reason === null) continue;
    recoveries++;
    listener.onRecovery(checkpoint?.step ?? 0, reason);
    await pause(recoveryPauseMs(recoveries), signal);
  }
}

/** Waits. Rejects at once if the run is stopped. */
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
