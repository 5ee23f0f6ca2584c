/** Answers as models write them: what is read of each, in free words and with lettered options, and how it is judged. */
import { describe, expect, test } from 'vitest';
import { simulateBaseline } from '../../../src/sparkle/baseline.ts';
import { balancedGeometry, paperGeometry } from '../../../src/sparkle/scene/geometry.ts';
import { stream } from '../../../src/sparkle/scene/random.ts';
import { samplePoints } from '../../../src/sparkle/scene/sampling.ts';
import type { LatticeScene, PointsScene, Scene } from '../../../src/sparkle/scene/scene.ts';
import type { Score } from '../../../src/sparkle/score.ts';
import { answerTrace, score } from '../../../src/sparkle/score.ts';
import { embedded } from '../../../src/sparkle/style/language.ts';
import type { Form, Query } from '../../../src/sparkle/style/query.ts';
import { styles } from '../../../src/sparkle/style/styles.ts';
import type { Item } from '../../../src/sparkle/task/item.ts';
import { queriesOf } from '../../../src/sparkle/task/queries.ts';

const { words, choice } = styles;

/** red bottom left, blue 3 to its right, green 4 above blue. */
const points: PointsScene = {
  kind: 'points',
  id: 's',
  objects: [
    { name: 'red', x: 1.25, y: 1, radius: 0.5 },
    { name: 'blue', x: 4.25, y: 1, radius: 0.5 },
    { name: 'green', x: 4.25, y: 5, radius: 0.5 },
  ],
};
const lattice: LatticeScene = {
  kind: 'lattice',
  id: 'l',
  size: 4,
  start: { column: 0, row: 0 },
  end: { column: 1, row: 2 },
  hasNodeLabels: true,
};

const query = (form: Form, names: string[] = [], choice: Query['choice'] = null): Query => ({
  form,
  names,
  choice,
});
const ask = (scene: Scene, asked: Query, name: 'words' | 'choice' = 'words'): Item => {
  const style = styles[name];
  const options = style.options(scene, asked);
  return {
    id: 'i',
    task: 'direction',
    form: asked.form,
    scene,
    names: asked.names,
    question: style.questionTexts(scene, asked)[0]!,
    answer: style.answerText(scene, asked),
    style: name,
    ...(options && { options }),
  };
};
const right = 'right';
const wrong = 'wrong';
const unread = 'unread';
const verdict = ({ isParsed, isCorrect }: Score) => (isParsed ? (isCorrect ? right : wrong) : unread);

const direction = query('direction', ['red', 'green']); // top right: 3 right, 4 up
const region = query('region', ['red']);
const comparison = query('comparison', ['blue', 'red', 'green'], 'closer');
const nearest = query('pair', ['red', 'blue', 'red', 'green', 'blue', 'green'], 'closer');
const distance = query('number', ['red', 'green']); // 5
const coordinates = query('coordinates', ['blue']);
const path = query('path', ['green', 'red']);
const route = query('route', ['red']);
const description = { ...query('description', ['blue', 'green', 'red']) };

test.each<[Query, string]>([
  [direction, 'top right'],
  [region, 'down left'],
  [comparison, 'red'],
  [nearest, 'red and blue'],
  [distance, '5'],
  [query('number', ['red', 'blue']), '3'],
  [coordinates, '(4.25, 1)'],
  [path, "['right', 'up', 'up']"],
  [route, "['red', 'blue', 'green']"],
  [query('route'), "['red', 'blue', 'green']"],
])('reference answer %#: %s', (asked, answer) => {
  expect(words.answerText(asked.form === 'path' ? lattice : points, asked)).toBe(answer);
});

test('a number has two decimals and no trailing zeros', () => {
  const scene = { ...points, objects: points.objects.map((object) => ({ ...object, y: object.y * 0.333 })) };
  expect(words.answerText(scene, coordinates)).toBe('(4.25, 0.33)');
  expect(words.answerText(scene, distance)).toBe('3.28'); // sqrt(9 + 1.332 ** 2) = 3.2824...
});

describe('free words', () => {
  test.each<[string, Query, string, string]>([
    ['case and article', direction, 'The Top Right.', right],
    ['hyphen, bold', direction, '**top-right**', right],
    ['synonyms', direction, 'It is to the north-east of red.', right],
    ['two halves', direction, 'above and to the right', right],
    ['introduced', direction, 'Red is on the left. Final answer: top right', right],
    ['a box', direction, 'left, then up: \\boxed{\\text{top right}}', right],
    ['a conclusion', direction, 'right 3, up 4, so top right', right],
    ['the last statement', direction, 'It may be left. It is top right.', right],
    ['another class', direction, 'top', wrong],
    ['two classes', direction, 'top or top right', unread],
    ['two halves that do not meet', direction, 'top/right', unread],
    ['denied', direction, 'It is not top right', unread],
    ['introduced, then contradicted', direction, 'Answer: top right. Actually it is left.', unread],
    ['a letter', direction, 'B', unread],
    ['nothing', direction, '', unread],
    ['corner', region, 'bottom left corner', right],
    ['center', region, 'In the middle of the image.', wrong],
    ['a middle and a side', region, 'center left', wrong],
    ['a name', comparison, 'The red object', right],
    ['label not there', comparison, 'N7', wrong],
    ['both names', comparison, 'red and green', unread],
    ['other order', nearest, 'blue and red', right],
    ['a sentence', nearest, 'The red object and the blue object are nearest.', right],
    ['another pair', nearest, 'red and green', wrong],
    ['one name', nearest, 'red', unread],
    ['three names', nearest, 'red, blue and green', unread],
    ['within 1', distance, '5.99', right],
    ['just within 1', distance, '4', right],
    ['off by more', distance, '6.01', wrong],
    ['an equation', distance, 'sqrt(3^2 + 4^2) = sqrt(25) = 5.00', right],
    ['a sentence', distance, 'From red to green: about 5.2 units (10 by 10 image).', right],
    ['a range', distance, '4 to 6', unread],
    ['in words', distance, 'five', unread],
    ['brackets', coordinates, 'blue is at (4.3, 0.9)', right],
    ['square brackets', coordinates, '[4, 1.5]', right],
    ['x and y', coordinates, 'x = 4.25, y = 1.0', right],
    ['bare', coordinates, '4.25, 1', right],
    ['within 1', coordinates, '(5.25, 2)', right],
    ['off by more', coordinates, '(5.26, 2)', wrong],
    ['outside', coordinates, '(42.5, 10)', wrong],
    ['two points', coordinates, '(4, 1) or (5, 1)', unread],
    ['one number', coordinates, '4.25', unread],
    ['list', path, '["up", "right", "up"]', right],
    ['code', path, '```python\nmoves = [\n  "right",\n  "up",\n  "up",\n]\n```', right],
    ['arrows', path, 'Up → up → right', right],
    ['nodes', path, "['N1', 'N5', 'N6', 'N7']", right],
    ['nodes without the start', path, '[N2, N3, N7]', right],
    ['a leap', path, '[N1, N7]', wrong],
    ['numbered nodes', path, '1. N5\n2. N6\n3. N7', right],
    ['numbered moves', path, 'The moves are:\n\n1. **Up**\n2. Move right\n3. Up\n\nThat is all.', right],
    ['numbered, an entry that says more', path, '1. Up twice\n2. Right', unread],
    ['numbered, the last says more', path, '1. Up\n2. Right\n3. Up three times', unread],
    ['how it goes', path, "The shortest path without backtracking is ['up', 'up', 'right'].", right],
    ['a denied list', path, "It is not ['up', 'right', 'up'].", unread],
    ['another instead', path, "['up', 'up', 'right'] instead of ['up', 'right']", right],
    ['denied behind', path, "['up', 'up', 'right'] is not shortest", unread],
    ['a node not there', path, '[N1, N5, N6, N7, N77]', wrong],
    ['a detour', path, "['up', 'up', 'up', 'right', 'down']", wrong],
    ['two lists', path, "['up', 'up', 'right'] or ['right', 'up', 'up']", unread],
    ['no list', path, 'I cannot write code.', unread],
    ['list of names', route, '["red", "blue", "green"]', right],
    ['arrows', route, 'Red -> blue -> green.', right],
    ['a sentence', route, 'The route is red, then blue, and finally green.', right],
    ['a detour', route, "['red', 'green', 'blue']", wrong],
    ['the return', route, "['red', 'blue', 'green', 'red']", wrong],
    ['another start', route, "['green', 'blue', 'red']", wrong],
    ['how it goes', route, "The shortest route that does not return is ['red', 'blue', 'green'].", right],
    ['a denied list', route, "not the route ['red', 'blue', 'green']", unread],
    ['denied, then told', route, "It is not ['red', 'green', 'blue'] but ['red', 'blue', 'green'].", right],
    ['numbered', route, '1. The red object (start)\n2. Blue\n3. "green"', right],
    ['unknown names', route, "['a', 'b', 'c']", unread],
    ['free start', query('route'), "['green', 'blue', 'red']", right],
    ['free start, detour', query('route'), "['green', 'red', 'blue']", wrong],
  ])('%s', (_, asked, text, expected) => {
    expect(verdict(score(ask(asked.form === 'path' ? lattice : points, asked), text)), text).toBe(expected);
  });

  test('a path told by its nodes is drawn along them', () => {
    const trace = answerTrace(ask(lattice, path), '[N1, N5, N6, N7]');
    expect(trace).toEqual(answerTrace(ask(lattice, path), "['right', 'up', 'up']"));
    expect(trace).toHaveLength(4);
    expect(answerTrace(ask(lattice, path), '[N1, N7]')).toBeNull();
  });

  test('questions name every object that counts and the format of a list', () => {
    for (const question of words.questionTexts(points, nearest))
      for (const name of ['red', 'blue', 'green']) expect(question).toContain(name);
    for (const question of words.questionTexts(points, query('route')))
      expect(question).toMatch(/any of them/);
    for (const question of words.questionTexts(lattice, path))
      expect(question).toMatch(/Python list of 'up'/);
    expect(() => words.questionTexts(points, path)).toThrow(/only be asked for on a lattice/);
    const gap = { ...lattice, blocked: [[lattice.start, { column: 0, row: 1 }]] as const };
    expect(words.questionTexts(gap, path)[0]).toContain('missing');
  });

  test('Sparkle’s numbers of phrasings where it trains', () => {
    const count = (asked: Query) => new Set(words.questionTexts(points, asked)).size;
    expect([direction, region, distance, coordinates].map(count)).toEqual([3, 3, 2, 2]);
  });

  test('what lies on a border has no clear answer', () => {
    const border = { ...points, objects: [{ name: 'red', x: 10 / 3, y: 5, radius: 0.5 }] };
    expect(() => words.answerText(border, region)).toThrow(/too near a border/);
    expect(() => words.answerText(border, query('description', ['red']))).toThrow(/too near a border/);
    expect(words.answerText(border, { ...region, geometry: paperGeometry })).toBe('left');
  });
});

describe('descriptions in free words', () => {
  const item = ask(points, description);
  const full = ask(points, {
    ...description,
    sections: ['regions', 'coordinates', 'directions', 'comparisons', 'distances'],
  });

  const grey = [{ name: 'grey', x: 9, y: 9, radius: 0.5 }];
  const withGrey = ask({ ...points, distractors: grey }, description);

  test('tell what they are asked to, section by section', () => {
    expect(item.answer.split('\n')).toHaveLength(4);
    expect(item.answer).not.toContain('(');
    expect(full.answer.split('\n')).toHaveLength(6);
    expect(full.answer).toContain('The blue object and the red object are 3 apart.');
  });

  test.each<[string, Item, string, string]>([
    ['sentences', item, 'Red is bottom left. The blue disc is at the bottom. Green: center.', right],
    ['one sentence', item, 'red is bottom left, blue is down and green is in the center', right],
    ['lines', item, '- red: down left\n- blue: down\n- green: center', right],
    ['one left out', item, 'Red is bottom left. Blue is at the bottom.', wrong],
    ['one wrong', item, 'Red is bottom left. Blue is on the right. Green is in the center.', wrong],
    [
      'a distractor',
      withGrey,
      'Red is down left. Blue is down. Green is in the center. Grey is left.',
      right,
    ],
    ['one too many', item, 'Red is down left. Blue is down. Green is in the center. Pink is left.', wrong],
    ['one twice', item, 'Red is left. Blue is down. Green is in the center. Red is down left.', unread],
    ['relations only', item, 'Seen from red, blue is right. Green is above blue.', unread],
    ['no coordinates where told', full, 'Red is down left. Blue is down. Green is in the center.', wrong],
    [
      'coordinates within 1',
      full,
      'Red is down left at (1, 1). Blue is down at (5, 1.5). Green is in the center at (4.25, 5).',
      right,
    ],
    [
      'coordinates off by more',
      full,
      'Red is down left at (3, 1). Blue is down at (5, 1.5). Green is in the center at (4.25, 5).',
      wrong,
    ],
  ])('%s', (_, asked, text, expected) => {
    expect(verdict(score(asked, text)), text).toBe(expected);
  });
});

describe('lettered options', () => {
  const item = ask(points, direction, 'choice');

  test('Sparkle’s options in its fixed order', () => {
    expect(choice.options(points, direction)?.join()).toBe(
      'top left,top,top right,left,right,down left,down,down right',
    );
    expect(choice.options(points, region)?.join()).toBe(
      'top left,top,top right,left,center,right,down left,down,down right',
    );
    expect(choice.options(points, nearest)).toEqual(['red to blue', 'red to green', 'blue to green']);
    const two = query('pair', ['blue', 'green', 'red', 'blue'], 'farther');
    expect(choice.options(points, two)).toHaveLength(3);
    expect(choice.answerText(points, two)).toBe('\\boxed{C}');
    expect(item.answer).toBe('\\boxed{C}');
    expect(item.question).toContain('\nA. top left\nB. top\nC. top right\n');
    expect(item.question).toContain('\\boxed{}');
  });

  test.each<[string, string]>([
    ['\\boxed{C}', right],
    ['B is tempting, but \\boxed{ c }.', right],
    ['\\boxed{\\text{C}}', right],
    ['\\boxed{(C)}', right],
    ['\\boxed{C. top right}', right],
    ['\\boxed{A} or rather \\boxed{C}', right],
    ['\\boxed{C} or rather \\boxed{A}', wrong],
    ['\\boxed{I}', unread],
    ['C, no, \\boxed{?}', unread],
    ['\\boxed{C. top left}', unread],
    ['\\boxed{top right}', unread],
    ['\\boxed{AC}', unread],
    ['\\boxed{C', right], // cut off
    ['C', right],
    ['(C)', right],
    ['C.', right],
    ['**C**', right],
    ['C. top right', right],
    ['C. top left', unread],
    ['Answer: C', right],
    ['The answer is (B).', wrong],
    ['Answer: A\nFinal answer: C', right],
    ['Answer: C or B', unread],
    ['top right', unread],
    ['A right angle leads there', unread],
    ['I see', unread],
    ['', unread],
  ])('%j is %s', (text, expected) => {
    expect(verdict(score(item, text))).toBe(expected);
  });

  test('what has no options is asked, answered and read in free words', () => {
    for (const asked of [distance, coordinates, description, route]) {
      expect(choice.options(points, asked)).toBeNull();
      expect(choice.questionTexts(points, asked)).toEqual(words.questionTexts(points, asked));
      expect(choice.answerText(points, asked)).toBe(words.answerText(points, asked));
    }
    expect(choice.answerText(lattice, path)).toBe(words.answerText(lattice, path));
  });

  test('more pairs than letters are refused', () => {
    const objects = Array.from({ length: 8 }, (_, i) => ({ name: `N${i + 1}`, x: i + 1, y: 5, radius: 0.1 }));
    expect(() => choice.options({ ...points, objects }, nearest)).toThrow(
      /28 pairs of objects and 26 letters/,
    );
  });
});

test('the embedded language refuses what it has no words for', () => {
  expect(() => embedded.questionTexts(points, nearest)).toThrow(/no question about pairs/);
  expect(() => embedded.answerText(points, nearest)).toThrow(/no question about pairs/);
  expect(() => embedded.questionTexts(points, query('route'))).toThrow(/free start/);
});

/** Four standard errors of a share. */
const bound = (share: number, count: number) => 4 * Math.sqrt((share * (1 - share)) / count);

test.each<[Form, 'words' | 'choice', number, number]>([
  ['direction', 'choice', 1 / 8, 0.19],
  ['region', 'choice', 1 / 9, 0.16],
  ['pair', 'choice', 1 / 3, 0.34],
  ['pair', 'words', 1 / 3, 0.34],
])(
  'blind guesses at paper scenes: %s in %s, random %f, best constant about %f',
  (form, style, random, constant) => {
    // Sparkle's scenes of three and its classes: a constant diagonal is right in 18.8 %, a constant corner in 15.7 %.
    const names = ['N1', 'N2', 'N3'];
    const draw = stream(1, 'blind', form);
    const items = Array.from({ length: 3000 }, () => {
      const scene = samplePoints(draw, '', draw.shuffle(names), 3);
      const queries = queriesOf(scene, form, paperGeometry).filter(
        (asked) => form !== 'pair' || asked.names.length === 6,
      );
      return ask(scene, draw.pick(queries), style);
    });
    const baseline = simulateBaseline(items, stream(1, 'guess'));
    expect(Math.abs(baseline.random - random)).toBeLessThan(bound(random, items.length));
    expect(Math.abs(baseline.bestConstant - constant)).toBeLessThan(bound(constant, items.length) + 0.005);
  },
);

test('blind guesses in free words are read back, whatever the form', () => {
  const draw = stream(2, 'blind');
  for (const form of ['number', 'coordinates', 'description', 'comparison', 'route'] as const) {
    const items = Array.from({ length: 60 }, () => {
      for (;;) {
        const scene = samplePoints(draw, '', ['red', 'blue', 'green', 'black'], 2);
        const queries = queriesOf(scene, form, balancedGeometry);
        if (queries.length > 0 && queriesOf(scene, 'region').length > 0)
          return ask(scene, draw.pick(queries));
      }
    });
    const { random, bestConstant } = simulateBaseline(items, stream(1, 'guess'));
    expect(bestConstant).toBeGreaterThan(0);
    if (form !== 'description' && form !== 'coordinates') expect(random).toBeGreaterThan(0);
  }
});
