/**
 * The table of tasks: one row per family, in the order in which results and the page show them. The names of tasks, the
 * schema, the command line, the suites of the page and training data all derive from it. The tasks of a family
 * with sizes have a number in their name: `spp4`. How an answer is judged, and how it is guessed blindly, depends on the
 * form of its question (score.ts, baseline.ts).
 * Not here: what tasks are called (src/words/english/finding.ts), what derives from the table (task/task-name.ts), variants
 * (variants.ts), controls (controls.ts).
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

/** Kinds of tasks, in the order in which results show them. */
export const taskKinds = [
  /** What the model may be trained on. */
  'basic',
  /** What gets better with the basic skills, as the paper claims. */
  'composite',
  /** Variants of both. */
  'out-of-distribution',
  /** Seeing, without any of the skills that are trained. */
  'perception',
  /** Controls of any task. */
  'control',
] as const;
export type TaskKind = (typeof taskKinds)[number];

/** A row of the table. */
export interface TaskFamily {
  /** The name of the task, or the part of it before the size. */
  readonly name: string;
  /** Nodes a side, or objects. Absent: the family is one task. */
  readonly sizes?: { readonly min: number; readonly max: number; readonly default: readonly number[] };
  readonly kind: 'basic' | 'composite' | 'perception';
  /** Its colour on the page: a hue of src/app/figures/palette.ts. */
  readonly hue: 'direction' | 'distance' | 'localization' | 'composite' | 'perception';
  /** The variants it takes. */
  readonly variants: readonly Variant[];
  /** How its scenes are drawn and its scored questions asked. */
  readonly questions: Questions;
  /**
   * What is asked in training. A list of forms: many questions about one scene; a form that is named twice is asked twice
   * as often, as in the base model's recipe. A lesson: one question per scene. Absent: it cannot be trained on.
   */
  readonly training?: readonly Form[] | Lesson;
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
    questions: directionQuestions,
    training: ['direction', 'direction'],
  },
  {
    ...basic,
    name: 'distance',
    hue: 'distance',
    questions: distanceQuestions,
    training: ['comparison', 'number'],
  },
  {
    ...basic,
    name: 'localization',
    hue: 'localization',
    questions: localizationQuestions,
    // A description contains more than any other answer, so it is asked twice as often.
    training: ['coordinates', 'region', 'description', 'description'],
  },
  {
    ...composite,
    name: 'spp',
    sizes: { min: 3, max: 8, default: [4, 5] },
    variants: ['font', 'background', 'blocked', 'maze', 'rotated', 'jittered'],
    questions: pathQuestions,
    training: pathLesson,
  },
  {
    ...composite,
    name: 'tsp',
    sizes: { min: 3, max: 7, default: [4, 5] },
    variants: ofDiscs,
    questions: routeQuestions,
    training: routeLesson,
  },
  { ...perception, name: 'crossings', questions: crossingsQuestions },
  { ...perception, name: 'touching', questions: touchingQuestions },
  { ...perception, name: 'grid', questions: gridQuestions },
  { ...perception, name: 'map', questions: mapQuestions },
] as const satisfies readonly TaskFamily[];

/** All families of tasks. */
export const taskFamilies: readonly TaskFamily[] = rows;

type Row = (typeof rows)[number];

/** The name of a family: each language has words for it. */
export type FamilyName = Row['name'];

/** Those that a finding counts. */
export type CountedFamily = Extract<Row, { kind: 'basic' | 'composite' }>['name'];
type NameOf<R extends Row> = R extends { sizes: unknown } ? `${R['name']}${number}` : R['name'];

/** A basic skill of the Sparkle paper; any of them can be trained on together. */
export type Capability = Extract<Row, { kind: 'basic' }>['name'];

/** A task without variant and control. */
export type PlainTask = { [N in Row['name']]: NameOf<Extract<Row, { name: N }>> }[Row['name']];

/** What is scored: a plain task, with `@` and a variant, with `@` and a control, or both in that order. */
export type Task = PlainTask | `${PlainTask}@${string}`;
