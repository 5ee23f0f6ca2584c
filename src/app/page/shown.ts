/**
 * Which of its results the page shows: the run, the study, the comparison, the record or the class that was opened last. Not
 * here: their state.
 */
import { signal } from '@preact/signals';

export const mainView = signal<'run' | 'study' | 'comparison' | 'record' | 'class'>('run');
