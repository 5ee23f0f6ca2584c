/** Data workers beside the pool's, for work of the data view: ending one harms no run. Not here: the pool (connect.ts). */
import type { Data } from '../../../workers/data.ts';
import { startWorker } from '../../connect.ts';

/** Starts one; whoever starts it ends it. */
export const startDataWorker = () =>
  // The URL stands literally in the call: Vite finds and builds worker scripts by this form.
  startWorker<Data>(
    'data',
    () => new Worker(new URL('../../../workers/data.ts', import.meta.url), { type: 'module' }),
  );
