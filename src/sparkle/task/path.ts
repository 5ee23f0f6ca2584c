/**
 * The task on lattices: the shortest path from a start to an end.
 * Not here: what variants change (variants.ts), walking on lattices (scene/lattice.ts).
 */
import { sceneKey } from '../scene/geometry.ts';
import { stream } from '../scene/random.ts';
import { latticePairs, latticeScene } from '../scene/sampling.ts';
import { asked, type Lesson, type Questions } from './ask.ts';
import { queriesOf } from './queries.ts';

/**
 * Lattices are few, so they are dealt like cards: every pair once, then every pair again with the labels the other way.
 * There are no more pictures, and none is repeated: it would count as two independent items in intervals and tests.
 */
export const pathQuestions: Questions = ({ seed, purpose, task, size, variant, count, style, idOf }) => {
  const random = stream(seed, purpose, task);
  const deck = random.shuffle(latticePairs(size, 'evaluation'));
  const hasManyShapes = variant?.hasManyShapes ?? false;
  const length = purpose === 'baseline' || hasManyShapes ? count : Math.min(count, 2 * deck.length);
  const seen = new Set<string>();
  return Array.from({ length }, (_, index) => {
    const place = index % deck.length;
    const round = Math.floor(index / deck.length);
    const square = latticeScene(idOf(index), size, deck[place]!, (place + round) % 2 === 1);
    const own = stream(seed, purpose, task, index);
    const draw = () => variant?.lattice?.(own, square) ?? square;
    let scene = draw();
    while (hasManyShapes && purpose !== 'baseline' && seen.has(sceneKey(scene))) scene = draw();
    seen.add(sceneKey(scene));
    return asked(random, style, scene, queriesOf(scene, 'path')[0]!);
  });
};

/** A path on a lattice, between a start and an end of the training part. */
export const pathLesson: Lesson = (random, id, sizes, isAllowed) => {
  const size = random.pick(sizes);
  const pairs = latticePairs(size, 'training');
  const pair = random.pick(pairs.filter((each) => isAllowed(latticeScene('', size, each, false))));
  const scene = latticeScene(id, size, pair, random.int(2) === 0);
  return { scene, query: queriesOf(scene, 'path')[0]! };
};
