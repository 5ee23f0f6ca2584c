/** Files that a command writes under --out and the like. Node only. Not here: what is in them. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemFault } from './system-fault.ts';

/** Where a file is written before it is whole. */
export const partOf = (out: string): string => `${out}.part`;

/** Writes beside the file that this flag names, and makes its folder. Throws an Error for the person. */
export async function writePart(out: string, content: string | Uint8Array, flag = '--out'): Promise<void> {
  try {
    await mkdir(dirname(out), { recursive: true });
    await writeFile(partOf(out), content);
  } catch (error) {
    throw new Error(
      `Expected ${flag} to name a file that can be written, got ${out}. ${systemFault(error) ?? 'It could not be written. Name another.'}`,
    );
  }
}

/** Writes a file beside its place and moves it there: a full disk leaves no half file. Throws as writePart. */
export async function writeWhole(out: string, content: string | Uint8Array, flag?: string): Promise<void> {
  await writePart(out, content, flag);
  await rename(partOf(out), out);
}
