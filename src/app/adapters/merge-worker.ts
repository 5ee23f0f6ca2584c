/** The worker that merges an adapter into a model: one for each ZIP, ended with it. Not here: the pool (connect.ts). */
import type { Merge } from '../../../workers/merge.ts';
import { startWorker } from '../../connect.ts';

/** Starts one; whoever starts it ends it. */
export const startMergeWorker = () =>
  // The URL stands literally in the call: Vite finds and builds worker scripts by this form.
  startWorker<Merge>(
    'merge',
    () => new Worker(new URL('../../../workers/merge.ts', import.meta.url), { type: 'module' }),
  );
