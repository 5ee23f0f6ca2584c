/**
 * Runs and adapters that were made with other weights of the embedded model, from the browser's storage to the page: they
 * say so, are not resumed, and answer nothing. Not here: each message (test/unit/refusals/other-weights.test.ts).
 */
import { afterEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { sparkleTiny } from '../../../models/registry.ts';
import {
  adapterChoices,
  chosenAdapters,
  importAdapter,
  removeAdapter,
} from '../../../src/app/adapters/state.ts';
import { App } from '../../../src/app/page/app.tsx';
import { notices } from '../../../src/app/page/notice.ts';
import { refreshRuns, runs, shownRun, showRun } from '../../../src/app/runs/state.ts';
import { removeRun, saveRun } from '../../../src/app/runs/store.ts';
import { adapterZip } from '../../../src/files/adapter-zip.ts';
import { mountEach } from '../../fixtures/mounted-view.tsx';
import { recordedAdapter, recordedRun, withWeights } from '../../fixtures/recorded-run.ts';

const run = recordedRun({ spp4: { broken: 0, fixed: 3, kept: 1 } });
const [first, second, present] = [
  withWeights({ ...run, id: '2026-11-19T10-00-00-s1' }, null),
  withWeights({ ...run, id: '2026-11-20T10-00-00-s1', ending: 'stopped', report: null }, '0123abcd'),
  { ...run, id: '2026-11-21T10-00-00-s1' },
];

mountEach(App);
afterEach(async () => {
  for (const { key, kind } of adapterChoices.value) if (kind === 'import') await removeAdapter(key);
  for (const { id } of runs.value) await removeRun(id);
  await refreshRuns();
  shownRun.value = null;
  notices.value = [];
});

test.each([390, 1280])('runs of other weights say so beside one of these, at %i px', async (width) => {
  await page.viewport(width, 900);
  for (const each of [first, second, present]) await saveRun(each);
  await refreshRuns();
  await expect.poll(() => document.querySelectorAll('.runs li').length).toBe(3);
  const lines = [...document.querySelectorAll('.runs li')].map(({ textContent }) => textContent ?? '');
  expect(lines.map((line) => line.includes('other weights'))).toEqual([false, false, true]);
  // The adapters of all three are stored; the two are known by what stands in their files.
  await expect
    .poll(() => adapterChoices.value.slice(1).map(({ damage }) => damage))
    .toEqual([null, ...Array(2).fill(expect.stringMatching(/^It was trained on other weights/))]);

  await showRun(present.id);
  await expect.element(page.getByText(/^This run was made with other weights/)).not.toBeInTheDocument();
  for (const { id } of [first, second]) {
    await showRun(id);
    await expect.element(page.getByText(/^This run was made with other weights/)).toBeVisible();
    await expect.element(page.getByText(/^It was trained on other weights/).first()).toBeVisible();
  }
  expect(chosenAdapters.value.map(({ key }) => key)).toEqual(['base']);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);

  await userEvent.click(page.getByRole('button', { name: /^Resume the run/ }));
  await expect
    .element(page.getByText(`The run of ${second.id} cannot be resumed: It was made with other weights`))
    .toBeVisible();
});

test('an imported adapter says on which weights it was trained, or that it does not say it', async () => {
  const zip = (rank: number, weights: string | null) => {
    const adapter = { ...recordedAdapter, alpha: rank };
    return new Blob([adapterZip(adapter, 'sparkle-tiny', 0, weights)]);
  };
  await importAdapter('others.zip', zip(1, '0123abcd'));
  await importAdapter('unknown.zip', zip(2, null));
  await importAdapter('own.zip', zip(3, sparkleTiny.weights));
  const box = (name: RegExp) => page.getByRole('checkbox', { name });
  await expect.element(box(/^others\.zip It was trained on other weights of sparkle-tiny/)).toBeDisabled();
  await expect
    .element(box(/^unknown\.zip .* for sparkle-tiny, of which weights it does not say$/))
    .toBeChecked();
  await expect.element(box(/^own\.zip .* for sparkle-tiny$/)).toBeChecked();
});
