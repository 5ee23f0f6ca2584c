/**
 * Imported adapters as folders: adapters/<id>/ with PEFT's two files as they came and adapter.json, which is written
 * last. Not here: finding the files in what was chosen (src/files/adapter-files.ts), which adapter is asked (state.ts).
 */
import { z } from 'zod';
import type { Adapter } from '../../../models/adapter/adapter.ts';
import { configFile, type PeftFiles, readPeft, weightsFile } from '../../../models/adapter/peft.ts';
import { writeFile } from '../storage/opfs.ts';
import { hasPeftFiles, readPeftFiles, writePeftFiles } from '../storage/peft-folder.ts';
import { wholeFolders } from '../storage/whole-folder.ts';

/** One line of the list. */
export interface AdapterSummary {
  /** 16 hexadecimal digits of the SHA-256 of its files: the same adapter, the same id. */
  readonly id: string;
  /** Of the ZIP or the folder. */
  readonly name: string;
  /** ISO 8601. */
  readonly importedAt: string;
  /** As its config names it; null where it does not. */
  readonly baseModel: string | null;
  readonly rank: number;
  /** Last names of the modules it adapts, in their order. */
  readonly modules: readonly string[];
  readonly sizeBytes: number;
  /** Why it cannot be used, as a sentence; null: it can. Of a damaged one only id and damage say something. */
  readonly damage: string | null;
}

/** An adapter that is no longer in the browser's storage. */
export class StoredAdapterError extends Error {
  override readonly name = 'StoredAdapterError';
}

const summaryFile = 'adapter.json';
const folders = wholeFolders('adapters', summaryFile);

const StoredSummary = z.object({
  version: z.literal(1),
  name: z.string(),
  importedAt: z.string(),
  baseModel: z.string().nullable(),
  rank: z.int().min(1),
  modules: z.array(z.string()),
  sizeBytes: z.int().min(0),
});

/**
 * Stores an adapter as it came and returns its line; one that is stored already takes the new name.
 * @throws PeftError or SafetensorsError for files that are no adapter; an Error with a plain message where storage is full.
 */
export async function saveAdapterFiles(name: string, files: PeftFiles): Promise<AdapterSummary> {
  const { adapter, baseModel } = readPeft(files);
  const id = await idOf(files);
  const stored = {
    name,
    importedAt: new Date().toISOString(),
    baseModel,
    rank: adapter.rank,
    modules: [...new Set(adapter.modules.map((module) => module.name.split('.').at(-1)!))],
    sizeBytes: files[weightsFile].length,
  };
  await folders.write(id, async () => {
    await writePeftFiles(folders.path(id), files);
    await writeFile(folders.path(id, summaryFile), JSON.stringify({ version: 1, ...stored }, null, 2));
  });
  return { id, ...stored, damage: null };
}

async function idOf(files: PeftFiles): Promise<string> {
  const bytes = new Blob([files[configFile], '\n', files[weightsFile]]);
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await bytes.arrayBuffer()));
  return [...hash.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** All stored adapters, newest first; what was cut off in writing is removed. */
export async function listAdapters(): Promise<AdapterSummary[]> {
  const found = (await folders.list()).map(({ id, last }) => summarize(id, last));
  return found.sort((a, b) => b.importedAt.localeCompare(a.importedAt));
}

function summarize(id: string, text: string): AdapterSummary {
  const nothing = { name: id, importedAt: '', baseModel: null, rank: 0, modules: [], sizeBytes: 0 };
  try {
    return { id, ...StoredSummary.parse(JSON.parse(text)), damage: null };
  } catch {
    return {
      id,
      ...nothing,
      damage: `Expected ${summaryFile} as this lab writes it, got something else. Remove the adapter and import it again.`,
    };
  }
}

/** PEFT's files of an imported adapter, as they came. @throws StoredAdapterError where they are missing. */
export const adapterFiles = (id: string): Promise<PeftFiles> => readFolder(folders.path(id));

/** Removes an adapter with its files; a missing one is no error. */
export const removeAdapter = folders.remove;

// ---- Adapters of runs ------------------------------------------------------------------------------------------
// A run's folder holds its adapter in the same two files (runs/store.ts writes them).

const runFolder = (id: string) => ['runs', id];

/** The ids of those runs that have an adapter. */
export async function withAdapter(runIds: readonly string[]): Promise<string[]> {
  const isAdapted = await Promise.all(runIds.map((id) => hasPeftFiles(runFolder(id))));
  return runIds.filter((_, i) => isAdapted[i]);
}

/** PEFT's files of a stored run. @throws StoredAdapterError where they are missing. */
export const runAdapterFiles = (id: string): Promise<PeftFiles> => readFolder(runFolder(id));

async function readFolder(folder: readonly string[]): Promise<PeftFiles> {
  const files = await readPeftFiles(folder);
  if (!files)
    throw new StoredAdapterError(
      `Expected ${configFile} and ${weightsFile} in the browser's storage, but not both are there. The adapter was removed: import it again, or train it again.`,
    );
  return files;
}

/** The adapter in those files. @throws PeftError or SafetensorsError where they are damaged. */
export const adapterIn = (files: PeftFiles): Adapter => readPeft(files).adapter;
