/**
 * A run that loses its GPU and then its tab, in the built page: it goes on by itself, then by a press of Resume, and
 * ends with the result of an unbroken run. No part is replaced.
 */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { readSafetensors, toFloat32 } from '../../models/safetensors.ts';
import { chromiumFlags, ensureChromium } from '../../src/headless/chromium.ts';
import type { StepMetrics } from '../../workers/messages.ts';

/** Short steps, with every setting whose state a resumed run must restore. */
const settings =
  'steps=12&batchSize=1&accumulate=2&questionsPerImage=3&warmupSteps=3&dropout=0.1&validationItems=2&validateEvery=4&checkpointEvery=2&items=2&tasks=direction,spp4&device=wasm&trainingDevice=gpu';

const labUrl = inject('labUrl');
let browser: Browser;
let context: BrowserContext;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
  context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
});
afterAll(async () => {
  await browser.close();
});

const openLab = async (): Promise<Page> => {
  const page = await context.newPage();
  await page.goto(`${labUrl}#${settings}`);
  return page;
};
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();

/** The files of the runs that are stored, by run and name; bytes in base64. */
const storedRuns = (page: Page): Promise<Record<string, Record<string, string>>> =>
  page.evaluate(async () => {
    const runs: Record<string, Record<string, string>> = {};
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle('runs');
    for await (const [id, folder] of root.entries()) {
      runs[id] = {};
      for await (const [name, file] of (folder as FileSystemDirectoryHandle).entries()) {
        const bytes = new Uint8Array(await (await (file as FileSystemFileHandle).getFile()).arrayBuffer());
        runs[id][name] = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
      }
    }
    return runs;
  });

const text = (base64: string | undefined) => Buffer.from(base64 ?? '', 'base64').toString();
const stepsOf = (files: Record<string, string>): StepMetrics[] =>
  text(files['metrics.jsonl'])
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as StepMetrics);
const adapterOf = (files: Record<string, string>): number[] =>
  [
    ...readSafetensors(
      new Uint8Array(Buffer.from(files['adapter_model.safetensors']!, 'base64')),
      'adapter',
    ).values(),
  ].flatMap((tensor) => [...toFloat32(tensor)]);

/** Waits until a checkpoint of at least that many steps is stored. */
const checkpointed = (page: Page, least: number) =>
  expect
    .poll(
      async () => {
        const [files] = Object.values(await storedRuns(page).catch(() => ({})));
        return JSON.parse(text(files?.['checkpoint.json']) || '{"step":0}').step as number;
      },
      { timeout: 240_000, interval: 500 },
    )
    .toBeGreaterThanOrEqual(least);

test('a lost GPU, a closed tab, Resume: the result of an unbroken run', async () => {
  const first = await openLab();
  await press(first, 'Run the experiment');
  await checkpointed(first, 2);
  // The whole GPU process dies: every device of every page is lost.
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.crashGpuProcess');
  await first.getByText(/lost.*Training goes on by itself from step \d/).waitFor({ timeout: 240_000 });
  await checkpointed(first, 6);
  await first.close();

  const second = await openLab();
  await second.getByText('interrupted').waitFor();
  await press(second, /^Resume the run/);
  const table = second.locator('.bench-main > .result table').first();
  await table.waitFor({ timeout: 480_000 });
  const broken = Object.values(await storedRuns(second))[0]!;
  expect(Object.keys(broken).filter((name) => name.startsWith('checkpoint'))).toEqual([]);
  expect(JSON.parse(text(broken['report.json']))).toMatchObject({ isResumed: true });

  await second.reload();
  await press(second, 'Run the experiment');
  await expect
    .poll(
      async () => Object.values(await storedRuns(second)).filter((files) => files['report.json']).length,
      {
        timeout: 480_000,
        interval: 1000,
      },
    )
    .toBe(2);
  const whole = Object.values(await storedRuns(second)).find(
    (files) => !JSON.parse(text(files['report.json'])).isResumed,
  )!;
  const numbers = (files: Record<string, string>) =>
    stepsOf(files).map(({ step, loss, gradNorm, validation }) => [
      step,
      loss,
      gradNorm,
      validation?.loss ?? 0,
      validation?.accuracy ?? 0,
    ]);
  expect(numbers(broken)).toHaveLength(12);
  numbers(broken).forEach((row, step) => {
    row.forEach((value, i) => {
      expect(Math.abs(value - numbers(whole)[step]![i]!)).toBeLessThan(1e-6);
    });
  });
  const [a, b] = [adapterOf(broken), adapterOf(whole)];
  expect(a.length).toBe(b.length);
  expect(a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)).toBeLessThan(1e-6);
  const answers = (files: Record<string, string>) =>
    (JSON.parse(text(files['items.json'])) as { before: { text: string }; after: { text: string } }[]).map(
      ({ before, after }) => [before.text, after.text],
    );
  expect(answers(broken)).toEqual(answers(whole));
});
