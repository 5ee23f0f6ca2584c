/** All German words of the page, by feature. Not here: choosing a language (words.ts). */
import type { Words } from './english.ts';
import { adapters } from './german/adapters.ts';
import { ask } from './german/ask.ts';
import { card } from './german/card.ts';
import { check } from './german/check.tsx';
import { classroom } from './german/class.tsx';
import { compare } from './german/compare.ts';
import { data } from './german/data.tsx';
import { figures } from './german/figures.ts';
import { finding } from './german/finding.ts';
import { firstMinute } from './german/first-minute.ts';
import { format } from './german/format.ts';
import { gloss } from './german/gloss.ts';
import { gpu } from './german/gpu.tsx';
import { lesson } from './german/lesson.ts';
import { lessons } from './german/lessons.ts';
import { models } from './german/models.tsx';
import { offline } from './german/offline.ts';
import { page } from './german/page.tsx';
import { pictures } from './german/pictures.ts';
import { record } from './german/record.ts';
import { result } from './german/result.ts';
import { run } from './german/run.tsx';
import { runs } from './german/runs.tsx';
import { setup } from './german/setup.tsx';
import { storage } from './german/storage.ts';
import { study } from './german/study.tsx';
import { takeaway } from './german/takeaway.ts';
import { teacher } from './german/teacher.ts';
import { thrown } from './german/thrown.ts';
import { ui } from './german/ui.ts';

/** The words. */
export const german: Words = {
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
