/** All English words of the page, by feature: the table that the other languages are measured by. Not here: choosing a language (words.ts). */
import { adapters } from './english/adapters.ts';
import { ask } from './english/ask.ts';
import { card } from './english/card.ts';
import { check } from './english/check.tsx';
import { classroom } from './english/class.tsx';
import { compare } from './english/compare.ts';
import { data } from './english/data.tsx';
import { figures } from './english/figures.ts';
import { finding } from './english/finding.ts';
import { firstMinute } from './english/first-minute.ts';
import { format } from './english/format.ts';
import { gloss } from './english/gloss.ts';
import { gpu } from './english/gpu.tsx';
import { lesson } from './english/lesson.ts';
import { lessons } from './english/lessons.ts';
import { models } from './english/models.tsx';
import { offline } from './english/offline.ts';
import { page } from './english/page.tsx';
import { pictures } from './english/pictures.ts';
import { record } from './english/record.ts';
import { result } from './english/result.ts';
import { run } from './english/run.tsx';
import { runs } from './english/runs.tsx';
import { setup } from './english/setup.tsx';
import { storage } from './english/storage.ts';
import { study } from './english/study.tsx';
import { takeaway } from './english/takeaway.ts';
import { teacher } from './english/teacher.ts';
import { thrown } from './english/thrown.ts';
import { ui } from './english/ui.ts';

/** The words. */
export const english = {
  adapters,
  ask,
  card,
  check,
  classroom,
  compare,
  data,
  figures,
  finding,
  firstMinute,
  format,
  gloss,
  gpu,
  lesson,
  lessons,
  models,
  offline,
  page,
  pictures,
  record,
  result,
  run,
  runs,
  setup,
  storage,
  study,
  takeaway,
  teacher,
  thrown,
  ui,
};

/** What a language must have. */
export type Words = typeof english;
