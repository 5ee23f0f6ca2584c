/**
 * Stores a run while it goes on, so that a closed page loses little. Not here: the files (storage/run-store.ts),
 * storing the run that has ended (runs.ts).
 */
import type { Adapter } from '../../../models/lora.ts';
import type { ExperimentConfig } from '../../experiment/config.ts';
import type { RunRecord } from '../../experiment/report.ts';
import { beginRun, saveAdapter, saveProgress } from '../storage/run-store.ts';
import { messageOf, tell } from './notice.ts';

/** What is written while a run goes on is at most this old. */
const saveEveryMs = 3000;

/**
 * Writes the run's steps, items and adapter now and then; `soFar` is asked for them when it is time to write. Where
 * storage refuses, says so once and writes no more: the run goes on in memory. Call `end` once, and nothing after it.
 */
export function saveAsItGoes(
  id: string,
  config: ExperimentConfig,
  soFar: () => Pick<RunRecord, 'steps' | 'items'>,
) {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isRefused = false;
  let unsavedAdapter: Adapter | null = null;
  let writing = attempt(() => beginRun(id, config));

  async function attempt(write: () => Promise<void>): Promise<void> {
    if (isRefused) return;
    try {
      await write();
    } catch (error) {
      isRefused = true;
      tell(
        'note',
        `The run is not stored as it goes: ${messageOf(error)} It goes on in memory: download what you want to keep before you close the page.`,
      );
    }
  }
  async function write(): Promise<void> {
    const { steps, items } = soFar();
    const adapter = unsavedAdapter;
    unsavedAdapter = null;
    await saveProgress(id, steps, items);
    if (adapter) await saveAdapter(id, adapter, config.model);
  }
  const changed = () => {
    timer ??= setTimeout(() => {
      timer = null;
      writing = writing.then(() => attempt(write));
    }, saveEveryMs);
  };
  return {
    /** There are new steps or items. */
    changed,
    /** There is a newer adapter. */
    takeAdapter(adapter: Adapter): void {
      unsavedAdapter = adapter;
      changed();
    },
    /** Waits for what is being written; what is not yet begun is left to the record of the whole run. */
    async end(): Promise<void> {
      if (timer !== null) clearTimeout(timer);
      await writing;
    },
  };
}
