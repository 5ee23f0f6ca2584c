/**
 * The items that are scored or shown, and scenes to ask about freely. Pure: the same seed gives the same, on every
 * machine. Not here: how a family of tasks draws and asks (tasks.ts), training (training.ts), judging (score.ts).
 */
import { controls } from '../controls.ts';
import { evaluationNames } from '../scene/palette.ts';
import { stream } from '../scene/random.ts';
import { latticePairs, latticeScene, samplePoints } from '../scene/sampling.ts';
import type { Scene } from '../scene/scene.ts';
import { questionTexts, seeingQuestions } from '../style/language.ts';
import type { Form } from '../style/query.ts';
import type { StyleName } from '../style/styles.ts';
import type { Task } from '../tasks.ts';
import { variants } from '../variants.ts';
import type { Purpose } from './ask.ts';
import { evaluationGap, evaluationObjects } from './discs.ts';
import type { Item } from './item.ts';
import { queriesOf } from './queries.ts';
import { defaultTasks, familyOf, isTask, partsOfTask, taskNames, taskOf } from './task-name.ts';

/**
 * The first `count` scored items of a task. More items begin with the same ones. No two show the same picture, so there
 * may be fewer than asked for: lattices of 3 give 48 items, of 4 give 192, of 5 give 520.
 * Only items of purpose 'baseline', on which guesses are simulated, then repeat. Scenes and what is asked about them
 * are the same in every style.
 */
export function scoredItems(
  seed: number,
  purpose: Purpose,
  task: Task,
  count: number,
  style: StyleName = 'embedded',
): Item[] {
  if (!isTask(task)) throw new Error(`"${String(task)}" is not a task. Tasks are ${taskNames}.`);
  const parts = partsOfTask(task);
  const idOf = (index: number) =>
    purpose === 'evaluation' ? `${task}-${index}` : `${purpose}-${task}-${index}`;
  if (parts.control) {
    const { change } = controls.find(({ name }) => name === parts.control)!;
    const items = scoredItems(seed, purpose, taskOf({ ...parts, control: null }), count, style);
    return items.map((item, index) => ({ ...item, id: idOf(index), task, ...change(item) }));
  }
  const { family, size } = familyOf(parts.plain);
  const variant = variants.find(({ name }) => name === parts.variant) ?? null;
  const questions = family.questions({ seed, purpose, task, size, variant, count, style, idOf });
  return questions.map((question) => ({ id: question.scene.id, task, ...question }));
}

/** The tasks that sample items take turns with: a basic one, a composite one, and so on, small ones first. */
const sampleTasks: readonly Task[] = (() => {
  const row = (task: Task) => familyOf(partsOfTask(task).plain);
  const basic = defaultTasks.filter((task) => row(task).family.kind === 'basic');
  const others = defaultTasks.filter((task) => !basic.includes(task));
  const bySize = others.toSorted((a, b) => row(a).size - row(b).size);
  return Array.from({ length: Math.max(basic.length, bySize.length) }, (_, place) => [
    ...basic.slice(place, place + 1),
    ...bySize.slice(place, place + 1),
  ]).flat();
})();

/** Items to show before any model is loaded: the tasks take turns. Fewer than asked for if a task runs out. */
export function sampleItems(seed: number, count: number): Item[] {
  const rounds = Math.ceil(count / sampleTasks.length);
  const items = sampleTasks.map((task) => scoredItems(seed, 'sample', task, rounds));
  return Array.from({ length: rounds }, (_, round) => items.flatMap((ofTask) => ofTask[round] ?? []))
    .flat()
    .slice(0, count);
}

/** A scene to ask about freely: five discs of the evaluation's colours, or a lattice of 4 or 5. */
export function freeScene(seed: number, kind: 'points' | 'lattice'): Scene {
  const random = stream(seed, 'free', kind);
  const id = `free-${kind}-${seed}`;
  if (kind === 'points') {
    return samplePoints(random, id, random.sample(evaluationNames, evaluationObjects), evaluationGap);
  }
  const size = random.pick([4, 5]);
  return latticeScene(id, size, random.pick(latticePairs(size, 'evaluation')), false);
}

/** Questions that fit the scene, the scored ones first: one of each form it has, then those about what is seen. */
export function suggestedQuestions(scene: Scene): string[] {
  const forms: readonly Form[] =
    scene.kind === 'lattice'
      ? ['path', 'description']
      : ['coordinates', 'region', 'direction', 'comparison', 'number', 'description', 'route'];
  const scored = forms.flatMap((form) => queriesOf(scene, form).slice(0, 1));
  return [...scored.map((query) => questionTexts(query)[0]!), ...seeingQuestions(scene)];
}
