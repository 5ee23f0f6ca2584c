/** The export of a dataset to a ZIP: its progress, stopping it, how it ended. Not here: the writing (write-dataset.ts), files. */
import { signal } from '@preact/signals';
import type { DatasetRecipe } from '../../sparkle/dataset/dataset-recipe.ts';
import type { DatasetProgress } from '../../sparkle/dataset/dataset-zip.ts';
import { words } from '../../words/words.ts';
import { type ExportEnd, type ExportFile, exportFile, openExportFile } from '../storage/export-file.ts';
import { sizeText } from '../ui/format.ts';
import { dataConfig, part, request } from './state.ts';

/** The progress of an export. */
export interface Writing {
  readonly progress: DatasetProgress;
  readonly of: number;
  /** In the time of performance.now(). */
  readonly startedMs: number;
}

/** The running export; null if there is none. */
export const writing = signal<Writing | null>(null);
/** How the last export ended; null before the first. */
export const writingEnd = signal<ExportEnd | null>(null);

let stopper: AbortController | null = null;

/** Stops after a picture or two and removes what was written. */
export function stopWriting(): void {
  stopper?.abort(new Error('stopped'));
}

/** `sparkle-path-paper-training-s1.zip` */
const fileName = ({ config, part: half, seed }: DatasetRecipe): string =>
  `sparkle-${config.subject}-${config.mode}-${half}-s${seed}.zip`;

/** Writes the dataset as it is set up to the file that `open` returns. Never rejects. */
export async function writeData(
  open: (name: string) => Promise<ExportFile | null> = openExportFile,
): Promise<void> {
  if (stopper) return;
  const mine = new AbortController();
  stopper = mine;
  const { seed, images, sizePx } = request.value;
  const recipe: DatasetRecipe = { config: dataConfig.value, seed, part: part.value, images, sizePx };
  const name = fileName(recipe);
  writingEnd.value = null;
  writingEnd.value = await exportFile(name, open, mine.signal, async (stream) => {
    const startedMs = performance.now();
    writing.value = { progress: { images: 0, questions: 0, sizeBytes: 0 }, of: images, startedMs };
    const { exportDataset } = await import('./write-dataset.ts');
    const done = await exportDataset(recipe, stream, mine.signal, (progress) => {
      writing.value = { progress, of: images, startedMs };
    });
    return words.value.data.contents(done.images, done.questions, sizeText(done.sizeBytes));
  });
  writing.value = null;
  stopper = null;
}
