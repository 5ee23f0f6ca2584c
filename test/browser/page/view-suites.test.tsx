/** Suites on the page: boxes that change the config and its link, and items of every kind that can be looked at. */
import { render } from 'preact';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../../../src/app/page/page.css';
import { Explanation, reasonOf } from '../../../src/app/figures/explanation.tsx';
import { Picture } from '../../../src/app/figures/picture.tsx';
import { ItemsView } from '../../../src/app/result/items.tsx';
import { SetupView } from '../../../src/app/setup/setup.tsx';
import { config, takeConfig } from '../../../src/app/setup/state.ts';
import { defaultConfig } from '../../../src/experiment/config.ts';
import { writeLink } from '../../../src/experiment/link.ts';
import { type SuiteName, suiteGroups, withSuite } from '../../../src/experiment/suites.ts';
import type { Point } from '../../../src/sparkle/scene/scene.ts';
import { score } from '../../../src/sparkle/score.ts';
import type { AnswerForm } from '../../../src/sparkle/style/query.ts';
import { scoredItems } from '../../../src/sparkle/task/generate.ts';
import { defaultTasks } from '../../../src/sparkle/task/task-name.ts';
import type { Task } from '../../../src/sparkle/tasks.ts';

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
  const told = page.getByRole('checkbox', { name: 'described in words' });
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

test.each<[AnswerForm, Task]>([
  ['direction', 'direction'],
  ['region', 'localization'],
  ['direction', 'map'],
])('what is shaded to explain a %s (%s) leaves the discs their colours', async (form, task) => {
  const item = scoredItems(1, 'evaluation', task, 12).find((each) => each.form === form)!;
  const picture = (
    <Picture scene={item.scene} label="scene" sizePx={sizePx}>
      <Explanation item={item} />
    </Picture>
  );
  render(<div style={{ width: `${sizePx}px` }}>{picture}</div>, root);
  const image = await page.screenshot({ element: root.querySelector('.picture')!, save: false });
  const seen = await pixelsOf(`data:image/png;base64,${image}`);
  const drawn = root.querySelector('canvas')!.getContext('2d')!;
  const differs = ({ x, y }: Point) => {
    const at = [Math.round((x / 10) * sizePx), Math.round((1 - y / 10) * sizePx)] as const;
    const [now, plain] = [seen, drawn].map((each) => each.getImageData(...at, 1, 1).data);
    return now!.some((value, i) => Math.abs(value - plain![i]!) > 4);
  };
  const { scene } = item;
  const discs = scene.kind === 'points' ? scene.objects : scene.kind === 'figure' ? scene.places! : [];
  for (const { x, y } of discs) {
    const around = Array.from({ length: 8 }, (_, i) => {
      const angle = (i * Math.PI) / 4;
      return { x: x + 0.2 * Math.cos(angle), y: y + 0.2 * Math.sin(angle) };
    });
    // The arrow crosses a disc, which takes two of them at most with their neighbours.
    expect(around.filter(differs).length).toBeLessThan(5);
  }
  const grid = Array.from({ length: 400 }, (_, i) => ({
    x: 0.25 + 0.5 * (i % 20),
    y: 0.25 + Math.floor(i / 20) / 2,
  }));
  expect(grid.filter(differs).length).toBeGreaterThan(20);
});

const sizePx = 400;

/** The pixels of an image, drawn as large as the scene. */
async function pixelsOf(address: string): Promise<OffscreenCanvasRenderingContext2D> {
  const bitmap = await createImageBitmap(await (await fetch(address)).blob());
  const context = new OffscreenCanvas(sizePx, sizePx).getContext('2d')!;
  context.drawImage(bitmap, 0, 0, sizePx, sizePx);
  return context;
}
