/**
 * The page behind `npm run experiment`: the same run as the lab's page, with no view. It hands the functions
 * below to whoever drives the browser. Not here: the command line (experiment.ts).
 */
import { createWorkers } from '../app/connect.ts';
import type { ExperimentConfig } from '../experiment/config.ts';
import type { RunOutcome } from '../experiment/report.ts';
import { type RunEvent, runExperiment } from '../experiment/run.ts';

declare global {
  interface Window {
    /** Set by the driver: receives the events of the run, as JSON values. */
    onRunEvent?: (event: RunEvent) => void;
    /** Runs the experiment to its end. The adapter stays in the page: it is not JSON. */
    runHeadless: (config: ExperimentConfig) => Promise<Omit<RunOutcome, 'adapter'>>;
  }
}

window.runHeadless = async (config) => {
  const workers = createWorkers();
  try {
    const { adapter: _adapter, ...record } = await runExperiment(
      config,
      workers,
      (event) => window.onRunEvent?.(event),
      new AbortController().signal,
    );
    return record;
  } finally {
    workers.dispose();
  }
};
