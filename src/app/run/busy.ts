/**
 * Who has the workers: a run or a question, never both, because each may end the workers of the other.
 * Not here: the run (state.ts), the asking (ask/state.ts).
 */
import { signal } from '@preact/signals';

/** `stopping`: Stop was pressed and the run has not come back yet. */
export const runStatus = signal<'idle' | 'running' | 'stopping'>('idle');

/** `loading`: the model is loaded for a question; `answering`: the question is with the model. */
export const askStatus = signal<'idle' | 'loading' | 'answering'>('idle');
