/**
 * Reads the published files of captions (caption-sets.ts): which of them are among the files, and their entries as
 * questions with lettered options. The order of the options is drawn for each entry, the same on every machine, so that
 * every letter is right equally often and none says anything. Not here: images and other formats (dataset-import.ts).
 */
import type { ChosenFile } from '../../files/chosen-files.ts';
import { outermostNamed } from '../../files/chosen-files.ts';
import { quoted } from '../../files/file-name.ts';
import { stream } from '../scene/random.ts';
import { optionsMax } from '../style/choice.ts';
import { series } from '../style/wording.ts';
import {
  type CaptionSet,
  captionFilePattern,
  captionQuestion,
  captionSets,
  dataFolder,
} from './caption-sets.ts';
import { type DatasetLine, type Refusal, readImagePath } from './dataset-line.ts';
import { came } from './grounding.ts';

/** A file of a set. */
export interface CaptionFile {
  readonly set: CaptionSet;
  readonly path: string;
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/**
 * The published files among those chosen, in the order of the table. @throws Error with a plain message for one that is
 * named like them and is none, and for files in several folders.
 */
export function captionFilesIn(all: readonly ChosenFile[]): CaptionFile[] {
  const files = captionSets.flatMap((set): CaptionFile[] => {
    const found = outermostNamed(all, set.file);
    return found ? [{ set, path: found.path }] : [];
  });
  const unknown = all.find(({ path }) => {
    const name = nameOf(path).toLowerCase();
    return captionFilePattern.test(name) && !captionSets.some(({ file }) => file === name);
  });
  if (unknown)
    throw new Error(
      `The file ${quoted(unknown.path)} is named like a published set of captions and is none of them: expected ${series(
        captionSets.map(({ file }) => file),
        'or',
      )}. Name it so, or take it out.`,
    );
  const [first, ...others] = files;
  const stray = others.find(({ path }) => folderOf(path) !== folderOf(first!.path));
  if (stray)
    throw new Error(
      `Expected the files of captions in one folder, but got ${quoted(first!.path)} and ${quoted(stray.path)}. Choose one of the two folders.`,
    );
  return files;
}

/** The entries of a file. @throws Error with a plain message if it is no list. */
export function readCaptionFile({ set, path }: CaptionFile, text: string): (DatasetLine | Refusal)[] {
  let entries: unknown;
  try {
    entries = JSON.parse(text);
  } catch {
    throw new Error(`${path} is not whole: it is cut off, or no JSON file. Download it again.`);
  }
  if (!Array.isArray(entries) || entries.length === 0)
    throw new Error(
      `Expected a list of captions in ${path}, but ${came(entries)}. Take the published file ${set.file}.`,
    );
  return entries.map((entry, place) => readEntry(set, place, entry));
}

function readEntry(set: CaptionSet, place: number, entry: unknown): DatasetLine | Refusal {
  const parts = set.entries.kind === 'paths' ? pathParts(entry) : idParts(entry, set.entries.imagePath);
  if ('reason' in parts) return parts;
  const { captions, image } = parts;
  const problem = captionsProblem(captions);
  if (problem) return { reason: problem };
  const path = readImagePath(image);
  if ('reason' in path) return path;
  const texts = captions.map((caption) => String(caption).trim());
  const options = stream(0, 'captions', set.name, place).shuffle(texts);
  return { ...captionQuestion(options, texts[0]!), image: path.path, set: set.name, options };
}

/** The captions of an entry, the right one first, and the path of its image. */
interface EntryParts {
  readonly captions: readonly unknown[];
  readonly image: string;
}

function pathParts(entry: unknown): EntryParts | Refusal {
  const { image_path: image, caption_options: captions } = (
    typeof entry === 'object' && entry !== null ? entry : {}
  ) as Record<string, unknown>;
  if (typeof image !== 'string' || !Array.isArray(captions))
    return {
      reason: `Expected {"image_path": ..., "caption_options": [...]}, as What's Up has it, but ${came(entry)}. Write it so, or remove it.`,
    };
  return { captions, image: image.startsWith(dataFolder) ? image.slice(dataFolder.length) : image };
}

function idParts(entry: unknown, imagePath: (id: string) => string): EntryParts | Refusal {
  const [id, ...captions] = Array.isArray(entry) ? entry : [];
  const isId = ['number', 'string'].includes(typeof id) && /^[\w-]{1,40}$/.test(String(id));
  if (!isId || captions.length > 2)
    return {
      reason: `Expected [image id, right caption, wrong caption], as COCO-spatial and GQA-spatial have it, but ${came(entry)}. Write it so, or remove it.`,
    };
  return { captions, image: imagePath(String(id)) };
}

/** Why captions cannot be offered, as plain sentences; null if they can. */
function captionsProblem(captions: readonly unknown[]): string | null {
  const wrong = captions.find((caption) => typeof caption !== 'string' || caption.trim() === '');
  if (wrong !== undefined)
    return `Expected each caption as text, but ${came(wrong)}. Write it so, or remove the entry.`;
  if (captions.length < 2 || captions.length > optionsMax)
    return `Expected 2 to ${optionsMax} captions to choose from, the right one first, but got ${captions.length}. Add the wrong ones, or remove the entry.`;
  if (new Set(captions.map((caption) => String(caption).trim().toLowerCase())).size < captions.length)
    return `Expected captions that differ, but ${came(captions)}. Change one, or remove the entry.`;
  return null;
}
