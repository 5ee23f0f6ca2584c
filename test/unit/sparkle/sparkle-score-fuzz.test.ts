/** Any text at all, judged as an answer in the embedded language: nothing throws, and scores and traces agree. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { colors } from '../../../src/sparkle/scene/palette.ts';
import { answerTrace, score } from '../../../src/sparkle/score.ts';
import { scoredItems } from '../../../src/sparkle/task/generate.ts';
import type { Item } from '../../../src/sparkle/task/item.ts';
import { capabilities } from '../../../src/sparkle/task/task-name.ts';
import type { Task } from '../../../src/sparkle/tasks.ts';
import { fuzzRuns } from '../../fixtures/fuzz-runs.ts';

const tasks: Task[] = [...capabilities, 'spp3', 'spp4', 'spp5', 'spp8', 'tsp3', 'tsp4', 'tsp5', 'tsp7'];
const items = tasks.flatMap((task) => scoredItems(11, 'evaluation', task, 24));

describe('any text at all', () => {
  const anyItem = fc.constantFrom(...items);

  const check = (item: Item, text: string) => {
    const verdict = score(item, text);
    if (verdict.isCorrect) expect(verdict.isParsed).toBe(true);
    if (verdict.lengthRatio !== null) {
      expect(item.form).toBe('route');
      expect(verdict.lengthRatio).toBeGreaterThanOrEqual(1 - 1e-9);
      expect(verdict.isCorrect).toBe(verdict.lengthRatio <= 1 + 1e-9);
    }
    const trace = answerTrace(item, text);
    if (trace) {
      expect(verdict.isParsed).toBe(true);
      expect(trace.every((point) => Number.isFinite(point.x) && Number.isFinite(point.y))).toBe(true);
    }
    return verdict;
  };

  test('is judged without an error', () => {
    fc.assert(
      fc.property(
        anyItem,
        fc.string({ unit: 'binary', maxLength: 200 }),
        (item, text) => void check(item, text),
      ),
      { numRuns: fuzzRuns, seed: 1 },
    );
  });

  test('made of the language’s own pieces is judged without an error', () => {
    const piece = fc.constantFrom(
      ...colors.keys(),
      'up',
      'down',
      'left',
      'right',
      'top',
      ' ',
      ', ',
      ': ',
      '(3,7)',
      '5',
      '(',
      ')',
      '__proto__',
      'constructor',
    );
    fc.assert(
      fc.property(
        anyItem,
        fc.array(piece, { maxLength: 30 }),
        (item, pieces) => void check(item, pieces.join('')),
      ),
      { numRuns: fuzzRuns, seed: 2 },
    );
  });

  test('a damaged right answer is judged without an error', () => {
    fc.assert(
      fc.property(anyItem, fc.nat(), fc.nat(), fc.string({ maxLength: 6 }), (item, at, cut, put) => {
        const start = at % (item.answer.length + 1);
        const rest = item.answer.slice(start + (cut % 8));
        check(item, item.answer.slice(0, start) + put + rest);
      }),
      { numRuns: fuzzRuns, seed: 3 },
    );
  });
});
