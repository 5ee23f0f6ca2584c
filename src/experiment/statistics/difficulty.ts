/**
 * Where a skill ends: the share of right answers by what makes an item harder, which is read from its scene. Items of all
 * tasks that ask the same kind of question are counted together; controls are left out. Not here: intervals (tests.ts), the
 * figure (src/app/figures/difficulty.tsx).
 */
import { distance, positionOf } from '../../sparkle/scene/geometry.ts';
import { optimalHops } from '../../sparkle/scene/lattice.ts';
import type { Form } from '../../sparkle/style/query.ts';
import type { Item } from '../../sparkle/task/item.ts';
import { taskKind } from '../../sparkle/task/task-name.ts';
import type { ItemResult } from '../report.ts';

interface Axis {
  /** The only form of question it is about. */
  readonly form: Form;
  /** A whole number that grows with what is measured; null if the scene has none. */
  readonly levelOf: (item: Item) => number | null;
  readonly labelOf: (level: number) => string;
}

/** Gaps from this many scene units on are one level. */
const gapMax = 4;

const axes = {
  /** Length of the shortest path, around missing edges. */
  hops: {
    form: 'path',
    levelOf: ({ scene }) => (scene.kind === 'lattice' ? optimalHops(scene) : null),
    labelOf: String,
  },
  latticeSize: {
    form: 'path',
    levelOf: ({ scene }) => (scene.kind === 'lattice' ? scene.size : null),
    labelOf: (size) => `${size} × ${size}`,
  },
  /** Objects that a route visits, without distractors. */
  objects: {
    form: 'route',
    levelOf: ({ scene }) => (scene.kind === 'points' ? scene.objects.length : null),
    labelOf: String,
  },
  /** Difference of the two distances that are compared, in scene units. */
  distanceGap: {
    form: 'comparison',
    levelOf: ({ scene, names }) => {
      const [anchor, a, b] = names.map((name) => positionOf(scene, name));
      if (!anchor || !a || !b) return null;
      return Math.min(gapMax, Math.floor(Math.abs(distance(anchor, a) - distance(anchor, b))));
    },
    labelOf: (gap) => (gap === gapMax ? `${gap} or more` : `${gap} to ${gap + 1}`),
  },
} as const satisfies Record<string, Axis>;

/** What may make an item harder. */
export type AxisName = keyof typeof axes;

/** Items of one level of difficulty, and how many of them were answered right. */
interface DifficultyLevel {
  /** The label on a figure's axis: `4`, `5 × 5`, `1 to 2`. */
  readonly label: string;
  readonly items: number;
  readonly before: number;
  readonly after: number;
}

/** Levels in rising order of what the axis measures, each with at least one item. */
export interface DifficultyCurve {
  readonly axis: AxisName;
  readonly levels: readonly DifficultyLevel[];
}

/** A curve for every axis on which the items with both answers have at least two levels. */
export function difficultyCurves(results: readonly ItemResult[]): DifficultyCurve[] {
  const curves = (Object.keys(axes) as AxisName[]).map((axis) => ({
    axis,
    levels: levelsOf(axes[axis], results),
  }));
  return curves.filter(({ levels }) => levels.length > 1);
}

function levelsOf({ form, levelOf, labelOf }: Axis, results: readonly ItemResult[]): DifficultyLevel[] {
  const byLevel = new Map<number, DifficultyLevel>();
  for (const { item, before, after } of results) {
    const isCounted = before && after && item.form === form && taskKind(item.task) !== 'control';
    const level = isCounted ? levelOf(item) : null;
    if (level === null || !before || !after) continue;
    const counted = byLevel.get(level) ?? { label: labelOf(level), items: 0, before: 0, after: 0 };
    byLevel.set(level, {
      ...counted,
      items: counted.items + 1,
      before: counted.before + Number(before.score.isCorrect),
      after: counted.after + Number(after.score.isCorrect),
    });
  }
  return [...byLevel].sort(([a], [b]) => a - b).map(([, level]) => level);
}
