/**
 * The table of controls: the items of a task without their pictures, paired with them scene by scene and word by word.
 * What the model still gets right on a blank image it does not need to see; what it gets right from a description it can
 * work out without seeing. Not here: how a scene is described (style/language.ts, style/words.ts).
 */
import type { FigureScene, Scene } from './scene/scene.ts';
import { embedded, plainLattice } from './style/language.ts';
import { type Question, styleOf } from './style/styles.ts';

/** What a control changes about a question. */
interface ControlledQuestion extends Partial<Pick<Question, 'question' | 'answer'>> {
  /** What is shown in place of the scene; null for no image. */
  readonly shown: Scene | null;
}

/** A row of the table. */
interface ControlRow {
  /** Follows `@` in the name of a task. */
  readonly name: string;
  readonly change: (asked: Question) => ControlledQuestion;
}

/** One white picture for all. */
const blankScene: FigureScene = { kind: 'figure', id: 'blank', shapes: [] };

/**
 * The scene in words before the question, and no image. A lattice is described without its rotation and jitter,
 * and so is its answer in the embedded language, which uses coordinates.
 */
function describedInWords(asked: Question): ControlledQuestion {
  const { form, scene, style, names, answer } = asked;
  return {
    question: `${styleOf(asked).sceneText(scene)} ${asked.question}`,
    answer:
      form === 'path' && scene.kind === 'lattice' && style === undefined
        ? embedded.answerText(plainLattice(scene), { form, names, choice: null })
        : answer,
    shown: null,
  };
}

const rows = [
  { name: 'blank', change: () => ({ shown: blankScene }) },
  { name: 'told', change: describedInWords },
] as const satisfies readonly ControlRow[];

/** All controls, in the order in which results and the page show them. Every task takes each of them. */
export const controls: readonly ControlRow[] = rows;
export type Control = (typeof rows)[number]['name'];
