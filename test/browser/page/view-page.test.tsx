/** The page before, while and after a run: what is there at once, what the keys do, what is said when things are wrong. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { gpu, gpuTests } from '../../../src/app/gpu/state.ts';
import { readGpuTest, writeGpuTest } from '../../../src/app/gpu/store.ts';
import { App } from '../../../src/app/page/app.tsx';
import { notices } from '../../../src/app/page/notice.ts';
import { followTheme } from '../../../src/app/page/theme.ts';
import { startRun, stopRun } from '../../../src/app/run/state.ts';
import { deleteRun, refreshRuns, runName, runs, shownRun } from '../../../src/app/runs/state.ts';
import { config, takeConfig } from '../../../src/app/setup/state.ts';
import { askStatus, runStatus } from '../../../src/app/workers.ts';
import { defaultConfig } from '../../../src/experiment/config.ts';
import { options } from '../../../src/experiment/option.ts';
import type { Services } from '../../../src/experiment/services.ts';
import { mountEach } from '../../fixtures/mounted-view.tsx';
import { recordedItems, recordedRun } from '../../fixtures/recorded-run.ts';

beforeEach(() => {
  gpu.value = { kind: 'real', name: 'test' };
});

afterEach(async () => {
  await refreshRuns();
  for (const { id } of runs.value) await deleteRun(id);
  shownRun.value = null;
  notices.value = [];
});
const root = mountEach(App);

/** A run that tells some of its story and then waits to be stopped. */
function startWaitingRun() {
  const record = recordedRun(
    { spp4: { broken: 0, fixed: 3, kept: 1 } },
    { ending: 'stopped', report: null, adapter: null },
  );
  const play = async (_config: unknown, { onEvent: tell, signal }: Services) => {
    tell({ kind: 'phase', phase: 'baseline' });
    tell({
      kind: 'items',
      items: recordedItems({ spp4: { broken: 2, fixed: 0, kept: 0 } }).map((item) => ({
        ...item,
        after: null,
      })),
    });
    tell({ kind: 'phase', phase: 'train' });
    for (const step of record.steps) tell({ kind: 'step', step });
    tell({ kind: 'progress', phase: 'train', doing: 'training', done: 12, total: 120 });
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    return record;
  };
  return startRun(defaultConfig, { play });
}

test('scenes with question and answer are there at once, each task in turn', async () => {
  expect(root.querySelectorAll('.samples canvas').length).toBeGreaterThan(3);
  const [question, answer] = ['.samples .question', '.samples .answer'].map(
    (selector) => root.querySelector(selector)?.textContent,
  );
  expect(question).toMatch(/\?$/);
  expect(answer).toContain(':');
  await userEvent.click(page.getByRole('button', { name: 'Next sample' }));
  expect(root.querySelector('.samples .question')?.textContent).toBe(
    'Find the shortest path from the green node to the red node.',
  );
  expect(root.querySelector('.samples .sample polyline')).not.toBeNull();
});

test('a run shows its phase, its loss and what the model answers; Escape stops it and what it has is kept', async () => {
  const running = startWaitingRun();
  await expect.element(page.getByRole('heading', { name: 'Run', exact: true })).toBeVisible();
  await expect.poll(() => root.querySelector('[aria-current=step]')?.textContent).toBe('Train');
  await expect.element(page.getByText('training: 12 of 120')).toBeVisible();
  await expect.element(page.getByText('Base model so far: 2 of 20 right')).toBeVisible();
  await expect.poll(() => root.querySelectorAll('.run .stage svg circle').length).toBe(12);
  await userEvent.keyboard('{Escape}');
  await running;
  expect(runStatus.value).toBe('idle');
  await expect.element(page.getByText('This run was stopped before its end.')).toBeVisible();
  expect(runs.value.map(({ state }) => state)).toEqual(['stopped']);
});

test('the stop button stops too; the keyboard goes to the run when it starts, to the result when it ends', async () => {
  const running = startWaitingRun();
  await expect.element(page.getByRole('heading', { name: 'Run', exact: true })).toHaveFocus();
  await userEvent.click(page.getByRole('button', { name: 'Stop Esc' }));
  await running;
  expect(runStatus.value).toBe('idle');
  await expect.poll(() => document.activeElement?.id).toBe('result-title');
});

test('at 1280 x 800 Run is in sight without scrolling, with nothing before it', async () => {
  await page.viewport(1280, 800);
  window.scrollTo(0, 0);
  const button = root.querySelector<HTMLElement>('.setup .primary')!;
  const { left, top, bottom } = button.getBoundingClientRect();
  expect(bottom).toBeLessThanOrEqual(800);
  expect(document.elementFromPoint(left + 5, (top + bottom) / 2)).toBe(button);
});

test.each([1280, 390])(
  'at %i the run is in view when it starts, and its result when it ends',
  async (width) => {
    await page.viewport(width, 800);
    const topOf = (selector: string) => root.querySelector(selector)?.getBoundingClientRect().top ?? -1000;
    window.scrollTo(0, document.body.scrollHeight);
    const running = startWaitingRun();
    await expect.poll(() => Math.abs(topOf('#run-title') - 200), { timeout: 5000 }).toBeLessThan(205);
    // Only then it waits to be stopped.
    await expect.element(page.getByText('training: 12 of 120')).toBeVisible();
    window.scrollTo(0, document.body.scrollHeight);
    stopRun();
    await running;
    await expect.poll(() => Math.abs(topOf('#result-title') - 200), { timeout: 5000 }).toBeLessThan(205);
  },
);

test('after more than a minute of work Stop asks first, says what is kept, and Escape takes the question back', async () => {
  const running = startWaitingRun();
  await expect.element(page.getByRole('heading', { name: 'Run', exact: true })).toHaveFocus();
  await expect.element(page.getByText('training: 12 of 120')).toBeVisible();
  const now = performance.now.bind(performance);
  const later = vi.spyOn(performance, 'now').mockImplementation(() => now() + 90_000);
  await userEvent.keyboard('{Escape}');
  const question = page.getByRole('group', { name: 'Stop?' });
  await expect.element(question).toHaveTextContent(/about 9\d seconds of work\? What was answered is kept/);
  await expect.element(question).toHaveFocus();
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByRole('button', { name: 'Stop Esc' })).toHaveFocus();
  expect(runStatus.value).toBe('running');
  await userEvent.click(page.getByRole('button', { name: 'Stop Esc' }));
  await userEvent.click(page.getByRole('button', { name: 'Stop the run' }));
  later.mockRestore();
  await running;
  expect(runStatus.value).toBe('idle');
});

test('a result of other settings says which, and gives its own to the form', async () => {
  const running = startWaitingRun();
  await expect.element(page.getByText('training: 12 of 120')).toBeVisible();
  expect(root.querySelector('.run')?.textContent).toContain(runName(defaultConfig));
  stopRun();
  await running;
  const made = shownRun.value!.config;
  takeConfig(made);
  await expect.poll(() => root.querySelector('.result')?.textContent).not.toContain('other settings');
  takeConfig({ ...made, seed: 7 });
  await expect
    .element(page.getByText(/made with other settings than those set up on this page: seed\./))
    .toBeVisible();
  await userEvent.click(page.getByRole('button', { name: 'Use these settings' }));
  expect(config.value).toEqual(made);
  await expect.element(page.getByRole('heading', { name: 'Setup', exact: true })).toHaveFocus();
  expect(page.getByRole('button', { name: 'Use these settings' }).elements()).toEqual([]);
});

test('a wrong setting is named beside its field and holds the run back', async () => {
  const steps = page.getByLabelText('Steps', { exact: true });
  await userEvent.fill(steps, '-3');
  await expect
    .element(page.getByText('Steps: expected a whole number from 0 to 5000, got "-3".'))
    .toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Run the experiment' })).toBeDisabled();
  await userEvent.fill(steps, '30');
  await expect.element(page.getByRole('button', { name: 'Run the experiment' })).toBeEnabled();
});

test('a group with a wrong setting cannot be folded away, and Run says which it is', async () => {
  const more = page.getByText('More settings', { exact: true });
  await userEvent.click(more);
  await userEvent.click(page.getByText('Adapter', { exact: true }));
  const rank = page.getByLabelText('Rank', { exact: true });
  await userEvent.fill(rank, '0');
  await userEvent.click(page.getByText('Adapter', { exact: true }));
  await userEvent.click(more);
  await expect.element(rank).toBeVisible();
  await expect
    .element(page.getByRole('button', { name: 'Run the experiment' }))
    .toHaveAccessibleDescription('Some settings are wrong: Rank.');
  await userEvent.fill(rank, '4');
  await expect.element(page.getByRole('button', { name: 'Run the experiment' })).toBeEnabled();
  await userEvent.click(more);
  await expect.element(rank).not.toBeVisible();
});

test('every setting has a field, with its help', async () => {
  await userEvent.click(page.getByText('More settings'));
  for (const group of ['Questions', 'Scoring', 'Adapter', 'Training'])
    await userEvent.click(page.getByText(group, { exact: true }));
  const inForm = options.filter(({ kind }) => !['arm', 'model', 'list'].includes(kind));
  expect(inForm.length).toBeGreaterThan(20);
  for (const { label } of inForm) {
    await expect.element(page.getByLabelText(label, { exact: true })).toBeVisible();
  }
  await expect
    .element(page.getByText('The adapter is scaled by alpha / rank, with rslora by alpha / √rank.'))
    .toBeVisible();
});

test('without WebGPU the page says what works and what to do, and runs', async () => {
  gpu.value = { kind: 'missing', name: '' };
  await expect
    .element(page.getByText('This browser gives no WebGPU. The processor computes instead'))
    .toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Run the experiment' })).toBeEnabled();
});

test('the badge says whether the GPU was found right, and has the numbers behind it', async () => {
  const badge = () => root.querySelector('.gpu-badge');
  expect(badge()?.textContent).toBe('GPU ○ not tested yet');
  const checks = [{ name: 'attention', error: 1.2e-7, limit: 1e-5 }];
  gpuTests.value = { training: { checks, failure: null }, inference: null };
  await expect.poll(() => badge()?.textContent).toBe('GPU ● ok');
  expect(badge()?.getAttribute('data-tone')).toBe('good');
  await userEvent.click(badge()!);
  await expect.element(page.getByRole('row', { name: 'attention 1.2e-7 1e-5 right' })).toBeVisible();
  gpuTests.value = {
    training: { checks: [{ name: 'attention', error: Number.MAX_VALUE, limit: 1e-5 }], failure: null },
    inference: null,
  };
  await expect.element(page.getByRole('row', { name: 'attention no number 1e-5 wrong' })).toBeVisible();
  expect(badge()?.textContent).toBe('GPU ✕ not used');
  expect(badge()?.getAttribute('data-tone')).toBe('bad');
  await expect.element(page.getByText('For training: The GPU computes wrong numbers')).toBeVisible();
  gpuTests.value = { training: null, inference: { checks, failure: null, subgroups: 'avoided' } };
  await expect.element(page.getByText('For answers the GPU is used without its subgroups')).toBeVisible();
  expect(badge()?.textContent).toBe('GPU ● ok');
  await userEvent.keyboard('{Escape}');
  gpuTests.value = { training: null, inference: null };
});

test('that a GPU was found right is remembered for it; that it was wrong, or its test broke off, is not', () => {
  const training = { checks: [{ name: 'attention', error: 1e-6, limit: 1e-5 }], failure: null };
  const wrong = { checks: [{ name: 'attention', error: 1, limit: 1e-5 }], failure: null };
  writeGpuTest({ gpu: 'a', training: wrong, inference: training });
  expect(readGpuTest('a')).toEqual({ gpu: 'a', training: null, inference: training });
  writeGpuTest({ gpu: 'a', training, inference: { checks: [], failure: 'lost' } });
  expect(readGpuTest('a')).toEqual({ gpu: 'a', training, inference: null });
  const avoided = { ...training, subgroups: 'avoided' as const };
  writeGpuTest({ gpu: 'a', training, inference: avoided });
  expect(readGpuTest('a')).toEqual({ gpu: 'a', training, inference: avoided });
  const tuned = { ...training, tilings: { forward: 'staged' as const } };
  writeGpuTest({ gpu: 'a', training: tuned, inference: null });
  expect(readGpuTest('a')).toEqual({ gpu: 'a', training: tuned, inference: null });
  // A tiling that this version does not know: the GPU is tested and timed again.
  localStorage.setItem('gpu-test', localStorage.getItem('gpu-test')!.replace('staged', 'of another version'));
  expect(readGpuTest('a')).toBeNull();
  expect(readGpuTest('b')).toBeNull();
  localStorage.setItem('gpu-test', '{"gpu":"a","training":7}');
  expect(readGpuTest('a')).toBeNull();
  localStorage.removeItem('gpu-test');
});

test.each([1280, 390])('at %i the verdict of the test of the GPU is in sight', async (width) => {
  await page.viewport(width, 900);
  const name = 'product with frozen weights of 4 bits and an adapter';
  const checks = [{ name, error: 1.2e-7, limit: 1e-5 }];
  gpuTests.value = { training: { checks, failure: null }, inference: null };
  await userEvent.click(root.querySelector('.gpu-badge')!);
  const verdict = page.getByRole('cell', { name: 'right' });
  await expect.element(verdict).toBeVisible();
  const popover = root.querySelector('.gpu-test')!;
  expect(popover.scrollWidth).toBeLessThanOrEqual(popover.clientWidth);
  await userEvent.keyboard('{Escape}');
  gpuTests.value = { training: null, inference: null };
});

test('a file dropped beside a place for files is not opened by the browser; text that is dragged is left alone', async () => {
  const drop = (data: string | File) => {
    const dataTransfer = new DataTransfer();
    if (typeof data === 'string') dataTransfer.setData('text/plain', data);
    else dataTransfer.items.add(data);
    const event = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer });
    root.dispatchEvent(event);
    return event.defaultPrevented;
  };
  await expect.poll(() => drop(new File(['x'], 'cat.jpg'))).toBe(true);
  expect(drop('a cat')).toBe(false);
});

test('while a question is with the model no run can be started, and the page says why', async () => {
  askStatus.value = 'answering';
  await expect.element(page.getByRole('button', { name: 'Run the experiment' })).toBeDisabled();
  const setup = page.getByRole('region', { name: 'Setup' });
  await expect.element(setup.getByText('The model is answering a question.')).toBeVisible();
  askStatus.value = 'idle';
  await expect.element(page.getByRole('button', { name: 'Run the experiment' })).toBeEnabled();
});

test.each([390, 1280])('at %i what is pressed is at least 24 px in both directions', async (width) => {
  await page.viewport(width, 844);
  const small = [
    // Words in a line, and boxes in a label that is pressed, may be smaller.
    ...root.querySelectorAll(
      'button:not(.term, .gpu-badge), summary, select, label.toggle, label.check, .choice label',
    ),
  ].filter((element) => {
    const { width: across, height } = element.getBoundingClientRect();
    return height > 0 && Math.min(across, height) < 24;
  });
  expect(small.map((element) => element.outerHTML)).toEqual([]);
});

test.each([390, 1280])('at %i an explanation opens beside its word and inside the window', async (width) => {
  await page.viewport(width, 844);
  const word = page.getByRole('button', { name: 'What is Items per task?' });
  await userEvent.click(word);
  const [said, explained] = [word.element(), root.querySelector(':popover-open')!].map((each) =>
    each.getBoundingClientRect(),
  ) as [DOMRect, DOMRect];
  const gap = Math.max(explained.top - said.bottom, said.top - explained.bottom);
  expect(gap).toBeGreaterThanOrEqual(0);
  expect(gap).toBeLessThan(40);
  expect([explained.left >= 0, explained.right <= width]).toEqual([true, true]);
  await userEvent.keyboard('{Escape}');
});

test('coordinates are explained where they are first read', async () => {
  const answer = () => root.querySelector('.samples .answer')!.textContent;
  const place = page.getByText('(x,y) is column and row, each 0 to');
  for (let more = 7; more > 0; more--) {
    expect(place.elements().length > 0).toBe(/\(\d+, ?\d+\)/.test(answer()));
    await userEvent.click(page.getByRole('button', { name: 'Next sample' }));
  }
  for (let more = 7; more > 0 && place.elements().length === 0; more--)
    await userEvent.click(page.getByRole('button', { name: 'Next sample' }));
  expect(place.elements().length).toBe(1);
});

test.each([390, 1280])('nothing reaches over the side at %i px', async (width) => {
  await page.viewport(width, 844);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
});

test.each(['light', 'dark'])('text keeps a contrast of 4.5 in the %s theme', (name) => {
  followTheme(window);
  document.documentElement.dataset.theme = name;
  const colour = (variable: string) => {
    root.style.color = `var(--${variable})`;
    return getComputedStyle(root).color.match(/\d+/g)!.slice(0, 3).map(Number);
  };
  for (const [text, ground] of [
    ['ink', 'paper'],
    ['muted', 'paper'],
    ['muted', 'sheet'],
    ['muted', 'wash'],
    ['ink', 'wash'],
  ]) {
    expect(contrast(colour(text!), colour(ground!))).toBeGreaterThanOrEqual(4.5);
  }
  for (const hue of ['direction', 'distance', 'localization', 'composite']) {
    expect(contrast(colour(hue), colour('paper'))).toBeGreaterThanOrEqual(3);
  }
});

/** WCAG 2: (lighter + 0.05) / (darker + 0.05) of the relative luminances. */
function contrast(a: readonly number[], b: readonly number[]): number {
  const luminance = (colour: readonly number[]) => {
    const [red, green, blue] = colour.map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}
