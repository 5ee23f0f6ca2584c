/** A lesson walked to its end on a record that ships: the prediction, the steps that tick themselves off, the result, the answer; it is kept, handed in, read in another language, printed. Not here: whether all lessons are whole (unit/app/lessons.test.ts). */
import { afterEach, expect, test, vi } from 'vitest';
import { cdp, page, userEvent } from 'vitest/browser';
import { wordsOf } from '../../../src/app/lessons/lesson-words.ts';
import { lessons } from '../../../src/app/lessons/table.ts';
import { beginAnew, closeLesson, openedLesson, openLesson, work } from '../../../src/app/lessons/work.ts';
import { App } from '../../../src/app/page/app.tsx';
import { notices } from '../../../src/app/page/notice.ts';
import { mainView } from '../../../src/app/page/shown.ts';
import { openedRecord } from '../../../src/app/record/state.ts';
import { speak } from '../../../src/words/words.ts';
import { mountEach } from '../../fixtures/mounted-view.tsx';

afterEach(async () => {
  await speak('en');
  vi.restoreAllMocks();
  beginAnew();
  closeLesson();
  openedRecord.value = null;
  mainView.value = 'run';
  notices.value = [];
});
const root = mountEach(App);
const lesson = page.getByRole('region', { name: 'Lesson: What does it see?' });

/** Opens so many items of a task in the run of the record, going on with the arrow key, and closes them. */
async function lookAt(task: string, name: string, count: number): Promise<void> {
  root
    .querySelector(`.record [data-control="${task}"]`)!
    .dispatchEvent(new MouseEvent('click', { bubbles: true }));
  const items = page.getByRole('region', { name: `Items: ${name}` });
  await expect.element(items).toBeVisible();
  await userEvent.click(root.querySelector('.item-row')!);
  for (let i = 1; i < count; i++) await userEvent.keyboard('{ArrowRight}');
  await userEvent.keyboard('{Escape}');
  await userEvent.click(items.getByRole('button', { name: 'Close the items' }));
}

test('lesson 1, from its line to its end', async () => {
  const luck = await (await fetch('/records/luck.zip')).arrayBuffer();
  vi.spyOn(window, 'fetch').mockImplementation(async () => new Response(luck.slice(0)));
  expect(openedLesson.value).toBeNull();
  await userEvent.click(page.getByText(/^Lessons: 6 exercises/));
  await userEvent.click(page.getByRole('button', { name: /^What does it see\?/ }));
  await expect.element(lesson.getByRole('heading', { name: 'Lesson: What does it see?' })).toHaveFocus();

  // No step before the prediction, and no prediction without a choice.
  const commit = lesson.getByRole('button', { name: 'Commit to it' });
  await expect.element(commit).toBeDisabled();
  await userEvent.click(lesson.getByRole('radio', { name: 'More than three quarters' }));
  await userEvent.fill(lesson.getByLabelText('Why do you think so?'), 'It answers everything.');
  expect(root.querySelector('.lesson-steps')).toBeNull();
  await userEvent.click(commit);
  await expect.element(lesson.getByRole('heading', { name: 'Steps: 0 of 4 done' })).toHaveFocus();

  await userEvent.click(lesson.getByRole('button', { name: 'Open Is it luck?' }));
  await expect.element(lesson.getByText('Steps: 1 of 4 done')).toBeVisible();
  // The result is beside the lesson, not behind it.
  await expect.element(page.getByRole('heading', { name: /^Recorded study/ })).toBeVisible();
  await expect.poll(() => root.querySelector('.record [data-control="spp4"]')).not.toBeNull();
  await lookAt('localization', 'localization', 2);
  await expect.element(lesson.getByText('Steps: 2 of 4 done')).toBeVisible();
  await lookAt('direction', 'direction', 1);
  await lookAt('spp4', 'shortest path 4 × 4', 1);
  await expect.element(lesson.getByText('Steps: 4 of 4 done')).toBeVisible();

  // The record decides, and says its own numbers.
  await expect
    .element(lesson.getByText(/^In this record it is otherwise\. You predicted: More than/))
    .toBeVisible();
  await expect.element(lesson.getByText(/right before training 18 to 27 of 150/)).toBeVisible();

  // In another language it is the same lesson, as far as it was done.
  await speak('de');
  const german = page.getByRole('region', { name: 'Lektion: Was sieht das Modell?' });
  await expect.element(german.getByText('Schritte: 4 von 4 erledigt')).toBeVisible();
  await expect.element(german.getByText('Mehr als drei Viertel', { exact: true })).toBeVisible();
  await expect.element(german.getByText(/vor dem Training richtig 18 bis 27 von 150/)).toBeVisible();
  await speak('en');

  await userEvent.fill(lesson.getByLabelText('Question', { exact: true }), 'Little: 18 of 150.');
  const saving = vi.spyOn(URL, 'createObjectURL');
  await userEvent.click(lesson.getByRole('button', { name: 'Save as a text' }));
  const text = await (saving.mock.calls[0]![0] as Blob).text();
  expect(text).toContain('My prediction: More than three quarters\nWhy: It answers everything.');
  expect(text).toContain('Little: 18 of 150.');

  // Closed and opened again, it is as it was left.
  await userEvent.click(lesson.getByRole('button', { name: 'Close the lesson' }));
  await expect.element(page.getByRole('button', { name: /^What does it see\?/ })).toHaveFocus();
  expect(work.value).not.toBeNull();
  work.value = null;
  await userEvent.click(page.getByRole('button', { name: /^What does it see\?/ }));
  await expect.element(lesson.getByText('Steps: 4 of 4 done')).toBeVisible();
  await expect.element(lesson.getByLabelText('Question', { exact: true })).toHaveValue('Little: 18 of 150.');

  // Begun anew only after a question.
  await userEvent.click(lesson.getByRole('button', { name: 'Begin anew' }));
  await userEvent.click(lesson.getByRole('button', { name: 'Keep' }));
  await expect.element(lesson.getByText('Steps: 4 of 4 done')).toBeVisible();
});

test('every lesson fits a phone', async () => {
  await page.viewport(390, 800);
  await userEvent.click(page.getByText(/^Lessons: 6 exercises/));
  for (const each of lessons) {
    const { name } = each;
    root.querySelector<HTMLElement>(`#lesson-${name}`)!.click();
    await expect.element(page.getByRole('heading', { name: `Lesson: ${wordsOf(each).title}` })).toBeVisible();
    root.querySelector<HTMLElement>('.lesson input[type="radio"]')!.click();
    await expect.element(page.getByRole('button', { name: 'Commit to it' })).toBeEnabled();
    root.querySelector<HTMLElement>('.lesson .primary')!.click();
    await expect.element(page.getByRole('heading', { name: /^Steps: / })).toBeVisible();
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
    beginAnew();
  }
});

test('on paper it is its sheet alone, dark on light, also from a dark page', async () => {
  await openLesson('train-one-skill');
  await expect.element(page.getByRole('region', { name: 'Lesson: Train one skill' })).toBeVisible();
  const { dataset } = document.documentElement;
  dataset.theme = 'dark';
  await cdp().send('Emulation.setEmulatedMedia', { media: 'print' });
  try {
    const isSeen = (selector: string) => root.querySelector(selector)!.checkVisibility();
    expect(isSeen('.lesson-sheet')).toBe(true);
    expect(['header', '.intro', '.bench-side', '.lesson-screen', '.ask'].filter(isSeen)).toEqual([]);
    expect(getComputedStyle(document.documentElement).colorScheme).toBe('light');
    expect(getComputedStyle(document.body).backgroundColor).toBe('rgba(0, 0, 0, 0)');
    for (const part of root.querySelectorAll('.lesson-sheet :is(h2, h3, p, li, .muted)'))
      expect(getComputedStyle(part).color).toBe('rgb(0, 0, 0)');
  } finally {
    await cdp().send('Emulation.setEmulatedMedia', { media: '' });
    delete dataset.theme;
  }
});
