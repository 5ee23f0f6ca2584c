/** Counts, yes and no as models write them: read when they say one thing, not read when they say two or none. */
import { describe, expect, test } from 'vitest';
import { readAnswer } from '../../../src/sparkle/style/language.ts';
import type { Asked } from '../../../src/sparkle/style/query.ts';
import { styles } from '../../../src/sparkle/style/styles.ts';

const asked: Asked = { names: [], choice: null, options: null };
const count = (text: string) => {
  const claim = styles.words.readAnswer('count', text, asked);
  return claim?.form === 'count' ? claim.value : null;
};
const yesNo = (text: string) => {
  const claim = styles.words.readAnswer('yes-no', text, asked);
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
    ['Yes and no', null],
    ['Yes and no.', null],
    ['No and yes', null],
    ['Yes or no?', null],
    ['Yes/no', null],
    ['Yes, no', null],
    ['Answer: yes and no', null],
    ['Yes, no gap is between them.', true],
    ['Yes and they overlap.', true],
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
