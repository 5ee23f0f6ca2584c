/**
 * English words: why one answer to a composite question is right or wrong. Not here: what is read of the answer
 * (src/app/result/reason-text.ts).
 */

/** How far a listed position is off, in cells, or in columns and rows of a grid. */
export interface Shift {
  readonly name: string;
  /** Right and up are positive. */
  readonly right: number;
  readonly up: number;
  readonly ofGrid: boolean;
}

/** What an answer read wrong; not all of it is empty. */
export interface Misread {
  /** The listed grid if it is another. */
  readonly grid: { readonly columns: number; readonly rows: number } | null;
  /** Positions that are off, if they are few. */
  readonly shifts: readonly Shift[];
  /** Positions that are off, if they are many; `near`: by one cell only. */
  readonly counted: { readonly wrong: number; readonly of: number; readonly near: number } | null;
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

type Form = 'path' | 'route';

const list = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

function shiftText({ name, right, up, ofGrid }: Shift): string {
  const count = (steps: number, thingOfGrid: string) => {
    const thing = ofGrid ? thingOfGrid : 'cell';
    return Math.abs(steps) === 1 ? `one ${thing}` : `${Math.abs(steps)} ${thing}s`;
  };
  const parts = [
    ...(right === 0 ? [] : [`${count(right, 'column')} too far ${right > 0 ? 'right' : 'left'}`]),
    ...(up === 0 ? [] : [`${count(up, 'row')} too ${up > 0 ? 'high' : 'low'}`]),
  ];
  return `${name} ${list(parts)}`;
}

function countedText({ wrong, of, near }: NonNullable<Misread['counted']>): string {
  const nearText =
    near === wrong
      ? ', each by one cell only'
      : near > 0
        ? `, ${near === 1 ? 'one' : near} of them by one cell only`
        : '';
  return `${wrong} of ${of} positions wrong${nearText}`;
}

/** With a comma where an 'and' alone would run on: "green one row too low and one column too far left, and red ...". */
const readText = (read: readonly string[]): string =>
  read.length === 2 && read.some((text) => text.includes(' and ')) ? read.join(', and ') : list(read);

/** To follow "it". */
function misreadText({ grid, shifts, counted, missing, extra }: Misread): string {
  const read = [
    ...(grid ? [`the grid as ${grid.columns} by ${grid.rows}`] : []),
    ...shifts.map(shiftText),
    ...(counted ? [countedText(counted)] : []),
  ];
  return list([
    ...(read.length > 0 ? [`read ${readText(read)}`] : []),
    ...(missing.length > 0 ? [`left out ${list(missing)}`] : []),
    ...(extra.length > 0
      ? [`listed ${list(extra)}, which ${extra.length > 1 ? 'are' : 'is'} not there`]
      : []),
  ]);
}

const joined = (misread: Misread | null, fault: string): string =>
  misread === null ? `read every position right, but ${fault}` : `${misreadText(misread)}, and ${fault}`;

/** The words. */
export const reasons = {
  unread: 'It wrote no working-out that can be read.',
  rightUnread: 'The answer is right, but it wrote no working-out that can be read.',
  right: (form: Form) => `It read every position right, and its ${form} follows from them.`,
  way: 'It read every position right and always went on to the nearest object; here another route is shorter.',
  misread: (form: Form, misread: Misread) => `It ${misreadText(misread)}; from there its ${form} is right.`,
  faulty: (misread: Misread | null, fault: string) => `It ${joined(misread, fault)}.`,
  rightMisread: (form: Form, misread: Misread) =>
    `Right for wrong reasons: it ${misreadText(misread)}; from there its ${form} is right all the same.`,
  rightFaulty: (misread: Misread | null, fault: string) =>
    `Right for wrong reasons: it ${joined(misread, fault)}; the answer is right all the same.`,
  /** What does not follow, to stand after "but" or "and". Steps are told in the model's language: `right 3, up 0`. */
  faults: {
    unlisted: (name: string) => `it gave no position of ${name}, which it needs`,
    hops: (written: string, needed: string) => `it counted ${written} where it is ${needed}`,
    hopsWithoutNodes: (written: string) => `it counted ${written} on a grid without nodes`,
    moves: 'its moves are not the hops that it counted',
    start: (from: string, asked: string) => `it set out from ${from} instead of ${asked}`,
    compared: (from: string) => `at ${from} it did not compare exactly the objects that were left`,
    distance: (from: string, to: string, written: number, least: number, most: number) =>
      `it wrote ${written} for the distance from ${from} to ${to}, which is ${least === most ? least : `${least} to ${most}`}`,
    turn: (from: string, to: string, nearest: string) =>
      `from ${from} it went on to ${to}, though ${nearest} is nearer by what it wrote`,
    tiedTurn: (from: string, to: string, nearest: string) =>
      `from ${from} it went on to ${to}, though ${nearest} is as near and comes first in the alphabet`,
    route: 'its route is not the order of the stops that it worked out',
  },
};
