/**
 * Studies as folders: studies/<id>/study.json. Their runs are stored like all runs, under ids that follow from the study's;
 * so a study has no list of them that could be wrong. Not here: runs (runs/store.ts), which study is shown (state.ts).
 */
import type { Cell, Study } from '../../study/study.ts';
import { StudyJson, studyFile, writeStudyJson } from '../../study/study-json.ts';
import { writeFile } from '../storage/kept-files.ts';
import { type Release, takeLock } from '../storage/page-lock.ts';
import { wholeFolders } from '../storage/whole-folder.ts';

/** A study as it is stored. */
export interface StoredStudy {
  /** The time when it was made: `2026-11-21T10-15-30`. */
  readonly id: string;
  /** null if its file is damaged. */
  readonly study: Study | null;
  /** Where its file is damaged, empty for the whole, and what is wrong there; null otherwise. */
  readonly damage: { readonly file: string; readonly where: string; readonly why: string } | null;
}

const folders = wholeFolders('studies', studyFile);

/** The id of the run of a cell. It begins with the study's, so it sorts by time among all runs. */
export const runIdOf = (studyId: string, { key }: Cell): string => `${studyId}-${key}`;

/** Writes a study, a new one or one that has got more arms, seeds or values. */
export async function saveStudy(id: string, study: Study): Promise<void> {
  await folders.write(id, () => writeFile(folders.path(id, studyFile), writeStudyJson(study)));
}

/** All stored studies, newest first; damaged ones are listed as damaged. */
export async function listStudies(): Promise<StoredStudy[]> {
  const found = (await folders.list()).map(({ id, last }) => readStudy(id, last));
  return found.sort((a, b) => b.id.localeCompare(a.id));
}

/** Reads the file of a study. */
export function readStudy(id: string, text: string): StoredStudy {
  let json: unknown = null;
  try {
    json = JSON.parse(text);
  } catch {
    // Told below, like any other text that is no study.
  }
  const { data, error } = StudyJson.safeParse(json);
  if (data) return { id, study: data.study, damage: null };
  const { path, message } = error.issues[0]!;
  return { id, study: null, damage: { file: studyFile, where: path.join('.'), why: message } };
}

/** Removes a study, without its runs; does nothing if there is none of that id. */
export const removeStudy = folders.remove;

/** Holds a study, so that no other page plays, changes or removes it; null if it is held already. */
export const holdStudy = (id: string): Promise<Release | null> => takeLock(`study ${id}`);
