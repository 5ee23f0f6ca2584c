/** A person's way through the built page in a real Chromium: run, stop, reload, ask, download. No part is replaced. */
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { configFile, readPeft, weightsFile } from '../../models/adapter/peft.ts';
import { targetModules } from '../../models/config.ts';
import type { Report } from '../../src/experiment/report.ts';
import { chromiumFlags, ensureChromium } from '../../src/headless/chromium.ts';
import { stopByEscape } from '../fixtures/stopped-run.ts';
import { foreign, openWatchedPage, type WatchedPage } from '../fixtures/watched-page.ts';

/** Few and short steps: a GPU in software takes a second or two for each. The first run trains on it, as on a real one. */
const settings = 'steps=16&batchSize=4&questionsPerImage=6&warmupSteps=3';

const labUrl = inject('labUrl');
let browser: Browser;
let watched: WatchedPage;
let page: Page;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
});
beforeEach(async () => {
  watched = await openWatchedPage(browser);
  page = watched.page;
});
afterEach(async () => {
  // The requests include those of workers, so their origins are checked too.
  expect(watched.requests.filter((request) => request.endsWith('.onnx'))).not.toEqual([]);
  expect(foreign(watched.requests, labUrl)).toEqual([]);
  expect(watched.complaints).toEqual([]);
  await page.context().close();
});
afterAll(async () => {
  await browser.close();
});

const button = (name: string) => page.getByRole('button', { name, exact: true });

async function download(name: string): Promise<Uint8Array> {
  const arriving = page.waitForEvent('download');
  await button(name).click();
  return readFileSync(await (await arriving).path());
}

test('run, read, download, reload, ask', async () => {
  await page.goto(`${labUrl}#${settings}&items=4&tasks=direction,distance,spp4,tsp4&trainingDevice=gpu`);

  // Scenes, questions and answers are shown before any model is loaded.
  await page.locator('canvas').first().waitFor();
  await page.getByText('not loaded yet').waitFor();
  expect(page.workers().filter((worker) => /\/(inference|trainer)-/.test(worker.url()))).toEqual([]);

  await button('Run the experiment').click();
  await page.getByText('Train: The adapter learns').waitFor({ timeout: 240_000 });
  await page.getByText('gradient norm').waitFor({ timeout: 240_000 });
  const table = page.locator('.bench-main > .result table').first();
  await table.waitFor({ timeout: 480_000 });
  expect(
    await table.getByRole('rowheader', { name: /^(direction|distance|.*grid|.*path|.*route)/i }).count(),
  ).toBeGreaterThanOrEqual(4);

  const report = JSON.parse(new TextDecoder().decode(await download('Download report'))) as Report;
  expect(report.tasks.map(({ task, items }) => `${task} ${items}`)).toEqual([
    'direction 4',
    'distance 4',
    'spp4 4',
    'tsp4 4',
  ]);
  expect(report.training.steps).toBe(16);
  expect(report.training.lossLast).toBeLessThan(0.8 * report.training.lossFirst!);

  const zip = unzipSync(await download('Download adapter'));
  const { adapter } = readPeft({
    [configFile]: new TextDecoder().decode(zip[configFile]!),
    [weightsFile]: zip[weightsFile]! as Uint8Array<ArrayBuffer>,
  });
  expect(adapter.rank).toBe(8);
  expect(adapter.modules.length % targetModules.length).toBe(0);
  expect(adapter.modules.every(({ loraB }) => loraB.some((weight) => weight !== 0))).toBe(true);

  // An item with its picture, before and after.
  await page.locator('[data-control="spp4"]').click();
  await page.locator('.item-row').first().click();
  await page.getByRole('dialog').locator('canvas').first().waitFor();
  await page.keyboard.press('Escape');

  await page.reload();
  await page.locator('.bench-main > .result table').first().waitFor();
  expect(await page.locator('.runs li').count()).toBe(1);

  // The stored adapter answers.
  await page.getByRole('checkbox', { name: /shown run/ }).check();
  await button('Ask').click();
  await expect
    // Not more often: on two cores the looking takes from the answering.
    .poll(() => page.locator('.ask-answer').last().textContent(), { timeout: 240_000, interval: 1000 })
    .toMatch(/\S/);
});

test('a run stopped in training keeps its items and its adapter, also over a reload', async () => {
  await page.goto(`${labUrl}#${settings}&items=2&tasks=direction,spp4`);
  await button('Run the experiment').click();
  await page.getByText('gradient norm').waitFor({ timeout: 480_000 });
  await stopByEscape(page);
  await page.getByText('This run was stopped before its end.').waitFor({ timeout: 120_000 });
  const zip = unzipSync(await download('Download adapter'));
  expect(Object.keys(zip).sort()).toEqual([configFile, weightsFile].sort());
  await page.reload();
  // Only a run with a result is shown by itself.
  await page.getByText('· stopped').click();
  await page.getByText('This run was stopped before its end.').waitFor();
  await button('Download adapter').waitFor();
});
