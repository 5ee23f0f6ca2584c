/**
 * The page's workers, started at first use, and who uses them: a run or a question, never both, because each may end the
 * workers of the other. Not here: how they start (connect.ts), the run (run/state.ts), the question (ask/state.ts).
 */
import { signal } from '@preact/signals';
import { createWorkers } from '../connect.ts';

/** Data, inference and trainer. */
export const workers = createWorkers();

/** `stopping`: Stop was pressed and the run has not ended yet. */
export const runStatus = signal<'idle' | 'running' | 'stopping'>('idle');

/** `loading`: the model is being loaded for a question; `answering`: the model answers it. */
export const askStatus = signal<'idle' | 'loading' | 'answering'>('idle');
