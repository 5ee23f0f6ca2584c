/** Typed questions: those that the lab can answer are found in any of their wordings, with an answer that is judged right. */
import { expect, test } from 'vitest';
import { score } from '../../../src/sparkle/score.ts';
import { seeingQuestions } from '../../../src/sparkle/style/language.ts';
import { freeScene, scoredItems, suggestedQuestions } from '../../../src/sparkle/task/generate.ts';
import { isSeeingQuestion, knownQuestion } from '../../../src/sparkle/task/known-question.ts';
import { defaultTasks } from '../../../src/sparkle/task/task-name.ts';

test('every scored question is found, with the same answer', () => {
  for (const item of defaultTasks.flatMap((task) => scoredItems(3, 'sample', task, 8))) {
    const found = knownQuestion(item.scene, ` ${item.question.toUpperCase().replace('?', ' ?')}`);
    expect(found, item.question).toMatchObject({ form: item.form, names: item.names, answer: item.answer });
    expect(score(found!, item.answer).isCorrect).toBe(true);
  }
});

test.each(['points', 'lattice'] as const)(
  'each suggestion for a scene of %s is known or about seeing',
  (kind) => {
    for (let seed = 1; seed < 6; seed++) {
      const scene = freeScene(seed, kind);
      for (const text of suggestedQuestions(scene))
        expect([knownQuestion(scene, text) !== null, isSeeingQuestion(scene, text)], text).toContain(true);
      for (const text of seeingQuestions(scene)) expect(knownQuestion(scene, text)).toBeNull();
    }
  },
);

test('what the lab cannot answer is not found: other words, an object that is not there, nothing', () => {
  const scene = freeScene(1, 'points');
  for (const text of [
    '',
    'Why?',
    'Where is the cat?',
    'Find the shortest path from the start node to the end node.',
  ]) {
    expect(knownQuestion(scene, text)).toBeNull();
    expect(isSeeingQuestion(scene, text)).toBe(false);
  }
});
