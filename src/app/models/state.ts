/**
 * The base model in the inference worker: whether it is loaded, and its size. Not here: which models there are (choice.ts),
 * the loading itself (workers/inference.ts).
 */
import { signal } from '@preact/signals';
import { proxy } from 'comlink';
import { atStrength } from '../../../models/place-strength.ts';
import type { ExperimentConfig } from '../../experiment/config.ts';
import { chooseDevices } from '../../experiment/device.ts';
import { inWords } from '../../words/thrown.ts';
import { gpuKind, trustGpu } from '../gpu/state.ts';
import { tell } from '../page/notice.ts';
import { config } from '../setup/state.ts';
import { workers } from '../workers.ts';
import { openModel, replacements } from './choice.ts';

/** The settings that a model was loaded for; it does not always run on `device`. */
type LoadedFor = Pick<ExperimentConfig, 'model' | 'place' | 'device'>;

type ModelState =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'loading';
      readonly file: string;
      readonly loadedBytes: number;
      readonly totalBytes: number | null;
    }
  | { readonly kind: 'ready'; readonly for: LoadedFor; readonly replacements: number };

/** The model in the inference worker. */
export const modelState = signal<ModelState>({ kind: 'absent' });

/** Bytes of each model file that was loaded. */
const fileBytes = signal<ReadonlyMap<string, number>>(new Map());

/** Bytes of all loaded files of the model; 0 before loading. */
export const modelBytes = () => [...fileBytes.value.values()].reduce((sum, bytes) => sum + bytes, 0);

/** Records loading progress, of a run or of a question. */
export function noteLoading(file: string, loadedBytes: number, totalBytes: number | null): void {
  // A model that was loaded before is gone.
  const before = modelState.value.kind === 'loading' ? fileBytes.value : [];
  fileBytes.value = new Map(before).set(file, loadedBytes);
  modelState.value = { kind: 'loading', file, loadedBytes, totalBytes };
}

/** Records that a model is loaded, and for which settings. */
export function noteReady({ model, place, device }: LoadedFor): void {
  modelState.value = { kind: 'ready', for: { model, place, device }, replacements: replacements.value };
}

/** Whether the chosen model is loaded from its current files and for the chosen device. */
export function isModelReady(): boolean {
  const state = modelState.value;
  if (state.kind !== 'ready' || state.replacements !== replacements.value) return false;
  const { model, place, device } = config.value;
  return state.for.model === model && state.for.place === place && state.for.device === device;
}

/** Records that the model may not be loaded: its next use loads it. */
export function noteAbsent(): void {
  fileBytes.value = new Map();
  modelState.value = { kind: 'absent' };
}

/** Loads the base model, unless it is loaded for the current settings, and returns the inference worker. Rejects with a plain message. */
export async function loadModel() {
  if (isModelReady()) return workers.inference();
  const wanted = config.value;
  try {
    const doubt = wanted.device === 'wasm' ? null : await trustGpu('inference', wanted.device);
    const { answering } = chooseDevices({
      wanted,
      gpu: await gpuKind(),
      doubts: { inference: doubt, training: null },
      trained: null,
    });
    if (answering.notice) tell('note', inWords(answering.notice));
    const inference = await workers.inference();
    const { model, source } = await openModel(wanted.model);
    const loaded = await inference.load(
      atStrength(model, wanted.place),
      source,
      answering.device,
      proxy(({ file, loadedBytes, totalBytes }) => noteLoading(file, loadedBytes, totalBytes)),
    );
    if (loaded.notice) tell('note', inWords(loaded.notice));
    noteReady(wanted);
    return inference;
  } catch (error) {
    noteAbsent();
    throw error;
  }
}

/** Ends all workers. The next use of each starts a new one, and the model must be loaded again. */
export function endWorkers(): void {
  workers.dispose();
  noteAbsent();
}
