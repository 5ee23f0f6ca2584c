/**
 * English words: what tasks, variants, controls and arms are called, and the sentences of a finding: its verdict, its
 * numbers, what a result can show. Reports and commands speak them too. Not here: where they stand (src/app, src/headless).
 */

/** What became of the tasks of a kind, as lists of their names; null where there are none. */
export interface Changes {
  readonly rose: string | null;
  readonly unclear: string | null;
  readonly fell: string | null;
}

/** What the sentence about a count says. */
export interface Counted {
  /** What was counted: `counted` of a subject. */
  readonly things: string;
  readonly isTaught: boolean;
  readonly before: number;
  /** The p of each task, in words. */
  readonly test: string;
}

const list = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** How a verdict speaks of what was trained on: what rose, what did not where others rose, what fell. */
const changed =
  (rose: (names: string) => string, notAll: (names: string) => string, fell: (names: string) => string) =>
  (changes: Changes): string => {
    const parts = [
      ...(changes.rose ? [rose(changes.rose)] : []),
      ...(changes.rose && changes.unclear ? [notAll(changes.unclear)] : []),
      ...(changes.fell ? [changes.rose ? `and got worse at ${changes.fell}` : fell(changes.fell)] : []),
    ];
    return `${parts.join(', ')}.`;
  };

const better = (opening: string) =>
  changed(
    (names) => `${opening} got better at ${names}`,
    (names) => `not clearly at ${names}`,
    (names) => `${opening} got worse at ${names}`,
  );

const untaught = ({ isTaught }: Counted): string => (isTaught ? '' : ' it was never taught');

/** The words. */
export const finding = {
  list,
  /** By the family of a task. `isChanged`: the name of a variant or control follows. */
  tasks: {
    direction: (_size: number, _isChanged: boolean) => 'direction',
    distance: () => 'distance',
    localization: () => 'localization',
    spp: (size: number, isChanged: boolean) => `${isChanged ? 'path' : 'shortest path'} ${size} × ${size}`,
    tsp: (size: number) => `route through ${size}`,
    crossings: () => 'crossing lines',
    touching: () => 'touching circles',
    grid: () => 'rows and columns',
    map: () => 'maps',
  },
  variants: {
    colors: 'unseen colours',
    labels: 'printed labels',
    font: 'other fonts',
    background: 'backgrounds',
    size: 'disc sizes',
    more: 'more discs',
    blocked: 'missing edges',
    maze: 'mazes',
    rotated: 'rotated',
    jittered: 'moved nodes',
  },
  controls: { blank: 'blank image', told: 'described in words' },
  imported: {
    imported: 'imported questions',
    'whatsup-a': 'What’s Up A (on, under, left, right)',
    'whatsup-b': 'What’s Up B (in front, behind, left, right)',
    'coco-one': 'COCO-spatial, one object',
    'coco-two': 'COCO-spatial, two objects',
    'gqa-one': 'GQA-spatial, one object',
    'gqa-two': 'GQA-spatial, two objects',
  },
  kinds: {
    basic: 'Basic skills',
    composite: 'Composite tasks',
    'out-of-distribution': 'Out of distribution',
    perception: 'Perception and maps',
    control: 'Controls, without the picture',
    imported: 'Imported questions',
  },
  suites: {
    pictures: 'Other pictures',
    shapes: 'Other lattices and routes',
    perception: 'Perception and maps',
    controls: 'Controls for every task',
  },
  larger: 'larger ones',
  /** Forms of questions, in a word or two. */
  forms: {
    direction: 'direction',
    comparison: 'closer or farther',
    pair: 'nearest or farthest pair',
    number: 'distance',
    coordinates: 'coordinates',
    region: 'region',
    description: 'description',
    path: 'shortest path',
    route: 'shortest route',
    count: 'count',
    'yes-no': 'yes or no',
  },
  /** What is wrong with an answer that has a working-out. */
  answerVerdicts: {
    right: 'right',
    wrongReasons: 'right for wrong reasons',
    way: 'nearest first is not shortest',
    thinking: 'thought wrong',
    seeingAndThinking: 'saw and thought wrong',
    seeing: 'saw wrong',
    form: 'not readable',
  },
  /** What an adapter was trained on, and how a finding begins. */
  arms: {
    none: { label: 'nothing (control)', opening: 'Trained on nothing, the model' },
    composite: {
      label: 'composite tasks (control)',
      opening: 'Trained on the composite tasks themselves, the model',
    },
    shuffled: {
      label: 'all skills with shuffled answers (control)',
      opening: 'Trained on the answers to other pictures, the model',
    },
    imported: { label: 'imported questions', opening: 'Trained on imported questions, the model' },
    measured: {
      label: 'nothing: an adapter is measured',
      opening: 'With the measured adapter, the model',
    },
  },
  openingOfSkills: (names: string) => `Trained only on ${names}, the model`,

  /** A p, whose digits are given. */
  p: (digits: string) => `p = ${digits}`,
  pBelow: (digits: string) => `p < ${digits}`,
  /** What was done and with what; `things` stand in a verdict, `counted` after "14 of 20". */
  subjects: {
    direction: { verb: 'answered', things: 'direction questions', counted: 'direction questions' },
    distance: { verb: 'answered', things: 'distance questions', counted: 'distance questions' },
    localization: { verb: 'answered', things: 'localization questions', counted: 'localization questions' },
    spp: { verb: 'found', things: 'shortest paths', counted: 'shortest paths' },
    tsp: { verb: 'found', things: 'shortest routes', counted: 'shortest routes' },
    imported: { verb: 'answered', things: 'imported questions', counted: 'imported questions' },
  },
  /** Before the count. `opening`: that of the arm; null in the sentences after the first. */
  lead: (opening: string | null, verb: string) => `${opening ?? 'It'} ${verb} `,
  count: (right: number, items: number) => `${right} of ${items}`,
  /** After the count. `isSame`: not one answer changed its mark. */
  unchanged: (counted: Counted, isSame: boolean) =>
    ` ${counted.things}${untaught(counted)}: no clear change (before: ${counted.before}${isSame ? '' : `, ${counted.test}`}). `,
  rose: (counted: Counted) =>
    ` ${counted.things}${untaught(counted)} (before: ${counted.before}). McNemar ${counted.test}. `,
  fell: ({ things, before, test }: Counted) => ` ${things}, fewer than before (${before}). McNemar ${test}. `,
  mixed: (counted: Counted, better: string | null, worse: string | null) => {
    const which = [...(better ? [`better at ${better}`] : []), ...(worse ? [`worse at ${worse}`] : [])];
    return ` ${counted.things}${untaught(counted)}: ${which.join(', ')} (before: ${counted.before}). McNemar ${counted.test}. `;
  },
  basic: (task: string, before: number, after: number, items: number, p: string) =>
    `${task} ${before} → ${after} of ${items} (${p})`,
  basics: (parts: string) => `Basic skills: ${parts}.`,
  adjusted: (tests: number) => `Each p is adjusted for ${tests} tests (Holm).`,

  /** By the name of the arm; `transfer` for basic skills, which alone can transfer. */
  verdicts: {
    transfer: {
      changed: changed(
        (names) => `It transferred to ${names}`,
        (names) => `not clearly to ${names}`,
        (names) => `It got worse at ${names}`,
      ),
      nothing: 'No sign that it transferred.',
    },
    none: {
      changed: better('Without training it'),
      nothing: 'Nothing was trained, and nothing changed clearly.',
    },
    composite: {
      changed: better('Taught the tasks themselves, it'),
      nothing: 'Taught the tasks themselves, it did not clearly learn them.',
    },
    shuffled: {
      changed: better('Trained on shuffled answers, it'),
      nothing: 'Shuffled answers changed nothing clearly.',
    },
    imported: {
      changed: better('Trained on imported questions, it'),
      nothing: 'Imported questions changed nothing clearly.',
    },
    measured: { changed: better('With the adapter, it'), nothing: 'No clear difference with the adapter.' },
  },
  notLearned: 'It did not clearly learn what it was taught.',
  learned: (skills: string, others: string | null) =>
    `It learned ${skills}${others ? `, not clearly ${others}` : ''}.`,
  /** How many items of a task must change, all one way, before a change can be told from chance. */
  reach: (items: number, tests: number, needed: number) => {
    const of = `With ${items} items a task and ${tests === 1 ? 'one test' : `${tests} tests`},`;
    return needed > items
      ? `${of} no change can be told from chance: take at least ${needed} items.`
      : `${of} about ${needed} items of a task (${Math.round((100 * needed) / items)} points) must change, all one way, to be told from chance: smaller effects stay unseen.`;
  },
  oneTraining: 'It is one training: with another seed it may come out otherwise.',
};
