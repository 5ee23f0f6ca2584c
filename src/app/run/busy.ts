/**
 * Who uses the workers: a run or a question, never both, because each may end the workers of the other.
 * Not here: the run (state.ts), the question (ask/state.ts).
 */
import { signal } from '@preact/signals';

/** `stopping`: Stop was pressed and the run has not ended yet. */
export const runStatus = signal<'idle' | 'running' | 'stopping'>('idle');

/** `loading`: the model is being loaded for a question; `answering`: the model answers it. */
export const askStatus = signal<'idle' | 'loading' | 'answering'>('idle');
