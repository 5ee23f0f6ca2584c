/** The result as a person meets it: sentence, figure, table, items, one item in full; and what is saved of it. */
import { render } from 'preact';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../../../src/app/page/page.css';
import { ResultView } from '../../../src/app/result/result.tsx';
import { LengthTable, ResultTable } from '../../../src/app/result/result-table.tsx';
import { itemsOfCell } from '../../../src/experiment/statistics/confusion.ts';
import { difficultyCurves } from '../../../src/experiment/statistics/difficulty.ts';
import { compareLengths } from '../../../src/experiment/statistics/route-length.ts';
import { wilsonInterval } from '../../../src/experiment/statistics/tests.ts';
import { mount } from '../../fixtures/mounted-view.tsx';
import { recordedRun } from '../../fixtures/recorded-run.ts';

const run = recordedRun({
  direction: { broken: 0, fixed: 11, kept: 1 },
  localization: { broken: 1, fixed: 2, kept: 13 },
  spp4: { broken: 1, fixed: 11, kept: 2 },
  tsp4: { broken: 10, fixed: 1, kept: 1 },
});

let root: HTMLElement | null = null;
function show(element: preact.JSX.Element): HTMLElement {
  root = mount(element);
  return root;
}

beforeEach(() => page.viewport(1280, 900));

afterEach(() => {
  if (root) render(null, root);
  root?.remove();
});

const rowsOf = (table: Element) =>
  [...table.querySelectorAll('tbody tr')].map((row) =>
    [...row.children].map((cell) => cell.textContent?.trim()),
  );

test('on a phone the table is a list of cards with the same numbers, and nothing reaches over the side', async () => {
  await page.viewport(390, 800);
  const list = show(<ResultTable tasks={run.report!.tasks} />);
  expect(list.querySelector('table')).toBeNull();
  const cards = [...list.querySelectorAll('li')].map((card) => card.textContent);
  expect(cards).toHaveLength(run.report!.tasks.length);
  expect(cards[0]).toMatch(/^direction .*1 of 20 · 5 % \(1–24\).*12 of 20 · 60 % \(39–78\).*p = 0\.004/);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
  await page.viewport(1280, 900);
  await expect.poll(() => list.querySelectorAll('table tbody tr').length).toBeGreaterThan(cards.length);
});

test('the table says counts, percent, intervals, p, adjusted p, blind baseline and readable answers, basic and composite apart', () => {
  const table = show(<ResultTable tasks={run.report!.tasks} />);
  // Intervals and p computed apart from our code, in Python: Wilson's closed form, and sums of binomials. Holm by hand:
  // 22/2048 * 4 / 11 = 0.00098 * 4, then 0.0063 * 3, 0.012 * 2 and 1 * 1.
  expect(rowsOf(table)).toEqual([
    ['Basic skills'],
    [
      'direction',
      '1 of 20 · 5 % (1–24)',
      '12 of 20 · 60 % (39–78)',
      'p < 0.001',
      'p = 0.004',
      '13 %',
      '5 %, 60 %',
    ],
    [
      'localization',
      '14 of 20 · 70 % (48–85)',
      '15 of 20 · 75 % (53–89)',
      'p = 1',
      'p = 1',
      '13 %',
      '70 %, 75 %',
    ],
    ['Composite tasks'],
    [
      'shortest path 4 × 4',
      '3 of 20 · 15 % (5–36)',
      '13 of 20 · 65 % (43–82)',
      'p = 0.006',
      'p = 0.019',
      '13 %',
      '15 %, 65 %',
    ],
    [
      'route through 4',
      '11 of 20 · 55 % (34–74)',
      '2 of 20 · 10 % (3–30)',
      'p = 0.012',
      'p = 0.023',
      '13 %',
      '55 %, 10 %',
    ],
  ]);
});

test('the lengths of routes stand in a table of their own: of legal ones, before, after and the change', () => {
  const ratios: readonly [number | null, number | null][] = [
    [1.5, 1],
    [1.3, 1.1],
    [1.2, 1],
    [1, 1],
    [1, 1.1],
    [null, 1],
  ];
  const judged = (lengthRatio: number | null) => ({
    text: '',
    score: { isParsed: true, isCorrect: lengthRatio === 1, lengthRatio },
  });
  const routes = run.items.filter(({ item }) => item.task === 'tsp4');
  const lengthRatio = compareLengths(
    ratios.map(([before, after], i) => ({
      item: routes[i]!.item,
      before: judged(before),
      after: judged(after),
    })),
    1,
  );
  const [direction, ...others] = run.report!.tasks;
  const tasks = others.map((row) => (row.task === 'tsp4' ? { ...row, items: 6, lengthRatio } : row));
  const shown = show(<LengthTable tasks={[direction!, ...tasks]} />);
  const [row, ...more] = rowsOf(shown);
  expect(more).toEqual([]);
  expect(row!.slice(0, 3)).toEqual(['route through 4', '5 → 6 of 6', '1.20 → 1.04']);
  expect(row![3]).toMatch(/^−0\.16 \(−0\.\d\d to [−+]?0\.\d\d\)$/);
  expect(row![4]).toMatch(/^−0\.20 \(−0\.\d\d to [−+]?0\.\d\d\)$/);
  expect(row![5]).toBe('5');
  render(<LengthTable tasks={[direction!]} />, shown);
  expect(shown.textContent).toBe('');
});

test('the finding stands in one sentence a family, worse told as worse', async () => {
  show(<ResultView run={run} />);
  await expect
    .element(
      page.getByText(
        'the model found 13 of 20 shortest paths it was never taught (before: 3). McNemar p = 0.019.',
      ),
    )
    .toBeVisible();
  await expect
    .element(page.getByText('It found 2 of 20 shortest routes, fewer than before (11). McNemar p = 0.023.'))
    .toBeVisible();
  await expect.element(page.getByText('direction 1 → 12 of 20 (p = 0.004)')).toBeVisible();
  await expect.element(page.getByText('Each p is adjusted for 4 tests (Holm).')).toBeVisible();
});

test('a row of the figure opens its items, by mouse and by keyboard; filters keep what they say', async () => {
  show(<ResultView run={run} />);
  const row = page.getByRole('button', { name: 'shortest path 4 × 4: 3 of 20 before, 13 after.' });
  await expect.element(row).toBeInTheDocument();
  (row.element() as SVGElement).focus();
  await userEvent.keyboard('{Enter}');
  const items = page.getByRole('region', { name: 'Items: shortest path 4 × 4' });
  await expect.element(items).toBeVisible();
  expect(items.element().querySelectorAll('.item-row')).toHaveLength(20);
  await userEvent.click(items.getByText('fixed 11'));
  expect(items.element().querySelectorAll('.item-row')).toHaveLength(11);
  await userEvent.click(items.getByText('broken 1'));
  expect([...items.element().querySelectorAll('.item-row')].map((each) => each.textContent)).toEqual([
    expect.stringContaining('before ✓ right, after ? not in the asked form'),
  ]);
  await userEvent.click(items.getByText('wrong 7'));
  expect(items.element().querySelectorAll('.item-row')).toHaveLength(7);
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
  await userEvent.click(page.getByText('fixed 11'));
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
  await expect.element(page.getByText('2 of 11')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  expect(document.querySelector('dialog')).toBeNull();
});

test('routes have the ceiling of nearest neighbour as a mark, and the legend says it, for the model that was taught so', async () => {
  const root = show(<ResultView run={run} />);
  const marks = () => [...root.querySelectorAll('[aria-description="nearest neighbour"] path')];
  const ticks = () => root.querySelectorAll('.stage svg [data-control]').length;
  await expect.poll(ticks).toBe(4);
  const caption = () => root.querySelector('figcaption')!.textContent;
  expect(marks()).toHaveLength(1);
  expect(caption()).toContain(
    'Dashed tick: what a model reaches that sees all and always goes on to the nearest object, the one way of finding routes that this model was taught (route through 4: 82 %).',
  );
  // It stands at 82 of the 100 % of the scale.
  const [zero, hundred] = ['0 %', '100 %'].map((label) => {
    const tick = [...root.querySelectorAll('.stage svg text')].find(
      ({ textContent }) => textContent === label,
    )!;
    const { left, width } = tick.getBoundingClientRect();
    return left + width / 2;
  });
  const { left, width } = marks()[0]!.getBoundingClientRect();
  expect((left + width / 2 - zero!) / (hundred! - zero!)).toBeCloseTo(0.82, 2);

  for (const change of [
    { model: 'folder:mine' },
    { style: { training: 'embedded', test: 'words' } } as const,
  ]) {
    render(<ResultView run={{ ...run, config: { ...run.config, ...change } }} />, root);
    await expect.poll(() => marks().length).toBe(0);
    expect(ticks()).toBe(4);
    expect(caption()).not.toContain('Dashed');
  }
});

test('a stopped run shows what it has: no comparison, but the items answered', async () => {
  const items = run.items.map((result) => ({ ...result, after: null }));
  const root = show(<ResultView run={{ ...run, ending: 'stopped', report: null, adapter: null, items }} />);
  await expect.element(page.getByText('This run was stopped before its end.')).toBeVisible();
  expect(root.querySelector('table')).toBeNull();
  await userEvent.click(page.getByRole('button', { name: 'direction: items' }));
  expect(root.querySelectorAll('.item-row')).toHaveLength(20);
});

const opened = async (summary: string) => {
  await userEvent.click(page.getByText(summary));
};

/** A count, and its Wilson interval as a table shows it. */
const withInterval = (correct: number, items: number): number[] => {
  const { low, high } = wilsonInterval(correct, items);
  return [correct, Number(low.toFixed(3)), Number(high.toFixed(3))];
};

test('curves tell right answers by difficulty, with a table of what they show', async () => {
  const root = show(<ResultView run={run} />);
  await opened('By difficulty');
  const levels = difficultyCurves(run.items).find(({ axis }) => axis === 'hops')!.levels;
  const figure = page.getByRole('img', { name: /^Right answers by hops: 2: / });
  await expect.element(figure).toBeVisible();
  for (const { label, items, before, after } of levels) {
    expect(figure.element().getAttribute('aria-label')).toContain(
      `${label}: ${before} before, ${after} after, of ${items}`,
    );
  }
  const frame = root.querySelector('.curves figure')!;
  await userEvent.click(frame.querySelector('summary')!);
  await expect.poll(() => frame.querySelector('table')).not.toBeNull();
  expect(rowsOf(frame.querySelector('table')!)).toEqual(
    levels.map(({ label, items, before, after }) =>
      [label, items, ...withInterval(before, items), ...withInterval(after, items)].map(String),
    ),
  );
});

test('a cell of the confusion matrix shows its items, by mouse and by keyboard, and gets the keyboard back', async () => {
  show(<ResultView run={run} />);
  await opened('What is mistaken for what');
  // Items 0 to 11 are right after training, and classes go round: 0 and 8 point right and are right, 16 is unreadable.
  const name = 'after · truth: right · given: right · 2 items. Show.';
  const cell = page.getByRole('button', { name, exact: true });
  await expect.element(cell).toBeInTheDocument();
  (cell.element() as SVGElement).focus();
  await userEvent.keyboard('{ArrowRight}');
  const focused = () => document.activeElement?.getAttribute('data-control');
  expect(focused()).toBe('after 0 8');
  await userEvent.keyboard('{ArrowDown}');
  expect(focused()).toBe('after 1 8');
  await userEvent.keyboard('{Enter}');
  const items = page.getByRole('region', {
    name: 'Items: after · truth: top right · given: not in the asked form',
  });
  await expect.element(items).toBeVisible();
  const expected = itemsOfCell(run.items, { form: 'direction', when: 'after', right: 1, given: 8 });
  expect(items.element().querySelectorAll('.item-row')).toHaveLength(expected.length);
  expect(expected.length).toBeGreaterThan(0);
  (items.getByRole('button', { name: 'Close the items' }).element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  expect(document.querySelector('.items')).toBeNull();
  await expect.poll(focused).toBe('after 1 8');
});

test.each([390, 1280])('nothing reaches over the side at %i px', async (width) => {
  await page.viewport(width, 844);
  const root = show(<ResultView run={run} />);
  await expect.element(page.getByRole('button', { name: /^direction: 1 of 20/ })).toBeInTheDocument();
  await userEvent.click(page.getByRole('button', { name: /^route through 4/ }));
  expect(root.querySelector('.item-row')).not.toBeNull();
  await opened('By difficulty');
  await opened('What is mistaken for what');
  await expect.poll(() => root.querySelectorAll('.stage svg').length).toBe(4);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
});
