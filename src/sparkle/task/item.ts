/**
 * What is asked and scored: tasks, items and training conversations.
 * Not here: how the words are made (style/styles.ts) or how an answer is judged (score.ts).
 */
import type { Scene } from '../scene/scene.ts';

/** The three basic skills of the Sparkle paper, in its order. */
export const capabilities = ['direction', 'distance', 'localization'] as const;
export type Capability = (typeof capabilities)[number];

/** Shortest path on an n by n lattice, and the travelling salesman over k objects (open path, fixed start). */
export type CompositeTask = `spp${number}` | `tsp${number}`;

/**
 * Seeing without any of the skills that are trained, each with drawings and questions of its own: how often two lines
 * cross, whether two circles touch, how many rows and columns a grid has (perception.ts), where places lie on a map
 * (map.ts).
 */
export const figureTasks = ['crossings', 'touching', 'grid', 'map'] as const;
export type FigureTask = (typeof figureTasks)[number];

/** How the pictures of a basic or composite task depart from what is trained (variant.ts). */
export const variants = [
  'colors',
  'labels',
  'font',
  'background',
  'size',
  'more',
  'blocked',
  'maze',
  'rotated',
  'jittered',
] as const;
export type Variant = (typeof variants)[number];

/** The same items of a task without their picture: 'blank' shows a white one, 'told' says in words what it shows. */
export const controls = ['blank', 'told'] as const;
export type Control = (typeof controls)[number];

/** A task without variant and control. */
export type PlainTask = Capability | CompositeTask | FigureTask;

/** What is scored: a plain task, with `@` and a variant, with `@` and a control, or both in that order. */
export type Task = PlainTask | `${PlainTask}@${string}`;

/**
 * Matches every task name, `spp5@maze@told` say:
 *
 * | task | variants |
 * |---|---|
 * | `direction`, `distance`, `localization` | `colors` `labels` `font` `background` `size` `more` |
 * | `tsp3` to `tsp7` | `colors` `labels` `font` `background` `size` |
 * | `spp3` to `spp8` | `font` `background` `blocked` `rotated` `jittered`, to `spp6` also `maze` |
 * | `crossings`, `touching`, `grid`, `map` | none |
 *
 * Any of them may end in `@blank` or `@told`. Mazes of 7 and more have too many walls to tell the embedded model.
 */
export const taskPattern =
  /^(?:(?:direction|distance|localization)(?:@(?:colors|labels|font|background|size|more))?|tsp[3-7](?:@(?:colors|labels|font|background|size))?|spp[3-8](?:@(?:font|background|blocked|rotated|jittered))?|spp[3-6]@maze|crossings|touching|grid|map)(?:@(?:blank|told))?$/;

/** The same as a person reads it, to stand after "tasks are". */
export const taskNames =
  'direction, distance, localization, spp3 to spp8, tsp3 to tsp7, crossings, touching, grid and map; ' +
  'with @colors, @labels, @font, @background, @size (basic skills and tsp), @more (basic skills), ' +
  '@font, @background, @blocked, @rotated, @jittered (spp) or @maze (spp3 to spp6); ' +
  'and any of these with @blank or @told';

export const isTask = (name: string): name is Task => taskPattern.test(name);

/** A task name taken apart. */
export interface TaskParts {
  readonly plain: PlainTask;
  readonly variant: Variant | null;
  readonly control: Control | null;
}

/** The parts of a task's name. */
export function partsOfTask(task: Task): TaskParts {
  const [plain, ...rest] = task.split('@');
  return {
    plain: plain as PlainTask,
    variant: variants.find((name) => rest.includes(name)) ?? null,
    control: controls.find((name) => rest.includes(name)) ?? null,
  };
}

/** The name of a task of these parts; the inverse of partsOfTask. */
export const taskOf = ({ plain, variant, control }: TaskParts): Task =>
  [plain, variant, control].filter((part) => part !== null).join('@') as Task;

export const isFigureTask = (task: PlainTask): task is FigureTask =>
  (figureTasks as readonly string[]).includes(task);

/** Kinds of tasks, in the order in which results show them. */
export const taskKinds = ['basic', 'composite', 'out-of-distribution', 'perception', 'control'] as const;
export type TaskKind = (typeof taskKinds)[number];

/**
 * Basic tasks are what the model may be trained on; composite tasks are what the paper claims follow. Their variants
 * are out of distribution, and a control of any task is a control.
 */
export function taskKind(task: Task): TaskKind {
  const { plain, variant, control } = partsOfTask(task);
  if (control) return 'control';
  if (isFigureTask(plain)) return 'perception';
  if (variant) return 'out-of-distribution';
  return (capabilities as readonly string[]).includes(plain) ? 'basic' : 'composite';
}

/** The form of a question about what a scene names, which decides how its answer is read. */
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

/** The form of any question: also of those about figures, which ask how many there are and whether something is so. */
export type AnswerForm = Form | 'count' | 'yes-no';

/** One scored question about one scene. `names` are the objects it asks about, in the question's order. */
export interface Item {
  readonly id: string;
  readonly task: Task;
  readonly form: AnswerForm;
  readonly scene: Scene;
  /** What the model is shown in place of the scene, null for no image. Absent: the scene. */
  readonly shown?: Scene | null;
  readonly names: readonly string[];
  readonly question: string;
  /** The reference answer, in the item's style. */
  readonly answer: string;
  /** How it is asked and answered (style/styles.ts). Absent: in the embedded model's language. */
  readonly style?: 'words' | 'choice';
  /** What may be chosen from, in the order of its letters. Absent: the answer is free. */
  readonly options?: readonly string[];
}

/** The picture that goes with an item's question; null where there is none. */
export const shownScene = ({ scene, shown }: Item): Scene | null => (shown === undefined ? scene : shown);

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
