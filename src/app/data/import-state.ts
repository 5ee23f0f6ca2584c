/**
 * Imported datasets: the list, the open one, and a running import. Not here: reading files
 * (src/sparkle/dataset/dataset-import.ts), storing them (store.ts).
 */
import { signal } from '@preact/signals';
import { proxy } from 'comlink';
import { startWorker } from '../../connect.ts';
import type { FolderFile } from '../../files/chosen-files.ts';
import type { LineProblem } from '../../sparkle/dataset/dataset-import.ts';
import { words } from '../../words/words.ts';
import { askToKeepStorage } from '../storage/kept-files.ts';
import { sentenceOf } from '../ui/format.ts';
import * as store from './store.ts';

/** All stored datasets, newest first. */
export const datasets = signal<readonly store.DatasetSummary[]>([]);
/** The open dataset; null if there is none. */
export const openDataset = signal<store.StoredDataset | null>(null);

/** The running import, of which `images` of `of` images are checked, and then stored; null if there is none. */
export const importing = signal<{
  readonly name: string;
  readonly doing: 'checked' | 'stored';
  readonly images: number;
  readonly of: number;
} | null>(null);

/** How the last import ended. */
export interface ImportEnd {
  readonly name: string;
  /** The number of usable lines; null if nothing could be read or stored. */
  readonly questions: number | null;
  /** Why the import failed, or that it was stopped; null if it succeeded. */
  readonly text: string | null;
  /** The lines that could not be used. */
  readonly problems: readonly LineProblem[];
}
export const importEnd = signal<ImportEnd | null>(null);

let stopper: AbortController | null = null;

/** Stops the import and keeps nothing of it. */
export function stopImport(): void {
  stopper?.abort(new Error('stopped'));
}

/** Reads the list from storage. It is empty if storage is refused: an import will say so. */
export async function refreshDatasets(): Promise<void> {
  datasets.value = await store.listDatasets().catch(() => []);
}

/** Reads a ZIP or the files of a folder, stores the usable lines and opens the dataset. Never rejects. */
export async function importData(name: string, source: Blob | readonly FolderFile[]): Promise<void> {
  if (stopper) return;
  const mine = new AbortController();
  stopper = mine;
  importEnd.value = null;
  const show = (doing: 'checked' | 'stored', images: number, of: number) => {
    // What a worker told before it was ended may come after.
    if (stopper === mine) importing.value = { name, doing, images, of };
  };
  show('checked', 0, 0);
  const worker = startWorker('data');
  mine.signal.addEventListener('abort', () => worker.end('stopped'));
  const end = (rest: Partial<ImportEnd>) => {
    importEnd.value = { name, questions: null, text: null, problems: [], ...rest };
  };
  try {
    const checked = proxy((images: number, of: number) => show('checked', images, of));
    const reading = await (await worker.remote).readDataset(source, checked);
    if ('problem' in reading) return end({ text: reading.problem });
    const { problems, questions } = reading.dataset;
    if (questions.length === 0) return end({ text: words.value.data.nothingUsable, problems });
    const summary = await store.saveDataset(name, reading.dataset, mine.signal, ({ images, of }) =>
      show('stored', images, of),
    );
    askToKeepStorage();
    end({ questions: questions.length, problems });
    await refreshDatasets();
    await showDataset(summary.id);
  } catch (error) {
    end({ text: mine.signal.aborted ? words.value.data.importStopped : sentenceOf(error) });
  } finally {
    worker.end('The dataset is read.');
    importing.value = null;
    stopper = null;
  }
}

/** Opens a stored dataset. Never rejects: the list shows that it is damaged. */
export async function showDataset(id: string): Promise<void> {
  try {
    openDataset.value = await store.loadDataset(id);
  } catch (error) {
    const damage = sentenceOf(error);
    datasets.value = datasets.value.map((each) => (each.id === id ? { ...each, damage } : each));
  }
}

/** Removes a stored dataset for good. Never rejects. */
export async function removeDataset(id: string): Promise<void> {
  try {
    await store.removeDataset(id);
    if (openDataset.value?.summary.id === id) openDataset.value = null;
    importEnd.value = null;
    await refreshDatasets();
  } catch (error) {
    const damage = words.value.data.notRemoved(sentenceOf(error));
    datasets.value = datasets.value.map((each) => (each.id === id ? { ...each, damage } : each));
  }
}
