/**
 * Which of its results the page shows: the run, the study, the comparison, the record or the class that was opened last. Not
 * here: their state.
 */
import { signal } from '@preact/signals';

type MainView = 'run' | 'study' | 'comparison' | 'record' | 'class';

export const mainView = signal<MainView>('run');

/** What each view took the place of. */
const before = new Map<MainView, MainView>();

/** Shows a view in place of the one that stands there. */
export function showOver(view: MainView): void {
  if (mainView.value === view) return;
  before.set(view, mainView.value);
  mainView.value = view;
}

/** Shows what stood there before that view; nothing if another has taken its place. */
export function closeView(view: MainView): void {
  if (mainView.value === view) mainView.value = before.get(view) ?? 'run';
}
