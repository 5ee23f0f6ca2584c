/**
 * The files of a folder on this machine, links followed: the hub's cache has a link in place of each file. Node only.
 * Not here: which of them are used (src/files/adapter-files.ts, models/listing.ts).
 */
import { openAsBlob } from 'node:fs';
import { readdir, readlink, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FolderFile } from '../files/chosen-files.ts';

/** What is in a folder. */
interface FolderContent {
  /** Read only when they are used. Paths are relative to the folder, with slashes. */
  readonly files: readonly FolderFile[];
  /** A sentence that names the links which lead nowhere, with a space before it; empty if there are none. */
  readonly brokenLinks: string;
}

/** Lists a folder with all folders in it. @throws Error of the system if it cannot be read. */
export async function listFolder(folder: string): Promise<FolderContent> {
  const files: FolderFile[] = [];
  const broken: string[] = [];
  const walk = async (place: string, inside: string, around: readonly string[]): Promise<void> => {
    const real = await realpath(place);
    // A link to a folder that it is in: there is nothing new behind it.
    if (around.includes(real)) return;
    for (const name of (await readdir(place)).sort()) {
      const [at, path] = [join(place, name), `${inside}${name}`];
      const found = await stat(at).catch(() => null);
      if (!found) broken.push(`${path} to ${await readlink(at).catch(() => 'an unknown place')}`);
      else if (found.isDirectory()) await walk(at, `${path}/`, [...around, real]);
      else if (found.isFile()) files.push({ path, blob: await openAsBlob(at) });
    }
  };
  await walk(folder, '', []);
  const told = broken.slice(0, maxTold).join(', ');
  const more = broken.length > maxTold ? ` and ${broken.length - maxTold} more` : '';
  return {
    files,
    brokenLinks: told && ` These links lead nowhere: ${told}${more}. Get the files that they stand for.`,
  };
}

/** How many links a message lists. */
const maxTold = 10;
