/**
 * How a family of tasks makes its questions: the types of its functions, and what most families do, drawing scenes until
 * one is new. Not here: the table (tasks.ts), items (generate.ts), training conversations (training.ts).
 */
import { sceneKey } from '../scene/geometry.ts';
import { type RandomStream, stream } from '../scene/random.ts';
import { partOf } from '../scene/sampling.ts';
import type { Scene } from '../scene/scene.ts';
import type { Query } from '../style/query.ts';
import { type Question, questionOf, type StyleName } from '../style/styles.ts';
import type { VariantRow } from '../variants.ts';

/** What scored items are for. Each purpose has its own stream; all draw from the evaluation part of the scenes. */
export type Purpose = 'evaluation' | 'baseline' | 'sample';

/** Which questions are wanted. */
interface Wanted {
  readonly seed: number;
  readonly purpose: Purpose;
  /** The task's whole name, which is also the name of its random streams. */
  readonly task: string;
  /** The number in the task's name; NaN if there is none. */
  readonly size: number;
  readonly variant: VariantRow | null;
  readonly count: number;
  readonly style: StyleName;
  /** The id of the scene of item number `index`. */
  readonly idOf: (index: number) => string;
}

/** Makes the scored questions of a task, fewer than wanted if pictures run out. */
export type Questions = (wanted: Wanted) => Question[];

/** Draws a scene of the training part that is allowed, of one of these sizes, and asks one question about it. */
export type Lesson = (
  random: RandomStream,
  id: string,
  sizes: readonly number[],
  isAllowed: (scene: Scene) => boolean,
) => { readonly scene: Scene; readonly query: Query };

/** A scene that was drawn for item number `index`, and how its question is made. */
interface Drawn {
  readonly scene: Scene;
  /** null if no question about the scene fits the item. */
  readonly ask: () => Question | null;
}

/** Draws a scene for item number `index`; null if nothing that fits was drawn. */
type DrawItem = (
  random: RandomStream,
  item: Pick<Wanted, 'size' | 'variant' | 'style'> & { readonly id: string; readonly index: number },
) => Drawn | null;

/** A scene with a question that is already made; null if there is none. */
export const withQuestion = (question: Question | null): Drawn | null =>
  question && { scene: question.scene, ask: () => question };

/** Draws questions one by one, each again until its picture is in the evaluation part and new. */
export const drawnOneByOne =
  (draw: DrawItem): Questions =>
  ({ seed, purpose, task, count, idOf, ...wanted }) => {
    const seen = new Set<string>();
    return Array.from({ length: count }, (_, index) => {
      const random = stream(seed, purpose, task, index);
      for (;;) {
        const drawn = draw(random, { ...wanted, id: idOf(index), index });
        const key = drawn && sceneKey(drawn.scene);
        if (!drawn || !key || seen.has(key) || partOf(drawn.scene) !== 'evaluation') continue;
        const question = drawn.ask();
        if (!question) continue;
        seen.add(key);
        return question;
      }
    });
  };

/**
 * A query in words. In every style a description gives only the position of each object, as in the embedded language: a full
 * description of five objects is longer than the embedded model can read.
 */
export const asked = (random: RandomStream, style: StyleName, scene: Scene, query: Query): Question =>
  questionOf(random, style, scene, positionsOnly(style, query));

/** The query; if it asks for a description, for positions only. */
export const positionsOnly = (style: StyleName, query: Query): Query =>
  style !== 'embedded' && query.form === 'description' ? { ...query, sections: ['coordinates'] } : query;
