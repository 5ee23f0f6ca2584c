/** A set of own pictures on the page: dropped, pasted and taken; typed, kept, exported, changed; what goes wrong. Not here: the values (test/unit/app/pictures.test.ts). */
import axe from 'axe-core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../../../src/app/page/page.css';
import { SamplesView } from '../../../src/app/data/data.tsx';
import { importEnd, openDataset, removeDataset } from '../../../src/app/data/import-state.ts';
import { listDatasets, loadDataset } from '../../../src/app/data/store.ts';
import { discardDraft, draft, keptSet } from '../../../src/app/pictures/state.ts';
import { config, takeConfig } from '../../../src/app/setup/state.ts';
import { defaultConfig } from '../../../src/experiment/config.ts';
import { mount, unmount } from '../../fixtures/mounted-view.tsx';
import { readInWorker } from '../../fixtures/read-in-worker.ts';

let root: HTMLElement;
const text = (selector: string) => root.querySelector(selector)?.textContent ?? '';
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });

beforeEach(async () => {
  await page.viewport(1280, 900);
  takeConfig(defaultConfig);
  root = mount(<SamplesView />);
  await userEvent.click(page.getByText('Your data', { exact: true }));
  await expect.element(button('Choose pictures')).toBeVisible();
});

afterEach(async () => {
  unmount(root);
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  discardDraft();
  keptSet.value = null;
  openDataset.value = null;
  importEnd.value = null;
  for (const { id } of await listDatasets()) await removeDataset(id);
  takeConfig(defaultConfig);
});

async function photo(name: string, width: number, height: number, color = 'red'): Promise<File> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  context.fillStyle = color;
  context.fillRect(0, 0, width / 2, height);
  return new File([await canvas.convertToBlob({ type: 'image/png' })], name, { type: 'image/png' });
}

function transferOf(files: readonly File[]): DataTransfer {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  return transfer;
}

const drop = (...files: File[]) =>
  root
    .querySelector('.pictures .chooser')!
    .dispatchEvent(
      new DragEvent('drop', { dataTransfer: transferOf(files), bubbles: true, cancelable: true }),
    );

/** Whether the browser would ask before the page is left. */
const asksToLeave = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));

test('pictures are dropped, pasted, asked about by keyboard alone, kept, used, exported and changed', async () => {
  const cup = await photo('cup.png', 1600, 400);
  drop(
    cup,
    await photo('cup.png', 40, 30, 'blue'),
    cup,
    new File(['x'], 'notes.txt'),
    new File(['x'], '.DS_Store'),
  );
  await expect.poll(() => root.querySelectorAll('.draft-picture').length).toBe(2);
  await expect
    .poll(() => text('.pictures .line-problems'))
    .toBe(
      'cup.png is in the set already.notes.txt is no picture that this browser can read. Save it as JPEG or PNG. A ZIP with questions is imported below.',
    );
  await expect.poll(() => root.querySelector<HTMLImageElement>('.drafts img')?.naturalWidth).toBe(1024);
  await expect.element(page.getByRole('img', { name: 'Picture 2: cup-2.png' })).toBeVisible();
  expect(asksToLeave()).toBe(true);

  await expect.poll(() => document.activeElement?.id).toMatch(/^question-/);
  await userEvent.keyboard('Where is the red object?{Enter}left{Enter}');
  await expect.element(button('Keep this set')).toBeDisabled();
  await expect
    .element(button('Keep this set'))
    .toHaveAccessibleDescription('Picture 2 is not finished: each question needs its words and an answer.');
  await userEvent.keyboard('Which spoon is it?{Enter}<image>');
  await expect.element(page.getByText('sparkle-tiny has never read “spoon”, “it”')).toBeVisible();
  await expect.element(page.getByText(/^A word in angle brackets, such as <image>/)).toBeVisible();
  await userEvent.keyboard(`${'{Backspace}'.repeat(7)}none{Enter}Cups`);
  await userEvent.click(button('Another question about picture 1'));
  await expect.element(page.getByText('Picture 1 is not finished')).toBeVisible();
  await userEvent.click(button('Remove question 2 about picture 1'));
  await expect.poll(() => document.activeElement?.id).toMatch(/^question-/);
  await expect.element(page.getByText('2 of 36 questions')).toBeVisible();

  document.dispatchEvent(
    new ClipboardEvent('paste', { clipboardData: transferOf([await photo('image.png', 20, 20, 'green')]) }),
  );
  await expect.poll(() => draft.value.length).toBe(3);
  // Pictures without lines are no set to import: their questions are written here too.
  await userEvent.upload(page.getByLabelText('ZIP or files'), [await photo('alone.png', 20, 20, 'black')]);
  await expect.poll(() => draft.value.map(({ path }) => path).at(-1)).toBe('images/alone.png');
  for (const width of [1280, 390]) {
    await page.viewport(width, 900);
    const { violations } = await axe.run(root, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] });
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([]);
  }
  await userEvent.click(button('Leave out what is not finished'));

  const createWritable = vi.spyOn(FileSystemFileHandle.prototype, 'createWritable');
  createWritable.mockRejectedValueOnce(new DOMException('no room', 'QuotaExceededError'));
  await userEvent.click(button('Keep this set'));
  await expect.element(page.getByText(/^Expected room for .*full/)).toBeVisible();
  expect(draft.value).toHaveLength(2);
  createWritable.mockRestore();

  await userEvent.click(button('Keep this set'));
  await expect.element(page.getByText('“Cups” is kept: 2 pictures, 2 questions.')).toBeVisible();
  expect(asksToLeave()).toBe(false);
  await expect.poll(() => document.activeElement?.id).toBe('set-title');
  const [kept] = await listDatasets();
  const stored = await loadDataset(kept!.id);
  expect(stored.questions.map(({ query, response, image }) => [query, response, image])).toEqual([
    ['Where is the red object?', 'left', 'images/cup.png'],
    ['Which spoon is it?', 'none', 'images/cup-2.png'],
  ]);

  await userEvent.click(button('Train on these'));
  expect(config.value.data).toEqual({ training: kept!.id, test: null });
  await userEvent.click(button('Measure on these'));
  expect(config.value.data).toEqual({ training: kept!.id, test: kept!.id });
  await expect.element(page.getByText(/It is trained and measured on the same questions/)).toBeVisible();
  await userEvent.click(button('Train on these'));
  expect(config.value.data).toEqual({ training: null, test: kept!.id });

  const place = await navigator.storage.getDirectory();
  const file = await place.getFileHandle('Cups.zip', { create: true });
  vi.stubGlobal('showSaveFilePicker', async () => file);
  await userEvent.click(button('Save as ZIP'));
  await expect.element(page.getByText('Cups.zip is whole: 2 images, 2 questions')).toBeVisible();
  const { questions, images, problems } = await readInWorker(await file.getFile());
  expect({ questions, problems }).toEqual({ questions: stored.questions, problems: [] });
  expect([...images.keys()]).toEqual([...stored.images.keys()]);
  await place.removeEntry('Cups.zip');

  await userEvent.click(button('Change a copy'));
  await expect.poll(() => root.querySelectorAll('.draft-picture').length).toBe(2);
  await expect.element(page.getByLabelText('Name of the set')).toHaveValue('Cups, changed');
  await expect.element(button('Change a copy')).toBeDisabled();
  drop(await photo('once more.png', 40, 30, 'blue'));
  await expect.element(page.getByText('once more.png is in the set already.')).toBeVisible();
  await userEvent.click(button('Discard'));
  await userEvent.click(button('Discard for good'));
  await expect.poll(() => draft.value.length).toBe(0);
  expect(await listDatasets()).toHaveLength(1);
});

test('the camera is on while its dialog is open and the page is seen; what is taken stays when it fails', async () => {
  const devices = vi.spyOn(navigator.mediaDevices, 'getUserMedia');
  const states = async () =>
    ((await devices.mock.results.at(-1)!.value) as MediaStream)
      .getTracks()
      .map(({ readyState }) => readyState);
  await userEvent.click(button('Use the camera'));
  await expect.element(button('Take the picture')).toBeEnabled();
  await expect.poll(() => document.activeElement?.textContent).toBe('Take the picture');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByText('One picture taken')).toBeVisible();
  await expect.poll(() => draft.value.length).toBe(1);
  expect(await states()).toEqual(['live']);

  const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
  document.dispatchEvent(new Event('visibilitychange'));
  hidden.mockRestore();
  await expect
    .element(page.getByText(/^The camera was turned off because this page was out of sight/))
    .toBeVisible();
  await expect.poll(states).toEqual(['ended']);

  await userEvent.click(button('Try again'));
  await expect.element(button('Take the picture')).toBeEnabled();
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => root.querySelector('dialog')).toBeNull();
  await expect.poll(states).toEqual(['ended']);
  await expect.poll(() => document.activeElement?.textContent).toBe('Use the camera');

  const refusals: [DOMException, RegExp][] = [
    [new DOMException('Permission denied', 'NotAllowedError'), /^The camera is not allowed on this page/],
    [new DOMException('none', 'NotFoundError'), /^There is no camera/],
    [new DOMException('in use', 'NotReadableError'), /^The camera does not answer/],
  ];
  for (const [error, said] of refusals) {
    devices.mockRejectedValueOnce(error);
    await userEvent.click(button('Use the camera'));
    await expect.element(page.getByText(said)).toBeVisible();
    await userEvent.click(button('Close'));
  }
  expect(draft.value).toHaveLength(1);
});
