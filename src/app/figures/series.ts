/**
 * What figures of several arms or runs have in common: how each is called, and how it is told apart. Not here: the figures
 * (arm-marks.tsx, difference-table.tsx, sweep-curves.tsx, loss-curves.tsx).
 */
import type { Interval } from '../../experiment/statistics/tests.ts';
import type { ScoredKind, ScoredTask } from '../../sparkle/dataset/imported.ts';
import { words } from '../../words/words.ts';
import type { Hue, Palette } from './palette.ts';
import { kindName, kinds } from './task.ts';

/** One arm or one run: its place in the figure is its place in the list. */
export interface Series {
  readonly name: string;
  /** The hue of the one skill it was trained on; null for several or none, which have the colour of ink. */
  readonly hue: Hue | null;
  /** Whether it is a control: its mark is hollow. */
  readonly isControl: boolean;
}

/** A scored task, with what holds for all its series; shares are 0 to 1. */
export interface TaskRow {
  readonly task: ScoredTask;
  readonly kind: ScoredKind;
  /** Right answers before training, the mean of all series; null if each has its own. */
  readonly before: number | null;
  /** What the best blind guess reaches. */
  readonly blind: number;
}

/** The colour of a series. */
export const colourOf = ({ hue }: Series, palette: Palette): string => (hue ? palette[hue] : palette.ink);

/** Kinds of tasks that are there, in their order, each with its rows. */
export function byKind<T extends { readonly kind: ScoredKind }>(
  rows: readonly T[],
): { readonly name: string; readonly rows: readonly T[] }[] {
  return kinds
    .map((kind) => ({ name: kindName(kind), rows: rows.filter((row) => row.kind === kind) }))
    .filter(({ rows: own }) => own.length > 0);
}

/** A share as whole percent points with its sign, minus as U+2212: `+43`, `−7`, `0`. */
export function pointsText(difference: number): string {
  const points = Math.round(difference * 100);
  if (points === 0) return '0';
  return points < 0 ? `−${-points}` : `+${points}`;
}

/** `+35 to +51`. */
export const intervalText = ({ low, high }: Interval): string =>
  words.value.figures.range(pointsText(low), pointsText(high));

/** Cuts a text that is wider than so many px, at a mean width of its characters. */
export function cutText(text: string, widthPx: number, characterPx = 6.4): string {
  const most = Math.max(4, Math.floor(widthPx / characterPx));
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}

/** A text in lines of at most so many px, at a mean width of its characters; one word may be longer. */
export function wrapText(text: string, widthPx: number, characterPx = 6.4): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length * characterPx <= widthPx) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
