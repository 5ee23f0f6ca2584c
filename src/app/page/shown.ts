/** Which of its results the page shows: the run, the study, the comparison or the class that was opened last. Not here: their state. */
import { signal } from '@preact/signals';

export const mainView = signal<'run' | 'study' | 'comparison' | 'class'>('run');
