/** A study as JSON, as the page keeps it and as a study file has it. Not here: its runs (study-zip.ts), what a study is (study.ts). */
import { z } from 'zod';
import { Study } from './study.ts';

/** The file. */
export const studyFile = 'study.json';

/** What is in it. */
export const StudyJson = z.object({ version: z.literal(1), study: Study });

/** The text of the file; `id` is of the page that made the study, and stands in study files alone. */
export const writeStudyJson = (study: Study, id?: string): string =>
  JSON.stringify({ version: 1, id, study }, null, 2);
