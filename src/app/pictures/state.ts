/**
 * The set of own pictures that is being written: adding pictures, typing, keeping it as a dataset. It is in memory only
 * until it is kept; leaving the page before that asks. Not here: what a set is (draft.ts), the camera (camera.ts), kept
 * datasets (src/app/data/store.ts).
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { signal } from '@preact/signals';
import { startWorker } from '../../connect.ts';
import type { FolderFile } from '../../files/chosen-files.ts';
import type { PictureFault } from '../../sparkle/dataset/own-picture.ts';
import { words } from '../../words/words.ts';
import { importEnd, refreshDatasets, showDataset } from '../data/import-state.ts';
import { type DatasetSummary, type StoredDataset, saveDataset } from '../data/store.ts';
import { askToKeepStorage } from '../storage/kept-files.ts';
import { sentenceOf } from '../ui/format.ts';
import {
  type Draft,
  type DraftPicture,
  type DraftQuestion,
  datasetOf,
  finishedPart,
  maxPictures,
  pathFor,
} from './draft.ts';

/** The pictures with their questions, in the order in which they were added. */
export const draft = signal<Draft>([]);
/** The name of the set as it is typed. */
export const setName = signal('');

/** The pictures that are being read; null if none is. */
export const adding = signal<{ readonly done: number; readonly of: number } | null>(null);

/** A picture that was not taken. */
export interface Refused {
  readonly name: string;
  readonly fault: PictureFault | 'twice' | 'over';
}
/** What was not taken of what was added last. */
export const refused = signal<readonly Refused[]>([]);
/** Why reading pictures broke off, as a sentence; null if it did not. */
export const addProblem = signal<string | null>(null);

/** The progress of keeping the set; null if it is not being kept. */
export const keeping = signal<{ readonly images: number; readonly of: number } | null>(null);
/** Why the set could not be kept, as a sentence; null if nothing is wrong. */
export const keepProblem = signal<string | null>(null);
/** The set that was kept last; null once another is begun. */
export const keptSet = signal<DatasetSummary | null>(null);

let lastKey = 0;
const newKey = (): number => ++lastKey;
const emptyQuestion = (): DraftQuestion => ({ key: newKey(), question: '', answer: '' });

/** The browser asks before a page with an unkept set is left. */
const onLeave = (event: BeforeUnloadEvent): void => event.preventDefault();

function setDraft(next: Draft): void {
  draft.value = next;
  if (next.length > 0) globalThis.addEventListener?.('beforeunload', onLeave);
  else globalThis.removeEventListener?.('beforeunload', onLeave);
}

// ---- Pictures ----------------------------------------------------------------------------------------------------

/** Files that are still to be read. */
let waiting: FolderFile[] = [];
let stopReading = (): void => {};

/** What systems leave in folders is no picture that a person meant. */
const isHiddenFile = ({ path }: FolderFile): boolean =>
  /(^|\/)(\.[^/]*|Thumbs\.db|desktop\.ini)$/i.test(path);

/** Adds pictures to the set, one after another, behind those that are still being read. Never rejects. */
export async function addPictures(files: readonly FolderFile[]): Promise<void> {
  const added = files.filter((file) => !isHiddenFile(file));
  if (added.length === 0) return;
  waiting.push(...added);
  if (adding.value) {
    adding.value = { ...adding.value, of: adding.value.of + added.length };
    return;
  }
  adding.value = { done: 0, of: added.length };
  refused.value = [];
  addProblem.value = null;
  keptSet.value = null;
  const worker = startWorker('data');
  let isStopped = false;
  stopReading = () => {
    isStopped = true;
    worker.end('stopped');
  };
  try {
    const data = await worker.remote;
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      const { path, blob } = file;
      const read = await data.ownPicture(blob);
      const digest = 'image' in read ? await digestOf(read.image.blob) : '';
      if (isStopped) break;
      const fault = 'fault' in read ? read.fault : takePicture(path, read.image, digest);
      if (fault) refused.value = [...refused.value, { name: path, fault }];
      adding.value = { ...adding.value, done: adding.value.done + 1 };
    }
  } catch (error) {
    if (!isStopped) addProblem.value = sentenceOf(error);
  } finally {
    worker.end('The pictures are read.');
    waiting = [];
    adding.value = null;
  }
}

/** Stops reading pictures. Those that are read stay. */
export function stopAdding(): void {
  stopReading();
}

/** Puts a picture into the draft, or says why not. */
function takePicture(name: string, image: DraftPicture['image'], digest: string): 'twice' | 'over' | null {
  const before = draft.value;
  if (before.some((each) => each.digest === digest)) return 'twice';
  if (before.length >= maxPictures) return 'over';
  const path = pathFor(before, name, image.format);
  setDraft([...before, { key: newKey(), path, image, digest, questions: [emptyQuestion()] }]);
  return null;
}

const digestOf = async (file: Blob): Promise<string> =>
  bytesToHex(sha256(new Uint8Array(await file.arrayBuffer())));

/** Removes a picture with its questions. */
export const removePicture = (key: number): void => setDraft(draft.value.filter((each) => each.key !== key));

// ---- Questions ---------------------------------------------------------------------------------------------------

function changeQuestions(
  picture: number,
  change: (questions: readonly DraftQuestion[]) => readonly DraftQuestion[],
): void {
  setDraft(
    draft.value.map((each) => (each.key === picture ? { ...each, questions: change(each.questions) } : each)),
  );
}

/** Adds an empty question to a picture, and returns its key. */
export function addQuestion(picture: number): number {
  const question = emptyQuestion();
  changeQuestions(picture, (questions) => [...questions, question]);
  return question.key;
}

/** Takes what is typed into a question or its answer. */
export const typeQuestion = (
  picture: number,
  key: number,
  typed: Partial<Pick<DraftQuestion, 'question' | 'answer'>>,
): void =>
  changeQuestions(picture, (questions) =>
    questions.map((each) => (each.key === key ? { ...each, ...typed } : each)),
  );

/** Removes a question; the picture stays. */
export const removeQuestion = (picture: number, key: number): void =>
  changeQuestions(picture, (questions) => questions.filter((each) => each.key !== key));

/** Leaves out what is not finished. */
export const leaveOutUnfinished = (): void => setDraft(finishedPart(draft.value));

// ---- The set -----------------------------------------------------------------------------------------------------

/** Throws the set away. */
export function discardDraft(): void {
  stopReading();
  setDraft([]);
  setName.value = '';
  refused.value = [];
  addProblem.value = null;
  keepProblem.value = null;
}

let keepStopper: AbortController | null = null;

/** Stops keeping the set: it stays as a draft. */
export function stopKeeping(): void {
  keepStopper?.abort(new Error('stopped'));
}

/**
 * Keeps the set, in which everything is finished, as a dataset and opens that. If it cannot be kept, it stays as it is.
 * Never rejects.
 */
export async function keepSet(): Promise<void> {
  if (keeping.value) return;
  const mine = new AbortController();
  keepStopper = mine;
  const kept = draft.value;
  const name = setName.value.trim() || words.value.pictures.standardName;
  keepProblem.value = null;
  keeping.value = { images: 0, of: kept.length };
  try {
    const summary = await saveDataset(name, datasetOf(kept), mine.signal, (progress) => {
      keeping.value = progress;
    });
    askToKeepStorage();
    // What was typed or added meanwhile stays, as a draft.
    if (draft.value === kept && adding.value === null) discardDraft();
    importEnd.value = null;
    keptSet.value = summary;
    await refreshDatasets();
    await showDataset(summary.id);
  } catch (error) {
    keepProblem.value = mine.signal.aborted ? words.value.pictures.keepStopped : sentenceOf(error);
  } finally {
    keeping.value = null;
    keepStopper = null;
  }
}

/** Whether a stored dataset can be written on: not made here, not published captions, on one line each, and not too large. */
export const canBeEdited = ({ summary, recipe, questions }: StoredDataset): boolean =>
  !summary.isTestOnly &&
  recipe === null &&
  summary.images <= maxPictures &&
  questions.every(({ query, response }) => !/[\r\n]/.test(query + response));

/**
 * Begins a set with what is in a stored one, which stays: runs name it. Does nothing while another set is being written.
 */
export async function editCopy({ summary, questions, images }: StoredDataset): Promise<void> {
  if (draft.value.length > 0) return;
  const pictures: DraftPicture[] = [];
  for (const [path, image] of images)
    pictures.push({
      key: newKey(),
      path,
      image,
      digest: await digestOf(image.blob),
      questions: questions
        .filter((each) => each.image === path)
        .map(({ query, response }) => ({ key: newKey(), question: query, answer: response })),
    });
  // Pictures may have been added meanwhile.
  if (draft.value.length > 0) return;
  keptSet.value = null;
  setName.value = words.value.pictures.copyName(summary.name.replace(/\.zip$/i, ''));
  setDraft(pictures);
}
