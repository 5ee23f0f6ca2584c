/** The page's workers, started at first use and shared by the run and the asking. Not here: how they start (connect.ts). */
import { createWorkers } from '../connect.ts';

/** Data, inference and trainer. */
export const workers = createWorkers();
