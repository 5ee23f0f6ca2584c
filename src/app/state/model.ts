/** The base model as the page sees it: whether it is there and how big it is. Not here: loading it (workers/inference.ts). */
import { signal } from '@preact/signals';
import { proxy } from 'comlink';
import { sparkleTiny } from '../../../models/registry.ts';
import { ownOrigin } from '../../../models/source.ts';
import type { ExperimentConfig } from '../../experiment/config.ts';
import { config } from './config.ts';
import { tell } from './notice.ts';
import { workers } from './workers.ts';

/** `device`: the setting it was loaded for, which is not always where it runs. */
export type ModelState =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'loading';
      readonly file: string;
      readonly loadedBytes: number;
      readonly totalBytes: number | null;
    }
  | { readonly kind: 'ready'; readonly device: ExperimentConfig['device'] };

/** The base model of the page's experiment. */
export const baseModel = sparkleTiny;

/** The model in the inference worker. */
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

/** Takes note that the model is loaded, for which device setting. */
export function noteReady(device: ExperimentConfig['device']): void {
  modelState.value = { kind: 'ready', device };
}

/** Whether the model is there and was loaded for the device that is set now. */
export const isModelReady = () =>
  modelState.value.kind === 'ready' && modelState.value.device === config.value.device;

/** Takes note that the model is not there, or not for sure: its next use loads it. */
export function noteAbsent(): void {
  fileBytes.value = new Map();
  modelState.value = { kind: 'absent' };
}

/** Loads the base model if it is not there or was loaded for another device, and gives the inference worker. Rejects with a plain message. */
export async function loadModel() {
  const inference = await workers.inference();
  if (isModelReady()) return inference;
  const { device } = config.value;
  try {
    const loaded = await inference.load(
      baseModel,
      ownOrigin,
      device,
      proxy(({ file, loadedBytes, totalBytes }) => noteLoading(file, loadedBytes, totalBytes)),
    );
    if (loaded.notice) tell('note', loaded.notice);
    noteReady(device);
    return inference;
  } catch (error) {
    noteAbsent();
    throw error;
  }
}

/** Ends all workers; the next use of each starts a fresh one, and the model is loaded again. */
export function endWorkers(): void {
  workers.dispose();
  noteAbsent();
}
