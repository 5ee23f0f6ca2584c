/** Imported data in a run, as the page shows it: chosen in the setup, its photos in the result. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/app/page/page.css';
import { refreshDatasets, removeDataset } from '../../../src/app/data/import-state.ts';
import { type DatasetSummary, saveDataset } from '../../../src/app/data/store.ts';
import { App } from '../../../src/app/page/app.tsx';
import { notices } from '../../../src/app/page/notice.ts';
import { shownRun } from '../../../src/app/runs/state.ts';
import { config, takeConfig } from '../../../src/app/setup/state.ts';
import { defaultConfig } from '../../../src/experiment/config.ts';
import { writeLink } from '../../../src/experiment/link.ts';
import { buildReport, type ItemResult } from '../../../src/experiment/report.ts';
import { importedItems, scoreImported } from '../../../src/sparkle/dataset/imported.ts';
import { mount, unmount } from '../../fixtures/mounted-view.tsx';
import { recordedRun } from '../../fixtures/recorded-run.ts';

let root: HTMLElement;
let stored: DatasetSummary;
const images = new Map<string, { format: 'png'; width: number; height: number; blob: Blob }>();
const questions = [
  { line: 1, query: 'Which colour is it?', response: 'red', image: 'wide.png' },
  { line: 2, query: 'Is it wide?', response: 'Yes.', image: 'wide.png' },
];

beforeEach(async () => {
  await page.viewport(1280, 900);
  const canvas = new OffscreenCanvas(40, 10);
  const context = canvas.getContext('2d')!;
  context.fillStyle = 'red';
  context.fillRect(0, 0, 40, 10);
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  images.set('wide.png', { format: 'png', width: 40, height: 10, blob });
  const dataset = { questions, images, problems: [], recipe: null };
  stored = await saveDataset('photos.zip', dataset, new AbortController().signal, () => {});
  takeConfig(defaultConfig);
  root = mount(<App />);
});

afterEach(async () => {
  unmount(root);
  shownRun.value = null;
  notices.value = [];
  takeConfig(defaultConfig);
  await removeDataset(stored.id);
});

test('stored datasets are offered; the choice is in the config and the link, and said at Train on', async () => {
  await page.getByText('More settings').click();
  await page.getByText('Questions', { exact: true }).click();
  const field = page.getByLabelText('Training data');
  await expect.element(field).toHaveValue('none');
  await field.selectOptions(`photos.zip, 2 questions, ${stored.importedAt.slice(0, 10)}`);
  expect(config.value.data).toEqual({ training: stored.id, test: null });
  expect(writeLink(config.value)).toBe(`v=2&trainData=${stored.id}`);
  await expect.element(page.getByText('Imported questions are trained on instead')).toBeVisible();
});

test('published captions can be chosen as test data, and not as training data', async () => {
  const options = ['A mug on a table', 'A mug under a table'];
  const captions = { line: 1, query: 'Which?', response: '\\boxed{A}', image: 'wide.png', options };
  const dataset = {
    questions: [{ ...captions, set: 'coco-one' as const }],
    images,
    problems: [],
    recipe: null,
  };
  const kept = await saveDataset('captions.zip', dataset, new AbortController().signal, () => {});
  await refreshDatasets();
  try {
    await page.getByText('More settings').click();
    await page.getByText('Questions', { exact: true }).click();
    const of = (field: string) =>
      page.getByLabelText(field).getByRole('option', { name: /^captions\.zip, 1 question/ });
    await expect.element(of('Training data')).toBeDisabled();
    await expect.element(of('Training data')).toHaveTextContent('published captions, for tests only');
    await expect.element(of('Test data')).toBeEnabled();
  } finally {
    await removeDataset(kept.id);
  }
});

test('one that a link names and is not stored stays chosen, and is said to be missing', async () => {
  takeConfig({ ...defaultConfig, data: { training: null, test: 'fedcba9876543210' } });
  await page.getByText('More settings').click();
  await page.getByText('Questions', { exact: true }).click();
  const field = page.getByLabelText('Test data');
  await expect.element(field).toHaveValue('fedcba9876543210');
  await expect.element(field).toHaveTextContent('fedcba9876543210: not in this browser');
});

test('a result has a row of imported questions; its items show their photo, or that it is gone', async () => {
  const run = recordedRun({ direction: { broken: 0, fixed: 3, kept: 1 } });
  const judged = (item: ReturnType<typeof importedItems>[number], text: string) => ({
    text,
    score: scoreImported(item, text),
  });
  const imported = importedItems({ id: stored.id, questions, images, recipe: null }, 1, 10).map(
    (item): ItemResult => ({ item, before: judged(item, 'blue'), after: judged(item, 'Red') }),
  );
  const items = [...run.items, ...imported];
  const changed = { ...run.config, data: { training: stored.id, test: stored.id } };
  shownRun.value = {
    ...run,
    config: changed,
    items,
    report: buildReport({
      config: changed,
      items,
      steps: run.steps,
      curve: [],
      baselines: new Map([
        ['direction', 0.125],
        ['imported', 0.5],
      ]),
      secondsTotal: 60,
      isResumed: false,
      weights: run.report!.weights!,
      environment: run.report!.environment,
      provenance: null,
    }),
  };
  await expect.element(page.getByText(/^Trained on imported questions, the model answered/)).toBeVisible();
  await page.getByRole('button', { name: /^imported questions: 0 of 2 before, 1 after/ }).click();
  const photo = page.getByRole('img', { name: 'The imported image wide.png' }).first();
  await expect.element(photo).toBeVisible();
  await expect.poll(() => (photo.element() as HTMLImageElement).naturalWidth).toBe(40);
  await page.getByRole('button', { name: /Which colour is it/ }).click();
  await expect.element(page.getByText('Only the response is right')).toBeVisible();
});
