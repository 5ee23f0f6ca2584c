/**
 * Why one answer to a composite question is right or wrong, in a sentence: what it read wrong, and where what it works out
 * does not follow. Not here: the words (src/words/english/reasons.ts), the verdict
 * (src/sparkle/reasons.ts), its counts (src/experiment/statistics/reasons.ts).
 */
import type { Fault, Reasons, SeenPosition } from '../../sparkle/reasons.ts';
import { type Cell, sceneSide } from '../../sparkle/scene/geometry.ts';
import { stepsText } from '../../sparkle/style/language.ts';
import type { Words } from '../../words/english.ts';
import { words } from '../../words/words.ts';

type Say = Words['result']['reasons'];
type Misread = Parameters<Say['misread']>[1];
type Shift = Misread['shifts'][number];

/** "It read red one column too far right; from there its path is right." */
export function reasonSentence({ verdict, workingOut }: Reasons): string {
  const say = words.value.result.reasons;
  if (!workingOut) return verdict === 'wrongReasons' ? say.rightUnread : say.unread;
  const { form } = workingOut;
  const misread = misreadOf(workingOut);
  const fault = workingOut.fault && faultText(workingOut.fault, say.faults);
  if (verdict === 'way') return say.way;
  if (fault) return verdict === 'wrongReasons' ? say.rightFaulty(misread, fault) : say.faulty(misread, fault);
  if (!misread) return say.right(form);
  return verdict === 'wrongReasons' ? say.rightMisread(form, misread) : say.misread(form, misread);
}

/** More positions than this are counted, not told one by one. */
const toldMax = 2;

/** What it read wrong; null if nothing. */
function misreadOf({ grid, positions }: NonNullable<Reasons['workingOut']>): Misread | null {
  const namesOf = (match: SeenPosition['match']) =>
    positions.filter((position) => position.match === match).map(({ name }) => name);
  const shifted = positions.flatMap(({ name, listed, truth, match }) =>
    listed && truth && match !== 'exact'
      ? { name, ...shiftOf(listed, truth, grid?.isRight ? grid.columns : null), match }
      : [],
  );
  const areMany = shifted.length > toldMax;
  const [missing, extra] = [namesOf('missing'), namesOf('extra')];
  const wrongGrid = grid && !grid.isRight ? grid : null;
  if (!wrongGrid && shifted.length + missing.length + extra.length === 0) return null;
  return {
    grid: wrongGrid,
    shifts: areMany ? [] : shifted,
    counted: areMany
      ? {
          wrong: shifted.length,
          of: positions.length - extra.length,
          near: shifted.filter(({ match }) => match === 'near').length,
        }
      : null,
    missing,
    extra,
  };
}

/** By the columns and rows of a grid of `size`, if the listed cell is nearest to another of its nodes; else by cells. */
function shiftOf(listed: Cell, truth: Cell, size: number | null): Omit<Shift, 'name'> {
  const stepsOf = (place: (cell: number) => number) => ({
    right: place(listed.column) - place(truth.column),
    up: place(listed.row) - place(truth.row),
  });
  // Nodes stand in the middle of equal bands.
  const nodes = stepsOf((cell) => Math.floor(((cell + 0.5) * (size ?? 0)) / sceneSide));
  const ofGrid = nodes.right !== 0 || nodes.up !== 0;
  return { ...(ofGrid ? nodes : stepsOf((cell) => cell)), ofGrid };
}

/** What does not follow. */
function faultText(fault: Fault, say: Say['faults']): string {
  switch (fault.kind) {
    case 'unlisted':
      return say.unlisted(fault.name);
    case 'hops': {
      const { written, needed } = fault;
      const counted = stepsText(written.right, written.up);
      return needed ? say.hops(counted, stepsText(needed.right, needed.up)) : say.hopsWithoutNodes(counted);
    }
    case 'moves':
    case 'route':
      return say[fault.kind];
    case 'start':
      return say.start(fault.from, fault.asked);
    case 'compared':
      return say.compared(fault.from);
    case 'distance':
      return say.distance(fault.from, fault.to, fault.written, fault.least, fault.most);
    case 'turn':
      return (fault.isTie ? say.tiedTurn : say.turn)(fault.from, fault.to, fault.nearest);
  }
}
