/**
 * What is asked and scored: tasks, items and training conversations.
 * Not here: how the words are made (style.ts) or how an answer is judged (score.ts).
 */
import type { Scene } from './scene.ts';

/** The three basic skills of the Sparkle paper, in its order. */
export const capabilities = ['direction', 'distance', 'localization'] as const;
export type Capability = (typeof capabilities)[number];

/** Shortest path on an n by n lattice, and the travelling salesman over k objects (open path, fixed start). */
export type CompositeTask = `spp${number}` | `tsp${number}`;
export type Task = Capability | CompositeTask;

/** Matches every task name: `direction`, `distance`, `localization`, `spp3` to `spp8`, `tsp3` to `tsp7`. */
export const taskPattern = /^(direction|distance|localization|spp[3-8]|tsp[3-7])$/;

export const isTask = (name: string): name is Task => taskPattern.test(name);

/** Basic tasks are what the model may be trained on; composite tasks are what the paper claims follow. */
export const taskKind = (task: Task): 'basic' | 'composite' =>
  (capabilities as readonly string[]).includes(task) ? 'basic' : 'composite';

/** The form of a question, which decides how its answer is read. */
export type Form =
  | 'direction' // one of 8 classes
  | 'comparison' // closer or farther: one of two named objects
  | 'pair' // the nearest or the farthest of the named pairs
  | 'number' // a distance
  | 'coordinates' // one position
  | 'region' // one of 9 classes
  | 'description' // all positions
  | 'path' // moves on a lattice
  | 'route'; // order of objects

/** One scored question about one scene. `names` are the objects it asks about, in the question's order. */
export interface Item {
  readonly id: string;
  readonly task: Task;
  readonly form: Form;
  readonly scene: Scene;
  readonly names: readonly string[];
  readonly question: string;
  /** The reference answer, in the item's style. */
  readonly answer: string;
  /** How it is asked and answered (style.ts). Absent: in the embedded model's language. */
  readonly style?: 'words' | 'choice';
  /** What may be chosen from, in the order of its letters. Absent: the answer is free. */
  readonly options?: readonly string[];
}

/** Several questions about one scene: one training sequence. */
export interface Conversation {
  readonly id: string;
  readonly scene: Scene;
  readonly turns: readonly { readonly question: string; readonly answer: string }[];
}

/** A drawn scene: RGBA, `sizePx` by `sizePx`, row-major from the top-left. `id` is the scene's. */
export interface SceneImage {
  readonly id: string;
  readonly sizePx: number;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

/** How one answer was judged. */
export interface Score {
  /** The answer has the form the question asks for; apart from whether it is right. */
  readonly isParsed: boolean;
  readonly isCorrect: boolean;
  /** Routes only: length over optimal length (1 is optimal); null where no legal route was given. */
  readonly lengthRatio: number | null;
}
