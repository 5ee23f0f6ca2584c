/** Shuffled answers: what stays as it is in training, what does not, and by how much. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type ChatTokenizer, ignoredLabel, tokenizeConversation } from '../../../models/prompt.ts';
import { armRow } from '../../../src/experiment/arms.ts';
import { stream } from '../../../src/sparkle/scene/random.ts';
import { embedded } from '../../../src/sparkle/style/language.ts';
import { type StyleName, styles } from '../../../src/sparkle/style/styles.ts';
import { shuffleAnswers, shuffledConversations } from '../../../src/sparkle/task/shuffled.ts';
import { askedConversation } from '../../../src/sparkle/task/training.ts';
import { embeddedProcessor } from '../../fixtures/embedded-model.ts';

const { trainsOn, isShuffled } = armRow('shuffled');
const making =
  (style: StyleName = 'embedded', questions = 12) =>
  (index: number) =>
    askedConversation(1, trainsOn, questions, index, style);
const count = 80;
const right = Array.from({ length: count }, (_, i) => making()(i)!);
const shuffled = shuffledConversations(making(), 1, 0, count, count);
const pairs = right.flatMap(({ turns }, i) =>
  turns.map((turn, k) => ({ ...turn, given: shuffled[i]!.turns[k]!.answer })),
);

test('the arm trains on all basic skills', () => {
  expect(trainsOn).toEqual(['direction', 'distance', 'localization']);
  expect(isShuffled).toBe(true);
});

test('pictures and questions are those of training on all skills', () => {
  expect(shuffled.map(({ id, scene, turns }) => [id, scene, turns.map(({ question }) => question)])).toEqual(
    right.map(({ id, scene, turns }) => [id, scene, turns.map(({ question }) => question)]),
  );
});

test('answers keep their form and name the objects that their question names', () => {
  for (const { query, given } of pairs) {
    expect(
      embedded.readAnswer(query.form, given, { names: query.names, choice: query.choice, options: null }),
    ).not.toBe(null);
    // Of a comparison only the two that are compared are named.
    for (const name of query.choice === null ? named(query.form, query.names) : query.names.slice(1))
      expect(given).toContain(name);
  }
});
const named = (form: string, names: readonly string[]) =>
  form === 'description' ? [...names].sort() : names;

/** Distances of 10 and more are so rare that a block may have them of one picture only. */
const isRare = (answer: string): boolean => /\d\d/.test(answer);

test('the working-out of an answer is that of one other item, not a mixture: it fits its conclusion', () => {
  const conclusions = new Set(pairs.map(({ answer }) => worked(answer)));
  expect(pairs.filter(({ answer }) => isRare(answer)).length).toBeLessThan(0.03 * pairs.length);
  for (const { query, given } of pairs)
    if ((query.form === 'direction' || query.form === 'number') && !isRare(given))
      expect(conclusions.has(worked(given)), given).toBe(true);
});
/** What follows the names: 'right 4, down 6: down right'. */
const worked = (answer: string) => answer.slice(answer.indexOf(':') + 1);

/** How often the answer to a question is the right one all the same, by the form of the question. */
function shareRight(form: string): number {
  const ofForm = pairs.filter(({ query }) => query.form === form);
  return ofForm.filter(({ answer, given }) => given === answer).length / ofForm.length;
}

test('the content is no better than a guess among the right answers', () => {
  // Of the nine parts of the image five are told in one word and four in two, and the number of words stays.
  expect(shareRight('region')).toBeLessThan(0.27);
  // With their working-out.
  expect(shareRight('direction')).toBeLessThan(0.08);
  expect(shareRight('number')).toBeLessThan(0.08);
  expect(shareRight('comparison')).toBeLessThan(0.08);
  expect(shareRight('coordinates')).toBeLessThan(0.08);
  expect(shareRight('description')).toBeLessThan(0.02);
});

test('it is no worse than a guess either, or the opposite could be learned: of two objects the right one comes half the time', () => {
  const compared = pairs.filter(({ query }) => query.form === 'comparison');
  const conclusion = (answer: string) => answer.slice(answer.lastIndexOf(' '));
  const agreeing = compared.filter(({ answer, given }) => conclusion(answer) === conclusion(given)).length;
  expect(compared.length).toBeGreaterThan(100);
  expect(agreeing / compared.length).toBeGreaterThan(0.35);
  expect(agreeing / compared.length).toBeLessThan(0.65);
});

test('answers only change places: without the names all are there as often as before', () => {
  const counts = (answers: readonly string[]) => {
    const found = new Map<string, number>();
    for (const answer of answers) found.set(answer, (found.get(answer) ?? 0) + 1);
    return [...found].sort();
  };
  const nameless = (text: string) => text.replaceAll(/yellow|red|green|brown/g, '@');
  const of = (form: string, which: 'answer' | 'given') =>
    counts(
      pairs
        .filter(({ query, answer }) => query.form === form && !isRare(answer))
        .map((pair) => nameless(pair[which])),
    );
  // A block of 32 and the last one of 48: within them all places are taken once.
  for (const form of ['direction', 'number', 'coordinates', 'region', 'description', 'comparison'])
    expect(of(form, 'given'), form).toEqual(of(form, 'answer'));
});

test('the same seed shuffles alike, however many are asked for at a time; another does not', () => {
  const bySix = Array.from({ length: 10 }, (_, i) =>
    shuffledConversations(making(), 1, 8 * i, 8, count),
  ).flat();
  expect(bySix).toEqual(shuffled);
  const other = shuffledConversations(making(), 2, 0, count, count);
  expect(other).not.toEqual(shuffled);
});

describe('in tokens', () => {
  let tokenizer: ChatTokenizer;
  beforeAll(async () => {
    ({ tokenizer } = await embeddedProcessor());
  });

  test.each(Object.keys(styles) as StyleName[])(
    'of %s every conversation has as many, and the loss is on as many',
    (style) => {
      const make = making(style, 6);
      const lengths = (turns: readonly { question: string; answer: string }[]) => {
        const { inputIds, labels } = tokenizeConversation(tokenizer, turns, 36, 1e6);
        return [inputIds.length, labels.filter((label) => label !== ignoredLabel).length];
      };
      for (const [i, { turns }] of shuffledConversations(make, 1, 0, 15, 40).entries())
        expect(lengths(turns)).toEqual(lengths(make(i)!.turns));
    },
  );
});

test.each(['words', 'choice'] as const)(
  'of %s most answers are others, and sizes of pictures stay',
  (style) => {
    const make = making(style);
    const turns = shuffledConversations(make, 1, 0, 64, 64).flatMap(({ turns: given }, i) =>
      given.map(({ answer }, k) => ({ answer, was: make(i)!.turns[k]!.answer })),
    );
    expect(turns.filter(({ answer, was }) => answer === was).length / turns.length).toBeLessThan(0.2);
    expect(turns.filter(({ answer }) => /\b(?!10\b)\d+ by |by (?!10\b)\d/.test(answer))).toEqual([]);
  },
);

test.each([
  ['one picture', [right[0]!]],
  ['no picture', []],
  ['two pictures without a question of one form', [right[0]!, { ...right[1]!, turns: [] }]],
])('%s: there is no other answer to take', (_, conversations) => {
  expect(() => shuffleAnswers(conversations, stream(1, 'test'))).toThrow(
    'The arm shuffled needs answers about at least two pictures that can stand in each other’s place, got none.',
  );
});
