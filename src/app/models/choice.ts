/**
 * Which base models there are: the embedded one, those kept in the browser or served beside the page, folders that were
 * chosen since the page was opened; and the downloads. Not here: loading one into a worker (state.ts), what they take
 * (src/experiment/model-fit.ts), how they are stored (store.ts).
 */
import { computed, signal } from '@preact/signals';
import { type GpuLimits, readGpuLimits } from '../../../models/gpu/adapter.ts';
import { estimatedFileBytes, shapeOf } from '../../../models/memory.ts';
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
import { chooseDevices } from '../../experiment/device.ts';
import { misfitOf } from '../../experiment/model-fit.ts';
import { type OpenedModel, openEmbeddedModel, openServedModel } from '../../experiment/open-model.ts';
import { gpuDoubts } from '../gpu/state.ts';
import { chooseModel, config } from '../setup/state.ts';
import { sentenceOf } from '../ui/format.ts';
import { openFolder } from './folder.ts';
import { hubAddress } from './hub-listing.ts';
import * as store from './store.ts';

/** The models of the hub of which something is kept, by id. */
export const keptModels = signal<ReadonlyMap<string, store.KeptModel>>(new Map());

/** Models that can be used at once besides these, by id: folders that were chosen, models served beside the page. */
const openedModels = signal<ReadonlyMap<string, OpenedModel & { readonly shape: ModelShape }>>(new Map());

/** Counts the times that other files took the place of a model's: what a worker has loaded of it before is out of date. */
export const replacements = signal(0);

/** The download that goes on; null: none. `progress` is null until the hub has told what there is. */
export const downloading = signal<{
  readonly id: string;
  readonly progress: store.DownloadProgress | null;
} | null>(null);

/** What went wrong with a model last, by id. */
export const modelProblems = signal<ReadonlyMap<string, string>>(new Map());
/** What went wrong with the last folder; null: nothing. */
export const folderProblem = signal<string | null>(null);

/** What the GPU allows: null without one, undefined as long as nobody has asked. */
export const gpuLimits = signal<GpuLimits | null | undefined>(undefined);

/** The folders that were chosen since the page was opened. */
export const folderModels = computed<readonly BaseModel[]>(() =>
  [...openedModels.value.values()].map(({ model }) => model).filter(({ id }) => id.startsWith(folderPrefix)),
);

/** Where a model is that can be used at once; null: it is not here. */
export function placeOf(id: string): 'page' | 'browser' | 'folder' | null {
  if (id === sparkleTiny.id) return 'page';
  if (keptModels.value.get(id)?.isWhole) return 'browser';
  if (!openedModels.value.has(id)) return null;
  return id.startsWith(folderPrefix) ? 'folder' : 'page';
}

/** What is known of a model without opening it. */
interface KnownModel {
  readonly id: string;
  readonly name: string;
  /** null: nothing is known of it but its name. */
  readonly shape: ModelShape | null;
  readonly dtype: Dtypes;
  /** Bytes of its files; null: nobody knows. */
  readonly size: { readonly bytes: number; readonly isExact: boolean } | null;
}

const dtypesOf = ({ dtypes }: HubModel): Dtypes => dtypes[gpuLimits.value?.hasF16 ? 'withF16' : 'withoutF16'];

const exactly = ({ sizeBytes }: { readonly sizeBytes: number }) => ({ bytes: sizeBytes, isExact: true });

/** What is known of the model of that id. */
export function knownModel(id: string): KnownModel {
  if (id === sparkleTiny.id) return { ...sparkleTiny, shape: sparkleTinyShape, size: exactly(sparkleTiny) };
  const opened = openedModels.value.get(id);
  // A server need not say how large its files are.
  if (opened && opened.model.sizeBytes > 0)
    return { ...opened.model, shape: opened.shape, size: exactly(opened.model) };
  const hub = hubModels.find((each) => each.id === id);
  if (!hub)
    return { id, name: id.slice(folderPrefix.length), shape: null, dtype: sparkleTiny.dtype, size: null };
  const dtype = opened?.model.dtype ?? dtypesOf(hub);
  const kept = keptModels.value.get(id);
  const size = kept?.sizeBytes
    ? exactly(kept)
    : { bytes: estimatedFileBytes(hub.shape, dtype), isExact: false };
  return { ...hub, dtype, size };
}

/** The base model of the experiment as it is set up. */
export const chosenModel = computed(() => knownModel(config.value.model));

/** Why the GPU cannot train on a model with the settings as they are, and what would fit; null: it can, or nobody knows. */
export function modelMisfit({ shape, dtype }: KnownModel): string | null {
  const limits = gpuLimits.value;
  return shape && limits && stepsOf(config.value) > 0 ? misfitOf(shape, dtype, config.value, limits) : null;
}

/** Why no run can start with the chosen model, and what to do; null: one can. */
export const modelObstacle = computed<string | null>(
  () =>
    modelAbsence.value ?? (chosenModel.value.id === sparkleTiny.id ? null : modelMisfit(chosenModel.value)),
);

/** Why the chosen model cannot even be asked: it is not here, and what to do; null: it is. */
export const modelAbsence = computed<string | null>(() => {
  const { id, name } = chosenModel.value;
  return id !== sparkleTiny.id && placeOf(id) === null ? absence(id, name) : null;
});

/** Why the chosen model cannot be trained where there is no GPU to be used, and what to do; null: it can, or there is one. */
export const processorObstacle = computed<string | null>(() => {
  const { name, size } = chosenModel.value;
  const { training } = chooseDevices({
    wanted: config.value.device,
    doubts: gpuDoubts.value,
    trained: stepsOf(config.value) > 0 ? { name, sizeBytes: size?.bytes ?? null } : null,
  });
  return training.obstacle?.ofForm ?? null;
});

const absence = (id: string, name: string): string =>
  id.startsWith(folderPrefix)
    ? `The base model is in a folder named ${name}, which has not been chosen since this page was opened. Choose the folder under Base model.`
    : `The base model ${name} is not in this browser. Download it under Base model, or choose a folder that has it.`;

/** Opens the model of that id, wherever it is. Rejects with a plain message that says what to do where it is not here. */
export async function openModel(id: string): Promise<OpenedModel> {
  if (id === sparkleTiny.id) return openEmbeddedModel(id);
  const found = openedModels.value.get(id) ?? (await store.openKeptModel(id)) ?? (await lookBeside(id));
  if (!found) throw new Error(absence(id, knownModel(id).name));
  return found;
}

/** Looks for a model beside the page. */
async function lookBeside(id: string): Promise<OpenedModel | null> {
  if (id.startsWith(folderPrefix)) return null;
  const served = await openServedModel(id);
  const shape = hubModels.find((each) => each.id === id)?.shape;
  if (served && shape) openedModels.value = new Map(openedModels.value).set(id, { ...served, shape });
  return served;
}

/** Finds out what is here, and what the GPU allows. Never rejects: what cannot be read is not here. */
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

/** Downloads a model, or goes on with it, and chooses it when it is whole. One at a time. Never rejects. */
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

/** Stops the download; what has come is kept. */
export function stopDownload(): void {
  stopper?.abort(new Error('stopped'));
}

/** Removes what is kept of a model. Never rejects. */
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

/** Takes a folder of model files, by the paths of what is in it, and chooses it. Never rejects. */
export async function takeModelFolder(
  files: readonly { readonly path: string; readonly blob: Blob }[],
): Promise<void> {
  folderProblem.value = null;
  try {
    await askForLimits();
    const { config: read, ...opened } = await openFolder(files, gpuLimits.value?.hasF16 ?? false);
    const { id } = opened.model;
    openedModels.value = new Map(openedModels.value).set(id, { ...opened, shape: shapeOf(read) });
    // It may be another folder of the same name.
    replacements.value += 1;
    chooseModel(id);
  } catch (error) {
    folderProblem.value = sentenceOf(error);
  }
}
