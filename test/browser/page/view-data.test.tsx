/** The data view: the form from the schema, scenes and questions, balance, a dataset written and read back, and imports. */
import { render } from 'preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../../../src/app/page/page.css';
import { SamplesView } from '../../../src/app/data/data.tsx';
import { datasets, importEnd, openDataset, removeDataset } from '../../../src/app/data/import-state.ts';
import { part, request, requestForm, startFrom } from '../../../src/app/data/state.ts';
import { listDatasets, loadDataset } from '../../../src/app/data/store.ts';
import { openPrivateFile } from '../../../src/app/storage/export-file.ts';
import { removeEntry, writeFile } from '../../../src/app/storage/kept-files.ts';
import { mount, unmount } from '../../fixtures/mounted-view.tsx';
import { readInWorker } from '../../fixtures/read-in-worker.ts';

let root: HTMLElement;
const text = (selector: string) => root.querySelector(selector)?.textContent ?? '';
const choose = (name: string) => userEvent.click(page.getByText(name, { exact: true }));

beforeEach(async () => {
  await page.viewport(1280, 900);
  startFrom('direction', 'balanced');
  part.value = 'evaluation';
  requestForm.take({ seed: 1, images: 200, sizePx: 384 });
  root = mount(<SamplesView />);
});

afterEach(async () => {
  unmount(root);
  vi.restoreAllMocks();
  for (const { id } of await listDatasets()) await removeDataset(id);
  importEnd.value = null;
});

test('every parameter of a subject is a field; what cannot be is said beside them, and the last scene stays', async () => {
  await choose('Make data');
  await userEvent.selectOptions(page.getByLabelText('Subject', { exact: true }), 'localization');
  await expect.poll(() => text('.data-sample .tag')).toMatch(/region|coordinates/);
  await userEvent.click(page.getByText('9 more parameters'));
  for (const label of [
    'Objects',
    'Distractors',
    'Appearance',
    'Disc radius',
    'Gap',
    'Region margin',
    'Numbers',
    'Background',
    'Label font',
  ])
    await expect.element(page.getByLabelText(label, { exact: true })).toBeVisible();
  const before = text('.data-sample .answer');
  await userEvent.fill(page.getByLabelText('Gap', { exact: true }), '1');
  await userEvent.fill(page.getByLabelText('Disc radius', { exact: true }), '0.9');
  await expect.element(page.getByText('Choose a gap of at least 1.8')).toBeVisible();
  expect(text('.data-sample .answer')).not.toBe('');
  await expect.element(page.getByRole('button', { name: 'Save as ZIP' })).toBeDisabled();
  await userEvent.fill(page.getByLabelText('Disc radius', { exact: true }), '9');
  await expect
    .element(page.getByText('Disc radius: expected a number from 0.2 to 1, got "9".'))
    .toBeVisible();
  await userEvent.fill(page.getByLabelText('Disc radius', { exact: true }), '0.5');
  await userEvent.fill(page.getByLabelText('Gap', { exact: true }), '3');
  await expect.poll(() => text('.data-sample .answer')).toBe(before);
  expect(root.querySelector('.data-form [role=alert]')).toBeNull();
});

test('nothing is measured or written while a field is wrong, and both say which', async () => {
  await choose('Make data');
  const buttons = [/^Measure \d+ scenes$/, 'Save as ZIP'].map((name) => page.getByRole('button', { name }));
  for (const button of buttons) await expect.element(button).toBeEnabled();
  await userEvent.click(page.getByText(/ more parameters/));
  await userEvent.fill(page.getByLabelText('Objects', { exact: true }), '99');
  await userEvent.fill(page.getByLabelText('Seed', { exact: true }), '-1');
  for (const button of buttons) {
    await expect.element(button).toBeDisabled();
    await expect.element(button).toHaveAccessibleDescription('Some parameters are wrong: Objects, Seed.');
  }
  await userEvent.fill(page.getByLabelText('Objects', { exact: true }), '5');
  await userEvent.fill(page.getByLabelText('Seed', { exact: true }), '1');
  for (const button of buttons) await expect.element(button).toBeEnabled();
});

test('scenes follow each other by button, arrow key and number; the questions of one are chosen from', async () => {
  await choose('Make data');
  await userEvent.click(page.getByRole('button', { name: 'training set' }));
  await expect.poll(() => text('.data-questions h3')).toBe('17 questions about this scene');
  const prompt = () => text('.said .answer');
  const first = prompt();
  await userEvent.click(page.getByRole('button', { name: 'Next scene' }));
  await expect.poll(prompt).not.toBe(first);
  await userEvent.keyboard('{ArrowLeft}');
  await expect.poll(prompt).toBe(first);
  await expect.element(page.getByRole('button', { name: 'Previous scene' })).toBeDisabled();
  await userEvent.fill(page.getByLabelText('scene', { exact: true }), '12');
  await expect.poll(prompt).not.toBe(first);
  const last = root.querySelector<HTMLButtonElement>('.data-questions li:last-child button')!;
  await userEvent.click(last);
  await expect.poll(() => text('.data-sample .sample .tag')).toBe('description');
  expect(root.querySelector('.sample svg circle')).not.toBeNull();
});

test('class balance and blind guesses are measured, and those of other parameters are not shown', async () => {
  await choose('Make data');
  await userEvent.selectOptions(page.getByLabelText('Subject', { exact: true }), 'path');
  await userEvent.click(page.getByRole('button', { name: /^Measure \d+ scenes$/ }));
  await expect.poll(() => root.querySelector('.class-bars svg [data-mark="text"]')).not.toBeNull();
  expect(text('.data-part td')).toMatch(/^\d+$/);
  await userEvent.selectOptions(page.getByLabelText('Mode', { exact: true }), 'paper');
  await expect.element(page.getByRole('button', { name: 'Measure 500 scenes' })).toBeVisible();
  expect(root.querySelector('.class-bars')).toBeNull();
});

test('three images are written to the chosen file and read back', async () => {
  const place = await navigator.storage.getDirectory();
  const file = await place.getFileHandle('chosen.zip', { create: true });
  vi.stubGlobal('showSaveFilePicker', async () => file);
  await choose('Make data');
  await userEvent.fill(page.getByLabelText('Images', { exact: true }), '3');
  await userEvent.click(page.getByRole('button', { name: 'Save as ZIP' }));
  await expect.element(page.getByText('is whole: 3 images, 3 questions')).toBeVisible();
  const dataset = await readInWorker(await file.getFile());
  expect(dataset.questions).toHaveLength(3);
  expect(dataset.recipe).toMatchObject({ images: 3, seed: request.value.seed, part: 'evaluation' });
  vi.unstubAllGlobals();

  await choose('Your data');
  await userEvent.upload(page.getByLabelText('ZIP or files'), [await file.getFile()]);
  await expect.element(page.getByText(/^Made by this lab: in a run, any shortest path/)).toBeVisible();
  const [stored] = await listDatasets();
  expect((await loadDataset(stored!.id)).recipe).toEqual(dataset.recipe);
  await removeDataset(stored!.id);
  await place.removeEntry('chosen.zip');
});

test('a stopped export leaves no file, and without a file to choose the private one is handed over whole', async () => {
  const place = await navigator.storage.getDirectory();
  const file = await place.getFileHandle('stopped.zip', { create: true });
  vi.stubGlobal('showSaveFilePicker', async () => file);
  await choose('Make data');
  await userEvent.fill(page.getByLabelText('Images', { exact: true }), '2000');
  await userEvent.click(page.getByRole('button', { name: 'Save as ZIP' }));
  await expect.element(page.getByText(/of 2000 images/)).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByText('Stopped. Nothing was kept of the file.')).toBeVisible();
  await expect(place.getFileHandle('stopped.zip')).rejects.toThrow();
  vi.unstubAllGlobals();

  const { stream, finish } = await openPrivateFile('private.zip');
  const writer = stream.getWriter();
  await writer.write(new Uint8Array([1, 2, 3]));
  await writer.close();
  expect(new Uint8Array(await (await finish())!.arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]));
  await removeEntry(['exports']);
});

test('a full disk under the chosen file is told in plain words, and nothing is left of it', async () => {
  const place = await navigator.storage.getDirectory();
  const file = await place.getFileHandle('full.zip', { create: true });
  file.createWritable = async () => {
    const writable = await FileSystemFileHandle.prototype.createWritable.call(file);
    writable.write = async () => {
      throw new DOMException('The operation failed because it would cause …', 'QuotaExceededError');
    };
    return writable;
  };
  vi.stubGlobal('showSaveFilePicker', async () => file);
  await choose('Make data');
  await userEvent.fill(page.getByLabelText('Images', { exact: true }), '3');
  await userEvent.click(page.getByRole('button', { name: 'Save as ZIP' }));
  await expect.element(page.getByText(/^Expected room for .*full.*free disk space\.$/)).toBeVisible();
  await expect(place.getFileHandle('full.zip')).rejects.toThrow();
  vi.unstubAllGlobals();
});

/** A picture file of one colour. */
async function photo(name: string, width: number, height: number, type: string): Promise<File> {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')!.fillRect(0, 0, width / 2, height);
  return new File([await canvas.convertToBlob({ type })], name, { type });
}

const line = (query: string, response: string, image: string) =>
  JSON.stringify({ query, response, images: [image] });

test('photos with questions: good lines are kept, bad ones told by number; still there later; removed for good', async () => {
  const lines = [
    line('Where is the cup?', 'On the left.', 'cup.jpg'),
    '{"query": "broken',
    line('Is it full?', 'No.', 'cup.jpg'),
    line('Where is the fork?', 'Nowhere.', 'fork.jpg'),
    line('What is this?', 'A spoon.', 'spoon.png'),
    ...Array.from({ length: 60 }, (_, i) => `nonsense ${i}`),
  ];
  const files = [
    new File([lines.join('\n')], 'data.jsonl'),
    await photo('cup.jpg', 90, 40, 'image/jpeg'),
    await photo('spoon.png', 30, 70, 'image/png'),
  ];
  await choose('Your data');
  await userEvent.upload(page.getByLabelText('ZIP or files'), files);
  await expect
    .poll(() => text('.import-end p'))
    .toBe('3 lines of data.jsonl and 2 more were imported. 62 could not be used:');
  const problems = [...root.querySelectorAll('.line-problems li')].map(({ textContent }) => textContent);
  expect(problems.slice(0, 2)).toEqual([
    'Line 2 It is not JSON. Write one JSON object in each line.',
    'Line 4 The image "fork.jpg" is not among the files. Add it, or correct its path.',
  ]);
  expect(problems).toHaveLength(50);
  expect(text('.import-end')).toContain('and 12 more.');
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
  const url = vi.spyOn(URL, 'createObjectURL');
  await userEvent.click(page.getByRole('button', { name: 'Save the list as text' }));
  // Photos have addresses of the same kind.
  const saved = url.mock.calls.map(([blob]) => blob as Blob).find(({ type }) => type === 'text/plain');
  url.mockRestore();
  expect((click.mock.contexts[0] as HTMLAnchorElement).download).toBe(
    'data.jsonl and 2 more-lines-left-out.txt',
  );
  click.mockRestore();
  const list = (await saved!.text()).split('\n');
  expect(list).toHaveLength(62 + 1);
  expect([list[0], list[61]]).toEqual([
    'Line 2: It is not JSON. Write one JSON object in each line.',
    'Line 65: It is not JSON. Write one JSON object in each line.',
  ]);
  await expect.poll(() => text('.data-questions h3')).toBe('2 questions about this image');
  await userEvent.click(page.getByRole('button', { name: 'Next image' }));
  await expect.poll(() => text('.data-photo figcaption')).toBe('spoon.png · 30 × 70 px');
  expect([...root.querySelectorAll('.said .answer')].map(({ textContent }) => textContent)).toEqual([
    'What is this?',
    'A spoon.',
  ]);

  // As after a reload: nothing but what is stored.
  render(null, root);
  openDataset.value = null;
  datasets.value = [];
  importEnd.value = null;
  render(<SamplesView />, root);
  await choose('Your data');
  await expect.poll(() => root.querySelector<HTMLImageElement>('.data-photo img')?.naturalWidth).toBe(90);
  await expect.element(page.getByText('62 lines left out', { exact: true })).toBeVisible();
  const [stored] = await listDatasets();
  expect((await loadDataset(stored!.id)).questions.map((question) => question.line)).toEqual([1, 3, 5]);

  await userEvent.click(page.getByRole('button', { name: 'Remove data.jsonl and 2 more' }));
  await userEvent.click(page.getByRole('button', { name: 'Remove for good' }));
  await expect.poll(() => root.querySelector('.datasets')).toBeNull();
  expect(await listDatasets()).toEqual([]);
  await expect(loadDataset(stored!.id)).rejects.toThrow('Import its ZIP or folder again.');
});

test('nothing useful in the files is said, and nothing is stored; a cut-off import is swept away, a damaged one listed', async () => {
  await choose('Your data');
  await userEvent.upload(page.getByLabelText('ZIP or files'), [new File(['x'], 'notes.zip')]);
  await expect.poll(() => text('.import-end')).toContain('notes.zip:');
  expect(await listDatasets()).toEqual([]);
  await writeFile(['datasets', 'cut', 'images.bin'], 'half');
  await writeFile(['datasets', 'bad', 'dataset.json'], '{"version": 1');
  expect(await listDatasets()).toMatchObject([{ id: 'bad', damage: expect.stringContaining('damaged') }]);
});

test.each([390, 1280])('nothing reaches over the side at %i px', async (width) => {
  await page.viewport(width, 844);
  await choose('Make data');
  await expect.poll(() => root.querySelector('.data-sample')).not.toBeNull();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  await choose('Your data');
  await expect.poll(() => root.querySelector('.chooser')).not.toBeNull();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
});
