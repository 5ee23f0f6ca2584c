/**
 * The files that a person chose or dropped: a folder, or a ZIP of one.
 * Not here: what is in them, how they are chosen (src/app/ui/file-drop.tsx), the layout of a ZIP (zip-directory.ts).
 */
import { readZipDirectory, readZipEntry } from './zip-directory.ts';

/** A file of a folder. `path` with `/`, from the chosen folder or its parent. */
export interface FolderFile {
  readonly path: string;
  readonly blob: Blob;
}

/** A file of a folder or a ZIP that is opened when it is needed. */
export interface ChosenFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** The memory that opening it takes: its size if a ZIP has it compressed, else 0. */
  readonly inflatedBytes: number;
  /** @throws Error that ends a sentence about the file: "is ...". */
  open(): Promise<Blob>;
}

/** The files of a folder or of a ZIP. @throws Error with a plain message for a ZIP that cannot be read. */
export async function chosenFiles(source: Blob | readonly FolderFile[]): Promise<ChosenFile[]> {
  if (!(source instanceof Blob))
    return source.map(({ path, blob }) => ({
      path,
      sizeBytes: blob.size,
      inflatedBytes: 0,
      open: async () => blob,
    }));
  const entries = await readZipDirectory(source);
  // Archives made on a Mac hold a shadow of each file.
  return entries
    .filter(({ path }) => !path.startsWith('__MACOSX/'))
    .map((entry) => ({
      path: entry.path,
      sizeBytes: entry.sizeBytes,
      inflatedBytes: entry.method === 0 ? 0 : entry.sizeBytes,
      open: () => readZipEntry(source, entry),
    }));
}

/** How many folders a path is deep, from 1. */
export const depthOf = (path: string): number => path.split('/').length;

/** The files of that name, nearest to the root first: a folder may have been packed or chosen with its parents. */
export const filesNamed = (files: readonly ChosenFile[], name: string): ChosenFile[] =>
  files
    .filter(({ path }) => path === name || path.endsWith(`/${name}`))
    .sort((a, b) => depthOf(a.path) - depthOf(b.path));
