/**
 * The run at hand: starts it, stops it, keeps what it tells, and hands it to the store as it goes.
 * Not here: the story (src/experiment/run.ts), runs that have ended (runs/state.ts).
 */
import { batch, signal } from '@preact/signals';
import type { StepMetrics } from '../../../workers/trainer.ts';
import type { ExperimentConfig } from '../../experiment/config.ts';
import type { ItemResult, RunRecord } from '../../experiment/report.ts';
import { type Phase, type RunEvent, type RunSoFar, runExperiment } from '../../experiment/run.ts';
import { loadDataset } from '../data/store.ts';
import { trustGpu } from '../gpu/state.ts';
import { openModel } from '../models/choice.ts';
import { endWorkers, modelState, noteAbsent, noteLoading, noteReady } from '../models/state.ts';
import { holdModel } from '../models/store.ts';
import { closeNotice, tell } from '../page/notice.ts';
import { holdHere, holdNewRun, keepRun, openToResume, refreshRuns } from '../runs/state.ts';
import type { Release } from '../storage/page-lock.ts';
import { asSentence, sentenceOf } from '../ui/format.ts';
import { workers } from '../workers.ts';
import { askStatus, runStatus } from './busy.ts';
import { saveAsItGoes } from './saver.ts';
import { timeLeft } from './time-left.ts';

/** How far the work at hand is: `done` of `total`, bytes where something is loaded. */
export interface Progress {
  readonly phase: Phase;
  readonly doing: string;
  readonly done: number;
  readonly total: number;
}

/** The config of the run at hand; null before the first. */
export const runConfig = signal<ExperimentConfig | null>(null);
/** The phase the run at hand is in; null: none yet, or no run. */
export const phase = signal<Phase | null>(null);
/** The work at hand within the phase; null: nothing to count. */
export const progress = signal<Progress | null>(null);
/** The training steps of the run at hand, or of the last one. */
export const steps = signal<readonly StepMetrics[]>([]);
/** The item judged last, with the answers it has. */
export const latestItem = signal<ItemResult | null>(null);
/** Seconds left, and of what; null: not known yet. */
export const remaining = signal<ReturnType<typeof timeLeft>>(null);

/** The share of items right so far, before or after: what the line under the latest item says. */
export const judged = signal<{
  readonly when: 'before' | 'after';
  readonly items: number;
  readonly correct: number;
} | null>(null);

/** The parts a test replaces. */
export interface Played {
  readonly play: typeof runExperiment;
}

let controller: AbortController | null = null;

/** Longer than the next token, image or step should take: then the workers are ended, so that Stop always stops. */
const patienceMs = 700;

/** A run that is gone on with: who it is, and what it has. */
interface Resumed extends RunSoFar {
  readonly id: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly release: Release;
}

/** Ids of what was noted of the last run. */
const notesOfRun: number[] = [];

/** A second click on Resume would find the run held, by the first. */
let isResuming = false;

/**
 * Goes on with a run that was interrupted, stopped or failed, from its last checkpoint. Says so where it cannot be read, or
 * another page is at it.
 */
export async function resumeRun(id: string, played?: Played): Promise<void> {
  if (isResuming) return;
  isResuming = true;
  const release = await holdHere(id);
  try {
    if (!release) return;
    const { record, checkpoint } = await openToResume(id);
    const { config, startedAt, items, steps: stored } = record;
    if (stored.length > 0 && !checkpoint)
      tell('note', 'No checkpoint of this run was stored: its training begins anew. Its answers are kept.');
    await startRun(config, played, { id, startedAt, release, items, steps: stored, checkpoint });
  } catch (error) {
    tell('problem', `The run of ${id} cannot be resumed: ${sentenceOf(error)} Start it anew instead.`);
  } finally {
    isResuming = false;
    if (release) {
      await release();
      await refreshRuns();
    }
  }
}

/**
 * Runs the experiment to its end, whatever end that is; with `resumed` goes on with it. Does nothing while a run is on or
 * a question is open.
 */
export async function startRun(
  config: ExperimentConfig,
  { play }: Played = { play: runExperiment },
  resumed: Resumed | null = null,
): Promise<void> {
  if (runStatus.value !== 'idle' || askStatus.value !== 'idle') return;
  controller = new AbortController();
  // What was noted of the run before is not so of this one.
  for (const id of notesOfRun.splice(0)) closeNotice(id);
  batch(() => {
    runStatus.value = 'running';
    runConfig.value = config;
    phase.value = null;
    progress.value = null;
    steps.value = resumed?.steps ?? [];
    latestItem.value = null;
    judged.value = null;
    remaining.value = null;
  });
  const { id, release } = resumed ?? (await holdNewRun(new Date(), config));
  const releaseModel = await holdModel(config.model);
  if (!releaseModel) {
    await release();
    runStatus.value = 'idle';
    tell('problem', `${config.model} is being downloaded or removed. Wait for it, then start the run again.`);
    return;
  }
  const clock = {
    phase: 'data' as Phase,
    doing: '',
    startMs: performance.now(),
    /** Done share of the work at hand when it began here: a run that is resumed begins in the middle. */
    startShare: 0,
    baselineMs: null as number | null,
  };
  const items = new Map<string, ItemResult>();
  const saver = saveAsItGoes(id, config, () => ({ steps: steps.value, items: [...items.values()] }));
  let isOver = false;

  const enter = (next: Phase) => {
    if (clock.phase === 'baseline' && next !== 'baseline')
      clock.baselineMs = performance.now() - clock.startMs;
    Object.assign(clock, { phase: next, doing: '', startMs: performance.now(), startShare: 0 });
    if (next !== 'data') noteReady(config);
    phase.value = next;
    progress.value = null;
    remaining.value = null;
    if (next === 'baseline' || next === 'evaluate') judged.value = null;
  };
  const onEvent = (event: RunEvent) =>
    batch(() => {
      // A worker's last word may come after its run: it would be shown and stored as the next run's.
      if (isOver) return;
      switch (event.kind) {
        case 'phase':
          return enter(event.phase);
        case 'progress': {
          const { done, total, doing } = event;
          const doneShare = total > 0 ? done / total : 0;
          if (doing !== clock.doing)
            Object.assign(clock, { doing, startMs: performance.now(), startShare: doneShare });
          progress.value = event;
          remaining.value = timeLeft({
            ...clock,
            elapsedMs: performance.now() - clock.startMs,
            share: clock.startShare < 1 ? (doneShare - clock.startShare) / (1 - clock.startShare) : 0,
          });
          if (doing.startsWith('loading ')) noteLoading(doing.slice('loading '.length), done, total);
          return;
        }
        case 'step':
          steps.value = [...steps.value, event.step];
          return saver.changed();
        case 'items':
          return takeItems(event.items);
        case 'checkpoint':
          return saver.takeCheckpoint(event.checkpoint);
        case 'rewind':
          steps.value = steps.value.slice(0, event.steps);
          return saver.changed();
        case 'notice':
          notesOfRun.push(tell('note', event.message));
          return;
      }
    });
  const takeItems = (arrived: readonly ItemResult[]) => {
    for (const result of arrived) items.set(result.item.id, result);
    const last = arrived.at(-1);
    if (!last) return;
    const when = last.after ? 'after' : 'before';
    const answered = [...items.values()].flatMap((result) => result[when] ?? []);
    latestItem.value = last;
    judged.value = {
      when,
      items: answered.length,
      correct: answered.filter(({ score }) => score.isCorrect).length,
    };
    saver.changed();
  };

  const outcome = await play(
    config,
    workers,
    onEvent,
    controller.signal,
    loadDataset,
    openModel,
    resumed,
    trustGpu,
  );
  const record: RunRecord = { ...outcome, id, ...(resumed && { startedAt: resumed.startedAt }) };
  isOver = true;
  await saver.end();
  await releaseModel();
  // A run that ended while it loaded the model leaves it half there.
  if (clock.phase === 'data' || modelState.value.kind === 'loading') noteAbsent();
  // The trainer's GPU memory is worth more than its warm start.
  workers.restart('trainer');
  if (record.ending === 'failed') {
    // Which worker failed is not known for sure, and a dead one would fail the next run too.
    endWorkers();
    tell(
      'problem',
      `The run ended early: ${asSentence(record.message ?? 'no reason was given')} What it had finished is kept. Its workers were ended; the next run or question starts new ones.`,
    );
  }
  await keepRun(record);
  await release();
  await refreshRuns();
  batch(() => {
    runStatus.value = 'idle';
    phase.value = null;
    progress.value = null;
    remaining.value = null;
  });
}

/** Stops the run at hand; what it has finished is kept. */
export function stopRun(): void {
  if (runStatus.value !== 'running' || !controller) return;
  runStatus.value = 'stopping';
  const stopped = controller;
  stopped.abort();
  // A model that is still loading, one long image or one long training step cannot be interrupted from outside: end
  // the workers. Answers and steps have come already, and the run fetches the adapter at the abort, which the trainer hands
  // out also in the middle of a step. Lost is the work at hand: the batch of answers, the step, and the checkpoint that a
  // trainer in time would have made, so that a resumed run does the steps since the last stored one again.
  setTimeout(() => {
    if (controller === stopped && runStatus.value === 'stopping') endWorkers();
  }, patienceMs);
}
