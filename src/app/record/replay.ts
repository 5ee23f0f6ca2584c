/**
 * The replay of a recorded run: which of its parts is shown so many seconds after its start. Nothing is computed: phases,
 * losses and answers are those that were recorded. Not here: its view (replay.tsx).
 */
import { type Phase, phases } from '../../experiment/event.ts';
import type { ItemResult } from '../../experiment/report.ts';
import type { CellOutcome } from '../../study/play.ts';
import type { JudgedCount } from '../run/parts.tsx';

/** What a replay shows at a time. */
interface ReplayFrame {
  readonly phase: Phase;
  /** How many steps of training are done. */
  readonly steps: number;
  /** The item that was judged last, with the answers it had by then; null before the first. */
  readonly latest: ItemResult | null;
  /** How many items are judged, and how many of them are right; null before the first. */
  readonly judged: JudgedCount | null;
}

/** Seconds that each phase takes in a replay, 20 together; a run without training has no such phase. */
const seconds: Readonly<Record<Phase, number>> = {
  data: 1.5,
  baseline: 5,
  train: 7,
  evaluate: 5,
  result: 1.5,
};

const phasesOf = ({ steps }: CellOutcome): Phase[] =>
  phases.filter((phase) => phase !== 'train' || steps.length > 0);

/** Seconds from the start of a replay to the end of a phase; of the last one, the whole replay. */
export function endOf(phase: Phase, run: CellOutcome): number {
  const order = phasesOf(run);
  return order.slice(0, order.indexOf(phase) + 1).reduce((sum, each) => sum + seconds[each], 0);
}

/** An item a task in turn, so that a few seconds show all tasks. */
export function inTurn(items: readonly ItemResult[]): ItemResult[] {
  const tasks = [...new Set(items.map(({ item }) => item.task))];
  const lists = tasks.map((task) => items.filter(({ item }) => item.task === task));
  const rounds = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: rounds }, (_, round) => lists.flatMap((list) => list[round] ?? [])).flat();
}

/** The frame after so many seconds; null when the replay is over. `items` are those of the run, in the order shown. */
export function frameAt(
  atSeconds: number,
  run: CellOutcome,
  items: readonly ItemResult[],
): ReplayFrame | null {
  const phase = phasesOf(run).find((each) => atSeconds < endOf(each, run));
  if (!phase) return null;
  const share = 1 - (endOf(phase, run) - atSeconds) / seconds[phase];
  const order = phasesOf(run);
  const isAfter = (other: Phase) => order.indexOf(phase) > order.indexOf(other);
  const steps =
    phase === 'train' ? Math.ceil(share * run.steps.length) : isAfter('train') ? run.steps.length : 0;
  if (phase === 'data') return { phase, steps, latest: null, judged: null };
  // Between the phases that ask, what was asked last stays in sight, as in a run.
  const isAsking = phase === 'baseline' || phase === 'evaluate';
  const when = phase === 'baseline' || phase === 'train' ? 'before' : 'after';
  const done = isAsking ? items.slice(0, Math.floor(share * items.length) + 1) : items;
  const last = done.at(-1);
  const correct = done.filter((each) => each[when]?.score.isCorrect).length;
  return {
    phase,
    steps,
    latest: last ? (when === 'before' ? { ...last, after: null } : last) : null,
    judged: { when, items: done.length, correct },
  };
}
