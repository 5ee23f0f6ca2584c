/**
 * Stores a run while it is running, so that little is lost if the page is closed. Not here: the files (runs/store.ts,
 * runs/checkpoint-store.ts), storing the run that has ended (runs/state.ts).
 */
import type { TrainCheckpoint } from '../../../models/train-checkpoint.ts';
import type { ExperimentConfig } from '../../experiment/config.ts';
import type { RunRecord } from '../../experiment/report.ts';
import { words } from '../../words/words.ts';
import { tell } from '../page/notice.ts';
import { saveCheckpoint } from '../runs/checkpoint-store.ts';
import { beginRun, saveProgress } from '../runs/store.ts';
import { tellOtherPages } from '../storage/other-pages.ts';
import { sentenceOf } from '../ui/format.ts';

/** How often the progress of a running run is written. */
const saveEveryMs = 3000;

/**
 * Writes the run's steps, items and curve at intervals, as `soFar` returns them, and its checkpoints when they arrive. If storage
 * fails, it says so once and writes no more of that kind: the run continues in memory. Call `end` once, as the last call.
 */
export function saveAsItGoes(
  id: string,
  config: ExperimentConfig,
  soFar: () => Pick<RunRecord, 'steps' | 'items' | 'curve'>,
) {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isRefused = false;
  let isCheckpointRefused = false;
  let unsaved: TrainCheckpoint | null = null;
  let writing = attempt(async () => {
    await beginRun(id, config);
    tellOtherPages();
  });

  async function attempt(write: () => Promise<void>): Promise<void> {
    if (isRefused) return;
    try {
      await write();
    } catch (error) {
      isRefused = true;
      tell('note', words.value.run.notStored(sentenceOf(error)));
    }
  }
  async function writeProgress(): Promise<void> {
    const { steps, items, curve } = soFar();
    await saveProgress(id, steps, items, curve);
  }
  async function writeCheckpoint(): Promise<void> {
    const checkpoint = unsaved;
    unsaved = null;
    if (!checkpoint || isCheckpointRefused) return;
    // The steps first: a checkpoint without the steps before it would leave a gap in the loss curve.
    await writeProgress();
    try {
      await saveCheckpoint(id, checkpoint);
    } catch (error) {
      isCheckpointRefused = true;
      tell('note', words.value.run.checkpointNotStored(checkpoint.step, sentenceOf(error)));
    }
  }
  return {
    /** Call when there are new steps, items or points of the curve. */
    changed(): void {
      timer ??= setTimeout(() => {
        timer = null;
        writing = writing.then(() => attempt(writeProgress));
      }, saveEveryMs);
    },
    /** Call when there is a newer checkpoint. */
    takeCheckpoint(checkpoint: TrainCheckpoint): void {
      unsaved = checkpoint;
      writing = writing.then(() => attempt(writeCheckpoint));
    },
    /** Waits for the current write, and writes later steps and items unless the record of the run will have them. */
    async end({ hasRecord }: { readonly hasRecord: boolean }): Promise<void> {
      const isBehind = timer !== null;
      if (timer !== null) clearTimeout(timer);
      await writing;
      if (isBehind && !hasRecord) await attempt(writeProgress);
    },
  };
}
