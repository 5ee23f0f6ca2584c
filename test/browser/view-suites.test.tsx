/** Suites on the page: boxes that change the config and its link, and items of every kind that can be looked at. */
import { render } from 'preact';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../../src/app/styles/page.css';
import { Explanation, reasonOf } from '../../src/app/figures/explanation.tsx';
import { config, takeConfig } from '../../src/app/state/config.ts';
import { ItemsView } from '../../src/app/views/items.tsx';
import { SetupView } from '../../src/app/views/setup.tsx';
import { defaultConfig, defaultTasks } from '../../src/experiment/config.ts';
import { writeLink } from '../../src/experiment/link.ts';
import { type SuiteName, suiteGroups, withSuite } from '../../src/experiment/suites.ts';
import { scoredItems } from '../../src/sparkle/generate.ts';
import type { Task } from '../../src/sparkle/item.ts';
import { score } from '../../src/sparkle/score.ts';

let root: HTMLElement;

beforeEach(() => {
  takeConfig(defaultConfig);
  root = document.createElement('div');
  document.body.append(root);
});

afterEach(() => {
  render(null, root);
  root.remove();
  takeConfig(defaultConfig);
});

test('a ticked suite is scored and stands in the link; unticked, all is as before', async () => {
  render(<SetupView />, root);
  await userEvent.click(page.getByText('More settings'));
  await userEvent.click(page.getByText('Scoring', { exact: true }));
  const mazes = page.getByRole('checkbox', { name: 'mazes' });
  const told = page.getByRole('checkbox', { name: 'told in words' });
  await userEvent.click(mazes);
  await userEvent.click(told);
  expect(config.value.evaluation.tasks).toContain('spp5@maze@told');
  expect(writeLink(config.value)).toContain('spp4@maze,');
  await expect.element(page.getByText(/^18 tasks of up to 150 items: 2,700 questions/)).toBeVisible();
  await userEvent.click(told);
  await userEvent.click(mazes);
  expect(config.value).toEqual(defaultConfig);
  expect(writeLink(config.value)).toBe('');
});

test('items of every suite can be listed, opened and explained', async () => {
  const tasks = (Object.values(suiteGroups).flat() as SuiteName[]).reduce<readonly Task[]>(
    (all, suite) => withSuite(all, suite, true),
    defaultTasks,
  );
  const items = tasks.flatMap((task) => scoredItems(1, 'evaluation', task, 1));
  for (const item of items) {
    expect(reasonOf(item)).not.toBe('');
    render(
      <svg viewBox="0 0 100 100">
        <title>{item.id}</title>
        <Explanation item={item} />
      </svg>,
      root,
    );
  }
  render(null, root);
  const shown = items.filter(({ task }) =>
    ['map', 'crossings', 'grid@blank', 'touching@told', 'spp5@maze'].includes(task),
  );
  for (const item of shown) {
    const answer = { text: item.answer, score: score(item, item.answer) };
    render(
      <ItemsView task={item.task} items={[{ item, before: answer, after: answer }]} onClose={() => {}} />,
      root,
    );
    await userEvent.click(page.getByRole('listitem').getByRole('button'));
    await expect.element(page.getByRole('dialog')).toBeVisible();
    const note = page.getByText(/^A control: the model (?:was shown a white|got no) picture/);
    expect(note.elements()).toHaveLength(item.shown === undefined ? 0 : 1);
    await userEvent.keyboard('{Escape}');
    render(null, root);
  }
});
