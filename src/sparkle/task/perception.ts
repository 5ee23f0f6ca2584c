/**
 * Questions about perception, in the manner of BlindTest (Rahmanzadehgervi et al., 'Vision language models are blind',
 * ACCV 2024): how often two lines cross, whether two circles touch, how many rows and columns a grid has. Drawings,
 * words and ranges are ours; every picture is unambiguous at the base model's 192 pixels. Right answers take turns, so
 * all are equally frequent. Not here: maps (map.ts), how answers are read (style/counting.ts).
 *
 * Lengths in scene units: the image is 10 by 10.
 */
import { distance, sceneSide } from '../scene/geometry.ts';
import { colors } from '../scene/palette.ts';
import type { RandomStream } from '../scene/random.ts';
import type { Color, Point, Shape } from '../scene/scene.ts';
import type { Question } from '../style/styles.ts';
import { decimals, pointText, series } from '../style/wording.ts';
import { drawnOneByOne, withQuestion } from './ask.ts';

const grey: Color = [128, 128, 128];

/** Both lines begin, bend and end at the same three x, so they cross where one overtakes the other. */
const crossingsMax = 2;
const lineWidth = 0.12;
/** Where lines begin, bend and end, they are at least this far apart. */
const lineGap = 0.8;

/** How often a blue and a red line of two straight pieces cross: 0, 1 or 2 times, in turn. */
function crossingsQuestion(random: RandomStream, id: string, index: number): Question {
  const wanted = index % (crossingsMax + 1);
  for (;;) {
    const xs = [random.uniform(0.5, 1.5), random.uniform(4, 6), random.uniform(8.5, 9.5)];
    const [blue, red] = [0, 1].map(() => xs.map((x): Point => ({ x, y: random.uniform(0.5, 9.5) }))) as [
      Point[],
      Point[],
    ];
    const rises = blue.map((point, place) => point.y - red[place]!.y);
    if (rises.some((rise) => Math.abs(rise) < lineGap)) continue;
    const crossings = rises.slice(1).filter((rise, place) => rise > 0 !== rises[place]! > 0).length;
    if (crossings !== wanted) continue;
    const shapes = [...pieces(blue, colors.get('blue')!), ...pieces(red, colors.get('red')!)];
    const told = [...Object.entries({ blue, red })]
      .map(([name, line]) => `The ${name} line runs straight from ${line.map(pointText).join(' to ')}.`)
      .join(' ');
    return {
      form: 'count',
      scene: { kind: 'figure', id, shapes, told },
      names: [],
      question: 'How many times does the blue line cross the red line?',
      answer: String(crossings),
      style: 'words',
    };
  }
}

const pieces = (line: readonly Point[], color: Color): Shape[] =>
  line.slice(1).map((to, place) => ({ kind: 'line', from: line[place]!, to, lineWidth, color }));

const rimWidth = 0.15;
const radiusRange = [0.8, 2] as const;
/** The gap between two circles, or their overlap, without the rims, which make the visible gap smaller. */
const apartRange = [0.4, 1.6] as const;
const overlapRange = [0.1, 0.6] as const;

/** Whether two circles touch: yes (they overlap a little) and no, in turn. */
function touchingQuestion(random: RandomStream, id: string, index: number): Question {
  const isYes = index % 2 === 0;
  for (;;) {
    const [blue, red] = [0, 1].map(() => {
      const radius = random.uniform(...radiusRange);
      const within = () => random.uniform(radius + rimWidth, sceneSide - radius - rimWidth);
      return { radius, centre: { x: within(), y: within() } };
    }) as [Circle, Circle];
    const apart = distance(blue.centre, red.centre) - blue.radius - red.radius;
    const [low, high] = isYes ? overlapRange : apartRange;
    const gap = isYes ? -apart : apart;
    if (gap < low || gap > high) continue;
    const told = Object.entries({ blue, red })
      .map(
        ([name, { centre, radius }]) =>
          `The ${name} circle is centred at ${pointText(centre)} with radius ${decimals(radius)}.`,
      )
      .join(' ');
    const shapes = Object.entries({ blue, red }).map(
      ([name, circle]): Shape => ({
        kind: 'circle',
        ...circle,
        lineWidth: rimWidth,
        color: colors.get(name)!,
      }),
    );
    return {
      form: 'yes-no',
      scene: { kind: 'figure', id, shapes, told },
      names: [],
      question: 'Do the blue circle and the red circle touch or overlap? Answer yes or no.',
      answer: isYes ? 'yes' : 'no',
      style: 'words',
    };
  }
}

interface Circle {
  readonly radius: number;
  readonly centre: Point;
}

/** Nodes along a side. */
const sideMin = 3;
const sideMax = 8;
/** The longer side of a grid. */
const lengthRange = [6.5, 8.5] as const;

/**
 * How many nodes a row or a column of a grid has, in turn; the answers 3 to 8 take turns, and the other side has another
 * number. The wording is that of the base model's questions about lattices, which it saw square and of 3 to 6.
 */
function gridQuestion(random: RandomStream, id: string, index: number): Question {
  const sides = Array.from({ length: sideMax - sideMin + 1 }, (_, i) => sideMin + i);
  const asked = sides[Math.floor(index / 2) % sides.length]!;
  const other = random.pick(sides.filter((side) => side !== asked));
  const isRow = index % 2 === 0;
  const [columns, rows] = isRow ? [asked, other] : [other, asked];
  const spacing = random.uniform(...lengthRange) / (Math.max(columns, rows) - 1);
  const start = (count: number) => random.uniform(0.5, sceneSide - 0.5 - (count - 1) * spacing);
  const [left, bottom] = [start(columns), start(rows)];
  const xs = Array.from({ length: columns }, (_, i) => left + i * spacing);
  const ys = Array.from({ length: rows }, (_, i) => bottom + i * spacing);
  const edge = (from: Point, to: Point): Shape => ({ kind: 'line', from, to, lineWidth: 0.06, color: grey });
  const shapes: Shape[] = [
    ...xs.map((x) => edge({ x, y: ys[0]! }, { x, y: ys.at(-1)! })),
    ...ys.map((y) => edge({ x: xs[0]!, y }, { x: xs.at(-1)!, y })),
    ...xs.flatMap((x) =>
      ys.map((y): Shape => ({ kind: 'circle', centre: { x, y }, radius: 0.2 * spacing, color: grey })),
    ),
  ];
  const told = `The grid has nodes wherever x is ${series(xs.map(decimals))} and y is ${series(ys.map(decimals))}.`;
  return {
    form: 'count',
    scene: { kind: 'figure', id, shapes, told },
    names: [],
    question: `How many nodes are in each ${isRow ? 'row' : 'column'} of the grid?`,
    answer: String(asked),
  };
}

/** How often two lines cross. */
export const crossingsQuestions = drawnOneByOne((random, { id, index }) =>
  withQuestion(crossingsQuestion(random, id, index)),
);

/** Whether two circles touch. */
export const touchingQuestions = drawnOneByOne((random, { id, index }) =>
  withQuestion(touchingQuestion(random, id, index)),
);

/** How many nodes a row or a column has; the embedded language has words for that. */
export const gridQuestions = drawnOneByOne((random, { id, index, style }) => {
  const question = gridQuestion(random, id, index);
  return withQuestion(style === 'embedded' ? question : { ...question, style: 'words' });
});
