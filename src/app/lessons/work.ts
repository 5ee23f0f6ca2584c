/**
 * The opened lesson and what the person did in it: the prediction, the steps, the answer. It is kept in the browser as it
 * changes. Not here: the files (store.ts), noticing what is done on the page (noticed.ts), the view (lesson.tsx).
 */
import { batch, computed, signal } from '@preact/signals';
import type { LessonName } from '../../class/teacher-link.ts';
import { words } from '../../words/words.ts';
import { sentenceOf } from '../ui/format.ts';
import { type Deed, isDone, isSame } from './deed.ts';
import type { Lesson } from './lesson.ts';
import { loadWork, noWork, saveWork, type Work } from './store.ts';
import { lessons } from './table.ts';

/** The name of the opened lesson; null if none is. */
const openedName = signal<LessonName | null>(null);

/** The opened lesson; null if none is. */
export const openedLesson = computed(
  (): Lesson | null => lessons.find(({ name }) => name === openedName.value) ?? null,
);

/** What was done in the opened lesson; null while it is read. */
export const work = signal<Work | null>(null);

/** Why what is done is not kept, or what was kept cannot be read, as a sentence; null if nothing is wrong. */
export const workProblem = signal<string | null>(null);

/** Opens a lesson with what was done in it before. Never rejects. */
export async function openLesson(name: LessonName): Promise<void> {
  if (openedName.value === name) return;
  await saving;
  batch(() => {
    openedName.value = name;
    work.value = null;
    workProblem.value = null;
  });
  let stored: Work | null = null;
  let problem: string | null = null;
  try {
    stored = await loadWork(name);
  } catch (error) {
    problem = sentenceOf(error);
  }
  // Another one may have been opened meanwhile.
  if (openedName.value !== name || work.value !== null) return;
  batch(() => {
    work.value = stored ?? noWork;
    workProblem.value = problem;
  });
}

/** Closes the lesson; what was done stays. */
export function closeLesson(): void {
  openedName.value = null;
}

/** The files are written one after another, so that the last change is the one that stays. */
let saving: Promise<void> = Promise.resolve();
/** What is to be written next; null if it has been. */
let unsaved: { readonly name: LessonName; readonly work: Work } | null = null;

function keep(name: LessonName, changed: Work): void {
  unsaved = { name, work: changed };
  saving = saving.then(async () => {
    // Of several changes meanwhile, the last is written.
    const next = unsaved;
    unsaved = null;
    if (!next) return;
    try {
      await saveWork(next.name, next.work);
      workProblem.value = null;
    } catch (error) {
      workProblem.value = words.value.lessons.notStored(sentenceOf(error));
    }
  });
}

function change(part: Partial<Work>): void {
  const name = openedName.value;
  if (name === null || work.value === null) return;
  work.value = { ...work.value, ...part };
  keep(name, work.value);
}

/** Changes the prediction, unless it stands. */
export function predict(part: Partial<Pick<Work, 'guess' | 'why'>>): void {
  if (!work.value?.isCommitted) change(part);
}

/** Lets the prediction stand, if there is one. */
export function commitPrediction(): void {
  if (work.value?.guess) change({ isCommitted: true });
}

/** Changes the answer in words. */
export const writeAnswer = (answer: string): void => change({ answer });

/** Takes what is to be seen on the page as done. Before the prediction stands, nothing counts. */
export function noteDeeds(seen: readonly Deed[]): void {
  const [lesson, before] = [openedLesson.value, work.value];
  if (!lesson || !before?.isCommitted) return;
  const isNew = (deed: Deed) => !before.deeds.some((each) => isSame(each, deed));
  // Only what a step asks for is kept.
  const asked = seen.filter((deed) => lesson.steps.some((step) => isDone({ ...step, times: 1 }, [deed])));
  const added = asked.filter(isNew);
  if (added.length > 0) change({ deeds: [...before.deeds, ...added] });
}

/** Begins the opened lesson anew: prediction, steps and answer are gone. */
export function beginAnew(): void {
  if (work.value) change(noWork);
}

/** Whether all steps are done that the lesson does not end without. */
export const areStepsDone = computed((): boolean => {
  const [lesson, { deeds }] = [openedLesson.value, work.value ?? noWork];
  return lesson?.steps.every((step) => step.isExtra || isDone(step, deeds)) ?? false;
});
