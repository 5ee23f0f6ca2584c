/**
 * What a person did in each lesson, as files: lessons/<name>.json. Not here: what is done with it (work.ts).
 */
import { z } from 'zod';
import type { LessonName } from '../../class/teacher-link.ts';
import { english } from '../../words/english.ts';
import { readFile, writeFile } from '../storage/kept-files.ts';
import type { Deed } from './deed.ts';

const StoredWork = z.object({
  guess: z.string().nullable(),
  why: z.string(),
  isCommitted: z.boolean(),
  // A deed of another version fits no step, and harms none.
  deeds: z.array(z.looseObject({ what: z.string() })),
  answer: z.string(),
});

/** What a person did in a lesson. */
export interface Work {
  /** The name of the chosen guess; null before one is chosen. */
  readonly guess: string | null;
  /** Why they think so; may be empty. */
  readonly why: string;
  /** Whether the prediction stands: it cannot be changed any more. */
  readonly isCommitted: boolean;
  /** What was done since, each once. */
  readonly deeds: readonly Deed[];
  /** The answer in words; empty before it is begun. */
  readonly answer: string;
}

/** The work of a person who has not begun. */
export const noWork: Work = { guess: null, why: '', isCommitted: false, deeds: [], answer: '' };

const path = (lesson: LessonName) => ['lessons', `${lesson}.json`];

/** What was done in a lesson; null if nothing. Rejects with a plain message if it cannot be reached or is damaged. */
export async function loadWork(lesson: LessonName): Promise<Work | null> {
  const text = await (await readFile(path(lesson)))?.text();
  if (text === undefined) return null;
  try {
    const { guess, deeds, ...work } = StoredWork.parse(JSON.parse(text));
    return { ...work, guess: guess && guessName(lesson, guess), deeds: deeds as unknown as readonly Deed[] };
  } catch {
    throw new Error(
      'Expected what you did in this lesson as the lab writes it, got a damaged file. Begin the lesson anew: the first change replaces the file.',
    );
  }
}

/** Replaces it. Rejects with a plain message. */
export const saveWork = (lesson: LessonName, work: Work): Promise<void> =>
  writeFile(path(lesson), JSON.stringify(work));

/** The name of a guess as it was stored: files of earlier versions have its English text. An unknown one stays as it is. */
function guessName(lesson: LessonName, stored: string): string {
  const guesses = Object.entries<string>(english.lesson[lesson].guesses);
  return guesses.find(([, text]) => text === stored)?.[0] ?? stored;
}
