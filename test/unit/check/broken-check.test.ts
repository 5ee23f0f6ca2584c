/** A check that breaks off: it is told, and another one can be made. Not here: what a check finds (../../e2e/check-computer.test.ts). */
import { expect, test, vi } from 'vitest';
import { checkFailure, checking, checkReport, startCheck } from '../../../src/app/check/state.ts';

vi.mock('../../../src/check/check.ts', () => ({
  checkComputer: async () => {
    throw new Error('The workers did not start');
  },
}));

test('a check that breaks off is over, and told', async () => {
  await startCheck(false);
  expect(checking.value).toBeNull();
  expect(checkReport.value).toBeNull();
  expect(checkFailure.value).toBe('The check broke off, and there is no report. The workers did not start.');
});
