/** Counts, yes and no as models write them: read when they say one thing, not read when they say two or none. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAnswer } from '../../src/sparkle/language.ts';
import { styles } from '../../src/sparkle/style.ts';

const count = (text: string) => {
  const claim = styles.words.readAnswer('count', text, null);
  return claim?.form === 'count' ? claim.value : null;
};
const yesNo = (text: string) => {
  const claim = styles.words.readAnswer('yes-no', text, null);
  return claim?.form === 'yes-no' ? claim.isYes : null;
};

describe('counts', () => {
  test.each([
    ['2', 2],
    ['The lines cross twice.', 2],
    ['They cross 1 time.', 1],
    ['Never', 0],
    ['There are **three** places.', 3],
    ['\\boxed{4}', 4],
    ['I see one crossing at the left. In all they cross 2 times.', 2],
    ['Answer: 0', 0],
    ['The answer is 5, as I counted 1 2 3 4 5', null],
    ['2 or 3', null],
    ['2.5', null],
    ['-1', null],
    ['They cross.', null],
    ['', null],
  ])('%j: %j', (text, expected) => {
    expect(count(text)).toBe(expected);
  });

  test('the embedded language: digits after the last colon', () => {
    expect(readAnswer('count', '5')).toEqual({ form: 'count', value: 5 });
    expect(readAnswer('count', '3 by 5: 5')).toEqual({ form: 'count', value: 5 });
    expect(readAnswer('count', 'five')).toBeNull();
  });
});

describe('yes and no', () => {
  test.each([
    ['yes', true],
    ['No.', false],
    ['**Yes**, they overlap.', true],
    ['No, they do not touch.', false],
    ['The circles are apart. Answer: no', false],
    ['\\boxed{yes}', true],
    ['No gap is between them.', null],
    ['Yes. No.', null],
    ['The circles touch.', null],
    ['Maybe yes', null],
    ['', null],
  ])('%j: %j', (text, expected) => {
    expect(yesNo(text)).toBe(expected);
  });

  test('the embedded language: the bare word', () => {
    expect(readAnswer('yes-no', 'no')).toEqual({ form: 'yes-no', isYes: false });
    expect(readAnswer('yes-no', 'No way')).toBeNull();
  });
});

test('whatever the text, nothing is thrown, and what is claimed is read back', () => {
  const text = fc.oneof(
    fc.string(),
    fc
      .array(fc.constantFrom('yes', 'no', 'two', '3', '.', ':', ' ', 'answer', 'once', '\n', ','), {
        maxLength: 12,
      })
      .map((parts) => parts.join(' ')),
  );
  fc.assert(
    fc.property(
      text,
      fc.constantFrom('count', 'yes-no'),
      fc.constantFrom('embedded', 'words', 'choice'),
      (raw, form, style) => {
        const claim = styles[style].readAnswer(form, raw, null);
        if (claim)
          expect(styles[style].readAnswer(form, styles[style].claimText(claim, null), null)).toEqual(claim);
      },
    ),
    { numRuns: 1000, seed: 1 },
  );
});
