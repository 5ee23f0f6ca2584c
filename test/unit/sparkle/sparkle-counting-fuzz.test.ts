/** Counts, yes and no in any text: nothing throws, and what is read can be said and read again. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Asked } from '../../../src/sparkle/style/query.ts';
import { styles } from '../../../src/sparkle/style/styles.ts';
import { fuzzRuns } from '../../fixtures/fuzz-runs.ts';

const asked: Asked = { names: [], choice: null, options: null };

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
        const claim = styles[style].readAnswer(form, raw, asked);
        if (claim)
          expect(styles[style].readAnswer(form, styles[style].claimText(claim, null), asked)).toEqual(claim);
      },
    ),
    { numRuns: fuzzRuns, seed: 1 },
  );
});
