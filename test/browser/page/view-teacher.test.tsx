/** The teacher's link: made in a dialog that shows it, and the page that it opens: locked, in part hidden, left by a button. Not here: reading it (unit/class/teacher-link.test.ts). */
import { afterEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import {
  beginAnew,
  closeLesson,
  openedLesson,
  openLesson,
  predict,
  work,
} from '../../../src/app/lessons/work.ts';
import { App } from '../../../src/app/page/app.tsx';
import { readLanguage } from '../../../src/app/page/language.ts';
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
  await userEvent.selectOptions(page.getByLabelText('Lesson that it opens'), 'Train one skill');
  await userEvent.click(page.getByRole('checkbox', { name: 'Other lessons' }));
  const languages = page.getByRole('group', { name: 'Language of the page' });
  await expect.element(languages.getByRole('radio', { name: 'English' })).toBeChecked();
  await userEvent.click(languages.getByText('Deutsch'));
  await expect
    .element(
      page.getByText(
        "This page was set up by a teacher's link; its settings are locked, but for the seed; hidden: Base model, Studies, Other lessons and Ask the model.",
      ),
    )
    .toBeVisible();
  const link = root.querySelector<HTMLInputElement>('.link-dialog input[readonly]')!.value;
  const { linked, rest } = readLanguage(new URL(link).hash);
  expect(linked).toBe('de');
  expect(readTeacherLink(rest)).toEqual({
    page: {
      title: 'Paths & places <1>',
      lesson: 'train-one-skill',
      lock: 'all-but-seed',
      hide: ['models', 'studies', 'lessons', 'ask'],
    },
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

test('its lesson is opened, and stays where the others are hidden; an unknown one is said, and nothing is lost', async () => {
  await openLesson('what-does-it-see');
  predict({ guess: 'more', why: 'It answers everything.' });
  open('teacher=1&lesson=train-one-skill&lock=all&hide=lessons,records,ask&v=2');
  const lesson = page.getByRole('region', { name: 'Lesson: Train one skill' });
  await expect.element(lesson).toBeVisible();
  await expect
    .element(page.getByText(/hidden: Recorded studies, Other lessons and Ask the model\.$/))
    .toBeVisible();
  expect(root.querySelector('.records, .teach')).toBeNull();
  // Nothing for teachers, and no step that this page has no place for.
  expect(lesson.getByText('For teachers').query()).toBeNull();
  await userEvent.click(lesson.getByRole('radio', { name: 'Not even direction' }));
  await userEvent.click(lesson.getByRole('button', { name: 'Commit to it' }));
  await expect.element(lesson.getByRole('heading', { name: 'Steps: 0 of 5 done' })).toBeVisible();
  expect(lesson.getByText(/^If there is time/).query()).toBeNull();
  await userEvent.click(lesson.getByRole('button', { name: 'Close the lesson' }));
  await userEvent.click(page.getByText('The lesson of this page: Train one skill'));
  expect(root.querySelectorAll('.lessons li')).toHaveLength(1);
  stop();

  open('teacher=1&lesson=train-no-skill&v=2');
  await expect.element(page.getByText(/The link opens the lesson "train-no-skill"/)).toBeVisible();
  expect(openedLesson.value).toBeNull();
  await openLesson('what-does-it-see');
  expect(work.value).toMatchObject({ guess: 'more', why: 'It answers everything.' });
  beginAnew();
  await openLesson('train-one-skill');
  expect(work.value).toMatchObject({ guess: 'none', isCommitted: true });
  beginAnew();
  closeLesson();
});
