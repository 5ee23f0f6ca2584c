/**
 * Controls: the items of a task without their pictures, paired with them scene by scene and word by word. What the model
 * still gets right on a blank image it never saw; what it gets right when told it can work out without eyes.
 * Not here: how a scene is told (language.ts, style/words.ts).
 */

import type { FigureScene } from '../scene/scene.ts';
import { embedded, plainLattice } from '../style/language.ts';
import { styleOf } from '../style/styles.ts';
import type { Control, Item, Task } from './item.ts';

/** One white picture for all. */
const blankScene: FigureScene = { kind: 'figure', id: 'blank', shapes: [] };

/**
 * The item as an item of the control task, under an id of its own. Told scenes come without any image; a lattice is told
 * as it would lie plain, and so is its answer, which in the embedded language works with coordinates.
 */
export function controlItem(item: Item, task: Task, control: Control, id: string): Item {
  if (control === 'blank') return { ...item, id, task, shown: blankScene };
  const question = `${styleOf(item).sceneText(item.scene)} ${item.question}`;
  const { form, scene, style, names, answer } = item;
  const told =
    form === 'path' && scene.kind === 'lattice' && style === undefined
      ? embedded.answerText(plainLattice(scene), { form, names, choice: null })
      : answer;
  return { ...item, id, task, question, answer: told, shown: null };
}
