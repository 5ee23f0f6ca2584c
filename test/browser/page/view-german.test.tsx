/** The page in German: chosen by hand while it stands, its head and its form fit at both widths, Run is in sight. Not here: whether the tables are complete (test/unit/words). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { gpu } from '../../../src/app/gpu/state.ts';
import { App } from '../../../src/app/page/app.tsx';
import { followLanguage } from '../../../src/app/page/language.ts';
import { config } from '../../../src/app/setup/state.ts';
import { speak } from '../../../src/words/words.ts';
import { mountEach } from '../../fixtures/mounted-view.tsx';

const root = mountEach(App);
beforeAll(() => followLanguage(window));
afterAll(async () => {
  localStorage.removeItem('language');
  await speak('en');
});

const boxOf = (selector: string): DOMRect => root.querySelector(selector)!.getBoundingClientRect();

test.each([1280, 390])('at %i head and form fit, and Run is in sight', async (width) => {
  await page.viewport(width, 800);
  gpu.value = { kind: 'software', name: '' };
  await speak('en');
  await userEvent.click(page.getByRole('button', { name: 'Deutsch', exact: true }));
  await expect.element(page.getByRole('button', { name: 'Experiment starten' })).toBeVisible();

  // The name and the buttons share a line; where there is room, with what is said of model and graphics card.
  expect(boxOf('.head-actions').top).toBeLessThan(boxOf('.head h1').bottom);
  if (width === 1280) expect(boxOf('.head-state').bottom).toBeLessThan(boxOf('.head-actions').bottom + 8);

  const fields = [...root.querySelectorAll('.fields-row .field')];
  expect(fields.map((field) => field.querySelector('label')?.textContent)).toEqual([
    'Schritte',
    'Aufgaben je Art',
    'Startwert',
  ]);
  const parts = fields.map((field) => [...field.querySelectorAll('label, .term, input')]);
  const ends = parts.map((row) => Math.max(...row.map((part) => part.getBoundingClientRect().right)));
  const starts = fields.map((field) => field.getBoundingClientRect().left);
  expect(ends[0]).toBeLessThanOrEqual(starts[1]!);
  expect(ends[1]).toBeLessThanOrEqual(starts[2]!);
  expect(ends[2]).toBeLessThanOrEqual(boxOf('.setup').right + 1);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  if (width === 1280) expect(boxOf('.setup .primary').bottom).toBeLessThan(800);
});

test('a number with a comma is taken; a wrong one is named in German, and Run says which it is', async () => {
  await speak('de');
  const place = page.getByRole('textbox', { name: 'Stärke des Ortssinns' });
  await userEvent.fill(place, '0,35');
  expect(config.value.place).toBe(0.35);
  await userEvent.fill(place, '1,35');
  await expect
    .poll(() => root.querySelector('#setup-obstacle')?.textContent)
    .toBe('Hier stimmt noch etwas nicht: Stärke des Ortssinns.');
  expect(root.querySelector('[role="alert"]')?.textContent).toMatch(/^Stärke des Ortssinns: Erwartet wird/);
});
