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
import { tell } from '../page/notice.ts';
import { followRun, freeWorkers, runServices, takePage, tellFailure } from '../run/state.ts';
import { deleteRun, openToResume, refreshRuns, storeRun } from '../runs/state.ts';
import { holdRun } from '../runs/store.ts';
import { expectedSecondsOf } from '../setup/pace.ts';
import { sentenceOf } from '../ui/format.ts';
import { answeredBy } from './seconds.ts';
import {
  cellStates,
  finishedOutcome,
  foreignCells,
  holdHere,
  readCells,
  showStudy,
  studies,
  unreadable,
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
    if (foreignCells.value.length > 0) return;
    const made = await readMade(id, study).catch((error) => void tell('problem', sentenceOf(error)));
    if (made) await playHere(id, study, made, taken.signal, play);
  } catch (error) {
    tellFailure('study', messageOf(error));
  } finally {
    playing.value = null;
    await release?.();
    await taken.giveBack();
  }
}

async function playHere(
  id: string,
  study: Study,
  { had, cut }: Made,
  stop: AbortSignal,
  play: typeof playStudy,
): Promise<void> {
  const stage = openStage(id, study, had);
  const services = runServices(stage.onEvent, stop);
  let ending: StudyEnding = { ending: 'finished', message: null };
  // First what was cut off, from its checkpoint.
  for (const { cell, soFar } of cut) {
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

/** What earlier pages made of a study: the outcomes of finished runs by their key, and the runs that were cut off. */
interface Made {
  readonly had: Map<string, CellOutcome>;
  readonly cut: readonly { readonly cell: Cell; readonly soFar: CutRun }[];
}

/**
 * Reads what earlier pages made. A run that was cut off before anything was answered, or whose answers another run of the
 * seed has, is removed: it is made anew. Throws with a plain message for a run that cannot be read: nothing is made in its
 * place until the person deletes it.
 */
async function readMade(id: string, study: Study): Promise<Made> {
  const had = new Map<string, CellOutcome>();
  for (const cell of cellsOf(study)) {
    const outcome = await finishedOutcome(runIdOf(id, cell), cell);
    if (outcome) had.set(cell.key, outcome);
  }
  const cut: { cell: Cell; soFar: CutRun }[] = [];
  const isAnswered = answeredBy(doneOf(study, had));
  for (const { cell, runId, state } of cellStates({ id, study, damage: null })) {
    if (state === null || had.has(cell.key)) continue;
    const { record, checkpoint } = await openToResume(runId).catch((error) => {
      throw unreadable(cell, error);
    });
    if (checkpoint || (record.items.length > 0 && !isAnswered(cell)))
      cut.push({ cell, soFar: { ...record, checkpoint } });
    else await deleteRun(runId);
  }
  return { had, cut };
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
