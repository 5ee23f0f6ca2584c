/** Which of its results the page shows: the run, the study or the comparison that was opened last. Not here: their state. */
import { signal } from '@preact/signals';

export const mainView = signal<'run' | 'study' | 'comparison'>('run');
