/**
 * The current run: starts it, stops it, shows its events and stores them meanwhile. A study takes the page and follows its
 * runs in the same way (study/playing.ts). Not here: the run itself (src/experiment/run.ts), runs that have ended
 * (runs/state.ts).
 */
import { batch, signal } from '@preact/signals';
import type { StepMetrics } from '../../../workers/messages.ts';
import { type ExperimentConfig, probesOf } from '../../experiment/config.ts';
import { aboutTime } from '../../experiment/device.ts';
import { type Phase, type RunEvent, stepsWork } from '../../experiment/event.ts';
import type { CurvePoint, ItemResult, RunOutcome, RunRecord } from '../../experiment/report.ts';
import { runExperiment } from '../../experiment/run.ts';
import type { RunSoFar } from '../../experiment/run-state.ts';
import { watchSleep } from '../../experiment/sleep.ts';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
import { openMeasured } from '../adapters/state.ts';
import { loadDataset } from '../data/store.ts';
import { gpuKind, trustGpu } from '../gpu/state.ts';
import { untoldOf } from '../gpu/told.ts';
import { openModel } from '../models/choice.ts';
import { endWorkers, modelState, noteAbsent, noteLoading, noteReady } from '../models/state.ts';
import { holdModel } from '../models/store.ts';
import { closeNotice, tell } from '../page/notice.ts';
import { holdHere, holdNewRun, keepRun, openToResume, refreshRuns } from '../runs/state.ts';
import { expectedSecondsOf, learnPace } from '../setup/pace.ts';
import type { Release } from '../storage/page-lock.ts';
import { asSentence, sentenceOf } from '../ui/format.ts';
import { askStatus, runStatus, workers } from '../workers.ts';
import { type Clock, goOn, skipTime, startClock, turnClock } from './clock.ts';
import type { JudgedCount } from './parts.tsx';
import { saveAsItGoes } from './saver.ts';
import { timeLeft } from './time-left.ts';

/** How far the current work is: `done` of `total`, in bytes if something is loaded. */
interface Progress {
  readonly phase: Phase;
  readonly doing: string;
  readonly done: number;
  readonly total: number;
}

/** The config of the current run, or of the last one; null before the first. */
export const runConfig = signal<ExperimentConfig | null>(null);
/** The phase of the current run; null if there is no run, or its first phase has not begun. */
export const phase = signal<Phase | null>(null);
/** The current work within the phase; null if there is nothing to count. */
export const progress = signal<Progress | null>(null);
/** The training steps of the current run, or of the last one. */
export const steps = signal<readonly StepMetrics[]>([]);
/** The points of the learning curve of the current run, or of the last one; empty if it has none. */
export const curve = signal<readonly CurvePoint[]>([]);
/** The item that was judged last, with the answers it has so far. */
export const latestItem = signal<ItemResult | null>(null);
/** Seconds left, and of what; null if not known yet. */
export const remaining = signal<ReturnType<typeof timeLeft>>(null);

/** How many items are right so far, before or after training; null if none was judged. */
export const judged = signal<JudgedCount | null>(null);

/** The parts a test replaces. */
interface Played {
  readonly play: typeof runExperiment;
}

let controller: AbortController | null = null;
/** When the page was taken for the current run or study, as performance.now() counts. */
let takenMs = 0;

/** How long the current run or study has worked on this page, in seconds. */
export const secondsOfWork = (): number => (performance.now() - takenMs) / 1000;

/** Longer than the next token, image or step should take. After that the workers are ended, so that Stop always stops. */
const patienceMs = 700;

/** A run that is resumed: its identity, and what it has. */
interface Resumed extends RunSoFar {
  readonly id: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly release: Release;
}

/** Ids of the notices of the last run. */
const notesOfRun: number[] = [];
/** Ids of those that say what is ahead in a phase. After it they would be wrong. */
const notesOfPhase: number[] = [];

/** Whether a run is being opened to resume it. A second click on Resume would find the run locked by the first. */
let isResuming = false;

/**
 * Resumes a run that was interrupted, stopped or failed, from its last checkpoint. Tells the person if it cannot be read, or
 * if another page is running it.
 */
export async function resumeRun(id: string, played?: Played): Promise<void> {
  if (isResuming) return;
  isResuming = true;
  const release = await holdHere(id);
  try {
    if (!release) return;
    const { record, checkpoint } = await openToResume(id);
    const { config, startedAt, items, steps: stored, curve: points } = record;
    if (stored.length > 0 && !checkpoint) tell('note', words.value.run.noCheckpoint);
    await startRun(config, played, {
      id,
      startedAt,
      release,
      items,
      steps: stored,
      curve: points,
      checkpoint,
    });
  } catch (error) {
    tell('problem', words.value.run.cannotResume(id, sentenceOf(error)));
  } finally {
    isResuming = false;
    if (release) {
      await release();
      await refreshRuns();
    }
  }
}

/**
 * Runs the experiment until it finishes, fails or is stopped; with `resumed`, continues that run. Does nothing during a run
 * or a question.
 */
export async function startRun(
  config: ExperimentConfig,
  { play }: Played = { play: runExperiment },
  resumed: Resumed | null = null,
): Promise<void> {
  const taken = await takePage(config);
  if (!taken) return;
  const { id, release } = resumed ?? (await holdNewRun(new Date(), config));
  const followed = followRun(id, config, {
    steps: resumed?.steps ?? [],
    curve: resumed?.curve ?? [],
    expectedSeconds: resumed ? null : expectedSecondsOf(config),
    tellsPace: !resumed,
  });
  const outcome = await play(config, runServices(followed.onEvent, taken.signal), resumed);
  const record: RunRecord = { ...outcome, id, ...(resumed && { startedAt: resumed.startedAt }) };
  await followed.end(outcome);
  freeWorkers(followed.lastPhase());
  if (record.ending === 'failed') tellFailure('run', record.message);
  await keepRun(record);
  await release();
  await taken.giveBack();
}

/** The page while a run or a study has it. */
interface TakenPage {
  /** Aborted by Stop. */
  readonly signal: AbortSignal;
  /** Ends the run for the page. Call once, as the last. */
  giveBack(): Promise<void>;
}

/**
 * Takes the page and the base model for a run, or for all runs of a study. Null during a run or a question, and if the model
 * is not to be had now, which the person is told.
 */
export async function takePage(config: ExperimentConfig): Promise<TakenPage | null> {
  if (runStatus.value !== 'idle' || askStatus.value !== 'idle') return null;
  controller = new AbortController();
  const { signal: stopSignal } = controller;
  takenMs = performance.now();
  runStatus.value = 'running';
  showBeginning(config, { steps: [], curve: [] });
  const releaseModel = await holdModel(config.model);
  if (!releaseModel) {
    runStatus.value = 'idle';
    tell('problem', words.value.run.modelIsTaken(config.model));
    return null;
  }
  return {
    signal: stopSignal,
    async giveBack() {
      await releaseModel();
      await refreshRuns();
      batch(() => {
        runStatus.value = 'idle';
        phase.value = null;
        progress.value = null;
        remaining.value = null;
      });
    },
  };
}

/** What a run of this page needs from outside. */
export const runServices = (onEvent: (event: RunEvent) => void, stopSignal: AbortSignal) => ({
  workers,
  openModel,
  openDataset: loadDataset,
  openAdapter: openMeasured,
  trustGpu,
  gpuKind,
  onEvent,
  signal: stopSignal,
});

/** Shows a run that has just begun, with the steps and the curve it already has. */
function showBeginning(config: ExperimentConfig, soFar: Pick<Beginning, 'steps' | 'curve'>): void {
  // The notices of the run before are not about this one.
  for (const id of notesOfRun.splice(0)) closeNotice(id);
  batch(() => {
    runConfig.value = config;
    phase.value = null;
    progress.value = null;
    steps.value = soFar.steps;
    curve.value = soFar.curve;
    latestItem.value = null;
    judged.value = null;
    remaining.value = null;
  });
}

/** Ends the workers that are of no use after a run that ended in that phase. */
export function freeWorkers(lastPhase: Phase): void {
  // A run that ended while it loaded the model leaves it half loaded.
  if (lastPhase === 'data' || modelState.value.kind === 'loading') noteAbsent();
  // The trainer's GPU memory is worth more than its warm start.
  workers.restart('trainer');
}

/** Ends all workers after a failure, and tells the person why. */
export function tellFailure(what: 'run' | 'study', message: string | null): void {
  // It is not known for sure which worker failed, and a dead one would make the next run fail too.
  endWorkers();
  const { runEnded, studyEnded, noReason } = words.value.run;
  const why = asSentence(message === null ? noReason : inWords(message));
  tell('problem', what === 'run' ? runEnded(why) : studyEnded(why));
}

/** What a followed run begins with. */
interface Beginning {
  /** The steps it already has, and the points of its curve. */
  readonly steps: readonly StepMetrics[];
  readonly curve: readonly CurvePoint[];
  /** How long all its work takes; null if that is not known. */
  readonly expectedSeconds: number | null;
  /** Whether it does all its training here, so that its time tells the pace. */
  readonly tellsPace: boolean;
}

/**
 * Shows a run, takes its events into the signals and hands what must be kept to the saver. Call `end` once the run is over,
 * with its outcome if there is one.
 */
export function followRun(
  id: string,
  config: ExperimentConfig,
  { steps: stepsBefore, curve: curveBefore, expectedSeconds, tellsPace }: Beginning,
) {
  showBeginning(config, { steps: stepsBefore, curve: curveBefore });
  const clock = startClock(expectedSeconds);
  const sleep = watchSleep((dateMs, clockMs) => {
    skipTime(clockMs, clock);
    notesOfRun.push(tell('note', words.value.run.stoodStill(aboutTime(dateMs / 1000))));
  });
  const items = new Map<string, ItemResult>();
  const saver = saveAsItGoes(id, config, () => ({
    steps: steps.value,
    items: [...items.values()],
    curve: curve.value,
  }));
  let isOver = false;
  const take = (event: RunEvent) => {
    switch (event.kind) {
      case 'phase':
        enterPhase(event.phase, clock);
        if (event.phase !== 'data') noteReady(config);
        return;
      case 'progress':
        return showProgress(event, config, clock);
      case 'step':
        steps.value = [...steps.value, event.step];
        return saver.changed();
      case 'items':
        for (const result of event.items) items.set(result.item.id, result);
        if (event.items.length === 0) return;
        if (clock.phase === 'data') clock.given = event.items.some(({ after }) => after) ? 'all' : 'before';
        showJudged(event.items.at(-1)!, items);
        return saver.changed();
      case 'curve':
        curve.value = event.points;
        return saver.changed();
      case 'checkpoint':
        return saver.takeCheckpoint(event.checkpoint);
      case 'rewind':
        steps.value = steps.value.slice(0, event.steps);
        curve.value = curve.value.filter(({ step }) => step <= event.steps);
        return saver.changed();
      case 'notice': {
        const untold = untoldOf(event.message);
        if (untold) (event.isOfPhase ? notesOfPhase : notesOfRun).push(tell('note', inWords(untold)));
        return;
      }
    }
  };
  return {
    onEvent(event: RunEvent): void {
      // A worker's last event may come after its run. It would be shown and stored as the next run's.
      if (isOver) return;
      sleep.look();
      batch(() => take(event));
    },
    lastPhase: () => clock.phase,
    async end(outcome: RunOutcome | null): Promise<void> {
      isOver = true;
      sleep.end();
      for (const id of notesOfPhase.splice(0)) closeNotice(id);
      const trained = outcome?.report?.environment.trainingDevice;
      if (outcome?.ending === 'finished' && tellsPace && trained && clock.given !== 'all')
        learnPace(config, trained, clock.seconds, clock.given === 'before');
      await saver.end({ hasRecord: outcome !== null });
    },
  };
}

function enterPhase(next: Phase, clock: Clock): void {
  turnClock(next, clock);
  for (const id of notesOfPhase.splice(0)) closeNotice(id);
  phase.value = next;
  progress.value = null;
  remaining.value = null;
  if (next === 'baseline' || next === 'evaluate') judged.value = null;
}

function showProgress(now: Progress, config: ExperimentConfig, clock: Clock): void {
  const { done, total, doing } = now;
  const work = goOn(doing, total > 0 ? 1 - done / total : 1, clock);
  progress.value = now;
  remaining.value = timeLeft({
    ...clock,
    work: clock.phase === 'train' ? (clock.works.get(stepsWork) ?? null) : work,
    probesLeft: probesLeft(config, doing === stepsWork ? 0 : 1 - work.left),
    runElapsedMs: performance.now() - clock.runMs,
  });
  if (doing.startsWith('loading ')) noteLoading(doing.slice('loading '.length), done, total);
}

/** How many items are still asked while it trains, as a multiple of those of the baseline. */
function probesLeft(config: ExperimentConfig, doneOfThisOne: number): number {
  const { probeItems, items } = config.evaluation;
  const asked = curve.value.filter(({ step }) => step > 0 && step < config.training.steps).length;
  const left = Math.max(0, probesOf(config) - asked - doneOfThisOne);
  return left * Math.min(1, probeItems / items);
}

/** Shows the item that was judged last, and how many of all items are right so far. */
function showJudged(last: ItemResult, items: ReadonlyMap<string, ItemResult>): void {
  const when = last.after ? 'after' : 'before';
  const answered = [...items.values()].flatMap((result) => result[when] ?? []);
  latestItem.value = last;
  judged.value = {
    when,
    items: answered.length,
    correct: answered.filter(({ score }) => score.isCorrect).length,
  };
}

/** Stops the current run; what it has finished is kept. */
export function stopRun(): void {
  if (runStatus.value !== 'running' || !controller) return;
  runStatus.value = 'stopping';
  const stopped = controller;
  stopped.abort();
  // A model that is still loading, a long image or a long training step cannot be interrupted from outside, so the workers
  // are ended. Answers and steps have arrived already, and at the abort the run fetches the adapter, which the trainer gives
  // even in the middle of a step. Only the current work is lost: the batch of answers, the step, and the checkpoint that the
  // trainer would have made. A resumed run repeats the steps since the last stored checkpoint.
  setTimeout(() => {
    if (controller === stopped && runStatus.value === 'stopping') endWorkers();
  }, patienceMs);
}
