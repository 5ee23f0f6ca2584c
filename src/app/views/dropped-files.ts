/** The files a person drops on the page, folders with all that is in them. Not here: what is done with them. */
import type { FolderFile } from '../../sparkle/dataset-import.ts';

/** Reads what was dropped. The entries are taken at once: after the event there are none. */
export async function droppedFiles({ items, files }: DataTransfer): Promise<FolderFile[]> {
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return [...files].map((blob) => ({ path: blob.name, blob }));
  return (await Promise.all(entries.map(filesOf))).flat();
}

async function filesOf(entry: FileSystemEntry): Promise<FolderFile[]> {
  if (entry.isFile) {
    const blob = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [{ path: entry.fullPath.slice(1), blob }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: FolderFile[] = [];
  for (;;) {
    // A folder is given in pieces; an empty one is the end.
    const piece = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (piece.length === 0) return found;
    found.push(...(await Promise.all(piece.map(filesOf))).flat());
  }
}
