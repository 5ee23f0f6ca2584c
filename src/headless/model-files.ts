/**
 * The files of a base model in a folder of this machine, and the folder that a command writes one into. Node only. Not
 * here: which files a model has (models/listing.ts), serving a folder (model-folder.ts).
 */
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { chooseFiles } from '../../models/listing.ts';
import { placeFile, usualStrength } from '../../models/place-strength.ts';
import { type BaseModel, usualDtypes } from '../../models/registry.ts';
import type { WrittenFile } from '../../models/written-file.ts';
import { filesByPath } from '../files/chosen-files.ts';
import { listFolder } from './folder-files.ts';

/** The embedded model's folder. */
export const embeddedFolder = resolve(import.meta.dirname, '../../public/models/sparkle-tiny');

/** The files of a model that are used, by path. Throws an Error with a plain message. */
export async function readModelFolder(
  folder: string,
): Promise<Pick<BaseModel, 'name' | 'dtype' | 'place'> & { readonly blobs: ReadonlyMap<string, Blob> }> {
  const { files, brokenLinks } = await listFolder(folder);
  const byPath = filesByPath(files);
  const listing = [...byPath].map(([path, { size }]) => ({ path, sizeBytes: size, sha256: null }));
  const choice = chooseFiles(listing, usualDtypes.withF16, true);
  if ('problem' in choice) throw new Error(`${folder}: ${choice.problem}${brokenLinks}`);
  const blobs = new Map(choice.files.map(({ path }) => [path, byPath.get(path)!] as const));
  const place = blobs.has(placeFile) ? usualStrength : null;
  return { name: basename(resolve(folder)), dtype: choice.dtype, place, blobs };
}

/** Throws an Error with a plain message if there is something of that name. */
export async function refuseExisting(out: string): Promise<void> {
  if (await stat(out).catch(() => null))
    throw new Error(`Expected --out to name a folder that is not there yet, but ${out} is. Name another.`);
}

/** Writes a model's files: there is the whole folder or none. Gives their size in bytes. */
export async function writeModelFolder(out: string, files: readonly WrittenFile[]): Promise<number> {
  // Written to a folder beside it, which is renamed at the end.
  const part = join(dirname(resolve(out)), `${basename(resolve(out))}.part`);
  await rm(part, { recursive: true, force: true });
  try {
    for (const { path, bytes } of files) {
      const at = join(part, ...path.split('/'));
      await mkdir(dirname(at), { recursive: true });
      const file = await open(at, 'w');
      try {
        for await (const chunk of bytes()) await file.appendFile(chunk);
        await file.sync();
      } finally {
        await file.close();
      }
    }
    await rename(part, out);
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    throw error;
  }
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
