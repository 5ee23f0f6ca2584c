/**
 * The table of tasks: one row a family, in the order in which results and the page show them. Names of tasks, the schema,
 * the command line, the suites of the page, labels and training data all derive from it. A family of sizes has a number
 * in its names: `spp4`. Answers are judged, and blind baselines simulated, by the form of a question (score.ts,
 * baseline.ts).
 * Not here: what derives from the table (task/task-name.ts), variants (variants.ts), controls (controls.ts).
 */
import type { Form } from './style/query.ts';
import type { Lesson, Questions } from './task/ask.ts';
import {
  directionQuestions,
  distanceQuestions,
  localizationQuestions,
  routeLesson,
  routeQuestions,
} from './task/discs.ts';
import { mapQuestions } from './task/map.ts';
import { pathLesson, pathQuestions } from './task/path.ts';
import { crossingsQuestions, gridQuestions, touchingQuestions } from './task/perception.ts';
import type { Variant } from './variants.ts';

/** Kinds of tasks and what the page calls them, in the order in which results show them. */
export const kindNames = {
  /** What the model may be trained on. */
  basic: 'Basic skills',
  /** What, as the paper claims, gets better with the basic skills. */
  composite: 'Composite tasks',
  /** Variants of both. */
  'out-of-distribution': 'Out of distribution',
  /** Seeing, without any of the skills that are trained. */
  perception: 'Perception and maps',
  /** Controls of any task. */
  control: 'Controls, without the picture',
} as const;
export type TaskKind = keyof typeof kindNames;

/** A row of the table. */
export interface TaskFamily {
  /** The name of the task, or what stands before the size. */
  readonly name: string;
  /** Nodes a side, or objects. Absent: the family is one task. */
  readonly sizes?: { readonly min: number; readonly max: number; readonly default: readonly number[] };
  readonly kind: 'basic' | 'composite' | 'perception';
  /** Its colour on the page: a token of page/tokens.css. */
  readonly hue: 'direction' | 'distance' | 'localization' | 'composite' | 'perception';
  /** On the page. `isChanged`: the name of a variant or control follows. */
  readonly label: (size: number, isChanged: boolean) => string;
  /** The variants it takes. */
  readonly variants: readonly Variant[];
  /** How its scenes are drawn and its scored questions asked. */
  readonly questions: Questions;
  /**
   * What training on it asks. Of basic skills: forms, many questions about one scene; a form that is named twice is asked
   * twice as often. Of composite tasks: one question a scene. Absent: it cannot be trained on.
   */
  readonly training?: readonly Form[] | Lesson;
  /** How a finding speaks of it: the model `verb` 14 of 20 `things`. Absent: findings leave it out. */
  readonly finding?: { readonly verb: string; readonly things: string };
}

const ofDiscs = ['colors', 'labels', 'font', 'background', 'size'] as const;
const basic = { kind: 'basic', variants: [...ofDiscs, 'more'] } as const;
const composite = { kind: 'composite', hue: 'composite' } as const;
const perception = { kind: 'perception', hue: 'perception', variants: [] } as const;

const rows = [
  {
    ...basic,
    name: 'direction',
    hue: 'direction',
    label: () => 'direction',
    questions: directionQuestions,
    training: ['direction', 'direction'],
    finding: { verb: 'answered', things: 'direction questions' },
  },
  {
    ...basic,
    name: 'distance',
    hue: 'distance',
    label: () => 'distance',
    questions: distanceQuestions,
    training: ['comparison', 'number'],
    finding: { verb: 'answered', things: 'distance questions' },
  },
  {
    ...basic,
    name: 'localization',
    hue: 'localization',
    label: () => 'localization',
    questions: localizationQuestions,
    // A description says more than any other answer.
    training: ['coordinates', 'region', 'description', 'description'],
    finding: { verb: 'answered', things: 'localization questions' },
  },
  {
    ...composite,
    name: 'spp',
    sizes: { min: 3, max: 8, default: [4, 5] },
    label: (size, isChanged) => `${isChanged ? 'path' : 'shortest path'} ${size} × ${size}`,
    variants: ['font', 'background', 'blocked', 'maze', 'rotated', 'jittered'],
    questions: pathQuestions,
    training: pathLesson,
    finding: { verb: 'found', things: 'shortest paths' },
  },
  {
    ...composite,
    name: 'tsp',
    sizes: { min: 3, max: 7, default: [4, 5] },
    label: (size) => `route through ${size}`,
    variants: ofDiscs,
    questions: routeQuestions,
    training: routeLesson,
    finding: { verb: 'found', things: 'shortest routes' },
  },
  { ...perception, name: 'crossings', label: () => 'crossing lines', questions: crossingsQuestions },
  { ...perception, name: 'touching', label: () => 'touching circles', questions: touchingQuestions },
  { ...perception, name: 'grid', label: () => 'rows and columns', questions: gridQuestions },
  { ...perception, name: 'map', label: () => 'maps', questions: mapQuestions },
] as const satisfies readonly TaskFamily[];

/** All families of tasks. */
export const taskFamilies: readonly TaskFamily[] = rows;

type Row = (typeof rows)[number];
type NameOf<R extends Row> = R extends { sizes: unknown } ? `${R['name']}${number}` : R['name'];

/** A basic skill of the Sparkle paper: what the model can be trained on alone. */
export type Capability = Extract<Row, { kind: 'basic' }>['name'];

/** A task without variant and control. */
export type PlainTask = { [N in Row['name']]: NameOf<Extract<Row, { name: N }>> }[Row['name']];

/** What is scored: a plain task, with `@` and a variant, with `@` and a control, or both in that order. */
export type Task = PlainTask | `${PlainTask}@${string}`;
