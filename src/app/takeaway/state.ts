/**
 * Takes an experiment to a cluster: writes the folder as a ZIP, shows how far it is, can stop. With workers of its own, so
 * that a run or a question may go on beside it. Not here: what is in the folder (src/takeaway/), bringing answers back
 * (bring-back.ts).
 */
import { signal } from '@preact/signals';
import { createWorkers } from '../../connect.ts';
import type { ExperimentConfig } from '../../experiment/config.ts';
import type { RunEvent } from '../../experiment/event.ts';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
import { loadDataset } from '../data/store.ts';
import { openModel } from '../models/choice.ts';
import { tell } from '../page/notice.ts';
import { type ExportEnd, type ExportFile, exportFile, openExportFile } from '../storage/export-file.ts';
import { sizeText } from '../ui/format.ts';

/** What is being taken, by the place of its button, and how far it is. */
export const taking = signal<{
  readonly place: string;
  /** In the words of the engine; null while it begins. */
  readonly doing: string | null;
  readonly done: number;
  readonly total: number;
} | null>(null);
/** How the last one ended, and where its button is; null before the first. */
export const takingEnd = signal<(ExportEnd & { readonly place: string }) | null>(null);

let stopper: AbortController | null = null;

/** Stops at once, also while the model is loaded, and removes what was written. */
export function stopTaking(): void {
  stopper?.abort(new Error('stopped'));
}

/** Writes the experiment to the file that `open` returns. Never rejects. */
export async function takeToCluster(
  place: string,
  config: ExperimentConfig,
  open: (name: string) => Promise<ExportFile | null> = openExportFile,
): Promise<void> {
  if (stopper) return;
  const mine = new AbortController();
  stopper = mine;
  takingEnd.value = null;
  const workers = createWorkers();
  // Their pending calls end with them.
  mine.signal.addEventListener('abort', () => workers.dispose());
  const onEvent = (event: RunEvent) => {
    if (event.kind === 'notice') tell('note', inWords(event.message));
    if (event.kind === 'progress' && stopper === mine) taking.value = { place, ...event };
  };
  const end = await exportFile(`sparkle-takeaway-s${config.seed}.zip`, open, mine.signal, async (stream) => {
    taking.value = { place, doing: null, done: 0, total: 0 };
    const { writeTakeaway } = await import('../../takeaway/write.ts');
    const services = { workers, openModel, openDataset: loadDataset, onEvent, signal: mine.signal };
    const { files, sizeBytes } = await writeTakeaway(config, stream, services);
    return words.value.takeaway.written(files, sizeText(sizeBytes));
  });
  workers.dispose();
  takingEnd.value = end && { ...end, place };
  taking.value = null;
  stopper = null;
}
