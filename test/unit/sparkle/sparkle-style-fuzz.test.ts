/** Any text at all, judged as an answer in every style and form: nothing throws. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { score } from '../../../src/sparkle/score.ts';
import { claimOf } from '../../../src/sparkle/style/styles.ts';
import { fuzzRuns } from '../../fixtures/fuzz-runs.ts';
import { askedForms, randomItem } from '../../fixtures/styled-items.ts';

describe('any text at all', () => {
  const pieces = fc.constantFrom(
    ...[
      'top left',
      'left',
      'or',
      'not',
      'N1',
      'N2',
      'red',
      'Blue',
      ' and ',
      ', ',
      '. ',
      ': ',
      '\n',
      '->',
      '=',
      'so ',
    ],
    ...[
      '(3, 4)',
      '[',
      ']',
      "'up'",
      '"down"',
      '3.14',
      '-',
      '\\boxed{',
      '}',
      'A',
      '(B)',
      'answer is ',
      '**',
      '```',
      '$',
    ],
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
  );

  test.each(askedForms)('%s: %s is judged without an error', (style, form) => {
    const items = Array.from({ length: 20 }, (_, seed) => randomItem(seed, form, style).item);
    fc.assert(
      fc.property(fc.constantFrom(...items), text, (item, answer) => {
        const { isParsed, isCorrect } = score(item, answer);
        expect(isParsed).toBe(claimOf(item, answer) !== null);
        if (isCorrect) expect(isParsed).toBe(true);
      }),
      { numRuns: fuzzRuns, seed: 3 },
    );
  });
});
