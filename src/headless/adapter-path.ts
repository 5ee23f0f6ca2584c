/**
 * The adapter at a path of this machine: a folder as PEFT saves it, a ZIP of one, or a run file. Node only. Not here: which
 * files are the adapter's (src/files/adapter-files.ts), what is in them (models/adapter/peft.ts).
 */
import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Adapter } from '../../models/adapter/adapter.ts';
import { type PeftFiles, readPeft } from '../../models/adapter/peft.ts';
import { messageOf } from '../../models/message-of.ts';
import { findAdapterFiles } from '../files/adapter-files.ts';
import { listFolder } from './folder-files.ts';

/** An adapter, its files, and where exactly it was found. */
interface FoundAdapter {
  readonly adapter: Adapter;
  readonly files: PeftFiles;
  readonly place: string;
}

/**
 * Reads the adapter at a path; `check` may refuse its files. @throws Error with a plain message that begins with the path, or
 * the system's error if there is nothing.
 */
export async function readAdapterPath(
  from: string,
  check: (files: PeftFiles) => Promise<void> = async () => {},
): Promise<FoundAdapter> {
  const isFolder = (await stat(from)).isDirectory();
  const { files: source, brokenLinks } = isFolder
    ? await listFolder(from)
    : { files: await openAsBlob(from), brokenLinks: '' };
  try {
    const { files, folder } = await findAdapterFiles(source);
    const { adapter } = readPeft(files);
    await check(files);
    return { adapter, files, place: join(from, folder.slice(0, -1)) };
  } catch (error) {
    throw new Error(`${from}: ${messageOf(error)}${brokenLinks}`);
  }
}
