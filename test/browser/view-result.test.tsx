/** The result as a person meets it: sentence, figure, table, items, one item in full; and what is saved of it. */
import { render } from 'preact';
import { afterEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../../src/app/styles/page.css';
import { csvText, pngOf, svgText } from '../../src/app/figures/save.ts';
import { ResultTable, ResultView } from '../../src/app/views/result.tsx';
import { recordedRun } from '../fixtures/recorded-run.ts';

const run = recordedRun({
  direction: { broken: 0, fixed: 11, kept: 1 },
  localization: { broken: 1, fixed: 2, kept: 13 },
  spp4: { broken: 1, fixed: 9, kept: 2 },
  tsp4: { broken: 8, fixed: 1, kept: 1 },
});

let root: HTMLElement | null = null;
function show(element: preact.JSX.Element): HTMLElement {
  root = document.createElement('div');
  root.id = 'app';
  document.body.append(root);
  render(element, root);
  return root;
}

afterEach(() => {
  if (root) render(null, root);
  root?.remove();
});

const rowsOf = (table: Element) =>
  [...table.querySelectorAll('tbody tr')].map((row) =>
    [...row.children].map((cell) => cell.textContent?.trim()),
  );

test('the table says counts, percent, intervals, p, blind baseline and readable answers, basic and composite apart', () => {
  const table = show(<ResultTable tasks={run.report!.tasks} />);
  // Intervals and p computed apart from our code, in Python: Wilson's closed form, and sums of binomials.
  expect(rowsOf(table)).toEqual([
    ['Basic skills'],
    ['direction', '1 of 20 · 5 % (1–24)', '12 of 20 · 60 % (39–78)', 'p < 0.001', '13 %', '5 %, 60 %'],
    ['localization', '14 of 20 · 70 % (48–85)', '15 of 20 · 75 % (53–89)', 'p = 1', '13 %', '70 %, 75 %'],
    ['Composite tasks'],
    [
      'shortest path 4 × 4',
      '3 of 20 · 15 % (5–36)',
      '11 of 20 · 55 % (34–74)',
      'p = 0.021',
      '13 %',
      '15 %, 55 %',
    ],
    ['route through 4', '9 of 20 · 45 % (26–66)', '2 of 20 · 10 % (3–30)', 'p = 0.039', '13 %', '45 %, 10 %'],
  ]);
});

test('the finding stands in one sentence a family, worse told as worse', async () => {
  show(<ResultView run={run} />);
  await expect
    .element(page.getByText('the model found 11 of 20 shortest paths it was never taught (before: 3).'))
    .toBeVisible();
  await expect
    .element(page.getByText('It found 2 of 20 shortest routes, fewer than before (9).'))
    .toBeVisible();
  await expect.element(page.getByText('direction 1 → 12 of 20 (p < 0.001)')).toBeVisible();
});

test('a row of the figure opens its items, by mouse and by keyboard; filters keep what they say', async () => {
  show(<ResultView run={run} />);
  const row = page.getByRole('button', { name: 'shortest path 4 × 4: 3 of 20 before, 11 after.' });
  await expect.element(row).toBeInTheDocument();
  (row.element() as SVGElement).focus();
  await userEvent.keyboard('{Enter}');
  const items = page.getByRole('region', { name: 'Items: shortest path 4 × 4' });
  await expect.element(items).toBeVisible();
  expect(items.element().querySelectorAll('.item-row')).toHaveLength(20);
  await userEvent.click(items.getByText('fixed 9'));
  expect(items.element().querySelectorAll('.item-row')).toHaveLength(9);
  await userEvent.click(items.getByText('broken 1'));
  expect([...items.element().querySelectorAll('.item-row')].map((each) => each.textContent)).toEqual([
    expect.stringContaining('before ✓ right, after ? not in the asked form'),
  ]);
  await userEvent.click(items.getByText('wrong 9'));
  expect(items.element().querySelectorAll('.item-row')).toHaveLength(9);
});

test('the keyboard stays on the row it opened and comes back to it when the items are closed', async () => {
  show(<ResultView run={run} />);
  const name = /^shortest path 4 × 4/;
  await expect.element(page.getByRole('button', { name })).toBeInTheDocument();
  const focused = () => document.activeElement?.getAttribute('data-control');
  (document.querySelector('[data-control=localization]') as SVGElement).focus();
  await userEvent.keyboard('{Tab}');
  expect(focused()).toBe('spp4');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('button', { name })).toHaveAttribute('aria-pressed', 'true');
  expect(focused()).toBe('spp4');
  await userEvent.keyboard('{Tab}');
  expect(focused()).toBe('tsp4');
  (page.getByRole('button', { name: 'Close the items' }).element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('button', { name })).toHaveAttribute('aria-pressed', 'false');
  expect(focused()).toBe('spp4');
});

test('an item shows both answers in full with marks and words, moves on by arrow key and closes by Escape', async () => {
  const root = show(<ResultView run={run} />);
  await userEvent.click(page.getByRole('button', { name: /^shortest path 4 × 4/ }));
  await userEvent.click(page.getByText('fixed 9'));
  await userEvent.click(root.querySelector('.item-row')!);
  const fixed = run.items.find(
    ({ item, before, after }) => item.task === 'spp4' && !before?.score.isCorrect && after?.score.isCorrect,
  )!;
  const dialog = page.getByRole('dialog', { name: `Item ${fixed.item.id}` });
  await expect.element(dialog).toBeVisible();
  await expect.element(dialog.getByText('no idea')).toBeVisible();
  await expect.element(dialog.getByText(fixed.item.question)).toBeVisible();
  expect([...dialog.element().querySelectorAll('h3')].map((head) => head.textContent)).toEqual([
    'Before ? not in the asked form',
    'After ✓ right',
  ]);
  expect(dialog.element().textContent).toContain(fixed.item.answer);
  // The right path is on the picture: where it runs, the picture is not what the bare scene is.
  expect(dialog.element().querySelectorAll('canvas')).toHaveLength(2);
  await userEvent.keyboard('{ArrowRight}');
  await expect.element(page.getByText('2 of 9')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  expect(document.querySelector('dialog')).toBeNull();
});

test('the figure is saved as SVG without its controls, as PNG, and as CSV', async () => {
  const root = show(<ResultView run={run} />);
  await expect.element(page.getByRole('button', { name: /^direction: 1 of 20/ })).toBeInTheDocument();
  const svg = root.querySelector<SVGSVGElement>('.stage svg')!;
  const text = svgText(svg, 'white');
  const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
  expect(parsed.querySelector('parsererror')).toBeNull();
  expect(parsed.querySelectorAll('[data-control]')).toHaveLength(0);
  expect(parsed.documentElement.textContent).toContain('1 → 12 of 20');
  expect(text).not.toContain('var(');
  const png = new Uint8Array(await (await pngOf(svg, 'white')).arrayBuffer());
  expect([...png.slice(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  expect(
    csvText([
      ['a', 'b'],
      ['x,"y"', 1],
    ]),
  ).toBe('a,b\r\n"x,""y""",1\r\n');
});

test('a stopped run shows what it has: no comparison, but the items answered', async () => {
  const items = run.items.map((result) => ({ ...result, after: null }));
  const root = show(<ResultView run={{ ...run, ending: 'stopped', report: null, adapter: null, items }} />);
  await expect.element(page.getByText('This run was stopped before its end.')).toBeVisible();
  expect(root.querySelector('table')).toBeNull();
  await userEvent.click(page.getByRole('button', { name: 'direction: items' }));
  expect(root.querySelectorAll('.item-row')).toHaveLength(20);
});

test.each([390, 1280])('nothing reaches over the side at %i px', async (width) => {
  await page.viewport(width, 844);
  const root = show(<ResultView run={run} />);
  await expect.element(page.getByRole('button', { name: /^direction: 1 of 20/ })).toBeInTheDocument();
  await userEvent.click(page.getByRole('button', { name: /^route through 4/ }));
  expect(root.querySelector('.item-row')).not.toBeNull();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
});
