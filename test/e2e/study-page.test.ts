/**
 * A study in the built page: opened by its link, started, its tab closed in the middle, gone on with, stopped, gone on with,
 * added to. No part is replaced.
 */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { chromiumFlags, ensureChromium } from '../../src/headless/chromium.ts';
import { stopByEscape } from '../fixtures/stopped-run.ts';

const link =
  'study=1&arms=none,localization&seeds=1&v=2&steps=2&batchSize=1&warmupSteps=0&items=2&tasks=localization,spp4&device=wasm&trainingDevice=processor';

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

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();

/** What ended when: the text of record.json of every stored run, by its id; null if it has none yet. */
const storedRecords = (page: Page): Promise<Record<string, string | null>> =>
  page.evaluate(async () => {
    const records: Record<string, string | null> = {};
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle('runs');
    for await (const [id, folder] of root.entries()) {
      const file = await (folder as FileSystemDirectoryHandle).getFileHandle('record.json').catch(() => null);
      records[id] = file && (await (await file.getFile()).text());
    }
    return records;
  });

const figure = (page: Page) => page.getByRole('img', { name: /^localization: before training/ });
const finished = (page: Page, count: string) => page.getByText(`${count} runs finished`);

test('a study goes on after its tab was closed, after a stop, and with an arm more; what was finished is not made again', async () => {
  const first = await context.newPage();
  await first.goto(`${labUrl}#${link}`);
  const start = first.getByRole('button', { name: 'Start the study' });
  await start.waitFor();
  await first.getByText('2 runs', { exact: true }).waitFor();
  // A link sets up and starts nothing.
  expect(await first.getByRole('region', { name: 'Progress of the study' }).count()).toBe(0);
  await start.click();
  // The address names the experiment again, and the study has a link of its own.
  await expect.poll(() => first.url()).not.toContain('study=');
  await first.getByText('Run 1 of 2: nothing, seed 1').waitFor();
  await first.getByText('Run 2 of 2: localization, seed 1').waitFor({ timeout: 480_000 });
  const made = await storedRecords(first);
  const [none] = Object.keys(made);
  expect(none).toMatch(/-none-seed1$/);
  await first.close();

  const second = await context.newPage();
  await second.goto(labUrl);
  await finished(second, '1 of 2').waitFor();
  // The base model measured against itself.
  await second.getByRole('img', { name: /^localization: nothing 0\b/ }).waitFor();
  // The closed tab may still hold its study for a moment: it is then said that another page plays it.
  const goOn = second.getByRole('button', { name: 'Go on', exact: true });
  const isPlayed = second.getByText('Run 2 of 2: localization, seed 1');
  await expect
    .poll(async () => {
      if (await goOn.isVisible()) await goOn.click({ timeout: 2000 }).catch(() => {});
      return isPlayed.count();
    })
    .toBe(1);
  await stopByEscape(second);
  // What was finished stays, and the rest can be gone on with.
  await second.getByRole('button', { name: 'Go on' }).waitFor({ timeout: 480_000 });
  await finished(second, '1 of 2').waitFor();
  expect((await storedRecords(second))[none!]).toBe(made[none!]);
  await press(second, 'Go on');
  await finished(second, '2 of 2').waitFor({ timeout: 480_000 });
  await figure(second).waitFor();
  const both = await storedRecords(second);
  expect(both[none!]).toBe(made[none!]);
  expect(Object.values(both).map((text) => JSON.parse(text!).ending)).toEqual(['finished', 'finished']);

  await second.reload();
  await finished(second, '2 of 2').waitFor();
  await figure(second).waitFor();
  await second.getByText('Add arms or seeds').click();
  await second.locator('.study-adding').getByLabel('direction', { exact: true }).check();
  await press(second, 'Add 1 run');
  await finished(second, '2 of 3').waitFor();
  await press(second, 'Go on');
  await finished(second, '3 of 3').waitFor({ timeout: 480_000 });
  expect(await figure(second).getAttribute('aria-label')).toMatch(
    /^localization: before training \d+ %, blind \d+ %; nothing \d+ %; direction \d+ %; localization \d+ %/,
  );
  const all = await storedRecords(second);
  expect(Object.keys(all)).toHaveLength(3);
  for (const [id, text] of Object.entries(both)) expect(all[id]).toBe(text);
});
