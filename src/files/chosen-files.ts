/**
 * The files that a person chose or dropped: a folder, or a ZIP of one; and finding one of them by its name. Not here: what
 * is in them, how they are chosen (src/app/ui/file-drop.tsx), the layout of a ZIP (zip-directory.ts).
 */
import { plainPath, quoted, spelled } from './file-name.ts';
import { readZipDirectory, readZipEntry } from './zip-directory.ts';

/** A file of a folder. `path` from the chosen folder or its parent. */
export interface FolderFile {
  readonly path: string;
  readonly blob: Blob;
}

/** A file of a folder or a ZIP that is opened when it is needed. */
export interface ChosenFile {
  /** As `plainPath` spells it. */
  readonly path: string;
  /** As the folder or the ZIP spells it. */
  readonly givenPath: string;
  /** Whether the ZIP does not say in which code page the path is, so that it may read wrong. */
  readonly isPathGuessed: boolean;
  readonly sizeBytes: number;
  /** The memory that opening it takes: its size if a ZIP has it compressed, else 0. */
  readonly inflatedBytes: number;
  /** @throws Error that ends a sentence about the file: "is ...". */
  open(): Promise<Blob>;
}

/** A file that cannot be opened. `fault` ends a sentence about it: "is ...". */
export const closedFile = (path: string, fault: string): ChosenFile => ({
  path,
  givenPath: path,
  isPathGuessed: false,
  sizeBytes: 0,
  inflatedBytes: 0,
  open: async () => {
    throw new Error(fault);
  },
});

/** The end of a sentence about a file that could not be opened or read: "is ...". The system's own words help nobody. */
export const fileFault = (error: unknown): string =>
  error instanceof Error && error.message.startsWith('is ')
    ? error.message
    : 'is not readable: it was moved, changed or locked since it was chosen; choose it again';

/** The files of a folder or of a ZIP. @throws Error with a plain message for a ZIP that cannot be read. */
export async function chosenFiles(source: Blob | readonly FolderFile[]): Promise<ChosenFile[]> {
  if (source instanceof Blob) return zipFiles(source);
  return source.map(({ path, blob }) => ({
    path: plainPath(path),
    givenPath: path,
    isPathGuessed: false,
    sizeBytes: blob.size,
    inflatedBytes: 0,
    open: async () => blob,
  }));
}

async function zipFiles(zip: Blob): Promise<ChosenFile[]> {
  const files: ChosenFile[] = [];
  /** The places of links in `files`. */
  const links: number[] = [];
  for (const entry of await readZipDirectory(zip)) {
    const path = plainPath(entry.name.text);
    // Archives made on a Mac hold a shadow of each file.
    if (path.startsWith('__MACOSX/')) continue;
    if (entry.isLink) links.push(files.length);
    files.push({
      path,
      givenPath: entry.name.text,
      isPathGuessed: entry.name.isGuessed,
      sizeBytes: entry.sizeBytes,
      inflatedBytes: entry.method === 0 ? 0 : entry.sizeBytes,
      open: () => readZipEntry(zip, entry),
    });
  }
  if (links.length === 0) return files;
  const find = fileFinder(files);
  for (const place of links) files[place] = await followed(files[place]!, find);
  return files;
}

/** No system has longer paths. */
const maxLinkBytes = 2 ** 15;

/** What a link in a ZIP stands for: its target's content under its own path. One that leads nowhere cannot be opened. */
async function followed(link: ChosenFile, find: FileFinder): Promise<ChosenFile> {
  const content = link.sizeBytes <= maxLinkBytes ? await link.open().catch(() => null) : null;
  const given = (await content?.text()) ?? '';
  const parts = link.path.split('/').slice(0, -1);
  for (const part of given.split('/'))
    if (part === '..') parts.pop();
    else parts.push(part);
  const target = find(parts.join('/'));
  if (!target || target.path === link.path)
    return closedFile(
      link.path,
      `is a link to ${quoted(given)}, which is not in the ZIP; pack the files themselves`,
    );
  const { sizeBytes, inflatedBytes, open } = target;
  return { ...link, sizeBytes, inflatedBytes, open };
}

/**
 * The files of a folder by their plain paths. @throws Error with a plain message that names both where two paths become
 * one.
 */
export function filesByPath(files: readonly FolderFile[]): Map<string, Blob> {
  const found = new Map<string, FolderFile>();
  for (const file of files) {
    const path = plainPath(file.path);
    const other = found.get(path);
    if (other) throw new Error(`The file ${quoted(path)} ${sameName([other.path, file.path])}.`);
    found.set(path, file);
  }
  return new Map([...found].map(([path, { blob }]) => [path, blob]));
}

const sameName = (paths: readonly string[]): string =>
  `is there ${paths.length} times, as ${spelled(paths)}; keep one of them`;

/** Returns the file of a path; undefined if there is none. */
export type FileFinder = (path: string) => ChosenFile | undefined;

/**
 * Finds files by path: spelled so or, if there is none, with other capitals. Where several have that name, what is found
 * cannot be opened, and its fault names them.
 */
export function fileFinder(files: readonly ChosenFile[]): FileFinder {
  const [spelledSo, inAnyCase] = [new Map<string, ChosenFile[]>(), new Map<string, ChosenFile[]>()];
  const add = (map: Map<string, ChosenFile[]>, key: string, file: ChosenFile) => {
    const others = map.get(key);
    if (others) others.push(file);
    else map.set(key, [file]);
  };
  for (const file of files) {
    add(spelledSo, file.path, file);
    add(inAnyCase, file.path.toLowerCase(), file);
  }
  return (path) => {
    const plain = plainPath(path);
    const found = spelledSo.get(plain) ?? inAnyCase.get(plain.toLowerCase()) ?? [];
    return found.length > 1 ? closedFile(plain, sameName(found.map(({ givenPath }) => givenPath))) : found[0];
  };
}

/** How many files of one name a message lists. */
const maxTold = 10;

/**
 * The file of that name, with any capitals; undefined if there is none. A folder may have been packed or chosen with its
 * parents. Of several the one is taken whose folder holds all the others. @throws Error with a plain message that names
 * them where there is no such folder.
 */
export function outermostNamed(files: readonly ChosenFile[], name: string): ChosenFile | undefined {
  const folders = new Set<string>();
  for (const { path } of files) {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    if (path.slice(folder.length).toLowerCase() === name.toLowerCase()) folders.add(folder);
  }
  const sorted = [...folders].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const [first, ...others] = sorted.toSorted((a, b) => a.length - b.length);
  if (first === undefined) return undefined;
  if (others.every((folder) => folder.startsWith(first))) return fileFinder(files)(first + name);
  const told = sorted.slice(0, maxTold).map((folder) => folder + name);
  const more = folders.size > maxTold ? ` and ${folders.size - maxTold} more` : '';
  throw new Error(
    `Expected one ${name}, but got ${folders.size}: ${told.join(', ')}${more}. Choose the folder of one of them, or a ZIP of it.`,
  );
}
