/**
 * The run at hand: starts it, stops it, keeps what it tells, and hands it to the store as it goes.
 * Not here: the story (src/experiment/run.ts), runs that have ended (runs.ts).
 */
import { batch, signal } from '@preact/signals';
import type { StepMetrics } from '../../../workers/trainer.ts';
import type { ExperimentConfig } from '../../experiment/config.ts';
import type { ItemResult } from '../../experiment/report.ts';
import { type Phase, type RunEvent, runExperiment } from '../../experiment/run.ts';
import { beginRun, holdRun, saveProgress } from '../storage/run-store.ts';
import { noteAbsent, noteLoading, noteReady, restartInference } from './model.ts';
import { asSentence, messageOf, tell } from './notice.ts';
import { keepRun, newRunId } from './runs.ts';
import { timeLeft } from './time-left.ts';
import { workers } from './workers.ts';

export interface Progress {
  readonly phase: Phase;
  readonly doing: string;
  readonly done: number;
  readonly total: number;
}

export const runStatus = signal<'idle' | 'running' | 'stopping'>('idle');
/** The config of the run at hand; null before the first. */
export const runConfig = signal<ExperimentConfig | null>(null);
export const phase = signal<Phase | null>(null);
export const progress = signal<Progress | null>(null);
export const steps = signal<readonly StepMetrics[]>([]);
/** The item judged last, with the answers it has. */
export const latestItem = signal<ItemResult | null>(null);
/** Seconds left of the run or of its phase; null: not known yet. */
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

/** What is written while a run goes on is at most this old. */
const saveEveryMs = 3000;

/** Longer than the next token or image should take: then the worker is ended, so that Stop always stops. */
const patienceMs = 700;

/** Longer than a training step takes: on a slow GPU, the longest step so far three times over. */
const stepPatienceMs = () => Math.max(10_000, 3 * Math.max(0, ...steps.value.map(({ stepMs }) => stepMs)));

/** Runs the experiment to its end, whatever end that is. Does nothing while a run is on. */
export async function startRun(
  config: ExperimentConfig,
  { play }: Played = { play: runExperiment },
): Promise<void> {
  if (runStatus.value !== 'idle') return;
  controller = new AbortController();
  const startedAt = new Date();
  const id = newRunId(startedAt, config);
  const clock = {
    phase: 'data' as Phase,
    doing: '',
    startMs: performance.now(),
    baselineMs: null as number | null,
  };
  const items = new Map<string, ItemResult>();
  const release = holdRun(id);
  const saver = progressSaver(id, config, items);
  batch(() => {
    runStatus.value = 'running';
    runConfig.value = config;
    phase.value = null;
    progress.value = null;
    steps.value = [];
    latestItem.value = null;
    judged.value = null;
    remaining.value = null;
  });

  const enter = (next: Phase) => {
    if (clock.phase === 'baseline' && next !== 'baseline')
      clock.baselineMs = performance.now() - clock.startMs;
    Object.assign(clock, { phase: next, doing: '', startMs: performance.now() });
    if (next === 'baseline') noteReady();
    phase.value = next;
    progress.value = null;
    remaining.value = null;
    if (next === 'baseline' || next === 'evaluate') judged.value = null;
  };
  const onEvent = (event: RunEvent) =>
    batch(() => {
      switch (event.kind) {
        case 'phase':
          return enter(event.phase);
        case 'progress': {
          const { done, total, doing } = event;
          if (doing !== clock.doing) Object.assign(clock, { doing, startMs: performance.now() });
          progress.value = event;
          remaining.value = timeLeft({
            ...clock,
            elapsedMs: performance.now() - clock.startMs,
            share: total > 0 ? done / total : 0,
          });
          if (doing.startsWith('loading ')) noteLoading(doing.slice('loading '.length), done, total);
          return;
        }
        case 'step':
          steps.value = [...steps.value, event.step];
          return saver.changed();
        case 'items':
          return takeItems(event.items);
        case 'notice':
          return tell('note', event.message);
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

  const record = { ...(await play(config, workers, onEvent, controller.signal)), id };
  await saver.end();
  release();
  // The trainer's GPU memory is worth more than its warm start.
  workers.restart('trainer');
  if (record.ending === 'failed') {
    restartInference();
    tell(
      'problem',
      `The run ended early: ${asSentence(record.message ?? 'no reason was given')} What it had finished is kept; the workers were started afresh.`,
    );
  }
  await keepRun(record);
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
  // A model that is still loading, or one long image, cannot be interrupted from outside: end its worker. A
  // training step is left to finish, because the trainer keeps the adapter then; before the first there is none.
  setTimeout(() => {
    if (controller !== stopped || runStatus.value !== 'stopping') return;
    if (phase.value === 'train' && steps.value.length > 0) return;
    workers.restart('data');
    workers.restart('trainer');
    restartInference();
  }, patienceMs);
  setTimeout(() => {
    if (controller !== stopped || runStatus.value !== 'stopping') return;
    workers.dispose();
    noteAbsent();
  }, stepPatienceMs());
}

/** Writes the run's steps and items now and then. Where storage refuses, says so once and goes on in memory. */
function progressSaver(id: string, config: ExperimentConfig, items: ReadonlyMap<string, ItemResult>) {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isRefused = false;
  let writing = attempt(() => beginRun(id, config));

  async function attempt(write: () => Promise<void>): Promise<void> {
    if (isRefused) return;
    try {
      await write();
    } catch (error) {
      isRefused = true;
      tell(
        'note',
        `This browser does not let the page store the run: ${messageOf(error)} It goes on in memory: download what you want to keep before you close the page.`,
      );
    }
  }
  return {
    changed() {
      timer ??= setTimeout(() => {
        timer = null;
        writing = writing.then(() => attempt(() => saveProgress(id, steps.value, [...items.values()])));
      }, saveEveryMs);
    },
    async end() {
      if (timer !== null) clearTimeout(timer);
      await writing;
    },
  };
}
