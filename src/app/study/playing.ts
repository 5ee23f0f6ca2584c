/**
 * Plays a stored study on this page: run after run, each shown and stored like a single one, until all are finished, one
 * fails, or the person stops. What was finished, or begun, by an earlier page is not made again. Not here: the order of
 * runs (src/study/play.ts), one run (src/experiment/run.ts).
 */
import { signal } from '@preact/signals';
import { messageOf } from '../../../models/message-of.ts';
import type { Phase, RunEvent } from '../../experiment/event.ts';
import type { RunOutcome } from '../../experiment/report.ts';
import { runExperiment } from '../../experiment/run.ts';
import type { RunSoFar } from '../../experiment/run-state.ts';
import { type CellOutcome, playStudy, type StudyEnding } from '../../study/play.ts';
import { type Cell, cellsOf, type Study } from '../../study/study.ts';
import { followRun, freeWorkers, runServices, takePage, tellFailure } from '../run/state.ts';
import { deleteRun, openToResume, refreshRuns, storeRun } from '../runs/state.ts';
import { holdRun } from '../runs/store.ts';
import { expectedSecondsOf } from '../setup/pace.ts';
import { answeredBy } from './seconds.ts';
import {
  cellStates,
  finishedOutcome,
  foreignCells,
  holdHere,
  readCells,
  showStudy,
  studies,
} from './state.ts';
import { runIdOf } from './store.ts';

/** The study that is being played: its current run, and those that are finished. */
interface Playing {
  readonly id: string;
  readonly study: Study;
  readonly cell: Cell;
  readonly finished: readonly Cell[];
}

/** Null if no study is being played. */
export const playing = signal<Playing | null>(null);

/** The parts a test replaces. */
interface Played {
  readonly play: typeof playStudy;
}

/**
 * Plays a study from where it is. Does nothing during a run or a question, or if another page plays it, which it tells.
 */
export async function continueStudy(id: string, { play }: Played = { play: playStudy }): Promise<void> {
  const study = studies.value.find((each) => each.id === id)?.study;
  const taken = study && (await takePage(study.base));
  if (!taken) return;
  const release = await holdHere(id);
  try {
    if (!release) return;
    // Another page may have finished runs since the list was read.
    await refreshRuns();
    await showStudy(id);
    if (foreignCells.value.length === 0) await playHere(id, study, taken.signal, play);
  } catch (error) {
    tellFailure('study', messageOf(error));
  } finally {
    playing.value = null;
    await release?.();
    await taken.giveBack();
  }
}

async function playHere(id: string, study: Study, stop: AbortSignal, play: typeof playStudy): Promise<void> {
  const had = new Map<string, CellOutcome>();
  for (const cell of cellsOf(study)) {
    const outcome = await finishedOutcome(runIdOf(id, cell), cell);
    if (outcome) had.set(cell.key, outcome);
  }
  const stage = openStage(id, study, had);
  const services = runServices(stage.onEvent, stop);
  let ending: StudyEnding = { ending: 'finished', message: null };
  // First what was cut off, from its checkpoint.
  for (const { cell, soFar } of await takeCut(id, study, had)) {
    stage.begin(cell, soFar);
    const outcome = await runExperiment(cell.config, services, soFar);
    await stage.end(outcome);
    ending = outcome;
    if (outcome.ending !== 'finished') break;
  }
  if (ending.ending === 'finished')
    ending = await play(study, {
      ...services,
      finished: async ({ key }) => had.get(key) ?? null,
      onCell: (cell) => stage.begin(cell, null),
      onFinished: (_cell, outcome) => stage.end(outcome),
    });
  await stage.leave();
  if (ending.ending === 'failed') tellFailure('study', ending.message);
}

/** What a run that was cut off has, and when it began. */
interface CutRun extends RunSoFar {
  readonly startedAt: string;
}

/** The runs of a study that are finished, of those in the order of the study. */
const doneOf = (study: Study, had: ReadonlyMap<string, CellOutcome>): Cell[] =>
  cellsOf(study).filter(({ key }) => had.has(key));

/**
 * The runs that an earlier page began and did not finish, if going on with them saves anything. The others are removed: they
 * would be made anew over what is left of them.
 */
async function takeCut(
  id: string,
  study: Study,
  had: ReadonlyMap<string, CellOutcome>,
): Promise<{ cell: Cell; soFar: CutRun }[]> {
  const taken: { cell: Cell; soFar: CutRun }[] = [];
  const isAnswered = answeredBy(doneOf(study, had));
  for (const { cell, runId, state } of cellStates({ id, study, damage: null })) {
    if (state === null || had.has(cell.key)) continue;
    const opened = state === 'damaged' ? null : await openToResume(runId).catch(() => null);
    // Without a step, only answers of the base model are there: another run of the seed may have all of them.
    if (opened && (opened.checkpoint || (opened.record.items.length > 0 && !isAnswered(cell))))
      taken.push({ cell, soFar: { ...opened.record, checkpoint: opened.checkpoint } });
    else await deleteRun(runId);
  }
  return taken;
}

/** Follows one run of the study after another; adds to `had` what is finished. */
function openStage(id: string, study: Study, had: Map<string, CellOutcome>) {
  let current: {
    readonly runId: string;
    readonly startedAt: string | null;
    readonly cell: Cell;
    readonly followed: ReturnType<typeof followRun>;
    readonly held: ReturnType<typeof holdRun>;
  } | null = null;
  let lastPhase: Phase = 'data';
  const letGo = async () => {
    lastPhase = current!.followed.lastPhase();
    await (await current!.held)?.();
    current = null;
    await refreshRuns();
    await readCells(id);
  };
  return {
    onEvent: (event: RunEvent): void => current?.followed.onEvent(event),
    begin(cell: Cell, soFar: CutRun | null): void {
      const runId = runIdOf(id, cell);
      const finished = doneOf(study, had);
      const isAnswered = answeredBy(finished)(cell);
      const followed = followRun(runId, cell.config, {
        steps: soFar?.steps ?? [],
        curve: soFar?.curve ?? [],
        expectedSeconds: soFar ? null : expectedSecondsOf(cell.config, isAnswered),
        tellsPace: !soFar,
      });
      // Other pages list it as running then.
      current = { runId, startedAt: soFar?.startedAt ?? null, cell, followed, held: holdRun(runId) };
      playing.value = { id, study, cell, finished };
    },
    async end(outcome: RunOutcome): Promise<void> {
      const { runId, startedAt, cell, followed } = current!;
      await followed.end(outcome);
      await storeRun({ ...outcome, id: runId, ...(startedAt !== null && { startedAt }) });
      if (outcome.ending === 'finished') {
        const { adapter: _, ...withoutAdapter } = outcome;
        had.set(cell.key, withoutAdapter);
      }
      await letGo();
    },
    /** Call once, as the last: a run that was stopped or failed keeps what it has, without an outcome. */
    async leave(): Promise<void> {
      if (current) {
        await current.followed.end(null);
        await letGo();
      }
      freeWorkers(lastPhase);
    },
  };
}
