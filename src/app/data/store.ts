/**
 * Imported datasets as folders: datasets/<id>/ with questions.jsonl, images.bin (the image files one after another) and
 * dataset.json, which is written last. Not here: reading a ZIP or a folder (src/sparkle/dataset/dataset-import.ts), which
 * dataset is shown (import-state.ts).
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { messageOf } from '../../../models/message-of.ts';
import { mediaType } from '../../files/image-header.ts';
import { captionSets } from '../../sparkle/dataset/caption-sets.ts';
import type {
  ImportedDataset,
  ImportedImage,
  ImportedQuestion,
  LineProblem,
} from '../../sparkle/dataset/dataset-import.ts';
import type { DatasetRecipe } from '../../sparkle/dataset/dataset-recipe.ts';
import { Recipe } from '../../sparkle/dataset/dataset-recipe.ts';
import { isTestOnly } from '../../sparkle/dataset/imported.ts';
import { openFile, readFile, writeFile } from '../storage/kept-files.ts';
import { wholeFolders } from '../storage/whole-folder.ts';

/** A dataset as the list shows it. */
export interface DatasetSummary {
  /** 16 hexadecimal digits of the SHA-256 of its questions, images and recipe, so that the same content has the same id everywhere. */
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
  /** Whether it can be scored only, not trained on. */
  readonly isTestOnly: boolean;
  /** Why it cannot be read, as a sentence; null if it can. The counts of a damaged dataset are 0. */
  readonly damage: string | null;
}

/** A stored dataset. An image is read from storage only when its blob is read. */
export interface StoredDataset {
  readonly summary: DatasetSummary;
  readonly questions: readonly ImportedQuestion[];
  /** The images by the path in the field `image` of the questions. */
  readonly images: ReadonlyMap<string, ImportedImage>;
  /** The recipe of a dataset that the lab made; null for others. */
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
  set: z.enum(captionSets.map(({ name }) => name)).exactOptional(),
  options: z.array(z.string()).exactOptional(),
});

const count = z.int().min(0);

const StoredSummary = z.object({
  version: z.literal(1),
  name: z.string(),
  importedAt: z.string(),
  questions: count,
  sizeBytes: count,
  problems: z.array(
    z.strictObject({ line: z.int().min(1), reason: z.string(), file: z.string().exactOptional() }),
  ),
  /** Whether it can be scored only. */
  isTestOnly: z.boolean().default(false),
  /** Null for a recipe of another version that is no longer valid: the dataset can be used without it. */
  recipe: Recipe.nullable().catch(null),
  /** In the order of images.bin. */
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

/** How many images of a dataset are written. */
interface SavingProgress {
  readonly images: number;
  readonly of: number;
}

/**
 * Stores a dataset; one that is already stored only takes the new name. If this fails, nothing of a new one is kept.
 * @throws the signal's reason; an Error with a plain message if storage is full.
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
      isTestOnly: isTestOnly(dataset.questions),
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

/** All stored datasets, newest first; damaged ones are listed as damaged. */
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

/** Reads a dataset. @throws Error with a plain message if it is missing or damaged. */
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

/** Removes a dataset with all its files; does nothing if there is none of that id. */
export const removeDataset = folders.remove;

async function writeImages(
  id: string,
  images: readonly ImportedImage[],
  signal: AbortSignal,
  onProgress: (progress: SavingProgress) => void,
): Promise<void> {
  const writer = (await openFile(folders.path(id, imagesFile))).getWriter();
  // write() reports a failure; without this line the same failure would also be an unhandled rejection.
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
    files.push([path, hashOf(new Uint8Array(await blob.arrayBuffer()))]);
  }
  const words = questions.map(({ query, response, image, set = [] }) => [query, response, image].concat(set));
  // The recipe decides which answers are right, so it is part of the id.
  const content = recipe ? [words, files, recipe] : [words, files];
  return hashOf(new TextEncoder().encode(JSON.stringify(content))).slice(0, 16);
}

/** Not by crypto.subtle, which browsers have on secure addresses only. */
const hashOf = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));

function summaryOf(id: string, stored: StoredSummary): DatasetSummary {
  const { name, importedAt, questions, images, sizeBytes, problems, isTestOnly: isTest } = stored;
  return {
    id,
    name,
    importedAt,
    questions,
    images: images.length,
    sizeBytes,
    problems,
    isTestOnly: isTest,
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
  isTestOnly: false,
  damage,
});

/** Null if there is no dataset of that id, or it was cut off. */
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
