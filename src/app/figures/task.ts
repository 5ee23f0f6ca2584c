/** How tasks and forms of questions are called and coloured, everywhere on the page; from the tables in src/sparkle. */
import { controls } from '../../sparkle/controls.ts';
import {
  importedLabel,
  isImportedTask,
  type ScoredKind,
  type ScoredTask,
} from '../../sparkle/dataset/imported.ts';
import { type AnswerForm, answerForms } from '../../sparkle/style/query.ts';
import { familyOf, partsOfTask } from '../../sparkle/task/task-name.ts';
import { kindNames as ownKindNames, type TaskFamily } from '../../sparkle/tasks.ts';
import { variants } from '../../sparkle/variants.ts';

/** The hue of a task, which its variants and controls share; the colours are in palette.ts. */
export const taskHue = (task: ScoredTask): TaskFamily['hue'] | 'imported' =>
  isImportedTask(task) ? 'imported' : familyOf(partsOfTask(task).plain).family.hue;

/** What kinds of tasks are called, in the order in which they are shown. */
export const kindNames: Readonly<Record<ScoredKind, string>> = {
  ...ownKindNames,
  imported: 'Imported questions',
};
export const kinds = Object.keys(kindNames) as ScoredKind[];

/** `spp4` in words: "shortest path 4 × 4"; `spp4@maze@told`: "path 4 × 4, mazes, described in words". */
export function taskName(task: ScoredTask): string {
  if (isImportedTask(task)) return importedLabel(task)!;
  const { plain, variant, control } = partsOfTask(task);
  const { family, size } = familyOf(plain);
  const changes = [...variants, ...controls].filter(({ name }) => name === variant || name === control);
  return [family.label(size, changes.length > 0), ...changes.map(({ label }) => label)].join(', ');
}

/** A form in a word or two. */
export const formName = (form: AnswerForm): string => answerForms[form].label;

/** The hue of the skill a form belongs to. */
export const formHue = (form: AnswerForm) => answerForms[form].hue;
