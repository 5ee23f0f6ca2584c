/** How tasks and forms of questions are called and coloured, everywhere on the page, in its language. */
import { taskPhrase } from '../../experiment/verdict.ts';
import { isImportedTask, type ScoredKind, type ScoredTask } from '../../sparkle/dataset/imported.ts';
import { type AnswerForm, answerForms } from '../../sparkle/style/query.ts';
import { familyOf, partsOfTask } from '../../sparkle/task/task-name.ts';
import { type TaskFamily, taskKinds } from '../../sparkle/tasks.ts';
import { words } from '../../words/words.ts';

/** The hue of a task, which its variants and controls share; the colours are in palette.ts. */
export const taskHue = (task: ScoredTask): TaskFamily['hue'] | 'imported' =>
  isImportedTask(task) ? 'imported' : familyOf(partsOfTask(task).plain).family.hue;

/** Kinds of tasks, in the order in which they are shown. */
export const kinds: readonly ScoredKind[] = [...taskKinds, 'imported'];

/** What a kind of tasks is called. */
export const kindName = (kind: ScoredKind): string => words.value.finding.kinds[kind];

/** `spp4` in words: "shortest path 4 × 4"; `spp4@maze@told`: "path 4 × 4, mazes, described in words". */
export const taskName = (task: ScoredTask): string => taskPhrase(task, words.value.finding);

/** A form in a word or two. */
export const formName = (form: AnswerForm): string => words.value.finding.forms[form];

/** The hue of the skill a form belongs to. */
export const formHue = (form: AnswerForm) => answerForms[form].hue;
