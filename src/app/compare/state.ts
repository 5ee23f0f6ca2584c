/** Which finished runs are chosen to be compared, and those that are shown side by side. Not here: the comparison (src/experiment/comparison.ts). */
import { computed, signal } from '@preact/signals';
import type { RunRecord } from '../../experiment/report.ts';
import { words } from '../../words/words.ts';
import { tell } from '../page/notice.ts';
import { closeView, showOver } from '../page/shown.ts';
import { readRun, runs } from '../runs/state.ts';
import { sentenceOf } from '../ui/format.ts';

/** The ids that were ticked, also of runs that have been deleted since. */
const ticked = signal<readonly string[]>([]);

/** The ids of the chosen runs that are still there, in the order in which they were chosen. */
export const chosenRuns = computed(() =>
  ticked.value.filter((id) => runs.value.some((run) => run.id === id && run.report !== null)),
);

/** The runs that were last set side by side. */
export const comparedRuns = signal<readonly RunRecord[]>([]);

/** Chooses a run, or no longer. */
export function toggleRun(id: string): void {
  const chosen = chosenRuns.value;
  ticked.value = chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id];
}

/** Reads the chosen runs and shows them side by side; says which one cannot be read. */
export async function compareChosen(): Promise<void> {
  const ids = chosenRuns.value;
  const records: RunRecord[] = [];
  for (const id of ids) {
    try {
      records.push(await readRun(id));
    } catch (error) {
      tell('problem', words.value.compare.leftOut(id, sentenceOf(error)));
    }
  }
  // Others may have been chosen meanwhile.
  if (chosenRuns.value.join() !== ids.join()) return;
  comparedRuns.value = records;
  showOver('comparison');
}

/** Shows what stood there before: a run, or the study whose runs were compared. */
export const closeComparison = (): void => closeView('comparison');
