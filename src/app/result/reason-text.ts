/**
 * Why one answer to a composite question is right or wrong, in a sentence: what it read wrong, and where what it works out
 * does not follow. Not here: the verdict (src/sparkle/reasons.ts), its counts (src/experiment/statistics/reasons.ts).
 */
import type { Fault, Reasons, SeenPosition } from '../../sparkle/reasons.ts';
import { type Cell, sceneSide } from '../../sparkle/scene/geometry.ts';
import { stepsText } from '../../sparkle/style/language.ts';
import { series } from '../../sparkle/style/wording.ts';
import { countText } from '../ui/format.ts';

/** "It read red one column too far right; from there its path is right." */
export function reasonSentence({ verdict, workingOut }: Reasons): string {
  if (!workingOut)
    return verdict === 'wrongReasons'
      ? 'The answer is right, but it wrote no working-out that can be read.'
      : 'It wrote no working-out that can be read.';
  const { form, fault } = workingOut;
  const misread = misreadText(workingOut);
  const rest = fault && faultText(fault);
  switch (verdict) {
    case 'right':
      return `It read every position right, and its ${form} follows from them.`;
    case 'way':
      return 'It read every position right and always went on to the nearest object; here another route is shorter.';
    case 'wrongReasons':
      if (!rest)
        return `Right for wrong reasons: it ${misread}; from there its ${form} is right all the same.`;
      return `Right for wrong reasons: it ${joined(misread, rest)}; the answer is right all the same.`;
    case 'form':
    case 'seeing':
    case 'thinking':
    case 'seeingAndThinking':
      return rest ? `It ${joined(misread, rest)}.` : `It ${misread}; from there its ${form} is right.`;
  }
}

const joined = (misread: string | null, rest: string): string =>
  misread === null ? `read every position right, but ${rest}` : `${misread}, and ${rest}`;

/** More positions than this are counted, not told one by one. */
const toldMax = 2;

/** What it read wrong, to follow "it"; null if nothing. */
function misreadText({ grid, positions }: NonNullable<Reasons['workingOut']>): string | null {
  const namesOf = (match: SeenPosition['match']) =>
    positions.filter((position) => position.match === match).map(({ name }) => name);
  const shifted = positions.flatMap(({ name, listed, truth, match }) =>
    listed && truth && match !== 'exact'
      ? { text: `${name} ${shiftText(listed, truth, grid?.isRight ? grid.columns : null)}`, match }
      : [],
  );
  const read = [
    ...(grid && !grid.isRight ? [`the grid as ${grid.columns} by ${grid.rows}`] : []),
    ...(shifted.length > toldMax
      ? [
          `${shifted.length} of ${positions.length - namesOf('extra').length} positions wrong${nearText(shifted)}`,
        ]
      : shifted.map(({ text }) => text)),
  ];
  const [missing, extra] = [namesOf('missing'), namesOf('extra')];
  const parts = [
    ...(read.length > 0 ? [`read ${readText(read)}`] : []),
    ...(missing.length > 0 ? [`left out ${series(missing)}`] : []),
    ...(extra.length > 0
      ? [`listed ${series(extra)}, which ${extra.length > 1 ? 'are' : 'is'} not there`]
      : []),
  ];
  return parts.length > 0 ? series(parts) : null;
}

/** With a comma where an 'and' alone would run on: "green one row too low and one column too far left, and red ...". */
const readText = (read: readonly string[]): string =>
  read.length === 2 && read.some((text) => text.includes(' and ')) ? read.join(', and ') : series(read);

function nearText(shifted: readonly { readonly match: SeenPosition['match'] }[]): string {
  const near = shifted.filter(({ match }) => match === 'near').length;
  if (near === shifted.length) return ', each by one cell only';
  return near > 0 ? `, ${near === 1 ? 'one' : near} of them by one cell only` : '';
}

/**
 * "one column too far right and 2 rows too low": by the columns and rows of a grid of `size`, if the listed cell is nearest
 * to another of its nodes; else by cells.
 */
function shiftText(listed: Cell, truth: Cell, size: number | null): string {
  const stepsOf = (place: (cell: number) => number) => ({
    right: place(listed.column) - place(truth.column),
    up: place(listed.row) - place(truth.row),
  });
  // Nodes stand in the middle of equal bands.
  const nodes = stepsOf((cell) => Math.floor(((cell + 0.5) * (size ?? 0)) / sceneSide));
  const areNodes = nodes.right !== 0 || nodes.up !== 0;
  const { right, up } = areNodes ? nodes : stepsOf((cell) => cell);
  const count = (steps: number, ofGrid: string) => {
    const thing = areNodes ? ofGrid : 'cell';
    return Math.abs(steps) === 1 ? `one ${thing}` : countText(Math.abs(steps), thing);
  };
  return series([
    ...(right === 0 ? [] : [`${count(right, 'column')} too far ${right > 0 ? 'right' : 'left'}`]),
    ...(up === 0 ? [] : [`${count(up, 'row')} too ${up > 0 ? 'high' : 'low'}`]),
  ]);
}

/** What does not follow, to stand after "but". */
function faultText(fault: Fault): string {
  switch (fault.kind) {
    case 'unlisted':
      return `it gave no position of ${fault.name}, which it needs`;
    case 'hops': {
      const { written, needed } = fault;
      const counted = `it counted ${stepsText(written.right, written.up)}`;
      return needed
        ? `${counted} where it is ${stepsText(needed.right, needed.up)}`
        : `${counted} on a grid without nodes`;
    }
    case 'moves':
      return 'its moves are not the hops that it counted';
    case 'start':
      return `it set out from ${fault.from} instead of ${fault.asked}`;
    case 'compared':
      return `at ${fault.from} it did not compare exactly the objects that were left`;
    case 'distance': {
      const { from, to, written, least, most } = fault;
      return `it wrote ${written} for the distance from ${from} to ${to}, which is ${least === most ? least : `${least} to ${most}`}`;
    }
    case 'turn': {
      const { from, to, nearest, isTie } = fault;
      const why = isTie ? 'is as near and comes first in the alphabet' : 'is nearer by what it wrote';
      return `from ${from} it went on to ${to}, though ${nearest} ${why}`;
    }
    case 'route':
      return 'its route is not the order of the stops that it worked out';
  }
}
