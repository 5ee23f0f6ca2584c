/**
 * Imported datasets as folders: datasets/<id>/ with questions.jsonl, images.bin (the image files one after another) and
 * dataset.json, which is written last. Not here: reading a ZIP or a folder (src/sparkle/dataset/dataset-import.ts), which
 * dataset is shown (import-state.ts).
 */

import { z } from 'zod';
import { messageOf } from '../../../models/message-of.ts';
import { mediaType } from '../../files/image-header.ts';
import type {
  ImportedDataset,
  ImportedImage,
  ImportedQuestion,
  LineProblem,
} from '../../sparkle/dataset/dataset-import.ts';
import type { DatasetRecipe } from '../../sparkle/dataset/dataset-recipe.ts';
import { Recipe } from '../../sparkle/dataset/dataset-recipe.ts';
import { openFile, readFile, writeFile } from '../storage/opfs.ts';
import { wholeFolders } from '../storage/whole-folder.ts';

/** One line of the list of datasets. */
export interface DatasetSummary {
  /** 16 hexadecimal digits of the SHA-256 of what is in it: the same questions, images and recipe, the same id everywhere. */
  readonly id: string;
  /** The name of the ZIP or the folder. */
  readonly name: string;
  /** ISO 8601. */
  readonly importedAt: string;
  readonly questions: number;
  readonly images: number;
  /** In the browser's storage. */
  readonly sizeBytes: number;
  /** The lines that could not be used. */
  readonly problems: readonly LineProblem[];
  /** Why it cannot be read, as a sentence; null: it can. Of a damaged one the counts are 0. */
  readonly damage: string | null;
}

/** A stored dataset. Images are read from the storage only when their blobs are. */
export interface StoredDataset {
  readonly summary: DatasetSummary;
  readonly questions: readonly ImportedQuestion[];
  /** By `image` of the questions. */
  readonly images: ReadonlyMap<string, ImportedImage>;
  /** What made a dataset of the lab's own; null: nothing is known of it. */
  readonly recipe: DatasetRecipe | null;
}

const summaryFile = 'dataset.json';
const folders = wholeFolders('datasets', summaryFile);
const questionsFile = 'questions.jsonl';
const imagesFile = 'images.bin';

const StoredQuestion = z.strictObject({
  line: z.int().min(1),
  query: z.string(),
  response: z.string(),
  image: z.string(),
});

const count = z.int().min(0);

const StoredSummary = z.object({
  version: z.literal(1),
  name: z.string(),
  importedAt: z.string(),
  questions: count,
  sizeBytes: count,
  problems: z.array(z.strictObject({ line: z.int().min(1), reason: z.string() })),
  /** Of another version of the lab it may not be one any more; without it the dataset is as good as any other. */
  recipe: Recipe.nullable().catch(null),
  /** In the order of their bytes in images.bin. */
  images: z.array(
    z.strictObject({
      path: z.string(),
      format: z.enum(['png', 'jpeg', 'webp', 'gif']),
      width: count,
      height: count,
      sizeBytes: count,
    }),
  ),
});
type StoredSummary = z.infer<typeof StoredSummary>;

/** What has been written of a dataset's images. */
interface SavingProgress {
  readonly images: number;
  readonly of: number;
}

/**
 * Stores a dataset and returns its line of the list; one that is stored already only takes the new name. Nothing of it
 * stays where that fails. @throws the signal's reason; an Error with a plain message where the storage is full.
 */
export async function saveDataset(
  name: string,
  dataset: ImportedDataset,
  signal: AbortSignal,
  onProgress: (progress: SavingProgress) => void,
): Promise<DatasetSummary> {
  const id = await idOf(dataset, signal);
  return folders.write(id, async () => {
    const isStored = (await readSummary(id).catch(() => null)) !== null;
    const lines = dataset.questions.map((question) => `${JSON.stringify(question)}\n`).join('');
    const imageBytes = [...dataset.images.values()].reduce((sum, { blob }) => sum + blob.size, 0);
    if (!isStored) {
      await writeImages(id, [...dataset.images.values()], signal, onProgress);
      await writeFile(folders.path(id, questionsFile), lines);
    }
    const stored: StoredSummary = {
      version: 1,
      name,
      importedAt: new Date().toISOString(),
      questions: dataset.questions.length,
      sizeBytes: imageBytes + new Blob([lines]).size,
      problems: [...dataset.problems],
      recipe: dataset.recipe,
      images: [...dataset.images].map(([path, { format, width, height, blob }]) => ({
        path,
        format,
        width,
        height,
        sizeBytes: blob.size,
      })),
    };
    await writeFile(folders.path(id, summaryFile), JSON.stringify(stored));
    return summaryOf(id, stored);
  });
}

/** All stored datasets, the newest first. A damaged one is listed as such and does not hide the others. */
export async function listDatasets(): Promise<DatasetSummary[]> {
  const summaries = (await folders.list()).map(({ id, last }) => {
    try {
      return summaryOf(id, parseAs(StoredSummary, last, summaryFile));
    } catch (error) {
      return damagedSummary(id, messageOf(error));
    }
  });
  return summaries.sort((a, b) => b.importedAt.localeCompare(a.importedAt));
}

/** Reads a dataset. @throws Error with a plain message where it is not there or damaged. */
export async function loadDataset(id: string): Promise<StoredDataset> {
  const stored = await readSummary(id);
  if (!stored)
    throw new Error(`The imported dataset ${id} is not in this browser. Import its ZIP or folder again.`);
  const [bytes, lines] = await Promise.all([
    readFile(folders.path(id, imagesFile)),
    readFile(folders.path(id, questionsFile)),
  ]);
  const sizeBytes = stored.images.reduce((sum, image) => sum + image.sizeBytes, 0);
  if (!lines || (bytes?.size ?? 0) !== sizeBytes) throw new Error(damagedText(imagesFile));
  const images = new Map<string, ImportedImage>();
  let start = 0;
  for (const { path, format, width, height, sizeBytes: size } of stored.images) {
    const blob = bytes!.slice(start, start + size, mediaType(format));
    images.set(path, { format, width, height, blob });
    start += size;
  }
  const questions = (await lines.text())
    .split('\n')
    .filter(Boolean)
    .map((line) => parseAs(StoredQuestion, line, questionsFile));
  if (questions.some(({ image }) => !images.has(image))) throw new Error(damagedText(questionsFile));
  return { summary: summaryOf(id, stored), questions, images, recipe: stored.recipe };
}

/** Removes a dataset with all its files; a missing one is no error. */
export const removeDataset = folders.remove;

async function writeImages(
  id: string,
  images: readonly ImportedImage[],
  signal: AbortSignal,
  onProgress: (progress: SavingProgress) => void,
): Promise<void> {
  const writer = (await openFile(folders.path(id, imagesFile))).getWriter();
  // A failure is told by write(); beside it, this promise would be an unhandled rejection.
  writer.closed.catch(() => {});
  try {
    for (const [i, { blob }] of images.entries()) {
      signal.throwIfAborted();
      await writer.write(new Uint8Array(await blob.arrayBuffer()));
      onProgress({ images: i + 1, of: images.length });
    }
    await writer.close();
  } catch (error) {
    await writer.abort(error).catch(() => {});
    throw error;
  }
}

async function idOf({ questions, images, recipe }: ImportedDataset, signal: AbortSignal): Promise<string> {
  const files: string[][] = [];
  for (const [path, { blob }] of images) {
    signal.throwIfAborted();
    files.push([path, await sha256(await blob.arrayBuffer())]);
  }
  const words = questions.map(({ query, response, image }) => [query, response, image]);
  // It decides what is right.
  const content = recipe ? [words, files, recipe] : [words, files];
  return (await sha256(new TextEncoder().encode(JSON.stringify(content)))).slice(0, 16);
}

async function sha256(bytes: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function summaryOf(id: string, stored: StoredSummary): DatasetSummary {
  const { name, importedAt, questions, images, sizeBytes, problems } = stored;
  return {
    id,
    name,
    importedAt,
    questions,
    images: images.length,
    sizeBytes,
    problems,
    damage: null,
  };
}

const damagedSummary = (id: string, damage: string): DatasetSummary => ({
  id,
  name: id,
  importedAt: '',
  questions: 0,
  images: 0,
  sizeBytes: 0,
  problems: [],
  damage,
});

/** null: there is none, or it was never finished. */
async function readSummary(id: string): Promise<StoredSummary | null> {
  const text = await folders.readLast(id);
  return text ? parseAs(StoredSummary, text, summaryFile) : null;
}

const damagedText = (file: string): string =>
  `${file} of this dataset is damaged. Remove the dataset and import it again.`;

function parseAs<T>(schema: z.ZodType<T>, text: string, file: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(damagedText(file));
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Error(damagedText(file));
  return parsed.data;
}
