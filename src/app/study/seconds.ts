/** About how long the runs of a study take here. Not here: the pace of this computer (setup/pace.ts). */
import type { Cell } from '../../study/study.ts';
import { expectedSecondsOf } from '../setup/pace.ts';

/** Tells of a run whether one of these has the base model's answers that it needs: those of its seed and its value. */
export const answeredBy =
  (cells: readonly Cell[]) =>
  ({ seed, value }: Cell): boolean =>
    cells.some((cell) => cell.seed === seed && cell.value === value);

/** Seconds for these runs in their order, after those that are `done`; null if the pace is not known. */
export function secondsOfCells(cells: readonly Cell[], done: readonly Cell[]): number | null {
  let sum = 0;
  const before = [...done];
  for (const cell of cells) {
    const seconds = expectedSecondsOf(cell.config, answeredBy(before)(cell));
    if (seconds === null) return null;
    sum += seconds;
    before.push(cell);
  }
  return sum;
}
