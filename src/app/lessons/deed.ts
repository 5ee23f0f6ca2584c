/**
 * What a person can do on the page that a step of a lesson may ask for, and whether a step is done. Pure. Not here: noticing
 * it (noticed.ts).
 */
import type { ScoredTask } from '../../sparkle/dataset/imported.ts';
import type { ReadyName } from '../../study/study.ts';

/** What can be done, by its name, with what tells one from another. */
interface Deeds {
  /** A record was opened. */
  record: { readonly record: string };
  /** A run of a record was looked at. */
  'recorded run': { readonly record: string; readonly arm: string; readonly seed: number };
  /** An item was opened, of a run of one's own or a recorded one. */
  item: { readonly task: ScoredTask; readonly item: string };
  /** A question was asked whose right answer the lab knows, at a strength of place, and answered. */
  question: {
    readonly question: string;
    readonly by: 'base model' | 'adapter';
    readonly isRight: boolean;
    readonly place: number;
  };
  /** A run of one's own has finished. */
  run: { readonly arm: string; readonly run: string };
  /** A ready-made study was set up. */
  'study set up': { readonly study: ReadyName };
}

/** Something that was done. */
export type Deed = { [K in keyof Deeds]: { readonly what: K } & Deeds[K] }[keyof Deeds];

/** What a step asks for: a deed, or any that has these parts. */
type DeedPattern = {
  [K in keyof Deeds]: { readonly what: K } & Partial<Deeds[K]>;
}[keyof Deeds];

/** What a step wants done. */
export interface Wanted {
  readonly done: DeedPattern;
  /** How many different ones must be done. Absent: one. */
  readonly times?: number;
}

/** Whether a deed is what a pattern asks for. */
const fits = (deed: Deed, pattern: DeedPattern): boolean => {
  const parts: Readonly<Record<string, unknown>> = { ...deed };
  return Object.entries(pattern).every(([key, value]) => parts[key] === value);
};

/** Whether two deeds are one. */
export const isSame = (left: Deed, right: Deed): boolean => fits(left, right) && fits(right, left);

/** How many different deeds fit a step. */
export const timesDone = (step: Wanted, deeds: readonly Deed[]): number =>
  deeds.filter((deed) => fits(deed, step.done)).length;

/** Whether a step is done; `deeds` has each once. */
export const isDone = (step: Wanted, deeds: readonly Deed[]): boolean =>
  timesDone(step, deeds) >= (step.times ?? 1);
