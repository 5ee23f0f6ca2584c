/**
 * Reads a dataset of questions about images, the lab's own or a person's photos: a ZIP or a folder with `data.jsonl` and
 * the images it names. Good lines are kept; every other line is reported with its reason. Not here: decoding images, storage.
 *
 * A line is one of two formats of ms-swift (docs/source_en/Customization/Custom-dataset.md): `query` and `response`, or
 * `messages`, which it calls the standard one; both with a list `images` and the tag `<image>` where the image goes.
 * The lab asks one question about one image, the image first, so the tag is taken out and longer lines are refused.
 */

import { messageOf } from '../../../models/message-of.ts';
import {
  type ChosenFile,
  chosenFiles,
  closedFile,
  type FileFinder,
  type FolderFile,
  fileFault,
  fileFinder,
  outermostNamed,
} from '../../files/chosen-files.ts';
import { type ImageHeader, mediaType, readImageHeader } from '../../files/image-header.ts';
import { type DatasetRecipe, imageTag, linesFile, Recipe, recipeFile } from './dataset-recipe.ts';

/** One question. `line` counts from 1; `image` is a key of the dataset's images. */
export interface ImportedQuestion {
  readonly line: number;
  readonly query: string;
  readonly response: string;
  readonly image: string;
}

/** An image that some question is about. */
export interface ImportedImage extends ImageHeader {
  /** The file as it came, with its Media Type. */
  readonly blob: Blob;
}

/** A line that could not be used. */
export interface LineProblem {
  readonly line: number;
  readonly reason: string;
}

/** What was read. Plain data: it can be posted to another thread. */
export interface ImportedDataset {
  readonly questions: readonly ImportedQuestion[];
  /** By path. */
  readonly images: ReadonlyMap<string, ImportedImage>;
  /** Every line that could not be used, in their order. */
  readonly problems: readonly LineProblem[];
  /** What made a dataset of the lab's own, as its `config.json` says; null if there is none that can be read. */
  readonly recipe: DatasetRecipe | null;
}

/** Limits. Larger files are refused, with the limit in the message. */
const mebibyte = 2 ** 20;
const maxLinesBytes = 64 * mebibyte;
const maxLines = 1e6;
const maxImageBytes = 32 * mebibyte;
const maxImagePixels = 64e6;
const maxInflatedBytes = 1024 * mebibyte;

/**
 * Reads a ZIP or the files of a folder. Never throws for what is in it: `problem` says in one plain sentence why nothing
 * could be read. @throws only the signal's reason.
 */
export async function importDataset(
  source: Blob | readonly FolderFile[],
  signal: AbortSignal,
): Promise<{ dataset: ImportedDataset } | { problem: string }> {
  try {
    return { dataset: await readFiles(await sourcesOf(source), signal) };
  } catch (error) {
    signal.throwIfAborted();
    return { problem: messageOf(error) };
  }
}

interface Sources {
  readonly all: readonly ChosenFile[];
  readonly get: FileFinder;
}

/** The files; those of a ZIP are inflated up to a limit only. */
async function sourcesOf(source: Blob | readonly FolderFile[]): Promise<Sources> {
  let inflatedBytes = 0;
  const limited = (file: ChosenFile): ChosenFile => ({
    ...file,
    open: async () => {
      inflatedBytes += file.inflatedBytes;
      if (inflatedBytes > maxInflatedBytes)
        throw new Error(
          `is one too many: the images of this ZIP are more than ${maxInflatedBytes / mebibyte} MiB; unpack it and choose its folder`,
        );
      return file.open();
    },
  });
  const all = (await chosenFiles(source)).map(limited);
  const find = fileFinder(all);
  const guessed = all.find(({ isPathGuessed }) => isPathGuessed);
  if (!guessed) return { all, get: find };
  const fault = `is not among the files; the ZIP has names in an old code page, such as one that reads ${quote(guessed.path)} here: pack it again with names in UTF-8`;
  return { all, get: (path) => find(path) ?? closedFile(path, fault) };
}

/** The path of the lines. */
function findLines({ all }: Sources): string {
  const lines = outermostNamed(all, linesFile);
  if (lines) return lines.path;
  throw new Error(
    `Expected a file ${linesFile} with a question a line, but there is none among ${all.length} files.`,
  );
}

async function readFiles(files: Sources, signal: AbortSignal): Promise<ImportedDataset> {
  const linesPath = findLines(files);
  const folder = linesPath.slice(0, -linesFile.length);
  const bytes = await readWhole(files, linesPath);
  const readImage = imageReader(files, folder);
  const questions: ImportedQuestion[] = [];
  const images = new Map<string, ImportedImage>();
  const problems: LineProblem[] = [];
  for (const { line, text } of textLines(bytes)) {
    signal.throwIfAborted();
    if (line > maxLines)
      throw new Error(`${linesPath} has more than the ${maxLines} lines that are read. Split the dataset.`);
    const reading: LineReading =
      text === null ? { reason: 'It is not UTF-8 text. Save the file as UTF-8.' } : readDatasetLine(text);
    const image = 'reason' in reading ? reading : await readImage(reading.image);
    if ('reason' in image) problems.push({ line, reason: image.reason });
    else if ('image' in reading) {
      questions.push({ line, ...reading });
      images.set(reading.image, image);
    }
  }
  return { questions, images, problems, recipe: await readRecipe(files, folder) };
}

/** A small text file as bytes. @throws Error with a plain message. */
async function readWhole(files: Sources, path: string): Promise<Uint8Array> {
  const file = files.get(path)!;
  if (file.sizeBytes > maxLinesBytes)
    throw new Error(
      `${path} is larger than the ${maxLinesBytes / mebibyte} MiB that are read. Split the dataset.`,
    );
  try {
    return new Uint8Array(await (await file.open()).arrayBuffer());
  } catch (error) {
    throw new Error(`${path} ${fileFault(error)}.`);
  }
}

async function readRecipe(files: Sources, folder: string): Promise<DatasetRecipe | null> {
  const path = folder + recipeFile;
  if (!files.get(path)) return null;
  try {
    return Recipe.parse(JSON.parse(new TextDecoder().decode(await readWhole(files, path))));
  } catch {
    // The lines are used as they stand.
    return null;
  }
}

const newline = 10;

/** Lines that are not blank, numbered from 1; null if the bytes are not UTF-8. */
function* textLines(bytes: Uint8Array): Generator<{ line: number; text: string | null }> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let [line, start] = [0, 0];
  while (start < bytes.length) {
    const found = bytes.indexOf(newline, start);
    const end = found === -1 ? bytes.length : found;
    line++;
    let text: string | null = null;
    try {
      // The decoder leaves out a byte order mark.
      text = decoder.decode(bytes.subarray(start, end)).trim();
    } catch {}
    if (text !== '') yield { line, text };
    start = end + 1;
  }
}

/** A line's question and the path of its image, or why it cannot be used, as a plain sentence. */
type LineReading =
  | { readonly query: string; readonly response: string; readonly image: string }
  | { readonly reason: string };

/** Reads one line of `data.jsonl`. Never throws, whatever the text. */
export function readDatasetLine(text: string): LineReading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { reason: 'It is not JSON.' };
  }
  if (!isRecord(value)) return { reason: 'Expected a JSON object with query, response and images.' };
  const turn = 'messages' in value ? readMessages(value.messages) : readTurn(value);
  if ('reason' in turn) return turn;
  const parts = turn.query.split(imageTag);
  if (parts.length > 2)
    return { reason: `The question has ${parts.length - 1} tags ${imageTag}; one image a question is read.` };
  const query = parts.join('').trim();
  const response = turn.response.trim();
  if (query === '') return { reason: 'The question is empty.' };
  if (response === '') return { reason: 'The response is empty.' };
  const image = readImagePath(value.images);
  return 'reason' in image ? image : { query, response, image: image.path };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Turn = { readonly query: string; readonly response: string } | { readonly reason: string };

function readTurn({ query, response, history }: Record<string, unknown>): Turn {
  if (typeof query !== 'string') return { reason: `Expected "query" as text, but ${found(query)}.` };
  if (typeof response !== 'string') return { reason: `Expected "response" as text, but ${found(response)}.` };
  if (Array.isArray(history) && history.length > 0)
    return { reason: 'It has a history of earlier questions; one question a line is read.' };
  return { query, response };
}

const found = (value: unknown): string =>
  value === undefined ? 'it is missing' : `got ${value === null ? 'null' : typeof value}`;

/** A question and its answer. A system text may come before; it is not used, because a base model has its own. */
function readMessages(messages: unknown): Turn {
  if (!Array.isArray(messages) || !messages.every(isRecord))
    return { reason: 'Expected "messages" as a list of objects.' };
  const turns = messages[0]?.role === 'system' ? messages.slice(1) : messages;
  const [user, assistant] = turns;
  if (turns.length !== 2 || user?.role !== 'user' || assistant?.role !== 'assistant')
    return {
      reason: 'Expected one message of the user and one of the assistant; one question a line is read.',
    };
  if (typeof user.content !== 'string' || typeof assistant.content !== 'string')
    return { reason: 'Expected the content of each message as text.' };
  return { query: user.content, response: assistant.content };
}

/** The one path of `images`, relative to the folder of `data.jsonl` and inside it. */
function readImagePath(images: unknown): { path: string } | { reason: string } {
  if (!Array.isArray(images) || !images.every((path) => typeof path === 'string'))
    return {
      reason: `Expected "images" as a list of paths${images === undefined ? ', but it is missing' : ''}.`,
    };
  const [given] = images;
  if (images.length !== 1 || given === undefined)
    return { reason: `Expected one image, but "images" has ${images.length}.` };
  if (/^([a-z][a-z0-9+.-]*:|[\\/])/i.test(given))
    return { reason: `The image ${quote(given)} is not in the dataset: expected a path in its folder.` };
  const parts = given
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '.' && part !== '');
  if (parts.length === 0) return { reason: 'The path of the image is empty.' };
  if (parts.includes('..'))
    return { reason: `The image ${quote(given)} is outside the folder of the dataset.` };
  return { path: parts.join('/') };
}

/** A name out of a file, cut so that a message stays one line. */
const quote = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text);

/** Judges each image once, however many lines ask about it. */
function imageReader(files: Sources, folder: string) {
  const known = new Map<string, Promise<ImportedImage | { reason: string }>>();
  return (path: string) => {
    let reading = known.get(path);
    if (!reading) {
      reading = readImage(files.get(folder + path), quote(path));
      known.set(path, reading);
    }
    return reading;
  };
}

async function readImage(
  file: ChosenFile | undefined,
  name: string,
): Promise<ImportedImage | { reason: string }> {
  if (!file) return { reason: `The image ${name} is not among the files.` };
  if (file.sizeBytes > maxImageBytes)
    return { reason: `The image ${name} is larger than ${maxImageBytes / mebibyte} MiB.` };
  try {
    const blob = await file.open();
    const header = await readImageHeader(blob);
    if (!header)
      return { reason: `The image ${name} is damaged, or it is not a PNG, JPEG, WebP or GIF file.` };
    const { format, width, height } = header;
    if (width * height > maxImagePixels)
      return {
        reason: `The image ${name} has ${width} by ${height} pixels; up to ${maxImagePixels / 1e6} million are read.`,
      };
    return { format, width, height, blob: blob.slice(0, blob.size, mediaType(format)) };
  } catch (error) {
    return { reason: `The image ${name} ${fileFault(error)}.` };
  }
}
