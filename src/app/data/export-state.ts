/** A dataset being written to a ZIP: how far it is, and stopping it. Not here: the writing (write-dataset.ts), files. */
import { signal } from '@preact/signals';
import type { DatasetRecipe } from '../../sparkle/dataset/dataset-recipe.ts';
import type { DatasetProgress } from '../../sparkle/dataset/dataset-zip.ts';
import { type ExportEnd, type ExportFile, exportFile, openExportFile } from '../storage/export-file.ts';
import { sizeText } from '../ui/format.ts';
import { dataConfig, part, request } from './state.ts';

/** What is being written. */
export interface Writing {
  readonly progress: DatasetProgress;
  readonly of: number;
  /** As performance.now() tells. */
  readonly startedMs: number;
}

/** null: nothing is. */
export const writing = signal<Writing | null>(null);
/** How the last writing ended, as a sentence; null: there was none. */
export const writingEnd = signal<ExportEnd | null>(null);

let stopper: AbortController | null = null;

/** Stops within a picture or two; nothing half-written stays. */
export function stopWriting(): void {
  stopper?.abort(new Error('stopped'));
}

/** `sparkle-path-paper-training-s1.zip` */
const fileName = ({ config, part: half, seed }: DatasetRecipe): string =>
  `sparkle-${config.subject}-${config.mode}-${half}-s${seed}.zip`;

/** Writes the dataset as it is set up to the file that `open` gives. Never rejects. */
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
    return `${done.images} images, ${done.questions} questions, ${sizeText(done.sizeBytes)}`;
  });
  writing.value = null;
  stopper = null;
}
