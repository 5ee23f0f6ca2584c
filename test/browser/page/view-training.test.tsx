/** What the page shows of training: its settings, validations beside the loss, and runs that can be gone on with. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../../../src/app/page/page.css';
import { targetModules } from '../../../models/config.ts';
import { gpu } from '../../../src/app/gpu/state.ts';
import { App } from '../../../src/app/page/app.tsx';
import { startRun, stopRun } from '../../../src/app/run/state.ts';
import { deleteRun, refreshRuns, runs } from '../../../src/app/runs/state.ts';
import { saveRun } from '../../../src/app/runs/store.ts';
import { config, takeConfig } from '../../../src/app/setup/state.ts';
import { removeEntry } from '../../../src/app/storage/kept-files.ts';
import { defaultConfig } from '../../../src/experiment/config.ts';
import { writeLink } from '../../../src/experiment/link.ts';
import { mount, unmount } from '../../fixtures/mounted-view.tsx';
import { recordedRun } from '../../fixtures/recorded-run.ts';

let root: HTMLElement;
const run = recordedRun({ spp4: { broken: 0, fixed: 1, kept: 1 } });

beforeEach(async () => {
  await page.viewport(1280, 900);
  takeConfig(defaultConfig);
  gpu.value = { kind: 'real', name: 'test' };
  root = mount(<App />);
});
afterEach(async () => {
  unmount(root);
  await refreshRuns();
  for (const { id } of runs.value) await deleteRun(id);
  await removeEntry(['runs']);
});

test('a list is boxes to tick: what is ticked is in the config and the link, none is told', async () => {
  await userEvent.click(page.getByText('More settings'));
  await userEvent.click(page.getByText('Adapter', { exact: true }));
  const boxes = page.getByRole('group', { name: 'Target modules' });
  for (const name of targetModules.filter((each) => each !== 'v_proj' && each !== 'q_proj'))
    await userEvent.click(boxes.getByRole('checkbox', { name }));
  expect(config.value.lora.targetModules).toEqual(['q_proj', 'v_proj']);
  expect(writeLink(config.value)).toBe('v=2&targetModules=q_proj,v_proj');
  await userEvent.click(boxes.getByRole('checkbox', { name: 'q_proj' }));
  await userEvent.click(boxes.getByRole('checkbox', { name: 'v_proj' }));
  await expect
    .element(boxes.getByRole('alert'))
    .toHaveTextContent(/Target modules: expected q_proj, .* with commas between them, got nothing/);
  await expect.element(page.getByRole('button', { name: 'Run the experiment' })).toBeDisabled();
  await userEvent.click(boxes.getByRole('checkbox', { name: 'o_proj' }));
  expect(config.value.lora.targetModules).toEqual(['o_proj']);
});

test('validations stand beside the training loss, in the figure, its table and the numbers', async () => {
  const steps = run.steps.map((step) =>
    step.step % 4 === 3 ? { ...step, validation: { loss: 1.234, accuracy: 0.456 } } : step,
  );
  const running = startRun(run.config, {
    play: async (_config, { onEvent: tell, signal }) => {
      tell({ kind: 'phase', phase: 'train' });
      for (const step of steps) tell({ kind: 'step', step });
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return { ...run, ending: 'stopped', report: null, steps };
    },
  });
  const section = page.getByRole('region', { name: 'Run', exact: true });
  await expect.element(section.getByText('1.234')).toBeVisible();
  await expect.element(section.getByText('46 %')).toBeVisible();
  await expect
    .element(section.getByText(/The dashed line is the loss on conversations held out/))
    .toBeVisible();
  await expect.poll(() => root.querySelectorAll('.run figure svg [stroke-dasharray] path').length).toBe(1);
  stopRun();
  await running;
});

test('a run that ended early can be resumed, one that is finished cannot', async () => {
  const early = { ...run, id: '2026-11-20T10-15-30-s1', ending: 'stopped' as const, report: null };
  await saveRun(run);
  await saveRun(early);
  await refreshRuns();
  const list = page.getByRole('region', { name: /^Runs/ });
  await expect.element(list.getByRole('listitem').nth(1)).toHaveTextContent(/stopped.*Resume/);
  expect(list.getByRole('button', { name: /^Resume/ }).elements()).toHaveLength(1);
  await expect.element(list.getByRole('button', { name: /^Resume/ })).toBeEnabled();
});

test('before a run is deleted the list asks, names it, and the keyboard stays where it is asked', async () => {
  const early = { ...run, id: '2026-11-20T10-15-30-s1', ending: 'stopped' as const, report: null };
  await saveRun(run);
  await saveRun(early);
  await refreshRuns();
  const list = page.getByRole('region', { name: /^Runs/ });
  const remove = list.getByRole('button', { name: /^Delete the run/ });
  const question = list.getByRole('group', { name: /^Delete the run direction/ });
  await userEvent.click(remove.nth(1));
  await expect.element(question).toHaveFocus();
  await expect
    .element(question)
    .toHaveTextContent(/Delete the run direction .* of \d+ Nov, .* with its answers and its adapter\?/);
  await userEvent.keyboard('{Escape}');
  await expect.element(remove.nth(1)).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await userEvent.click(question.getByRole('button', { name: 'Keep' }));
  await expect.element(remove.nth(1)).toHaveFocus();
  await userEvent.keyboard('{Enter}{Tab}{Enter}');
  await expect.element(list.getByRole('heading', { name: 'Runs 1' })).toHaveFocus();
  await userEvent.click(remove);
  await userEvent.keyboard('{Tab}{Enter}');
  await expect.element(list.getByRole('heading', { name: 'Runs', exact: true })).toHaveFocus();
  expect(runs.value).toEqual([]);
});
