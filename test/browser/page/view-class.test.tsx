/** Handing in a result, and a class's results on the teacher's page: files, codes, doubles, what is kept apart. Not here: the numbers (unit/class/pool.test.ts). */
import { afterEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { entries, readClassAgain, reading, removeClass, told } from '../../../src/app/class/state.ts';
import { loadEntries, saveEntry } from '../../../src/app/class/store.ts';
import { App } from '../../../src/app/page/app.tsx';
import { shownRun } from '../../../src/app/runs/state.ts';
import { writeClassCode } from '../../../src/class/class-code.ts';
import { resultOf } from '../../../src/class/result.ts';
import { readPlainFile, writeRunZip } from '../../../src/run-file/run-zip.ts';
import { mountEach } from '../../fixtures/mounted-view.tsx';
import { recordedRun } from '../../fixtures/recorded-run.ts';

afterEach(async () => {
  await removeClass();
  shownRun.value = null;
  vi.restoreAllMocks();
});
const root = mountEach(App);

/** A finished run of a seed in which so many paths became right. */
const runOf = (seed: number, fixed: number, place = 0.2) => {
  const outcomes = { spp4: { broken: 0, fixed, kept: 2 } } as const;
  const { config } = recordedRun(outcomes);
  return recordedRun(outcomes, {
    config: { ...config, seed, place },
    startedAt: `2026-11-21T10:15:0${seed}.000Z`,
  });
};
const fileOf = (run: ReturnType<typeof runOf>, name: string | null, file: string) =>
  new File([writeRunZip(run, name)], file);

test('a student types a name, and the run file and the class code have it and the counts', async () => {
  const run = runOf(3, 9);
  shownRun.value = run;
  await userEvent.click(page.getByText('Hand it in to your class'));
  await userEvent.fill(page.getByLabelText('Your name, as your teacher knows it'), 'Zoë <i>');
  const code = writeClassCode(resultOf(run));
  await expect.element(page.getByText(code)).toBeVisible();
  const copied = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  await userEvent.click(page.getByRole('button', { name: 'Copy the class code with your name' }));
  expect(copied).toHaveBeenCalledWith(`Zoë <i>: ${code}`);
  const blobs: Blob[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    blobs.push(blob as Blob);
    return 'blob:none';
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
  await userEvent.click(page.getByRole('button', { name: 'Download run with your name' }));
  expect((await readPlainFile('run.zip', blobs[0]!)).name).toBe('Zoë <i>');
});

test('files and codes are pooled; edited, double and other ones are told; all is kept', async () => {
  await userEvent.click(page.getByText('For teachers: a link for a class, and its results'));
  const edited = runOf(6, 9);
  const report = { ...edited.report!, tasks: [{ ...edited.report!.tasks[0]!, items: 99 }] };
  await userEvent.upload(page.getByLabelText('Run files of the class'), [
    fileOf(runOf(1, 9), 'Ada', 'a.zip'),
    fileOf(runOf(2, 10), '<b>Bob</b>', 'b.zip'),
    fileOf(runOf(3, 11), null, 'c.zip'),
    fileOf(runOf(4, 9), 'Dan', 'd.zip'),
    fileOf(runOf(4, 9), 'Dan', 'd-again.zip'),
    fileOf(runOf(5, 12, 0.5), 'Eve', 'other.zip'),
    fileOf({ ...edited, report }, 'Fay', 'edited.zip'),
  ]);
  await expect.element(page.getByRole('heading', { name: 'The class: 5 results' })).toBeVisible();
  await expect.poll(() => reading.value).toBeNull();
  await expect.element(page.getByText('4 students pooled, 4 seeds.', { exact: false })).toBeVisible();
  const alert = page.getByRole('region', { name: 'Class results' }).getByRole('alert');
  await expect.element(alert).toHaveTextContent('Dan is what Dan handed in, which is here already');
  await expect.element(alert).toHaveTextContent('edited.zip: expected the counts of its answers');
  expect([...root.querySelectorAll('.students th[scope=row]')].map((cell) => cell.textContent)).toEqual([
    'Ada a.zip',
    '<b>Bob</b> b.zip',
    'c.zip',
    'Dan d.zip',
  ]);
  await expect.element(page.getByText('Experiment B: 1 result')).toBeVisible();

  const codes = page.getByLabelText('Class codes, one a line, each after a name');
  const code = writeClassCode(resultOf(runOf(6, 1)));
  const typo = `Hal: ${code.slice(0, -1)}${code.endsWith('0') ? '2' : '0'}`;
  await userEvent.fill(codes, `Gus: ${code}\n${typo}`);
  await userEvent.click(page.getByRole('button', { name: 'Add codes' }));
  await expect.element(page.getByText('5 students pooled, 5 seeds.', { exact: false })).toBeVisible();
  await expect.element(alert).toHaveTextContent('Line 2 (Hal): expected a code without a typo');
  await expect.element(codes).toHaveValue(typo);
  await expect
    .element(
      page.getByText(
        /^Gus stands out: shortest path 4 × 4, after training 15 %, median of the class 55 %\.$/,
      ),
    )
    .toBeVisible();

  await userEvent.click(page.getByLabelText('Count the result of Gus'));
  await expect.element(page.getByText('4 students pooled, 4 seeds.', { exact: false })).toBeVisible();
  const stored = await loadEntries();
  expect(stored.damaged).toEqual([]);
  expect(stored.entries.map(({ name, isCounted }) => [name, isCounted]).toSorted()).toEqual([
    ['', true],
    ['<b>Bob</b>', true],
    ['Ada', true],
    ['Dan', true],
    ['Eve', true],
    ['Gus', false],
  ]);
  await userEvent.click(page.getByRole('button', { name: 'Remove all' }));
  await userEvent.click(page.getByRole('button', { name: 'Remove all' }));
  await expect.poll(async () => (await loadEntries()).entries).toEqual([]);
});

test('what another window adds is read when it tells, and not removed with what is listed here', async () => {
  await userEvent.click(page.getByText('For teachers: a link for a class, and its results'));
  await userEvent.upload(page.getByLabelText('Run files of the class'), [
    fileOf(runOf(1, 9), 'Ada', 'a.zip'),
  ]);
  await expect.element(page.getByRole('heading', { name: 'The class: 1 result' })).toBeVisible();
  const ada = entries.value[0]!;
  const others = [
    { ...ada, id: '00000000000000b0', name: 'Bob' },
    { ...ada, id: '00000000000000c0', name: 'Cem' },
  ];
  await saveEntry(others[0]!);
  await readClassAgain();
  await expect.element(page.getByRole('heading', { name: 'The class: 2 results' })).toBeVisible();
  await saveEntry(others[1]!);
  await removeClass();
  expect((await loadEntries()).entries.map(({ name }) => name)).toEqual(['Cem']);
  expect(entries.value.map(({ name }) => name)).toEqual(['Cem']);
});

test('of two hundred files it is told how many are read, and stopping keeps them', async () => {
  await userEvent.click(page.getByText('For teachers: a link for a class, and its results'));
  const zip = writeRunZip(runOf(1, 9));
  const files = Array.from({ length: 200 }, (_, i) => new File([zip], `${i}.zip`));
  await userEvent.upload(page.getByLabelText('Run files of the class'), files);
  await expect.element(page.getByText(/^\d+ of 200 files$/)).toBeVisible();
  await expect.poll(() => entries.value.length).toBe(1);
  await userEvent.click(
    page.getByRole('region', { name: 'Class results' }).getByRole('button', { name: 'Stop' }),
  );
  await expect.poll(() => reading.value).toBeNull();
  expect(told.value.at(-1)).toMatch(/^Stopped after \d+ of 200 files; what was read is here\./);
  expect(entries.value).toHaveLength(1);
});
