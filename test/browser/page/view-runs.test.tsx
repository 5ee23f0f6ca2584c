/** Names, notes and stars of runs: given in the list by keyboard, kept in storage, and no part of the run's own files. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../../../src/app/page/page.css';
import { App } from '../../../src/app/page/app.tsx';
import { startRun } from '../../../src/app/run/state.ts';
import { loadLabel } from '../../../src/app/runs/label-store.ts';
import { deleteRun, labelRun, refreshRuns, runs, shownRun } from '../../../src/app/runs/state.ts';
import { listRuns, loadRun, saveRun } from '../../../src/app/runs/store.ts';
import { removeEntry, writeFile } from '../../../src/app/storage/kept-files.ts';
import { mount, unmount } from '../../fixtures/mounted-view.tsx';
import { recordedRun } from '../../fixtures/recorded-run.ts';

const newer = recordedRun({ spp4: { broken: 0, fixed: 1, kept: 1 } });
const older = { ...newer, id: '2026-11-20T10-15-30-s1', startedAt: '2026-11-20T10:15:30.000Z' };
let root: HTMLElement;
beforeEach(async () => {
  await page.viewport(1280, 900);
  await saveRun(newer);
  await saveRun(older);
  await refreshRuns();
  root = mount(<App />);
});
afterEach(async () => {
  unmount(root);
  shownRun.value = null;
  vi.restoreAllMocks();
  await refreshRuns();
  for (const { id } of runs.value) await deleteRun(id);
  await removeEntry(['runs']);
});

const list = page.getByRole('region', { name: /^Runs/ });
const lines = list.getByRole('listitem');

test('a run gets a name and a note by keyboard; both are in the list, in storage and over the result', async () => {
  await userEvent.click(list.getByRole('button', { name: /^Name the run/ }).nth(1));
  const form = list.getByRole('form', { name: /^Name and note of the run direction/ });
  await expect.element(form.getByLabelText('Name')).toHaveFocus();
  await userEvent.fill(form.getByLabelText('Name'), '  all three <b>, seed 1 ');
  await userEvent.fill(form.getByLabelText('Note'), 'cosine, as in the paper');
  await userEvent.keyboard('{Tab}{Enter}');
  await expect
    .element(lines.nth(1))
    .toHaveTextContent(/^all three <b>, seed 1direction .*cosine, as in the paper/);
  await expect
    .element(list.getByRole('button', { name: 'Name the run all three <b>, seed 1' }))
    .toHaveFocus();
  expect(await loadLabel(older.id)).toEqual({
    name: 'all three <b>, seed 1',
    note: 'cosine, as in the paper',
    isStarred: false,
  });
  // The run itself is as it was.
  expect(await loadRun(older.id)).toEqual(older);
  await userEvent.click(lines.nth(1).getByRole('button').first());
  await expect.element(page.getByRole('heading', { name: 'Result · all three <b>, seed 1' })).toBeVisible();
  // Escape leaves the form without a change; an empty name takes the name away.
  await userEvent.click(list.getByRole('button', { name: /^Name the run all three/ }));
  await userEvent.keyboard('x{Escape}');
  await expect.element(lines.nth(1)).toHaveTextContent(/^all three/);
  await userEvent.click(list.getByRole('button', { name: /^Name the run all three/ }));
  await userEvent.clear(form.getByLabelText('Name'));
  await userEvent.keyboard('{Enter}');
  await expect.element(lines.nth(1)).toHaveTextContent(/^direction/);
});

test('a starred run stands first, and the focus stays on its star', async () => {
  const star = (place: number) => lines.nth(place).getByRole('button', { name: /^Star the run/ });
  const idAt = (place: number) =>
    root.querySelectorAll<HTMLElement>('.runs [data-star]')[place]!.dataset.star;
  expect([idAt(0), idAt(1)]).toEqual([newer.id, older.id]);
  await expect.element(star(1)).toHaveAttribute('aria-pressed', 'false');
  await userEvent.click(star(1));
  await expect.element(star(0)).toHaveAttribute('aria-pressed', 'true');
  expect([idAt(0), idAt(1)]).toEqual([older.id, newer.id]);
  await expect.element(star(0)).toHaveFocus();
  // As after a reload.
  expect((await listRuns()).map(({ id, label }) => [id, label.isStarred])).toEqual([
    [newer.id, false],
    [older.id, true],
  ]);
  await userEvent.keyboard('{Enter}');
  await expect.element(star(0)).toHaveAttribute('aria-pressed', 'false');
  expect([idAt(0), idAt(1)]).toEqual([newer.id, older.id]);
  await expect.element(star(1)).toHaveFocus();
});

test('a damaged label costs nothing but itself, and none is written for a run that is gone', async () => {
  await writeFile(['runs', newer.id, 'label.json'], '{"name":');
  await refreshRuns();
  expect(runs.value.map(({ state, label }) => [state, label.name])).toEqual([
    ['finished', ''],
    ['finished', ''],
  ]);
  const gone = '2026-01-01T10-15-30-s1';
  await labelRun(gone, { name: 'gone', note: '', isStarred: true });
  expect((await listRuns()).map(({ id }) => id)).toEqual([newer.id, older.id]);
});

test('a run that could not be stored is named and starred in memory', async () => {
  vi.spyOn(FileSystemFileHandle.prototype, 'createWritable').mockRejectedValue(
    new DOMException('no room', 'QuotaExceededError'),
  );
  await startRun(newer.config, { play: async () => newer });
  const kept = runs.value.find(({ id }) => id !== newer.id && id !== older.id)!;
  await labelRun(kept.id, { name: 'kept here', note: '', isStarred: true });
  await expect.element(lines.nth(0)).toHaveTextContent(/^kept here/);
  expect((await listRuns()).map(({ id }) => id)).toEqual([newer.id, older.id]);
});

test.each([390, 1280])('lines and the form fit at %i px', async (width) => {
  await page.viewport(width, 900);
  await labelRun(older.id, { name: 'a'.repeat(120), note: 'long '.repeat(100), isStarred: true });
  await expect.element(lines.nth(0)).toHaveTextContent(/^aaa/);
  const edge = root.querySelector('.runs')!.getBoundingClientRect().right + 10;
  const buttons = [...root.querySelectorAll<HTMLElement>('.runs button')];
  for (const button of buttons)
    expect(button.getBoundingClientRect().right, button.ariaLabel ?? '').toBeLessThanOrEqual(edge);
  buttons.find(({ ariaLabel }) => ariaLabel?.startsWith('Name the run direction'))!.click();
  await expect.element(list.getByLabelText('Note', { exact: true })).toBeVisible();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
});
