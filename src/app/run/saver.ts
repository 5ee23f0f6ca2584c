/**
 * Stores a run while it goes on, so that a closed page loses little. Not here: the files (runs/store.ts,
 * runs/checkpoint-store.ts), storing the run that has ended (runs/state.ts).
 */
import type { TrainCheckpoint } from '../../../models/train-checkpoint.ts';
import type { ExperimentConfig } from '../../experiment/config.ts';
import type { RunRecord } from '../../experiment/report.ts';
import { tell } from '../page/notice.ts';
import { saveCheckpoint } from '../runs/checkpoint-store.ts';
import { beginRun, saveProgress } from '../runs/store.ts';
import { sentenceOf } from '../ui/format.ts';

/** What is written while a run goes on is at most this old. */
const saveEveryMs = 3000;

/**
 * Writes the run's steps and items now and then, and its checkpoints when they come; `soFar` is asked for the former when
 * it is time to write. Where storage refuses, says so once and writes no more of that kind: the run goes on in memory.
 * Call `end` once, and nothing after it.
 */
export function saveAsItGoes(
  id: string,
  config: ExperimentConfig,
  soFar: () => Pick<RunRecord, 'steps' | 'items'>,
) {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isRefused = false;
  let isCheckpointRefused = false;
  let unsaved: TrainCheckpoint | null = null;
  let writing = attempt(() => beginRun(id, config));

  async function attempt(write: () => Promise<void>): Promise<void> {
    if (isRefused) return;
    try {
      await write();
    } catch (error) {
      isRefused = true;
      tell(
        'note',
        `The run is not stored as it goes: ${sentenceOf(error)} It goes on in memory: download what you want to keep before you close the page.`,
      );
    }
  }
  async function writeProgress(): Promise<void> {
    const { steps, items } = soFar();
    await saveProgress(id, steps, items);
  }
  async function writeCheckpoint(): Promise<void> {
    const checkpoint = unsaved;
    unsaved = null;
    if (!checkpoint || isCheckpointRefused) return;
    // First the steps: a checkpoint without those before it would leave a hole in the loss curve.
    await writeProgress();
    try {
      await saveCheckpoint(id, checkpoint);
    } catch (error) {
      isCheckpointRefused = true;
      tell(
        'note',
        `The checkpoint of step ${checkpoint.step} could not be stored: ${sentenceOf(error)} Training goes on; if the page is closed, the run can be resumed from the checkpoint before, if there is one.`,
      );
    }
  }
  return {
    /** There are new steps or items. */
    changed(): void {
      timer ??= setTimeout(() => {
        timer = null;
        writing = writing.then(() => attempt(writeProgress));
      }, saveEveryMs);
    },
    /** There is a newer checkpoint. */
    takeCheckpoint(checkpoint: TrainCheckpoint): void {
      unsaved = checkpoint;
      writing = writing.then(() => attempt(writeCheckpoint));
    },
    /** Waits for what is being written; what is not yet begun is left to the record of the whole run. */
    async end(): Promise<void> {
      if (timer !== null) clearTimeout(timer);
      await writing;
    },
  };
}
