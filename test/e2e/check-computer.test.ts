/**
 * *Check this computer* on the built page: nothing leaves before it is asked for, what is shown is what is saved, a GPU that
 * is missing or goes away is a finding; and its language, and the card's. Not here: what a file may have (../unit/check/report.test.ts).
 */
import { readFileSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { hubModels } from '../../models/registry.ts';
import { readComputerReport } from '../../src/check/report.ts';
import { chromiumFlags, ensureChromium } from '../../src/headless/chromium.ts';
import { type StandInHub, startHub } from '../fixtures/hub-server.ts';
import { foreign, openWatchedPage } from '../fixtures/watched-page.ts';

const labUrl = inject('labUrl');
let hub: StandInHub;
let bare: Browser;
beforeAll(async () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  hub = await startHub({
    [hubModels[0]!.id]: { 'config.json': bytes('{}'), 'onnx/a.onnx': bytes('weights') },
  });
  bare = await chromium.launch({
    executablePath: ensureChromium(),
    args: [
      ...chromiumFlags.filter((flag) => flag !== '--enable-unsafe-webgpu'),
      '--host-resolver-rules=MAP *.test 127.0.0.1',
    ],
  });
});
afterAll(async () => {
  await bare.close();
  hub.close();
});

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
/** The report that is shown. */
async function shownReport(page: Page) {
  const file = page.getByLabel('The file', { exact: true });
  await file.waitFor({ timeout: 300_000 });
  const text = await file.inputValue();
  return { text, report: readComputerReport('report.json', text) };
}

test('from the GPU’s badge to the saved file; the hub is asked only where that was ticked', async () => {
  const { page: lab, requests, complaints } = await openWatchedPage(bare);
  // The page's policy knows the hub, whose place a stand-in takes here.
  await lab.context().route('https://huggingface.co/**', async (route) => {
    const { pathname, search } = new URL(route.request().url());
    await route.fulfill({ response: await route.fetch({ url: `${hub.url}${pathname}${search}` }) });
  });
  await lab.goto(labUrl);
  await lab.locator('.gpu-badge').click();
  const opening = lab.context().waitForEvent('page');
  await lab.getByRole('link', { name: 'Check this computer' }).click();
  const page = await opening;
  await lab.close();
  await press(page, 'Check this computer');
  const { report } = await shownReport(page);
  expect(foreign(requests, labUrl)).toEqual([]);
  expect(report).toMatchObject({ ending: 'finished', gpu: null });
  expect(report.computer).toMatchObject({
    isSecure: true,
    isIsolated: true,
    kept: 'private files',
    besideRun: false,
    load: null,
  });
  const { processorAnswers, processorTraining, trainingTest, gpuAnswers } = report.measured;
  expect([trainingTest, gpuAnswers, report.measured.hub]).toEqual([null, null, null]);
  expect(processorAnswers).toMatchObject({ result: { asked: 8, agreeing: 8, differing: [] } });
  expect(processorTraining).toMatchObject({ result: { tokensPerSecond: { median: expect.any(Number) } } });

  // Once more, with the hub, and stopped: what was measured until then is there.
  await page.getByRole('checkbox').check();
  await press(page, 'Check again');
  await press(page, 'Stop');
  expect((await shownReport(page)).report).toMatchObject({ ending: 'stopped', measured: { hub: null } });
  expect(foreign(requests, labUrl)).toEqual([]);
  await press(page, 'Check again');
  // A run begins in the middle of it.
  await page.evaluate(() => {
    void navigator.locks.request('run test', () => new Promise(() => {}));
  });
  const { text, report: withHub } = await shownReport(page);
  expect(withHub.computer.besideRun).toBe(true);
  expect(withHub.measured.hub).toMatchObject({
    result: {
      host: 'huggingface.co',
      files: 2,
      withSha256: 1,
      file: 'config.json',
      sizeBytes: 2,
      isRight: true,
    },
  });
  expect(foreign(requests, labUrl).map((request) => new URL(request).host)).toEqual(
    Array(2).fill('huggingface.co'),
  );
  const saving = page.waitForEvent('download');
  await press(page, 'Save the report');
  const saved = await saving;
  expect(readFileSync(await saved.path(), 'utf8')).toBe(text);
  expect(saved.suggestedFilename()).toBe(`sparkle-lab-computer-${withHub.date}.json`);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('on an address that is not secure, with a GPU that goes away: told, without the address', async () => {
  const context = await bare.newContext();
  const page = await context.newPage();
  const { port } = new URL(labUrl);
  await page.goto(`http://anna.test:${port}/check.html`);
  await page.getByText('This address is not secure').waitFor();
  // A card that is there for the page, and not for the workers that would use it; without info, as in Chrome before 127.
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'gpu', {
      value: { requestAdapter: async () => ({ features: new Set(), limits: {} }) },
    });
  });
  await page.reload();
  await press(page, 'Check this computer');
  const { text, report } = await shownReport(page);
  expect(report.gpu).toMatchObject({ kind: 'real', vendor: '' });
  expect(report.computer).toMatchObject({ isSecure: false, isIsolated: false, besideRun: null });
  const { trainingTest, answersTest, gpuTraining, gpuTrainingLarge, gpuAnswers, processorAnswers } =
    report.measured;
  expect(trainingTest).toMatchObject({ result: { failure: expect.stringMatching(/[a-z]{3,}.*\.$/) } });
  for (const part of [answersTest, gpuTraining, gpuTrainingLarge, gpuAnswers])
    expect(part).toEqual({ failure: expect.stringMatching(/[a-z]{3,}.*\.$/) });
  expect(processorAnswers).toMatchObject({ result: { agreeing: 8 } });
  expect(text).not.toMatch(/anna|\w+:\/\/\w/);
  expect(await page.locator('body').textContent()).not.toMatch(/anna|undefined|TypeError/);
  await context.close();
});

test('the check and the card speak the browser’s language, or that of the link; the card’s text stays English', async () => {
  const german = await bare.newContext({ locale: 'de-DE' });
  const page = await german.newPage();
  await page.goto(`${labUrl}check.html`);
  await page.getByRole('button', { name: 'Diesen Computer prüfen' }).waitFor();
  expect(await page.title()).toBe('Diesen Computer prüfen · Sparkle Lab');
  await page.goto(`${labUrl}card.html`);
  await page.getByText('Die Karte des Modells gibt es nur auf Englisch').waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('de');
  await page.locator('[lang="en"]').getByText('The base model that ships with Sparkle Lab').waitFor();
  const linked = await german.newPage();
  await linked.goto(`${labUrl}check.html#language=en`);
  await linked.getByRole('button', { name: 'Check this computer' }).waitFor();
  // What the lab's link says goes with its links to these pages.
  await linked.goto(`${labUrl}#language=en`);
  const card = linked.getByRole('link', { name: "The model's card" }).first();
  expect(await card.getAttribute('href')).toBe('card.html#language=en');
  await german.close();
});
