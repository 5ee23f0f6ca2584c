/**
 * Reads a dataset of questions about images, the lab's own, a person's photos or a published set: a ZIP or a folder with
 * `data.jsonl`, or with published files of captions, and the images they name. Good lines are kept; every other line is
 * reported with its reason, also if its image cannot be decoded. Not here: what a line says (dataset-line.ts,
 * caption-files.ts), how images are decoded (workers/data.ts), storage.
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
import { quoted } from '../../files/file-name.ts';
import { type ImageHeader, mediaType, readImageHeader } from '../../files/image-header.ts';
import { type CaptionFile, captionFilesIn, readCaptionFile } from './caption-files.ts';
import type { CaptionSetName } from './caption-sets.ts';
import { type DatasetLine, readDatasetLine } from './dataset-line.ts';
import { type DatasetRecipe, linesFile, Recipe, recipeFile } from './dataset-recipe.ts';
import { sayObjects } from './grounding.ts';

/** One question. `line` counts from 1 in its file; `image` is a key of the dataset's images. */
export interface ImportedQuestion {
  readonly line: number;
  readonly query: string;
  readonly response: string;
  readonly image: string;
  /** The published set of captions it is of, with the options in the order of their letters. Absent: any other question. */
  readonly set?: CaptionSetName;
  readonly options?: readonly string[];
}

/** An image that some question is about, with the size at which it is shown. */
export interface ImportedImage extends ImageHeader {
  /** The file as it came, with its Media Type. */
  readonly blob: Blob;
}

/** A line that could not be used; with the name of its file, if that is one of captions, an entry. */
export interface LineProblem {
  readonly line: number;
  readonly reason: string;
  readonly file?: string;
}

/** Where a problem is: `Line 3`, `Entry 3 of coco_qa_one_obj.json`. */
export const placeOf = ({ line, file }: Pick<LineProblem, 'line' | 'file'>): string =>
  file === undefined ? `Line ${line}` : `Entry ${line} of ${file}`;

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

/** What reading a dataset needs beside its files. */
export interface ImportServices {
  /**
   * Decodes an image file as far as a run needs it, and gives the size at which it is shown; null if it is damaged or cut
   * off. @throws if the file cannot be read.
   */
  readonly decode: (file: Blob) => Promise<{ readonly width: number; readonly height: number } | null>;
  /** Hears how many of the images are decoded, after each. */
  readonly onProgress: (images: number, of: number) => void;
}

/**
 * Reads a ZIP or the files of a folder, and decodes every image once. Never throws: `problem` says in one plain sentence
 * why nothing could be read.
 */
export async function importDataset(
  source: Blob | readonly FolderFile[],
  services: ImportServices,
): Promise<{ dataset: ImportedDataset } | { problem: string }> {
  try {
    return { dataset: await readFiles(await sourcesOf(source), services) };
  } catch (error) {
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
  const fault = `is not among the files; the ZIP has names in an old code page, such as one that reads ${quoted(guessed.path)} here: pack it again with names in UTF-8`;
  return { all, get: (path) => find(path) ?? closedFile(path, fault) };
}

/** Where the lines are, with the folder that the paths of images begin in. */
interface Layout {
  readonly folder: string;
  /** null for a set of captions. */
  readonly linesPath: string | null;
  readonly captions: readonly CaptionFile[];
}

/** The rows of the table of formats: lines of questions, and published captions. */
function findLayout({ all }: Sources): Layout {
  const captions = captionFilesIn(all);
  const lines = outermostNamed(all, linesFile);
  const [first] = captions;
  if (lines && first)
    throw new Error(
      `Expected ${linesFile} or published captions, but got both: ${lines.path} and ${first.path}. Choose a folder with one of them.`,
    );
  if (first) return { folder: first.path.slice(0, -first.set.file.length), linesPath: null, captions };
  if (lines) return { folder: lines.path.slice(0, -linesFile.length), linesPath: lines.path, captions };
  throw new Error(
    `Expected a file ${linesFile} with a question a line, but there is none among ${all.length === 1 ? `one file (${all[0]!.path})` : `${all.length} files`}. Choose the folder that has it, or a ZIP of it.`,
  );
}

async function readFiles(files: Sources, services: ImportServices): Promise<ImportedDataset> {
  const { folder, linesPath, captions } = findLayout(files);
  const lines = linesPath === null ? [] : readLines(linesPath, await readWhole(files, linesPath));
  for (const file of captions) lines.push(...captionLines(file, await readWhole(files, file.path)));
  const read = await readImages(files, folder, lines, services);
  const questions: ImportedQuestion[] = [];
  const images = new Map<string, ImportedImage>();
  const problems: LineProblem[] = [];
  for (const { line, file, reading } of lines) {
    const usable = withImage(reading, read);
    if ('reason' in usable)
      problems.push({ line, reason: usable.reason, ...(file !== undefined && { file }) });
    else {
      questions.push({ line, ...usable.question });
      images.set(usable.question.image, usable.image);
    }
  }
  const recipe = linesPath === null ? null : await readRecipe(files, folder);
  return { questions, images, problems, recipe };
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

/** A line that is not blank, or an entry of a file of captions, by its number, or why it cannot be used. */
interface NumberedLine {
  readonly line: number;
  /** The name of a file of captions. */
  readonly file?: string;
  readonly reading: DatasetLine | { readonly reason: string };
}

function readLines(path: string, bytes: Uint8Array): NumberedLine[] {
  const lines: NumberedLine[] = [];
  for (const { line, text } of textLines(bytes)) {
    if (line > maxLines)
      throw new Error(`${path} has more than the ${maxLines} lines that are read. Split the dataset.`);
    const reading =
      text === null ? { reason: 'It is not UTF-8 text. Save the file as UTF-8.' } : readDatasetLine(text);
    lines.push({ line, reading });
  }
  return lines;
}

const captionLines = (file: CaptionFile, bytes: Uint8Array): NumberedLine[] =>
  readCaptionFile(file, new TextDecoder().decode(bytes)).map((reading, place) => ({
    line: place + 1,
    file: file.set.file,
    reading,
  }));

/** An image that can be used, and the size that its file says, before it is turned upright. */
interface ReadImage {
  readonly shown: ImportedImage;
  readonly stored: ImageHeader;
}

/** A line's question and its image, or why they cannot be used. */
function withImage(
  reading: NumberedLine['reading'],
  images: ReadonlyMap<string, ReadImage | { readonly reason: string }>,
): { question: Omit<ImportedQuestion, 'line'>; image: ImportedImage } | { reason: string } {
  if ('reason' in reading) return reading;
  const { query, response, image: path, objects, set, options } = reading;
  const image = images.get(path)!;
  if ('reason' in image) return image;
  const said = objects ? sayObjects({ query, response }, objects, image) : { query, response };
  if ('reason' in said) return said;
  return {
    question: { ...said, image: path, ...(set && options && { set, options }) },
    image: image.shown,
  };
}

/** Judges each image once, however many lines ask about it, one after another: a large one takes much memory. */
async function readImages(
  files: Sources,
  folder: string,
  lines: readonly NumberedLine[],
  { decode, onProgress }: ImportServices,
): Promise<Map<string, ReadImage | { readonly reason: string }>> {
  const paths = new Set(lines.flatMap(({ reading }) => ('image' in reading ? reading.image : [])));
  const images = new Map<string, ReadImage | { readonly reason: string }>();
  for (const path of paths) {
    images.set(path, await readImage(files.get(folder + path), quoted(path), decode));
    onProgress(images.size, paths.size);
  }
  return images;
}

async function readImage(
  file: ChosenFile | undefined,
  name: string,
  decode: ImportServices['decode'],
): Promise<ReadImage | { readonly reason: string }> {
  if (!file) return { reason: `The image ${name} is not among the files. Add it, or correct its path.` };
  if (file.sizeBytes > maxImageBytes)
    return { reason: `The image ${name} is larger than ${maxImageBytes / mebibyte} MiB. Scale it down.` };
  try {
    const blob = await file.open();
    const stored = await readImageHeader(blob);
    if (!stored)
      return {
        reason: `The image ${name} is damaged, or it is not a PNG, JPEG, WebP or GIF file. Copy it again, or save it as one of these.`,
      };
    const { format, width, height } = stored;
    if (width * height > maxImagePixels)
      return {
        reason: `The image ${name} has ${width} by ${height} pixels; up to ${maxImagePixels / 1e6} million are read. Scale it down.`,
      };
    const typed = blob.slice(0, blob.size, mediaType(format));
    const size = await decode(typed);
    if (!size)
      return {
        reason: `The image ${name} cannot be decoded: its file is cut off or damaged. Copy it again.`,
      };
    return { shown: { format, ...size, blob: typed }, stored };
  } catch (error) {
    return { reason: `The image ${name} ${fileFault(error)}.` };
  }
}
