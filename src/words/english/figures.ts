/**
 * English words: the figures: axes, legends, captions, what they say to screen readers; and why an answer is right. Not
 * here: where they stand (src/app/figures), what tasks are called (finding.ts).
 */

/** A mean of an arm or a run, in whole percent. */
interface ToldMean {
  readonly name: string;
  readonly mean: number;
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Its own before training; null if all have the same. */
  readonly before: number | null;
}

const plural = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;

/** The words. */
export const figures = {
  notDrawn: (why: string) => `The figure could not be drawn (${why}). Its numbers are in the table.`,
  /** A cell of a figure's table: a column, a class, a range. In files they stay as they are. */
  cell: (text: string): string => text,
  table: 'Table',
  save: 'Save this figure',

  /** Of legends, captions and axes. */
  before: 'before',
  after: 'after',
  beforeTraining: 'before training',
  afterTraining: 'after training',
  afterOnSame: 'after, on the same items',
  wilson: '95 % Wilson interval',
  interval: '95 % interval',
  blindGuess: 'best blind guess',
  step: 'step',
  hollowAndFilled:
    'Hollow: before training; filled: after, on the same items. Whiskers: 95 % Wilson interval.',
  percentOfTask: 'Right answers, percent of the items of a task.',
  tickIsBlind: 'Tick: what the best blind guess reaches.',
  /** `+35 to +51`. */
  range: (low: string, high: string) => `${low} to ${high}`,
  /** Names of classes, which are words of the model's answers. */
  className: (name: string) => name,

  arms: {
    title: (what: string) => `Right answers: ${what}`,
    mean: { seed: 'mean over seeds', student: 'mean of the class' },
    one: { seed: 'a seed', student: 'a student' },
    control: 'a control',
    /** Of the marks, for screen readers. */
    blind: 'blind guess',
    dot: { seed: 'seed', student: 'student' },
    large: {
      seed: 'Large: the mean over seeds; small: each seed.',
      student: 'Large: the mean of the class; small: each student.',
    },
    largeAfter: 'Large: after training.',
    hollowControl: 'Hollow: a control.',
    dashedBefore: 'Dashed line: before training.',
    diamondBefore: 'Diamond: the same run before training.',
    told: ({ name, mean, interval, before }: ToldMean) =>
      `${name} ${mean} %${interval ? ` (${interval.low} % to ${interval.high} %)` : ''}${before === null ? '' : `, before ${before} %`}`,
    task: (task: string, before: number | null, blind: number, means: string) =>
      `${task}: ${before === null ? '' : `before training ${before} %, `}blind ${blind} %; ${means}`,
  },

  balance: {
    title: (form: string) => `How often each class is the right answer: ${form}`,
    /** `what`: what the classes are, if their names do not say it. */
    caption: (form: string, what: string | null, isEqual: boolean) =>
      `Right answers: ${form}${what ? `, ${what}` : ''}.${isEqual ? ' Dashed: if all came equally often.' : ''}`,
    classes: {
      comparison: 'by the place of the right one in the question',
      pair: 'by the letter or the place of the right pair',
      number: 'by the whole distance, on an image 10 wide',
      path: 'by the hops of the shortest path',
    },
    label: (total: number, classes: string) => `Right answers of ${total}: ${classes}`,
  },

  confusion: {
    title: {
      direction: 'What is mistaken for what: directions',
      region: 'What is mistaken for what: regions',
    },
    caption: {
      direction:
        'Directions: a row is the right answer, a column the given one, ? an answer not in the asked form. Numbers are items, shades their share of the row; right answers are framed.',
      region:
        'Regions: a row is the right answer, a column the given one, ? an answer not in the asked form. Numbers are items, shades their share of the row; right answers are framed.',
    },
    hint: 'Choose a cell to see its items.',
    corner: 'truth ↓ given →',
    label: 'Right and given answers. Arrow keys move between cells that count items.',
    unread: 'not in the asked form',
    /** It says "truth", because "right" is also the name of a class. */
    cell: (when: string, truth: string, given: string) => `${when} · truth: ${truth} · given: ${given}`,
    show: (cell: string, items: number) => `${cell} · ${plural(items, 'item')}. Show.`,
  },

  coordinates: '(x,y) is column and row, each 0 to 9, from the bottom left.',

  differences: {
    title: (what: string) => `Change by training: ${what}`,
    caption: 'Change in percentage points, after training less before.',
    clear: 'Bold on a ground: clear, p below 0.05.',
  },

  difficulty: {
    title: 'Right answers by difficulty',
    axes: { hops: 'hops', latticeSize: 'lattice', objects: 'objects', distanceGap: 'gap' },
    captions: {
      hops: 'Shortest paths, by the hops of the shortest one. In brackets: items.',
      latticeSize: 'Shortest paths, by the size of the lattice. In brackets: items.',
      objects: 'Shortest routes, by the objects to visit. In brackets: items.',
      distanceGap:
        'Which is closer or farther: by how far apart the two distances are, on an image 10 wide. In brackets: items.',
    },
    /** `1 to 2`, `4 or more`, `5 × 5`, as levels are called in files. */
    level: (label: string) => label,
    label: (axis: string, levels: string) => `Right answers by ${axis}: ${levels}`,
    counts: (level: string, before: number, after: number, items: number) =>
      `${level}: ${before} before, ${after} after, of ${items}`,
  },

  dumbbell: {
    title: (run: string) => `Right answers before and after: ${run}`,
    nearest: 'always going on to the nearest',
    nearestNeighbour: 'nearest neighbour',
    ceiling: (each: string) =>
      `Dashed tick: what a model reaches that sees all and always goes on to the nearest object, the one way of finding routes that this model was taught (${each}).`,
    hint: 'Choose a row to see its items.',
    counts: (before: number, after: number, items: number) => `${before} → ${after} of ${items}`,
    label: 'Right answers before and after, by task',
    row: (task: string, before: number, after: number, items: number) =>
      `${task}: ${before} of ${items} before, ${after} after. Show its items.`,
  },

  reasons: {
    direction: 'Seen from the first object, the second lies in the shaded one of eight equal sectors.',
    comparison: 'The lengths of the two lines, on an image 10 wide, decide.',
    pair: 'The lengths of the lines, on an image 10 wide, decide; the strong line is the right pair.',
    number: 'The straight line, rounded to a whole number on an image 10 wide.',
    coordinates: 'The image has 10 by 10 cells: first the cell to the right, then the cell up, both from 0.',
    region: 'The image is cut into equal thirds both ways.',
    description: 'Every object by its cell in an image of 10 by 10: first right, then up, both from 0.',
    path: 'Any walk along the grid without a detour is right.',
    route: 'Of all orders from this start, this one is the shortest. It does not return.',
    count: 'The picture was drawn with exactly that many.',
    'yes-no': 'The picture was drawn so that there is no doubt.',
  },
  /** Reasons that differ in the styles in words, whose positions and lengths are exact. */
  reasonsInWords: {
    number: 'The straight line from centre to centre, on an image 10 wide.',
    coordinates: 'First right, then up, from the bottom-left corner of an image 10 wide.',
    description:
      'Where every object lies: first right, then up, on an image 10 wide, and in which of nine regions.',
  },
  unequalSectors: (axesDeg: number, diagonalsDeg: number) =>
    `Seen from the first object, the second lies in the shaded sector. Right, top, left and down are ${axesDeg} degrees wide, the diagonals ${diagonalsDeg}.`,
  unequalRegions: (low: number, high: number) => `The image is cut at ${low} and ${high} of 10, both ways.`,
  greyZones: 'Nothing in the grey zones is asked about.',
  onlyPath: (hops: number) => `This one has ${plural(hops, 'hop')} and is the only shortest path.`,
  oneOfPaths: (hops: number, count: number) =>
    `This one has ${plural(hops, 'hop')} and is one of ${count} shortest paths; it goes sideways as early as it can.`,
  freeRoute: 'Of all orders from any start, this one is the shortest. It does not return.',
  longRoute:
    'Of so many orders the shortest is not known for certain; this is a short one. It does not return.',
  routeLength: (length: string) => `Its length is ${length} on an image 10 wide.`,

  curve: {
    title: 'Right answers while it trains',
    caption: (items: number, points: number) =>
      `Right answers, percent of the same ${items} items of a task at every point, by training step; 0 is the base model. Whiskers: 95 % Wilson interval. It is up to ${points} points wide with so few items: only large changes show, and small ups and downs are chance.`,
    blind: 'Dashed: the blind baseline.',
    chosen: (step: number) =>
      `The run ends with the adapter of step ${step}, which validation chose: later points are of adapters that are not used, and the last step was not asked.`,
    point: (task: string, step: number, correct: number, items: number) =>
      `${task}, step ${step}: ${correct} of ${items} right`,
    counted: (step: number, correct: number, items: number) => `${correct} of ${items} at step ${step}`,
    label: (tasks: string) => `Right answers while it trains. ${tasks}.`,
  },

  loss: {
    title: 'Training loss by step',
    aStep: 'a step',
    average: 'moving average',
    heldOut: 'held-out conversations',
    caption:
      'Training loss by step: mean cross-entropy of the answer tokens, in nats. Points are single steps, the line is their moving average.',
    dashed: 'The dashed line is the loss on conversations held out of training.',
    severalCaption:
      'Training loss by step: mean cross-entropy of the answer tokens, in nats; moving averages. Runs that were trained on different data have losses that are not to be compared by their height.',
    label: (loss: string, steps: number) => `Loss ${loss} after ${steps} steps`,
    noStep: 'No step yet',
    labelOf: (run: string, loss: string, steps: number) => `${run}: loss ${loss} after ${steps} steps`,
  },

  /** Scenes in words, for screen readers. `names` are words of the model's language. */
  scene: {
    lattice: (size: number) => `A ${size} by ${size} grid with a green start and a red end`,
    map: (names: readonly string[]) => `A map with ${names.join(', ')}`,
    figure: (told: string) => `A figure. ${told}`,
    discs: (names: readonly string[]) => `${names.length} discs: ${names.join(', ')}`,
  },

  strength: {
    title: 'Right answers by strength of place',
    axis: 'strength of place',
    chosen: 'the strength that is set',
    caption: (items: number, first: string, second: string) =>
      `Right answers of the untrained model, percent of ${items} items, by the strength of place: ${first} (whole line) and ${second} (dashed). Whiskers: 95 % Wilson interval. The upright line is the strength that is set.`,
    point: (task: string, strength: string, percent: number) => `${task} at ${strength}: ${percent} %`,
  },

  sweep: {
    title: (setting: string, what: string) => `Right answers by ${setting.toLowerCase()}: ${what}`,
    caption: (setting: string, lines: string, about: string) =>
      `Right answers, percent of the items of a task, by ${setting.toLowerCase()}. ${lines} Small: each seed. ${about} Thin line across: what the best blind guess reaches.`,
    axis: (setting: string) => setting.toLowerCase(),
    lines: {
      arm: ['whole line', 'long dashes'],
      control: ['dotted', 'dash and dot'],
    },
    trainedOn: (name: string) => `Trained on: ${name}.`,
    trainedOnEach: (each: string) => `Trained on ${each}.`,
    point: (name: string, value: string, percent: number) => `${name} at ${value} ${percent} %`,
  },

  verdicts: {
    title: 'Seeing or thinking: answers by what is wrong with them',
    hint: 'The table also counts positions: exact, one cell off (near), farther off (wrong), left out (missing), not in the picture (extra).',
    caption:
      'Answers by what is wrong with them, percent of the items of a task. An answer lists positions, then works something out from them. Saw wrong: a position is not exact, but what follows is right for the positions it wrote. Thought wrong: the positions are exact, what follows is not. Right for wrong reasons: only the answer is right. Nearest first is not shortest: no mistake, but always going on to the nearest is not the shortest route here.',
    told: 'Described in words: the positions were told, so that only thinking is left.',
    segment: (task: string, when: string, verdict: string, count: number, items: number) =>
      `${task}, ${when}: ${verdict} ${count} of ${items}`,
    bar: (task: string, when: string, items: number, verdicts: string) =>
      `${task}, ${when}, of ${items}: ${verdicts}`,
    label: (bars: string) => `Answers by verdict. ${bars}.`,
  },
};
