/** The first minute on a record that ships: it greets once, is walked by keys and by mouse, leads on, and is there again. Not here: what it chooses (unit/app/first-minute.test.ts), axe (view-axe.test.tsx). */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { firstMinute, greet } from '../../../src/app/first-minute/state.ts';
import { closeLesson, openLesson } from '../../../src/app/lessons/work.ts';
import { App } from '../../../src/app/page/app.tsx';
import { mainView } from '../../../src/app/page/shown.ts';
import { openedRecord, openFirstRecord } from '../../../src/app/record/state.ts';
import { runConfig, stopRun } from '../../../src/app/run/state.ts';
import { noLabel } from '../../../src/app/runs/label-store.ts';
import { deleteRun, runs, shownRun } from '../../../src/app/runs/state.ts';
import { takeConfig } from '../../../src/app/setup/state.ts';
import { leaveTaughtPage, taughtPage } from '../../../src/app/teacher/state.ts';
import { runStatus } from '../../../src/app/workers.ts';
import { defaultConfig } from '../../../src/experiment/config.ts';
import { mountEach } from '../../fixtures/mounted-view.tsx';
import { recordedRun } from '../../fixtures/recorded-run.ts';

const luck = await (await fetch('/records/luck.zip')).arrayBuffer();
beforeEach(() => {
  localStorage.removeItem('first-minute');
  vi.spyOn(window, 'fetch').mockImplementation(async () => new Response(luck.slice(0)));
});
afterEach(() => {
  vi.restoreAllMocks();
  firstMinute.value = null;
  openedRecord.value = null;
  mainView.value = 'run';
});
const root = mountEach(App);
const minute = page.getByRole('region', { name: 'The first minute' });
const heading = (name: string) => minute.getByRole('heading', { name });

/** As the page starts for who was never here. */
async function visit(): Promise<void> {
  await openFirstRecord(() => false);
  greet();
}

test('it is walked by keys, there and back, and leads to the finding', async () => {
  await visit();
  await expect.element(minute.getByText('The first minute · 1 of 4')).toBeVisible();
  // It has come by itself.
  expect(document.activeElement).toBe(document.body);

  const { item, choices } = firstMinute.value!.basic!;
  const isRight = (choice: string) => item.answer.endsWith(`: ${choice}`);
  const [right, wrong] = [choices.find(isRight)!, choices.find((choice) => !isRight(choice))!];
  await userEvent.click(minute.getByRole('button', { name: wrong, exact: true }));
  await expect.element(minute.getByRole('status')).toHaveTextContent(`Not “${wrong}”: “${right}” is right.`);
  await userEvent.click(minute.getByRole('button', { name: right, exact: true }));
  await expect.element(minute.getByRole('status')).toHaveTextContent(`Yes, “${right}” is right.`);

  await userEvent.keyboard('{ArrowRight}');
  await expect.element(heading('What the model says')).toHaveFocus();
  await expect.element(minute.getByText('✗ wrong')).toBeVisible();
  await userEvent.keyboard('{ArrowRight}');
  await expect.element(heading('What it learned')).toHaveFocus();
  await expect.element(minute.getByText('✓ right')).toBeVisible();
  await expect
    .element(minute.getByText(/^Chosen because it changed\. Of all 150 items of direction/))
    .toBeVisible();
  await userEvent.keyboard('{ArrowLeft}{ArrowLeft}{ArrowLeft}');
  await expect.element(heading('What would you answer?')).toHaveFocus();
  await expect
    .element(minute.getByRole('button', { name: right, exact: true }))
    .toHaveAttribute('aria-pressed', 'true');
  await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}');
  await expect.element(heading('What it was never taught')).toHaveFocus();
  await expect.element(minute.getByText('The first minute · 4 of 4')).toBeVisible();
  // In the words of the record's own verdict.
  const verdict = root.querySelector('.record .verdict')!.textContent;
  await expect.element(minute.getByText(`What the recorded study found: ${verdict}`)).toBeVisible();

  await userEvent.click(minute.getByRole('button', { name: 'See the finding' }));
  await expect.element(minute).not.toBeInTheDocument();
  await expect.element(page.getByRole('heading', { name: /^Recorded study/ })).toHaveFocus();
});

test('skipped, it does not come again by itself, and is there when it is asked for', async () => {
  await visit();
  await userEvent.click(minute.getByRole('button', { name: 'Skip' }));
  await expect.element(minute).not.toBeInTheDocument();
  await expect.element(page.getByRole('heading', { name: /^Recorded study/ })).toHaveFocus();
  greet();
  expect(firstMinute.value).toBeNull();
  await userEvent.click(page.getByRole('button', { name: 'first minute' }));
  await expect.element(heading('What would you answer?')).toHaveFocus();
  // Keys of another part of the page are not its own.
  page.getByLabelText('Strength of place').element().focus();
  await userEvent.keyboard('{ArrowRight}');
  await expect.element(minute.getByText('The first minute · 1 of 4')).toBeVisible();
});

test('who comes with settings, a lesson, a teacher’s link or runs is left alone', async () => {
  const { training } = defaultConfig;
  const {
    id,
    startedAt,
    ending: state,
    message: reason,
    config,
    report,
  } = recordedRun({
    direction: { broken: 0, fixed: 1, kept: 0 },
  });
  const others: readonly (readonly [prepare: () => unknown, undo: () => unknown])[] = [
    [
      () => takeConfig({ ...defaultConfig, training: { ...training, steps: training.steps + 1 } }),
      () => takeConfig(defaultConfig),
    ],
    [() => openLesson('what-does-it-see'), closeLesson],
    [
      () => {
        taughtPage.value = { title: '', lesson: null, lock: 'none', hide: [] };
      },
      leaveTaughtPage,
    ],
    [
      () => {
        runs.value = [{ id, startedAt, state, reason, config, report, label: noLabel }];
      },
      () => {
        runs.value = [];
      },
    ],
  ];
  for (const [prepare, undo] of others) {
    await prepare();
    await visit();
    expect(firstMinute.value).toBeNull();
    await undo();
  }
  await visit();
  expect(firstMinute.value).not.toBeNull();
});

test('it is run here with the settings of the record, and does not stand over the run', async () => {
  await visit();
  for (let at = 1; at < 4; at++) await userEvent.click(minute.getByRole('button', { name: /^Next/ }));
  vi.restoreAllMocks();
  const { config } = firstMinute.value!.run.cell;
  await userEvent.click(minute.getByRole('button', { name: /^Run it here/ }));
  await expect.poll(() => runConfig.value).toEqual(config);
  await expect.element(minute).not.toBeInTheDocument();
  stopRun();
  await expect.poll(() => runStatus.value).toBe('idle');
  await expect.poll(() => runs.value.length).toBe(1);
  for (const { id } of runs.value) await deleteRun(id);
  shownRun.value = null;
});
