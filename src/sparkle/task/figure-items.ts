/**
 * Scored items of the figure tasks: pictures and questions of their own. Their questions are in plain English, whatever
 * the style, but for those the embedded language has words for: rows of a grid, directions between places.
 * Not here: what is drawn and asked (perception.ts, map.ts), items of other tasks (generate.ts).
 */

import { sceneKey } from '../scene/geometry.ts';
import type { RandomStream } from '../scene/random.ts';
import { partOf } from '../scene/sampling.ts';
import type { FigureScene } from '../scene/scene.ts';
import { directionCount, type Query } from '../style/language.ts';
import { type StyleName, wordsOf } from '../style/styles.ts';
import type { FigureTask, Item } from './item.ts';
import { mapCount, mapDirections, sampleMap } from './map.ts';
import { crossingsQuestion, type FigureQuestion, gridQuestion, touchingQuestion } from './perception.ts';

/** Item number `index` under this id, with a picture of the evaluation part that is not among those `seen`. */
export function figureItem(
  random: RandomStream,
  id: string,
  task: FigureTask,
  index: number,
  style: StyleName,
  seen: Set<string>,
): Item {
  for (;;) {
    const item = drawItem(random, id, task, index, style);
    const key = item && sceneKey(item.scene);
    if (!item || !key || seen.has(key) || partOf(item.scene) !== 'evaluation') continue;
    seen.add(key);
    return item;
  }
}

/** null: no question about the drawn picture has the answer whose turn it is. */
function drawItem(
  random: RandomStream,
  id: string,
  task: FigureTask,
  index: number,
  style: StyleName,
): Item | null {
  switch (task) {
    case 'crossings':
      return itemOf(task, crossingsQuestion(random, id, index), 'words');
    case 'touching':
      return itemOf(task, touchingQuestion(random, id, index), 'words');
    case 'grid':
      return itemOf(task, gridQuestion(random, id, index), style);
    case 'map': {
      const scene = sampleMap(random, id);
      const turn = Math.floor(index / 2);
      if (index % 2 === 1) {
        const question = mapCount(random, scene, turn);
        return question && itemOf(task, question, 'words');
      }
      const queries = mapDirections(scene, turn % directionCount);
      return queries.length > 0 ? directionItem(random, task, scene, random.pick(queries), style) : null;
    }
  }
}

function itemOf(task: FigureTask, asked: FigureQuestion, style: StyleName): Item {
  const { scene, form, question, answer } = asked;
  const item: Item = { id: scene.id, task, form, scene, names: [], question, answer };
  return style === 'embedded' ? item : { ...item, style: 'words' };
}

function directionItem(
  random: RandomStream,
  task: FigureTask,
  scene: FigureScene,
  query: Query,
  style: StyleName,
): Item {
  const { form, names } = query;
  return { id: scene.id, task, form, scene, names, ...wordsOf(random, style, scene, query) };
}
