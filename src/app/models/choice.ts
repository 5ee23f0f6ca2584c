/**
 * Which base models there are: the embedded one, those stored in the browser or served beside the page, and folders that
 * were chosen since the page was opened; and the download of models. Not here: loading one into a worker (state.ts), the
 * memory they need (src/experiment/model-fit.ts), how they are stored (store.ts).
 */
import { computed, signal } from '@preact/signals';
import { type GpuLimits, readGpuLimits } from '../../../models/gpu/adapter.ts';
import { estimatedFileBytes, shapeOf } from '../../../models/memory.ts';
import { strengthRefusal } from '../../../models/place-strength.ts';
import {
  type BaseModel,
  type Dtypes,
  type HubModel,
  hubModels,
  type ModelShape,
  sparkleTiny,
  sparkleTinyShape,
} from '../../../models/registry.ts';
import { folderPrefix, stepsOf } from '../../experiment/config.ts';
import { chooseDevices, type Devices } from '../../experiment/device.ts';
import { misfitOf } from '../../experiment/model-fit.ts';
import { type OpenedModel, openEmbeddedModel, openServedModel } from '../../experiment/open-model.ts';
import { inWords } from '../../words/thrown.ts';
import { gpu, gpuDoubts } from '../gpu/state.ts';
import { chooseModel, config } from '../setup/state.ts';
import { sentenceOf } from '../ui/format.ts';
import { openFolder } from './folder.ts';
import { hubAddress } from './hub-listing.ts';
import * as store from './store.ts';

/** The models of the hub of which at least a part is stored, by id. */
export const keptModels = signal<ReadonlyMap<string, store.KeptModel>>(new Map());

/** Other models that are ready to use, by id: chosen folders, and models served beside the page. */
const openedModels = signal<ReadonlyMap<string, OpenedModel & { readonly shape: ModelShape }>>(new Map());

/** Counts how often a model's files were replaced: what a worker loaded before is then out of date. */
export const replacements = signal(0);

/** The running download; null if there is none. `progress` is null until the hub has sent its list of files. */
export const downloading = signal<{
  readonly id: string;
  readonly progress: store.DownloadProgress | null;
} | null>(null);

/** The last problem of each model, by id. */
export const modelProblems = signal<ReadonlyMap<string, string>>(new Map());
/** What was wrong with the last chosen folder; null if nothing. */
export const folderProblem = signal<string | null>(null);

/** The limits of the GPU; null without a GPU, undefined before they are read. */
export const gpuLimits = signal<GpuLimits | null | undefined>(undefined);

/** The folders that were chosen since the page was opened. */
export const folderModels = computed<readonly BaseModel[]>(() =>
  [...openedModels.value.values()].map(({ model }) => model).filter(({ id }) => id.startsWith(folderPrefix)),
);

/** Where a model that is ready to use is; null if it is not ready. */
export function placeOf(id: string): 'page' | 'browser' | 'folder' | null {
  if (id === sparkleTiny.id) return 'page';
  if (keptModels.value.get(id)?.isWhole) return 'browser';
  if (!openedModels.value.has(id)) return null;
  return id.startsWith(folderPrefix) ? 'folder' : 'page';
}

/** What is known about a model before it is opened. */
interface KnownModel {
  readonly id: string;
  readonly name: string;
  /** Null if only its name is known. */
  readonly shape: ModelShape | null;
  readonly dtype: Dtypes;
  /** The size of its files; null if unknown. */
  readonly size: { readonly bytes: number; readonly isExact: boolean } | null;
  /** Not null if it has a place component; null also if that is not known yet. */
  readonly place: number | null;
}

const dtypesOf = ({ dtypes }: HubModel): Dtypes => dtypes[gpuLimits.value?.hasF16 ? 'withF16' : 'withoutF16'];

const exactly = ({ sizeBytes }: { readonly sizeBytes: number }) => ({ bytes: sizeBytes, isExact: true });

/** What is known about the model of that id. */
export function knownModel(id: string): KnownModel {
  if (id === sparkleTiny.id) return { ...sparkleTiny, shape: sparkleTinyShape, size: exactly(sparkleTiny) };
  const opened = openedModels.value.get(id);
  // A server may not report the sizes of files.
  if (opened && opened.model.sizeBytes > 0)
    return { ...opened.model, shape: opened.shape, size: exactly(opened.model) };
  const hub = hubModels.find((each) => each.id === id);
  if (!hub)
    return {
      id,
      name: id.slice(folderPrefix.length),
      shape: null,
      dtype: sparkleTiny.dtype,
      size: null,
      place: null,
    };
  const dtype = opened?.model.dtype ?? dtypesOf(hub);
  const kept = keptModels.value.get(id);
  const size = kept?.sizeBytes
    ? exactly(kept)
    : { bytes: estimatedFileBytes(hub.shape, dtype), isExact: false };
  return { ...hub, dtype, size, place: opened?.model.place ?? null };
}

/** The base model that is set up. */
export const chosenModel = computed(() => knownModel(config.value.model));

/** What the engine says, in the language of the page. */
const translated = (text: string | null): string | null => text && inWords(text);

/** Why the GPU cannot train a model with the current settings, and what would fit; null if it can, or that is not known. */
export function modelMisfit({ shape, dtype }: KnownModel): string | null {
  const limits = gpuLimits.value;
  if (!shape || !limits || stepsOf(config.value) === 0) return null;
  return translated(misfitOf(shape, dtype, config.value, limits));
}

/** Why no run can start with the chosen model, and what to do; null if one can. */
export const modelObstacle = computed<string | null>(
  () =>
    modelAbsence.value ??
    placeObstacle.value ??
    (chosenModel.value.id === sparkleTiny.id ? null : modelMisfit(chosenModel.value)),
);

/** That the chosen model is not here, and what to do; null if it is here. */
export const modelAbsence = computed<string | null>(() => {
  const { id, name } = chosenModel.value;
  return id !== sparkleTiny.id && placeOf(id) === null ? inWords(absence(id, name)) : null;
});

/** Why the chosen model cannot be seen at the chosen strength of place, and what to do; null if it can. */
export const placeObstacle = computed<string | null>(() =>
  translated(strengthRefusal(chosenModel.value, config.value.place)),
);

/** Why the chosen model cannot be trained without a usable GPU, and what to do; null if there is a GPU, or it needs none. */
export const processorObstacle = computed<string | null>(() =>
  stepsOf(config.value) > 0 ? translated(trainingOf(chosenModel.value).obstacle?.ofForm ?? null) : null,
);

/** Where a model would be trained with the current settings, as far as is known of the GPU. */
export const trainingOf = ({ name, size }: Pick<KnownModel, 'name' | 'size'>): Devices['training'] =>
  chooseDevices({
    wanted: config.value,
    gpu: gpu.value.kind === 'looking' ? 'real' : gpu.value.kind,
    doubts: gpuDoubts.value,
    trained: { name, sizeBytes: size?.bytes ?? null },
  }).training;

const absence = (id: string, name: string): string =>
  id.startsWith(folderPrefix)
    ? `The base model is in a folder named ${name}, which has not been chosen since this page was opened. Choose the folder under Base model.`
    : `The base model ${name} is not in this browser. Download it under Base model, or choose a folder that has it.`;

/** Opens the model of that id, wherever it is. Rejects with a message that says what to do if it is not here. */
export async function openModel(id: string): Promise<OpenedModel> {
  if (id === sparkleTiny.id) return openEmbeddedModel(id);
  const found = openedModels.value.get(id) ?? (await store.openKeptModel(id)) ?? (await lookBeside(id));
  if (!found) throw new Error(absence(id, knownModel(id).name));
  return found;
}

/** Looks for a model among the files served with the page; null if it is not there. */
async function lookBeside(id: string): Promise<OpenedModel | null> {
  if (id.startsWith(folderPrefix)) return null;
  const served = await openServedModel(id);
  const shape = hubModels.find((each) => each.id === id)?.shape;
  if (served && shape) openedModels.value = new Map(openedModels.value).set(id, { ...served, shape });
  return served;
}

/** Finds the models that are here and the limits of the GPU. Never rejects: a model that cannot be read counts as missing. */
export async function lookForModels(): Promise<void> {
  await askForLimits();
  await refreshKept();
  const { model } = config.value;
  if (placeOf(model) === null) await lookBeside(model).catch(() => null);
}

async function askForLimits(): Promise<void> {
  if (gpuLimits.value === undefined) gpuLimits.value = await readGpuLimits();
}

async function refreshKept(): Promise<void> {
  const kept = await store.listModels().catch(() => []);
  keptModels.value = new Map(kept.map((each) => [each.id, each]));
}

function setProblem(id: string, problem: string | null): void {
  const problems = new Map(modelProblems.value);
  if (problem === null) problems.delete(id);
  else problems.set(id, problem);
  modelProblems.value = problems;
}

let stopper: AbortController | null = null;

/** Downloads a model or what is missing of it, and chooses it when it is complete. One at a time. Never rejects. */
export async function downloadHubModel(model: HubModel, hub = hubAddress): Promise<void> {
  if (stopper) return;
  const mine = new AbortController();
  stopper = mine;
  setProblem(model.id, null);
  downloading.value = { id: model.id, progress: null };
  try {
    const hasF16 = gpuLimits.value?.hasF16 ?? false;
    const { signal } = mine;
    await store.downloadModel(
      model,
      hasF16,
      hub,
      (progress) => {
        downloading.value = { id: model.id, progress };
      },
      { signal },
    );
    chooseModel(model.id);
  } catch (error) {
    if (!mine.signal.aborted) setProblem(model.id, sentenceOf(error));
  } finally {
    stopper = null;
    await refreshKept();
    downloading.value = null;
  }
}

/** Stops the download and keeps what was downloaded. */
export function stopDownload(): void {
  stopper?.abort(new Error('stopped'));
}

/** Removes a model from the browser's storage. Never rejects. */
export async function removeKeptModel(id: string): Promise<void> {
  setProblem(id, null);
  try {
    await store.removeModel(id);
    replacements.value += 1;
  } catch (error) {
    setProblem(id, sentenceOf(error));
  }
  await refreshKept();
}

/** Opens a folder of model files and chooses its model. Never rejects. */
export async function takeModelFolder(
  files: readonly { readonly path: string; readonly blob: Blob }[],
): Promise<void> {
  folderProblem.value = null;
  try {
    await askForLimits();
    const { config: read, ...opened } = await openFolder(files, gpuLimits.value?.hasF16 ?? false);
    const { id } = opened.model;
    openedModels.value = new Map(openedModels.value).set(id, { ...opened, shape: shapeOf(read) });
    // It may be a different folder of the same name.
    replacements.value += 1;
    chooseModel(id);
  } catch (error) {
    folderProblem.value = sentenceOf(error);
  }
}
