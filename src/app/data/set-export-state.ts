/** Saving a kept set as a ZIP: stopping it, how it ended. Not here: the ZIP (src/sparkle/dataset/set-zip.ts), files. */
import { signal } from '@preact/signals';
import { writeSet } from '../../sparkle/dataset/set-zip.ts';
import { words } from '../../words/words.ts';
import { type ExportEnd, type ExportFile, exportFile, openExportFile } from '../storage/export-file.ts';
import { sizeText } from '../ui/format.ts';
import type { StoredDataset } from './store.ts';

/** The set that is being saved; null if none is. */
export const savingSet = signal<{ readonly id: string; readonly images: number; readonly of: number } | null>(
  null,
);
/** How saving ended last, with the set's id; null before. */
export const setSaved = signal<(ExportEnd & { readonly id: string }) | null>(null);

let stopper: AbortController | null = null;

/** Stops saving and removes what was written. */
export function stopSavingSet(): void {
  stopper?.abort(new Error('stopped'));
}

/** Saves a set to the file that `open` returns. Never rejects. */
export async function saveSet(
  set: StoredDataset,
  open: (name: string) => Promise<ExportFile | null> = openExportFile,
): Promise<void> {
  if (stopper) return;
  const mine = new AbortController();
  stopper = mine;
  const { id, name, images: of } = set.summary;
  setSaved.value = null;
  const end = await exportFile(`${name.replace(/\.zip$/i, '')}.zip`, open, mine.signal, async (stream) => {
    savingSet.value = { id, images: 0, of };
    const done = await writeSet(set, stream, mine.signal, ({ images }) => {
      savingSet.value = { id, images, of };
    });
    return words.value.data.contents(done.images, done.questions, sizeText(done.sizeBytes));
  });
  setSaved.value = end && { ...end, id };
  savingSet.value = null;
  stopper = null;
}
