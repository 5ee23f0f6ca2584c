/**
 * Imported adapters as folders: adapters/<id>/ with PEFT's two files as they came and adapter.json, which is written
 * last. Not here: finding the files in what was chosen (src/files/adapter-files.ts), which adapter is asked (state.ts).
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { z } from 'zod';
import type { Adapter } from '../../../models/adapter/adapter.ts';
import {
  configFile,
  type PeftFiles,
  readBaseWeights,
  readPeft,
  weightsFile,
} from '../../../models/adapter/peft.ts';
import { writeFile } from '../storage/kept-files.ts';
import { glanceAtPeft, readPeftFiles, writePeftFiles } from '../storage/peft-folder.ts';
import { wholeFolders } from '../storage/whole-folder.ts';

/** An imported adapter as the list shows it. */
export interface AdapterSummary {
  /** 16 hexadecimal digits of the SHA-256 of its files, so that the same adapter has the same id. */
  readonly id: string;
  /** The name of the ZIP or the folder. */
  readonly name: string;
  /** ISO 8601. */
  readonly importedAt: string;
  /** The base model named in its config; null if none is named. */
  readonly baseModel: string | null;
  /** Fingerprint of the base model's files; null if its files do not say it. */
  readonly baseWeights: string | null;
  readonly rank: number;
  /** The modules it adapts, such as `q_proj`, in the order of the file. */
  readonly modules: readonly string[];
  readonly sizeBytes: number;
  /** The file of it that is damaged; null if none is. The other fields of a damaged adapter, except `id`, are empty. */
  readonly damage: string | null;
}

/** Thrown if an adapter is no longer in the browser's storage. */
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
  /** Missing in files of older versions. */
  baseWeights: z.string().nullable().default(null),
  rank: z.int().min(1),
  modules: z.array(z.string()),
  sizeBytes: z.int().min(0),
});

/**
 * Stores an adapter with its files unchanged. An adapter that is already stored takes the new name.
 * @throws PeftError or SafetensorsError if the files are not an adapter; an Error with a plain message if storage is full.
 */
export async function saveAdapterFiles(name: string, files: PeftFiles): Promise<AdapterSummary> {
  const { adapter, baseModel } = readPeft(files);
  const id = idOf(files);
  const stored = {
    name,
    importedAt: new Date().toISOString(),
    baseModel,
    baseWeights: await readBaseWeights(new Blob([files[weightsFile]])),
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

function idOf(files: PeftFiles): string {
  // Not by crypto.subtle, which browsers have on secure addresses only.
  const bytes = new TextEncoder().encode(`${files[configFile]}\n`);
  return bytesToHex(sha256.create().update(bytes).update(files[weightsFile]).digest()).slice(0, 16);
}

/** All stored adapters, newest first. Removes those that were cut off while they were written. */
export async function listAdapters(): Promise<AdapterSummary[]> {
  const found = (await folders.list()).map(({ id, last }) => summarize(id, last));
  return found.sort((a, b) => b.importedAt.localeCompare(a.importedAt));
}

function summarize(id: string, text: string): AdapterSummary {
  const nothing = {
    name: id,
    importedAt: '',
    baseModel: null,
    baseWeights: null,
    rank: 0,
    modules: [],
    sizeBytes: 0,
  };
  try {
    return { id, ...StoredSummary.parse(JSON.parse(text)), damage: null };
  } catch {
    return { id, ...nothing, damage: summaryFile };
  }
}

/** PEFT's files of an imported adapter. @throws StoredAdapterError if they are missing. */
export const adapterFiles = (id: string): Promise<PeftFiles> => readFolder(folders.path(id));

/** Removes an adapter with its files; does nothing if there is none of that id. */
export const removeAdapter = folders.remove;

// ---- Adapters of runs ------------------------------------------------------------------------------------------
// A run's folder holds its adapter in the same two files (runs/store.ts writes them).

const runFolder = (id: string) => ['runs', id];

/** Those of the ids whose run has an adapter, each with the fingerprint of the base model; null if its files do not say it. */
export async function withAdapter(runIds: readonly string[]): Promise<Map<string, string | null>> {
  const found = await Promise.all(runIds.map(async (id) => [id, await glanceAtPeft(runFolder(id))] as const));
  return new Map(found.flatMap(([id, adapter]) => (adapter ? [[id, adapter.baseWeights]] : [])));
}

/** PEFT's files of a stored run. @throws StoredAdapterError if they are missing. */
export const runAdapterFiles = (id: string): Promise<PeftFiles> => readFolder(runFolder(id));

async function readFolder(folder: readonly string[]): Promise<PeftFiles> {
  const files = await readPeftFiles(folder);
  if (!files)
    throw new StoredAdapterError(
      `Expected ${configFile} and ${weightsFile} in the browser's storage, but not both are there. The adapter was removed: import it again, or train it again.`,
    );
  return files;
}

/** The adapter in those files. @throws PeftError or SafetensorsError if they are damaged. */
export const adapterIn = (files: PeftFiles): Adapter => readPeft(files).adapter;
