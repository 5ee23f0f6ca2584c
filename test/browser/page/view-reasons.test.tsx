/** Why answers are right or wrong, as a person meets it: the bars of verdicts, an item's sentence, ghosts on its picture. */
import { render } from 'preact';
import { afterEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../../../src/app/page/page.css';
import { paletteCss } from '../../../src/app/figures/palette.ts';
import { pngOf, svgText } from '../../../src/app/figures/save.ts';
import { ResultView } from '../../../src/app/result/result.tsx';
import { completeReport, type ItemResult, type RunRecord } from '../../../src/experiment/report.ts';
import { score } from '../../../src/sparkle/score.ts';
import type { Item } from '../../../src/sparkle/task/item.ts';
import { speak } from '../../../src/words/words.ts';
import { mount } from '../../fixtures/mounted-view.tsx';
import { recordedRun } from '../../fixtures/recorded-run.ts';
import { seenCells, workedAnswer } from '../../fixtures/worked-answer.ts';

/** Red so many columns farther right, from the left again beyond the side; the rest follows. */
function shifted(item: Item, columns: number): string {
  const cells = seenCells(item);
  const { column, row } = cells.get('red')!;
  return workedAnswer(item, cells.set('red', { column: (column + columns) % 10, row }));
}

/** What the answers to item number `i` of a task are. */
const texts: Readonly<Record<string, (item: Item, i: number) => { before: string; after: string }>> = {
  spp4: (item, i) => ({
    before: i < 2 ? 'no idea' : shifted(item, 3),
    after: i === 0 ? item.answer.replace(/, red.*:/, ', red (0,0), right 0, up 0:') : item.answer,
  }),
  'spp4@told': (item, i) => ({
    before: i < 15 ? item.answer : `${item.answer}, up`,
    after: item.answer,
  }),
};

/** 20 items a task. Before, a route is always the reference; a path is 18 times seen wrong; told, 5 times thought wrong. */
const run = ((): RunRecord => {
  const outcome = { broken: 0, fixed: 0, kept: 20 };
  const plain = recordedRun({ direction: outcome, spp4: outcome, tsp4: outcome, 'spp4@told': outcome });
  const items = plain.items.map((result, i): ItemResult => {
    const item = result.item as Item;
    const change = texts[item.task]?.(item, i % 20);
    if (!change) return result;
    const judged = (text: string) => ({ text, score: score(item, text) });
    return { item, before: judged(change.before), after: judged(change.after) };
  });
  const tasks = plain.report!.tasks.map((row) => ({ ...row, reasons: null }));
  return { ...plain, items, report: completeReport({ ...plain.report!, tasks }, items) };
})();

// The page puts its colours into a style element of its own.
const colours = document.createElement('style');
colours.textContent = paletteCss;

let root: HTMLElement | null = null;
function show(shown: RunRecord): HTMLElement {
  document.head.append(colours);
  root = mount(<ResultView run={shown} />);
  return root;
}

afterEach(async () => {
  if (root) render(null, root);
  root?.remove();
  colours.remove();
  await speak('en');
  await page.viewport(1280, 900);
});

const summary = 'Seeing or thinking?';

async function openFigure(): Promise<SVGSVGElement> {
  await userEvent.click(page.getByText(summary));
  const figure = page.getByRole('img', { name: /^Answers by verdict/ });
  await expect.element(figure).toBeVisible();
  return figure.element() as SVGSVGElement;
}

test('bars count the answers of each task by verdict, before and after, the told control below its task', async () => {
  const shown = show(run);
  const svg = await openFigure();
  const told = svg.getAttribute('aria-label')!.split('. ');
  expect(told.slice(0, 5)).toEqual([
    'Answers by verdict',
    'shortest path 4 × 4, before, of 20: saw wrong 18, not readable 2',
    'shortest path 4 × 4, after, of 20: right 19, right for wrong reasons 1',
    'path 4 × 4, described in words, before, of 20: right 15, thought wrong 5',
    'path 4 × 4, described in words, after, of 20: right 20',
  ]);
  expect(told[5]).toMatch(/^route through 4, before, of 20: /);
  const titled = [...svg.querySelectorAll('title')].map((title) => ({
    text: title.textContent,
    width: title.parentElement!.getBoundingClientRect().width,
  }));
  const sawWrong = titled.find(({ text }) => text === 'shortest path 4 × 4, before: saw wrong 18 of 20')!;
  const unread = titled.find(({ text }) => text === 'shortest path 4 × 4, before: not readable 2 of 20')!;
  expect(sawWrong.width / unread.width).toBeGreaterThan(8.5);
  expect(sawWrong.width / unread.width).toBeLessThan(9.5);
  const paints = new Set(
    [...svg.querySelectorAll('title')].map((title) => title.parentElement!.getAttribute('fill')),
  );
  expect(paints.size).toBeGreaterThanOrEqual(5);
  // The legend names what occurs, and nothing else.
  for (const label of ['saw wrong', 'right for wrong reasons', 'thought wrong', 'not readable'])
    expect(svg.textContent).toContain(label);
  expect(svg.textContent).not.toContain('saw and thought wrong');
  const frame = shown.querySelector('.verdicts figure')!;
  await userEvent.click(frame.querySelector('summary')!);
  await expect.poll(() => frame.querySelectorAll('tbody tr')).toHaveLength(6);
  expect([...frame.querySelector('tbody tr')!.children].map((cell) => cell.textContent)).toEqual(
    ['shortest path 4 × 4', 'before', 20, 0, 0, 0, 0, 0, 18, 2, 18, 0, 18, 0, 0].map(String),
  );
});

test('the saved figure has its colours and stripes in itself', async () => {
  show(run);
  const svg = await openFigure();
  const colours = { paper: 'white', ink: 'black', muted: 'gray' };
  const figure = { drawing: svg, title: 'Seeing', legend: [], caption: '', colours };
  const parsed = new DOMParser().parseFromString(svgText(figure), 'image/svg+xml');
  expect(parsed.querySelector('parsererror')).toBeNull();
  const used = [...parsed.querySelectorAll('[fill^="url("]')].map((each) =>
    each.getAttribute('fill')!.slice(5, -1),
  );
  expect(used.length).toBeGreaterThan(0);
  for (const id of used) expect(parsed.querySelector(`pattern[id="${id}"]`)).not.toBeNull();
  const png = new Uint8Array(await (await pngOf(figure)).arrayBuffer());
  expect([...png.slice(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
});

test('without any working-out there are no bars', async () => {
  show(recordedRun({ direction: { broken: 0, fixed: 1, kept: 1 }, spp4: { broken: 0, fixed: 0, kept: 0 } }));
  await expect.element(page.getByText('By difficulty')).toBeVisible();
  expect(document.body.textContent).not.toContain(summary);
});

async function openItem(task: RegExp, place: number): Promise<HTMLElement> {
  await userEvent.click(page.getByRole('button', { name: task }));
  await userEvent.click(root!.querySelectorAll('.item-row')[place]!);
  await expect.element(page.getByRole('dialog')).toBeVisible();
  return document.querySelector('dialog')!;
}

const ghostsIn = (section: Element) =>
  [...section.querySelectorAll('[data-ghost]')].map((ghost) => {
    const box = ghost.querySelector('rect')!;
    const side = (name: string) => Number(box.getAttribute(name)) + Number(box.getAttribute('width')) / 2;
    return {
      name: ghost.getAttribute('data-ghost'),
      column: Math.floor(side('x') / 10),
      row: 9 - Math.floor(side('y') / 10),
      label: ghost.querySelector('text')?.textContent ?? null,
    };
  });

test('the language may change while an item is open: its sentences, its gloss, the figure behind it', async () => {
  const shown = show(run);
  const dialog = await openItem(/^shortest path 4 × 4:/, 5);
  expect(dialog.querySelector('.gloss')).toBeNull();
  await speak('de');
  await expect
    .poll(() => dialog.querySelector('.question .gloss')?.textContent)
    .toBe('Auf Deutsch: Finde den kürzesten Weg vom Knoten Grün zum Knoten Rot.');
  expect(dialog.querySelector('.question')!.textContent).toMatch(/^Find the shortest path/);
  const [before] = dialog.querySelectorAll('section');
  expect(before!.querySelector('.reason')!.textContent).toMatch(
    /^Es hat Rot .* gelesen; von da an ist sein Weg richtig\.$/,
  );
  expect(before!.querySelector('.answer .gloss')!.textContent).toMatch(
    /^Auf Deutsch: Gitter 4 mal 4, Grün \(/,
  );
  await expect
    .poll(() => shown.querySelector('svg [data-control="spp4"]')!.getAttribute('aria-label'))
    .toMatch(/^kürzester Weg 4 × 4: \d+ von 20 vorher, \d+ nachher/);
});

test('an item says what it read wrong and shows it as ghosts on the picture', async () => {
  show(run);
  const dialog = await openItem(/^shortest path 4 × 4:/, 5);
  const { item } = run.items.filter((each) => each.item.task === 'spp4')[5]!;
  const { column, row } = seenCells(item as Item).get('red')!;
  const [before, after] = dialog.querySelectorAll('section');
  const listed = (column + 3) % 10;
  // Three cells are one column of this grid or two, as they begin: (3 * 4) / 10.
  const columns = Math.floor((listed + 0.5) * 0.4) - Math.floor((column + 0.5) * 0.4);
  const off = `${Math.abs(columns) === 1 ? 'one column' : `${Math.abs(columns)} columns`} too far ${columns > 0 ? 'right' : 'left'}`;
  expect(before!.querySelector('.reason')!.textContent).toBe(
    `It read red ${off}; from there its path is right.`,
  );
  expect(ghostsIn(before!).find(({ name }) => name === 'red')).toEqual({
    name: 'red',
    column: listed,
    row,
    label: 'red',
  });
  expect(after!.querySelector('.reason')!.textContent).toBe(
    'It read every position right, and its path follows from them.',
  );
  expect(ghostsIn(after!).map(({ name, label }) => [name, label])).toEqual([
    ['green', null],
    ['red', null],
  ]);
  expect(dialog.textContent).toContain('A dashed square is the cell that the answer gives');
});

test('the names of ghosts do not cover each other, also where an answer puts all objects into one cell', async () => {
  const oneCell = (item: Item) =>
    workedAnswer(item, new Map([...seenCells(item)].map(([name]) => [name, { column: 9, row: 9 }])));
  const items = run.items.map((result): ItemResult => {
    const item = result.item as Item;
    if (item.task !== 'tsp4') return result;
    return { ...result, before: { text: oneCell(item), score: score(item, oneCell(item)) } };
  });
  show({ ...run, items });
  const dialog = await openItem(/^route through 4:/, 0);
  const before = dialog.querySelector('section')!;
  const named = ghostsIn(before).filter(({ label }) => label !== null);
  expect(named.length).toBeGreaterThanOrEqual(3);
  expect(new Set(named.map(({ column, row }) => `${column},${row}`))).toEqual(new Set(['9,9']));
  const picture = before.querySelector('.picture')!.getBoundingClientRect();
  const badges = [...before.querySelectorAll('.ghosts .badge rect')].map((each) =>
    each.getBoundingClientRect(),
  );
  expect(badges).toHaveLength(named.length);
  for (const [i, a] of badges.entries()) {
    expect(a.top).toBeGreaterThanOrEqual(picture.top);
    expect(a.right).toBeLessThanOrEqual(picture.right);
    for (const b of badges.slice(i + 1))
      expect(a.bottom <= b.top || b.bottom <= a.top || a.right <= b.left || b.right <= a.left).toBe(true);
  }
});

test('an answer that is right for wrong reasons is shown as such; an unreadable one has no ghosts', async () => {
  show(run);
  const dialog = await openItem(/^shortest path 4 × 4:/, 0);
  const [before, after] = dialog.querySelectorAll('section');
  expect(after!.querySelector('h3')!.textContent).toBe('After ✓ right, for wrong reasons');
  expect(after!.querySelector('.reason')!.textContent).toMatch(/^Right for wrong reasons: it read red /);
  expect(before!.querySelector('.reason')!.textContent).toBe('It wrote no working-out that can be read.');
  expect(ghostsIn(before!)).toEqual([]);
});

test.each([390, 1280])('nothing reaches over the side at %i px', async (width) => {
  await page.viewport(width, 900);
  show(run);
  const svg = await openFigure();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  const edges = svg.getBoundingClientRect();
  for (const text of svg.querySelectorAll('text')) {
    const { left, right, width: textWidth } = text.getBoundingClientRect();
    if (textWidth === 0) continue;
    expect(left, text.textContent ?? '').toBeGreaterThanOrEqual(edges.left);
    expect(right, text.textContent ?? '').toBeLessThanOrEqual(edges.right);
  }
  const dialog = await openItem(/^shortest path 4 × 4:/, 5);
  expect(dialog.scrollWidth).toBeLessThanOrEqual(dialog.clientWidth);
});
