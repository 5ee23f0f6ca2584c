/**
 * A set of questions about own pictures while it is written: what is in it, what is not finished, and the dataset that it
 * becomes. Values only. Not here: the state of the page (state.ts), reading picture files (src/sparkle/dataset/own-picture.ts).
 */
import { sparkleTiny } from '../../../models/registry.ts';
import { plainPath } from '../../files/file-name.ts';
import type {
  ImportedDataset,
  ImportedImage,
  ImportedQuestion,
} from '../../sparkle/dataset/dataset-import.ts';
import { readDatasetLine } from '../../sparkle/dataset/dataset-line.ts';
import { lineOf } from '../../sparkle/dataset/dataset-recipe.ts';
import { unknownWords } from '../../sparkle/task/known-words.ts';

/** A question as it is typed. */
export interface DraftQuestion {
  readonly key: number;
  readonly question: string;
  readonly answer: string;
}

/** A picture with its questions, of which there may be none. */
export interface DraftPicture {
  readonly key: number;
  /** The path in the dataset, which no other picture has. */
  readonly path: string;
  readonly image: ImportedImage;
  /** Of the file's bytes: the same picture is taken once. */
  readonly digest: string;
  readonly questions: readonly DraftQuestion[];
}

/** A set as it is written: its pictures in the order in which they were added. */
export type Draft = readonly DraftPicture[];

/** More make a page slow that shows them all; a ZIP with lines has no such limit. */
export const maxPictures = 500;

/** What a question lacks. */
type Lack = 'question' | 'answer' | 'tag' | null;

/** Why a question cannot be kept yet; null if it can. A tag would stand for something else than its letters. */
export function lackOf({ question, answer }: Pick<DraftQuestion, 'question' | 'answer'>): Lack {
  if (question.trim() === '') return 'question';
  if (answer.trim() === '') return 'answer';
  // Read as an import would read it, so that what is kept can be exported and imported.
  return 'reason' in readDatasetLine(lineOf(question, answer, 'picture')) ? 'tag' : null;
}

/** The pictures that cannot be kept yet, by their number from 1: they have no question, or one that is not finished. */
export const unfinished = (draft: Draft): number[] =>
  draft.flatMap(({ questions }, i) =>
    questions.length === 0 || questions.some((each) => lackOf(each) !== null) ? [i + 1] : [],
  );

/** The same without what is not finished: questions that lack something, and pictures that have no other. */
export const finishedPart = (draft: Draft): Draft =>
  draft
    .map((picture) => ({ ...picture, questions: picture.questions.filter((each) => lackOf(each) === null) }))
    .filter(({ questions }) => questions.length > 0);

/** All finished questions. */
export const finishedQuestions = (draft: Draft): DraftQuestion[] =>
  draft.flatMap(({ questions }) => questions.filter((each) => lackOf(each) === null));

/** A path for a picture from the name of its file, which no other of the draft has, whatever the capitals. */
export function pathFor(draft: Draft, fileName: string, format: ImportedImage['format']): string {
  const taken = new Set(draft.map(({ path }) => path.toLowerCase()));
  const stem = stemOf(fileName) || 'picture';
  const ending = format === 'jpeg' ? 'jpg' : format;
  const named = (more: string) => `images/${stem}${more}.${ending}`;
  for (let count = 1; ; count++) {
    const path = named(count === 1 ? '' : `-${count}`);
    if (!taken.has(path.toLowerCase())) return path;
  }
}

/** The name without its ending, in letters that every file system takes. */
const stemOf = (fileName: string): string =>
  (plainPath(fileName).split('/').at(-1) ?? '')
    .replace(/\.[^.]*$/, '')
    .replace(/[^\p{L}\p{N} ._-]+/gu, '-')
    .slice(0, 60)
    .replace(/^[. -]+|[. -]+$/g, '');

/** The dataset of a draft in which everything is finished; its lines count as they will stand in the file. */
export function datasetOf(draft: Draft): ImportedDataset {
  const questions: ImportedQuestion[] = [];
  for (const picture of draft)
    for (const { question, answer } of picture.questions)
      questions.push({
        line: questions.length + 1,
        query: question.trim(),
        response: answer.trim(),
        image: picture.path,
      });
  return {
    questions,
    images: new Map(draft.map(({ path, image }) => [path, image])),
    problems: [],
    recipe: null,
  };
}

/** Tokens of the prompt's frame around a question, the image's 36 included: fewer than these. */
const frameTokens = 64;

/** Letters, as bytes, of which a question and its answer have room in the embedded model for sure: no letter is more than one token. */
export const surelyReadBytes = sparkleTiny.contextTokens - frameTokens;

/** What the embedded model does not know or may not have room for in a question and its answer. */
interface Foreign {
  /** Words that it has never read. */
  readonly words: readonly string[];
  /** Bytes, if there may not be room for them; else null. */
  readonly longBytes: number | null;
}

/** What is foreign to the embedded model. */
export function foreignTo({ question, answer }: Pick<DraftQuestion, 'question' | 'answer'>): Foreign {
  const bytes = new TextEncoder().encode(question.trim() + answer.trim()).length;
  return {
    words: unknownWords(`${question} ${answer}`),
    longBytes: bytes > surelyReadBytes ? bytes : null,
  };
}
