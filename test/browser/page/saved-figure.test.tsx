/** Figures as files: title, legend and caption stand in the picture, nothing is clipped, and the rows have their intervals. */
import { afterEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../../../src/app/page/page.css';
import { type LegendEntry, pngOf, type SavedFigure, svgText } from '../../../src/app/figures/save.ts';
import { ResultView } from '../../../src/app/result/result.tsx';
import { csvText } from '../../../src/files/csv.ts';
import { mount, unmount } from '../../fixtures/mounted-view.tsx';
import { recordedRun } from '../../fixtures/recorded-run.ts';

const run = recordedRun({
  direction: { broken: 0, fixed: 11, kept: 1 },
  spp4: { broken: 1, fixed: 11, kept: 2 },
  tsp4: { broken: 10, fixed: 1, kept: 1 },
});
const colours = { paper: 'white', ink: 'black', muted: 'gray' };

let root: HTMLElement | null = null;
afterEach(() => {
  if (root) unmount(root);
  root = null;
  vi.restoreAllMocks();
});

/** The drawing of the first figure of a result on a page of this width. */
async function drawingAt(width: number): Promise<SVGSVGElement> {
  await page.viewport(width, 900);
  root = mount(<ResultView run={run} />);
  await expect.poll(() => root!.querySelector('.stage svg')).not.toBeNull();
  return root.querySelector<SVGSVGElement>('.stage svg')!;
}

/** The saved figure on the page, so that it can be measured. */
function shown(figure: SavedFigure): SVGSVGElement {
  const parsed = new DOMParser().parseFromString(svgText(figure), 'image/svg+xml');
  expect(parsed.querySelector('parsererror')).toBeNull();
  const svg = document.importNode(parsed.documentElement, true) as unknown as SVGSVGElement;
  root!.append(svg);
  return svg;
}

const legend: LegendEntry[] = (
  ['dot', 'point', 'ring', 'line', 'dashed', 'whisker', 'tick', 'dashed tick', 'box'] as const
).map((mark) => ({ mark, colour: 'teal', text: `what a ${mark} means` }));

test.each([1280, 390])('on a page of %d px nothing of it is clipped', async (width) => {
  const drawing = await drawingAt(width);
  const title =
    'A title that is rather long, as the names of runs are, so that it does not stand in one line';
  const svg = shown({ drawing, title, legend, caption: 'Words of a caption. '.repeat(40), colours });
  expect(svg.querySelectorAll('[data-control]')).toHaveLength(0);
  expect(svg.outerHTML).not.toContain('var(');
  const { width: w, height: h } = svg.viewBox.baseVal;
  const box = svg.getBoundingClientRect();
  const parts = [...svg.querySelectorAll('text, circle, line, path, rect')];
  expect(parts.length).toBeGreaterThan(40);
  for (const part of parts) {
    const { left, right, top, bottom } = part.getBoundingClientRect();
    expect(left, part.outerHTML).toBeGreaterThanOrEqual(box.left - 0.5);
    expect(right, part.outerHTML).toBeLessThanOrEqual(box.right + 0.5);
    expect(top, part.outerHTML).toBeGreaterThanOrEqual(box.top - 0.5);
    expect(bottom, part.outerHTML).toBeLessThanOrEqual(box.bottom + 0.5);
  }
  const text = [...svg.querySelectorAll('text')].map((each) => each.textContent).join(' ');
  expect(text).toContain('as the names of runs are, so that');
  for (const entry of legend) expect(text).toContain(entry.text);
  expect(text.match(/caption\./g)).toHaveLength(40);
  expect(text).toContain('1 → 12 of 20');
  const png = await pngOf({ drawing, title, legend, caption: 'Words of a caption. '.repeat(40), colours });
  const bitmap = await createImageBitmap(png);
  expect([bitmap.width, bitmap.height]).toEqual([2 * w, 2 * h]);
});

test('what a drawing has outside of its view box gets room', async () => {
  const drawing = await drawingAt(1280);
  const far = document.createElementNS('http://www.w3.org/2000/svg', 'text');
  far.setAttribute('x', '-60');
  far.setAttribute('y', '-30');
  far.textContent = 'outside';
  drawing.append(far);
  const svg = shown({ drawing, title: 'T', legend: [], caption: 'C', colours });
  const part = [...svg.querySelectorAll('text')].find(({ textContent }) => textContent === 'outside')!;
  const head = [...svg.querySelectorAll('text')].find(({ textContent }) => textContent === 'T')!;
  const [inner, above, box] = [part, head, svg].map((each) => each.getBoundingClientRect());
  expect(inner!.left).toBeGreaterThanOrEqual(box!.left);
  expect(inner!.top).toBeGreaterThanOrEqual(above!.bottom - 4);
});

test('the buttons save it: SVG and PNG with title and legend, CSV with intervals', async () => {
  await drawingAt(1280);
  const saved: { name: string; content: Blob }[] = [];
  const urls = new Map<string, Blob>();
  const original = URL.createObjectURL.bind(URL);
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    const url = original(blob as Blob);
    urls.set(url, blob as Blob);
    return url;
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, content: urls.get(this.href)! });
  });
  for (const kind of ['SVG', 'PNG', 'CSV'])
    await userEvent.click(page.getByRole('button', { name: kind, exact: true }).first());
  await expect.poll(() => saved.length).toBe(3);
  const named = (end: string) => saved.find(({ name }) => name.endsWith(end))!.content;
  const svg = await named('.svg').text();
  expect(svg).toContain('Right answers before and after: direction + distance + localization');
  expect(svg).toContain('best blind guess');
  expect(svg).not.toContain('Choose a row');
  expect([...new Uint8Array(await named('.png').arrayBuffer()).slice(0, 4)]).toEqual([
    0x89, 0x50, 0x4e, 0x47,
  ]);
  const [head, direction] = (await named('.csv').text()).split('\r\n');
  expect(head).toMatch(/correctBefore,lowBefore95,highBefore95,parsedBefore,correctAfter,lowAfter95/);
  // Wilson's interval of 1 in 20, by its closed form in Python: 0.0089 to 0.2361.
  const fields = direction!.split(',');
  expect(fields.slice(0, 4)).toEqual(['direction', 'basic', '20', '1']);
  expect(Number(fields[4])).toBeCloseTo(0.0089, 4);
  expect(Number(fields[5])).toBeCloseTo(0.2361, 4);
});

test('CSV: fields with commas, quotation marks and ends of lines are quoted', () => {
  expect(
    csvText([
      ['a', 'b'],
      ['x,"y"', 1],
      ['two\r\nlines', null],
    ]),
  ).toBe('a,b\r\n"x,""y""",1\r\n"two\r\nlines",\r\n');
});
