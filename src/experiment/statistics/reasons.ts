/**
 * Counts why answers to composite questions are right or wrong. Not here: the verdict on one answer
 * (src/sparkle/reasons.ts).
 */
import type { ScoredItem } from '../../sparkle/dataset/imported.ts';
import {
  type Reasons,
  reasonsOf,
  type SeenPosition,
  type Verdict,
  verdictNames,
} from '../../sparkle/reasons.ts';
import type { Score } from '../../sparkle/score.ts';
import type { Words } from '../../words/english.ts';

/** What is read of an answer. */
interface Answered {
  readonly text: string;
  readonly score: Score;
}

/** What is read of an item's result. */
interface Reasoned {
  readonly item: ScoredItem;
  readonly before: Answered | null;
  readonly after: Answered | null;
}

/** How a listed position compares with the true one, in the order of the report. */
export const matchNames = [
  'exact',
  'near',
  'wrong',
  'missing',
  'extra',
] as const satisfies readonly SeenPosition['match'][];

/** Counts of one task before or after training. */
interface ReasonsTally {
  /** Answers by verdict. */
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Positions, over all answers whose working-out can be read. `near`: one cell off. */
  readonly positions: Readonly<Record<SeenPosition['match'], number>>;
}

/** The counts before and after training, on the same items. */
export interface ReasonsReport {
  readonly before: ReasonsTally;
  readonly after: ReasonsTally;
}

/** Why an answer to a scored item is right or wrong; null if it is not answered, or if that cannot be read from such answers. */
export const reasonsOfAnswer = (item: ScoredItem, answer: Answered | null): Reasons | null =>
  item.form === 'text' || !answer ? null : reasonsOf(item, answer);

/** Counts the answers of one task, given all its items. null if none has a working-out that can be read. */
export function countReasons(items: readonly Reasoned[]): ReasonsReport | null {
  const of = (when: 'before' | 'after') =>
    items.flatMap(({ item, [when]: answer }) => reasonsOfAnswer(item, answer) ?? []);
  const [before, after] = [of('before'), of('after')];
  if (![...before, ...after].some(({ workingOut }) => workingOut)) return null;
  return { before: tally(before), after: tally(after) };
}

/** The verdicts that occur with their counts, in words. */
export const verdictsText = (tally: ReasonsTally, say: Words['finding']): string =>
  verdictNames
    .filter((verdict) => tally.verdicts[verdict] > 0)
    .map((verdict) => `${say.answerVerdicts[verdict]} ${tally.verdicts[verdict]}`)
    .join(', ');

function tally(reasons: readonly Reasons[]): ReasonsTally {
  const positions = reasons.flatMap(({ workingOut }) => workingOut?.positions ?? []);
  return {
    verdicts: countsOf(
      verdictNames,
      reasons.map(({ verdict }) => verdict),
    ),
    positions: countsOf(
      matchNames,
      positions.map(({ match }) => match),
    ),
  };
}

/** How often each name occurs, zeros included. */
const countsOf = <Name extends string>(names: readonly Name[], found: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, found.filter((each) => each === name).length])) as Record<
    Name,
    number
  >;
