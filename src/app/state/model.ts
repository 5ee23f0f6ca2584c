/** The base model as the page sees it: whether it is there and how big it is. Not here: loading it (workers/inference.ts). */
import { signal } from '@preact/signals';
import { proxy } from 'comlink';
import { sparkleTiny } from '../../../models/registry.ts';
import { config } from './config.ts';
import { tell } from './notice.ts';
import { workers } from './workers.ts';

export type ModelState =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'loading';
      readonly file: string;
      readonly loadedBytes: number;
      readonly totalBytes: number | null;
    }
  | { readonly kind: 'ready' };

/** The base model of the page's experiment. */
export const baseModel = sparkleTiny;

export const modelState = signal<ModelState>({ kind: 'absent' });

/** Bytes of each model file that was loaded. */
const fileBytes = signal<ReadonlyMap<string, number>>(new Map());

/** Bytes of all files of the model that were loaded; 0 before. */
export const modelBytes = () => [...fileBytes.value.values()].reduce((sum, bytes) => sum + bytes, 0);

/** Takes note of loading progress, whoever asked for the model: a run or the page. */
export function noteLoading(file: string, loadedBytes: number, totalBytes: number | null): void {
  fileBytes.value = new Map(fileBytes.value).set(file, loadedBytes);
  modelState.value = { kind: 'loading', file, loadedBytes, totalBytes };
}

export function noteReady(): void {
  modelState.value = { kind: 'ready' };
}

export function noteAbsent(): void {
  fileBytes.value = new Map();
  modelState.value = { kind: 'absent' };
}

/** Loads the base model if it is not there, and gives the inference worker. Rejects with a plain message. */
export async function loadModel() {
  const inference = await workers.inference();
  if (modelState.value.kind === 'ready') return inference;
  try {
    const loaded = await inference.load(
      baseModel,
      config.value.device,
      proxy(({ file, loadedBytes, totalBytes }) => noteLoading(file, loadedBytes, totalBytes)),
    );
    if (loaded.notice) tell('note', loaded.notice);
    noteReady();
    return inference;
  } catch (error) {
    noteAbsent();
    throw error;
  }
}

/** Ends the inference worker; its next use starts a fresh one, which loads the model again. */
export function restartInference(): void {
  workers.restart('inference');
  noteAbsent();
}
