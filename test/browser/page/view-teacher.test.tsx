/** The teacher's link: made in a dialog that shows it, and the page that it opens: locked, in part hidden, left by a button. Not here: reading it (unit/class/teacher-link.test.ts). */
import { afterEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { App } from '../../../src/app/page/app.tsx';
import { notices } from '../../../src/app/page/notice.ts';
import { config, followLink, takeConfig } from '../../../src/app/setup/state.ts';
import { taughtPage } from '../../../src/app/teacher/state.ts';
import { readTeacherLink } from '../../../src/class/teacher-link.ts';
import { defaultConfig } from '../../../src/experiment/config.ts';
import { mountEach } from '../../fixtures/mounted-view.tsx';

let stop = () => {};
const addressBefore = window.location.href;

afterEach(() => {
  stop();
  taughtPage.value = null;
  notices.value = [];
  window.history.replaceState(null, '', addressBefore);
});
const root = mountEach(App);

const setup = page.getByRole('region', { name: 'Setup' });

const open = (fragment: string) => {
  window.history.replaceState(null, '', `#${fragment}`);
  stop = followLink(window);
};

test('the dialog shows what students will see, and its link opens that', async () => {
  takeConfig({ ...defaultConfig, place: 0.5 });
  await userEvent.click(page.getByText('For teachers: a link for a class, and its results'));
  await userEvent.click(page.getByRole('button', { name: 'Make a link for a class' }));
  await userEvent.fill(page.getByLabelText('Title, if the page is to have one'), 'Paths & places <1>');
  await userEvent.click(page.getByText('All but the seed'));
  await userEvent.click(page.getByRole('checkbox', { name: 'Ask the model' }));
  await expect
    .element(
      page.getByText(
        "This page was set up by a teacher's link; its settings are locked, but for the seed; hidden: Base model, Studies and Ask the model.",
      ),
    )
    .toBeVisible();
  const link = root.querySelector<HTMLInputElement>('.link-dialog input[readonly]')!.value;
  expect(readTeacherLink(new URL(link).hash)).toEqual({
    page: { title: 'Paths & places <1>', lock: 'all-but-seed', hide: ['models', 'studies', 'ask'] },
    config: { ...defaultConfig, place: 0.5 },
    problems: [],
  });
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByRole('button', { name: 'Make a link for a class' })).toHaveFocus();
});

test('a locked page keeps its settings whoever changes them, lets the seed be typed, and can be left', async () => {
  open('teacher=1&title=Paths&lock=all-but-seed&hide=ask,models,studies&v=2&steps=40');
  await expect.element(page.getByRole('heading', { name: 'Paths' })).toBeVisible();
  await expect.poll(() => document.title).toMatch(/^Paths · /);
  await expect.element(setup.getByRole('checkbox', { name: 'direction' })).toBeDisabled();
  await expect.element(setup.getByLabelText('Steps', { exact: true })).toBeDisabled();
  expect(root.querySelector('.ask, .model-field, .study-setup, .teach')).toBeNull();
  await expect.element(page.getByRole('button', { name: 'Run the experiment' })).toBeEnabled();

  await userEvent.fill(setup.getByLabelText('Seed', { exact: true }), '17');
  expect(config.value).toEqual({
    ...defaultConfig,
    seed: 17,
    training: { ...defaultConfig.training, steps: 40 },
  });
  // As opening a run would.
  takeConfig({ ...defaultConfig, place: 0.9 });
  expect(config.value.place).toBe(defaultConfig.place);
  expect(config.value.training.steps).toBe(40);
  await expect.element(page.getByText(/^Note The settings of this page are locked/)).toBeVisible();
  expect(window.location.hash).toContain('teacher=1&title=Paths&lock=all-but-seed');

  await userEvent.click(page.getByRole('button', { name: 'Unlock: the whole lab with these settings' }));
  await expect.element(setup.getByLabelText('Steps', { exact: true })).toBeEnabled();
  expect(root.querySelector('.ask')).not.toBeNull();
  expect(window.location.hash).toMatch(/^#v=2&steps=40|^#v=2&seed/);
  expect(config.value.training.steps).toBe(40);
  takeConfig({ ...defaultConfig, place: 0.9 });
  expect(config.value.place).toBe(0.9);
});
