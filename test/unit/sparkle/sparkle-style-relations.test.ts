/** Sentences that name the object seen from, or the other comparative: what is read of them, and how it is judged. */
import { expect, test } from 'vitest';
import type { PointsScene } from '../../../src/sparkle/scene/scene.ts';
import { score } from '../../../src/sparkle/score.ts';
import type { Query } from '../../../src/sparkle/style/query.ts';
import { type StyleName, styles } from '../../../src/sparkle/style/styles.ts';
import type { Item } from '../../../src/sparkle/task/item.ts';

/** red bottom left, blue 3 to its right, green 4 above blue. */
const scene: PointsScene = {
  kind: 'points',
  id: 's',
  objects: [
    { name: 'red', x: 1.25, y: 1, radius: 0.5 },
    { name: 'blue', x: 4.25, y: 1, radius: 0.5 },
    { name: 'green', x: 4.25, y: 5, radius: 0.5 },
  ],
};

function verdictsOf(query: Query, text: string, style: StyleName = 'words'): string[] {
  const { form, names } = query;
  const answer = styles[style].answerText(scene, query);
  const options = styles[style].options(scene, query);
  return styles[style].questionTexts(scene, query).map((question) => {
    const item: Item = { id: 'i', task: 'distance', form, scene, names, question, answer };
    const asked: Item = { ...item, ...(style !== 'embedded' && { style }), ...(options && { options }) };
    const { isParsed, isCorrect } = score(asked, text);
    return isParsed ? (isCorrect ? 'right' : 'wrong') : 'unread';
  });
}

const closer: Query = { form: 'comparison', names: ['blue', 'red', 'green'], choice: 'closer' }; // red
const farther: Query = { ...closer, choice: 'farther' }; // green
const nearest: Query = {
  form: 'pair',
  names: ['red', 'blue', 'red', 'green', 'blue', 'green'],
  choice: 'closer',
};

test.each<[Query, string, string]>([
  [closer, 'The red object is closer to the blue object.', 'right'],
  [closer, 'The green object is closer to the blue object.', 'wrong'],
  [closer, 'The red object is farther from the blue object.', 'unread'],
  [closer, 'The red object is farther.', 'unread'],
  [closer, 'The green object is farther away.', 'unread'],
  [closer, 'Red has the shorter distance to blue.', 'right'],
  [closer, 'Red has the longer distance to blue.', 'unread'],
  [closer, 'Red is less close.', 'unread'],
  [closer, 'Red is by far the nearest.', 'right'],
  [closer, 'The one closer to the blue object: red', 'right'],
  [closer, 'The farther one: red', 'unread'],
  [closer, 'The red object is closer to blue than the green object.', 'right'],
  [closer, 'Blue is closer to red than to green.', 'right'],
  [closer, 'It is closer than the green object.', 'unread'],
  [closer, 'Red and green are equally close to blue.', 'unread'],
  [closer, 'The blue object', 'unread'],
  [farther, 'The green object is farther from the blue object.', 'right'],
  [farther, 'The red object is further from the blue object.', 'wrong'],
  [farther, 'The green object is closer to the blue object.', 'unread'],
  [farther, 'The green object is nearest.', 'unread'],
  [nearest, 'Red and blue are nearest to each other.', 'right'],
  [nearest, 'Red and blue are farthest apart.', 'unread'],
])('%o: %s: %s', (query, text, expected) => {
  for (const verdict of verdictsOf(query, text)) expect(verdict, text).toBe(expected);
});

const direction: Query = { form: 'direction', names: ['red', 'green'], choice: null }; // top right

test.each([
  // Where green is, seen from red.
  ['The green object is to the top right of the red object.', 'right'],
  ['The green object is to the down left of the red object.', 'wrong'],
  ['Green is above and to the right of red.', 'right'],
  ['Seen from red, green lies top right.', 'right'],
  ['From red to green: top right', 'right'],
  ['red -> green: top right', 'right'],
  ['An arrow that starts at red and ends at green points top right.', 'right'],
  ['The direction of green from red is top right.', 'right'],
  ['It is northeast of red.', 'right'],
  ['Green is in the top right.', 'right'],
  // Where red is, seen from green: turned.
  ['The red object is top right of the green object.', 'wrong'],
  ['The red object is down left of the green object.', 'right'],
  ['Red is below and to the left of green.', 'right'],
  ['Red lies southwest of green.', 'right'],
  ['Seen from green, red lies top right.', 'wrong'],
  ['Relative to the green object, red is down left.', 'right'],
  ['From green to red: top right', 'wrong'],
  ['Red is below green.', 'wrong'],
  ['It is top right of green.', 'wrong'],
  // From where is not said, or from another object.
  ['Red, green, top right', 'unread'],
  ['Red is top right.', 'unread'],
  ['Green is top right of blue.', 'unread'],
  // Says only what it is about.
  ['Red and green: top right', 'right'],
])('from red to green: %s: %s', (text, expected) => {
  for (const verdict of verdictsOf(direction, text)) expect(verdict, text).toBe(expected);
});

test('a boxed letter is read whatever it compares', () => {
  expect(new Set(verdictsOf(closer, 'Green is farther from blue: \\boxed{A}', 'choice'))).toEqual(
    new Set(['right']),
  );
});
