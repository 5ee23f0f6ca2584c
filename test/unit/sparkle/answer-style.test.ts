/** Styles in a run: the same scenes and questions in other words, read as they were asked, short enough for the model. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type ChatTokenizer, tokenizeConversation } from '../../../models/prompt.ts';
import { armRow } from '../../../src/experiment/arms.ts';
import { simulateBaseline } from '../../../src/sparkle/baseline.ts';
import { stream } from '../../../src/sparkle/scene/random.ts';
import { score } from '../../../src/sparkle/score.ts';
import type { StyleName } from '../../../src/sparkle/style/styles.ts';
import { scoredItems } from '../../../src/sparkle/task/generate.ts';
import { capabilities } from '../../../src/sparkle/task/task-name.ts';
import { trainingConversation } from '../../../src/sparkle/task/training.ts';
import type { Task } from '../../../src/sparkle/tasks.ts';
import { embeddedProcessor } from '../../fixtures/embedded-model.ts';

const tasks: readonly Task[] = ['direction', 'distance', 'localization', 'spp4', 'spp8', 'tsp4', 'tsp7'];
const plain = ['words', 'choice'] as const;
const itemsOf = (style: StyleName, task: Task, count = 40) =>
  scoredItems(5, 'evaluation', task, count, style);

test.each(plain)('%s: the scenes and what is asked are the embedded ones, only the words differ', (style) => {
  for (const task of tasks) {
    const [items, embedded] = [itemsOf(style, task), itemsOf('embedded', task)];
    const asked = (all: typeof items) =>
      all.map(({ id, form, scene, names }) => ({ id, form, scene, names }));
    expect(asked(items)).toEqual(asked(embedded));
    expect(items.every((item) => item.style === style)).toBe(true);
    expect(embedded.some((item) => 'style' in item || 'options' in item)).toBe(false);
    expect(items[0]!.question).not.toBe(embedded[0]!.question);
  }
});

test.each(['embedded', ...plain] as const)('%s: every reference answer is read, and is right', (style) => {
  for (const task of tasks)
    for (const item of itemsOf(style, task))
      expect(score(item, item.answer)).toMatchObject({ isParsed: true, isCorrect: true });
});

test('the format confound: what is learned from words is not read where a boxed letter is asked', () => {
  const worded = itemsOf('words', 'direction');
  for (const [place, item] of itemsOf('choice', 'direction').entries()) {
    expect(item.options).toHaveLength(8);
    expect(score(item, worded[place]!.answer)).toMatchObject({ isParsed: false, isCorrect: false });
  }
});

test('training asks and answers in its style, about the same scenes', () => {
  const conversation = (style: StyleName) => trainingConversation(3, [...capabilities], 24, 0, style)!;
  expect(conversation('embedded')).toEqual(trainingConversation(3, [...capabilities], 24, 0));
  for (const style of plain) {
    expect(conversation(style).scene).toEqual(conversation('embedded').scene);
    expect(conversation(style).turns).toHaveLength(24);
  }
  expect(conversation('choice').turns.some(({ answer }) => /^\\boxed\{[A-I]\}$/.test(answer))).toBe(true);
  expect(conversation('words').turns.some(({ answer }) => answer.includes('boxed'))).toBe(false);
  const [path] = trainingConversation(3, armRow('composite').trainsOn, 1, 0, 'words')!.turns;
  expect(path!.answer).toMatch(/^\['[a-z]+'(, '[a-z]+')*\]$/);
});

describe('in the tokens of the embedded model', () => {
  let tokenizer: ChatTokenizer;
  const context = 512;
  const imageTokens = 36;
  beforeAll(async () => {
    ({ tokenizer } = await embeddedProcessor());
  });

  test.each(plain)('%s: every question fits the context with its answer', (style) => {
    for (const task of tasks)
      for (const { question, answer } of itemsOf(style, task))
        expect(() =>
          tokenizeConversation(tokenizer, [{ question, answer }], imageTokens, context),
        ).not.toThrow();
  });
});

test.each(plain)('%s: blind guesses reach no more than in the embedded language', (style) => {
  const best = (named: StyleName, task: Task) => {
    const { bestConstant, random } = simulateBaseline(
      scoredItems(1, 'baseline', task, 400, named),
      stream(1, 'guess', task),
    );
    return Math.max(bestConstant, random);
  };
  expect(best(style, 'direction')).toBeCloseTo(1 / 8, 1);
  // A distance may be off by one: exact ones leave a little less room than rounded ones.
  for (const task of ['distance', 'localization', 'spp4', 'tsp4'] as const)
    expect(best(style, task)).toBeLessThan(best('embedded', task) + 0.05);
});
