/**
 * The lab from a plain server of files: in a folder of its own, without a header. The first visit isolates the page and keeps
 * the lab; then the server is gone, and all works on; a new version comes as a whole; who saves data, or has no room, is asked
 * or told. Not here: the lines themselves (../browser/page/view-offline.test.tsx).
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright';
import sirv from 'sirv';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { chromiumFlags, ensureChromium } from '../../src/headless/chromium.ts';
import { buildFolder } from '../../src/serve/build.ts';
import { writeOfflineWorker } from '../../src/serve/offline-worker.ts';
import { packFolder } from '../../src/serve/pack.ts';
import { makeRun } from '../fixtures/logged-visit.ts';
import { foreign } from '../fixtures/watched-page.ts';

/** The processor trains and answers: that is the faster way without a graphics card. */
const flags = chromiumFlags.filter((flag) => flag !== '--enable-unsafe-webgpu');
const shortRun = '#steps=2&batchSize=2&warmupSteps=1&items=3&tasks=direction';
const patienceMs = 120_000;

const folder = mkdtempSync(join(tmpdir(), 'sparkle-offline-'));
const first = join(folder, 'first');
beforeAll(() => packFolder(buildFolder, first, 'test'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the server serves below /school/lab/. */
let served: string;
let server: Server;
let url: string;
let context: BrowserContext;
let page: Page;
let requests: string[];
beforeEach(async () => {
  served = first;
  server = createServer((request, response) => {
    const path = request.url ?? '';
    const missing = () => void response.writeHead(404).end();
    if (!path.startsWith('/school/lab/')) return missing();
    request.url = path.slice('/school/lab'.length);
    sirv(served, { dev: true, etag: true })(request, response, missing);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/school/lab/`;
  // A profile on disk, as people have one: whether the lab can be installed is not told elsewhere.
  context = await chromium.launchPersistentContext('', { executablePath: ensureChromium(), args: flags });
  page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  requests = [];
  context.on('request', (request) => requests.push(request.url()));
});
afterEach(async () => {
  await context.close();
  stopServer();
  // Those of the service worker too.
  expect(requests.some((request) => request.includes('/offline-worker.js'))).toBe(true);
  expect(foreign(requests, url)).toEqual([]);
});

function stopServer(): void {
  server.close();
  server.closeAllConnections();
}

const isKept = () => page.locator('[data-offline="kept"]').waitFor();
const isAbsent = () => page.locator('[data-offline="absent"]').waitFor();
const keptFiles = () =>
  page.evaluate(async () => {
    const caches = await Promise.all((await window.caches.keys()).map((name) => window.caches.open(name)));
    return (await Promise.all(caches.map((cache) => cache.keys()))).flat().map(({ url }) => url);
  });

test('visited once: isolated, kept, and there without the server, with a run; then removed', async () => {
  let loads = 0;
  page.on('load', () => loads++);
  await page.goto(`${url}${shortRun}`);
  // One reload gives what the headers would have given. Not asked of the page before: that would count as a person's doing.
  await expect.poll(() => loads, { timeout: patienceMs }).toBe(2);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await isKept();
  expect(loads).toBe(2);
  // The settings of the link are still set.
  expect(page.url()).toMatch(/steps=2&.*items=3/);
  expect(await page.locator('[data-offline]').textContent()).toMatch(
    /^Available offline: the whole lab is kept in this browser, \d\d\.\d MB\./,
  );
  expect(
    (await keptFiles()).filter((file) => /vision_encoder\.onnx|ort-wasm.*\.wasm|index\.html/.test(file)),
  ).toHaveLength(3);

  const devtools = await context.newCDPSession(page);
  const { errors, manifest } = await devtools.send('Page.getAppManifest');
  expect([errors, manifest.startUrl]).toEqual([[], url]);
  expect((await devtools.send('Page.getInstallabilityErrors')).installabilityErrors).toEqual([]);

  // Removed on a later visit, with the server there: it is not fetched again.
  await page.reload();
  await page.getByRole('button', { name: 'Remove offline copy' }).click();
  await isAbsent();
  await page.waitForTimeout(2000);
  await isAbsent();
  expect(await keptFiles()).toEqual([]);
  await page.getByRole('button', { name: /^Keep for offline use/ }).click();
  await page.getByRole('button', { name: 'Remove offline copy' }).waitFor({ timeout: 120_000 });

  stopServer();
  await page.reload();
  await makeRun(page);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  const card = await context.newPage();
  await card.goto(`${url}card.html`);
  await card.getByRole('heading', { level: 1 }).waitFor();
  await card.close();

  await page.getByRole('button', { name: 'Remove offline copy' }).click();
  await isAbsent();
  expect(await keptFiles()).toEqual([]);
  // The run is another thing.
  expect(await page.locator('.runs li').count()).toBe(1);
  await expect(page.reload()).rejects.toThrow();
});

test('who saves data is asked; a full disk is told, and nothing is half kept', async () => {
  await page.addInitScript(() =>
    Object.defineProperty(Navigator.prototype, 'connection', { value: { saveData: true } }),
  );
  await page.goto(url);
  await isAbsent();
  await page.getByText('the browser says that you save data, so nothing is kept unasked').waitFor();
  const keep = page.getByRole('button', { name: /^Keep for offline use, \d\d\.\d MB$/ });
  const devtools = await context.newCDPSession(page);
  const origin = new URL(url).origin;
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 20_000_000 });
  // Said by the browser before anything is fetched, or met on the way.
  for (const isToldBefore of [true, false]) {
    if (!isToldBefore)
      await page.evaluate(() => {
        StorageManager.prototype.estimate = async () => ({});
      });
    await keep.click();
    await page
      .getByRole('alert')
      .getByText(
        /^There was no room for the offline copy \(\d\d\.\d MB\)\. Nothing of it was kept, and all else is as it was\./,
      )
      .waitFor();
    expect(await keptFiles()).toEqual([]);
  }
  await devtools.send('Storage.overrideQuotaForOrigin', { origin });
  await keep.click();
  await isKept();
  // Removed, and at once asked for again: the worker of the one must not take what the other keeps.
  await page.getByRole('button', { name: 'Remove offline copy' }).click();
  await keep.click();
  await isKept();
});

test('a new version comes as a whole, when a person reloads or returns', async () => {
  await page.goto(url);
  await isKept();
  const second = join(folder, 'second');
  cpSync(first, second, { recursive: true });
  const index = join(second, 'index.html');
  writeFileSync(
    index,
    readFileSync(index, 'utf8').replace('<title>Sparkle Lab', '<title>Second Sparkle Lab'),
  );
  await writeOfflineWorker(second);
  served = second;

  await page.reload();
  await page.getByText('A new version of the lab is there: reload').waitFor();
  expect(await page.title()).toBe('Sparkle Lab');
  const other = await context.newPage();
  other.setDefaultTimeout(patienceMs);
  await other.goto(url);
  expect(await other.title()).toBe('Sparkle Lab');
  await page.getByRole('button', { name: 'Reload', exact: true }).click();
  await page.getByText('but other windows still show this one').waitFor();
  await other.close();
  await page.getByRole('button', { name: 'Reload', exact: true }).click();
  await expect.poll(() => page.title().catch(() => ''), { timeout: patienceMs }).toBe('Second Sparkle Lab');
  await isKept();
  // One file of each name: those of the first version are gone.
  await expect
    .poll(async () => (await keptFiles()).filter((file) => file.includes('/index.html')).length)
    .toBe(1);
});

test('a page that a person has begun to use does not reload by itself', async () => {
  await page.addInitScript(() =>
    Object.defineProperty(Navigator.prototype, 'userActivation', { value: { hasBeenActive: true } }),
  );
  let loads = 0;
  page.on('load', () => loads++);
  await page.goto(url);
  await page.getByText('Once reloaded, the page can compute on all cores').waitFor();
  expect([loads, await page.evaluate(() => crossOriginIsolated)]).toEqual([1, false]);
  await page.getByRole('button', { name: 'Reload', exact: true }).click();
  await expect
    .poll(() => page.evaluate(() => crossOriginIsolated).catch(() => false), { timeout: patienceMs })
    .toBe(true);
});
