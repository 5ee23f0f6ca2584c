/**
 * Plays a study: one run after another. Of each seed, and of each value of a sweep that changes what it sees or is asked,
 * the base model answers once; all arms are compared with these answers. This file can be read alone. Not here: what one run does (src/experiment/run.ts), where runs are kept.
 */
import { type ExperimentConfig, stepsOf } from '../experiment/config.ts';
import type { ItemResult, RunOutcome } from '../experiment/report.ts';
import { runExperiment } from '../experiment/run.ts';
import type { Services } from '../experiment/services.ts';
import { type Cell, cellsOf, type Study } from './study.ts';

/** A finished run of a study, without its adapter. */
export type CellOutcome = Omit<RunOutcome, 'adapter'>;

/** How a study ended. */
export interface StudyEnding {
  readonly ending: RunOutcome['ending'];
  /** Why it failed, in plain words; null otherwise. */
  readonly message: string | null;
}

/** What a study needs besides the services of its runs. */
interface StudyServices extends Services {
  /** The run that was finished earlier; null if it is to be made. */
  readonly finished: (cell: Cell) => Promise<CellOutcome | null>;
  /** A run begins, number `done` + 1 of `total`. */
  readonly onCell: (cell: Cell, done: number, total: number) => void;
  /** A run is finished. The next one begins when this has resolved, so that nothing finished is lost. */
  readonly onFinished: (cell: Cell, outcome: RunOutcome) => Promise<void>;
}

/**
 * Plays all runs of a study that are not finished. Never rejects for what happens in a run: a run that is stopped or fails
 * ends the study there, and those before it are kept.
 */
export async function playStudy(study: Study, services: StudyServices): Promise<StudyEnding> {
  const cells = cellsOf(study);
  const before = new Map<string, readonly ItemResult[]>();
  // A run that trains nothing asks the base model twice: those answers serve all runs of the study that train nothing.
  const both = new Map<string, readonly ItemResult[]>();
  const takeAnswers = ({ config }: Cell, { items }: CellOutcome) => {
    const key = answersKey(config);
    if (!before.has(key)) before.set(key, baseAnswers(items));
    if (stepsOf(config) === 0 && !both.has(key)) both.set(key, items);
  };
  const answersFor = ({ config }: Cell) => {
    const key = answersKey(config);
    return (stepsOf(config) === 0 && both.get(key)) || before.get(key);
  };
  // Finished runs first: one that is late in the order may have the answers that an earlier one needs.
  const finished = new Set<Cell>();
  for (const cell of cells) {
    const outcome = await services.finished(cell);
    if (!outcome) continue;
    finished.add(cell);
    takeAnswers(cell, outcome);
  }
  for (const [done, cell] of cells.entries()) {
    if (finished.has(cell)) continue;
    services.onCell(cell, done, cells.length);
    const answers = answersFor(cell);
    const soFar = answers ? { items: answers, steps: [], checkpoint: null } : null;
    const outcome = await runExperiment(cell.config, services, soFar);
    if (outcome.ending !== 'finished') return { ending: outcome.ending, message: outcome.message };
    takeAnswers(cell, outcome);
    await services.onFinished(cell, outcome);
  }
  return { ending: 'finished', message: null };
}

/** What decides the base model's answers. */
const answersKey = ({ model, place, seed, style, data, evaluation, device }: ExperimentConfig): string =>
  JSON.stringify([model, place, seed, style.test, data.test, evaluation, device]);

/** The items with the base model's answers alone. */
const baseAnswers = (items: readonly ItemResult[]): ItemResult[] =>
  items.map(({ item, before }) => ({ item, before, after: null }));
