/**
 * The places that the lab is opened from: an address that is not secure, a frame of another site, one without storage, a
 * disk. Each says what it takes from the lab and the way out, and what can be kept is kept. Not here: browsers that only
 * seem to be such (../browser/page/kept-in-database.test.ts).
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Frame, type Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { chromiumFlags, ensureChromium } from '../../src/headless/chromium.ts';
import { buildFolder } from '../../src/serve/build.ts';
import { hostileAdapter } from '../fixtures/hostile-files.ts';

const labUrl = inject('labUrl');
const { port } = new URL(labUrl);
/** The same server under a name that is not of this machine: no secure context. */
const insecureUrl = `http://lab.test:${port}/`;
const shortRun = '#steps=2&batchSize=1&warmupSteps=1&items=1&tasks=direction';
let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: [...chromiumFlags, '--host-resolver-rules=MAP *.test 127.0.0.1'],
  });
});
afterAll(() => browser.close());

async function makeRun(page: Page | Frame): Promise<void> {
  await page.getByRole('button', { name: 'Run the experiment', exact: true }).click();
  await page.locator('.bench-main > .result table').first().waitFor({ timeout: 300_000 });
}

test('an address that is not secure: the reason, the way out, and a run that is there after a reload', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${insecureUrl}${shortRun}`);
  expect(await page.evaluate(() => [isSecureContext, 'storage' in navigator, 'locks' in navigator])).toEqual([
    false,
    false,
    false,
  ]);
  await page
    .locator('.notice')
    .getByText(
      `This address is not secure (http://lab.test:${port}), so the browser gives no GPU and forgets runs sooner. Open it as https:// or from localhost.`,
    )
    .waitFor();
  await makeRun(page);
  // An adapter too; its name is a hash of its files.
  await page.getByText('Import an adapter').click();
  await page
    .getByLabel('Adapter ZIP or files')
    .setInputFiles({ name: 'mine.zip', mimeType: 'application/zip', buffer: hostileAdapter() });
  await page.getByText('mine.zip', { exact: true }).waitFor();
  expect(await page.locator('[data-kept]').textContent()).toMatch(
    /kept in this browser's database for this address, until you delete them or the browser needs the room/,
  );
  expect(await page.locator('body').textContent()).not.toMatch(/getDirectory|undefined|could not be stored/);
  await page.reload();
  await page.locator('.bench-main > .result table').first().waitFor();
  expect(await page.locator('.runs li').count()).toBe(1);
  await page.getByText('mine.zip', { exact: true }).waitFor({ state: 'attached' });
  await context.close();
});

/** A page of another site with the lab in a frame. */
async function framed(page: Page, attributes: string): Promise<{ frame: Frame; close: () => void }> {
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(
      `<!doctype html><h1>A course</h1><iframe width=900 height=700 ${attributes} src="${labUrl}${shortRun}">`,
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  const frame = page.frames().find((each) => each.url().startsWith(labUrl))!;
  return { frame, close: () => server.close() };
}

test('a frame of another site: a link that opens the lab by itself, with the settings', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const { frame, close } = await framed(page, '');
  const link = frame.getByRole('link', { name: 'Open the lab by itself' });
  await link.waitFor();
  // In a private window, as this is, Chromium gives the frame of another site no storage.
  await frame.locator('[data-kept="private files"], [data-kept="memory"]').waitFor();
  const opening = context.waitForEvent('page');
  await link.click();
  const opened = await opening;
  await opened.getByRole('button', { name: 'Run the experiment', exact: true }).waitFor();
  expect(opened.url()).toContain('steps=2&');
  expect(await opened.evaluate(() => window.top === window.self)).toBe(true);
  await context.close();
  close();
});

test('a frame that is given no storage: all is kept until the window is closed, and that is said', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  // A sandbox without allow-same-origin has no origin, and so no storage and no modules; a refused storage has both.
  await page.addInitScript(() => {
    const refuse = () => {
      throw new DOMException('Access is denied for this document.', 'SecurityError');
    };
    Object.defineProperty(window, 'indexedDB', { get: refuse });
    Object.defineProperty(window, 'localStorage', { get: refuse });
    StorageManager.prototype.getDirectory = async () => refuse();
  });
  const { frame, close } = await framed(page, '');
  await frame
    .getByText(/This browser lets the page store nothing here: .* until this window is closed or reloaded\./)
    .waitFor();
  await makeRun(frame);
  expect(await frame.locator('.runs li').count()).toBe(1);
  expect(await frame.locator('body').textContent()).not.toMatch(
    /Access is denied|SecurityError|could not be stored/,
  );
  await context.close();
  close();
});

test('a page that is opened from disk, or in a browser that lacks what is needed, says so', async () => {
  const page = await browser.newPage();
  await page.goto(pathToFileURL(join(buildFolder, 'index.html')).href);
  await page.getByText('Sparkle Lab has not started.').waitFor();
  const browsers = 'in Chrome \\d+, Edge \\d+, Firefox \\d+, Safari \\d+';
  const told = (await page.locator('.not-started').allTextContents()).map((text) =>
    text.replace(/\s+/g, ' '),
  );
  expect(told).toEqual([
    expect.stringMatching(
      new RegExp(`open it at the address of a server, as npm start gives one .* ${browsers} or newer\\. $`),
    ),
    expect.stringMatching(
      new RegExp(`Adresse eines Servers, wie npm start eine gibt .* ${browsers} oder neuer\\. $`),
    ),
  ]);
  await page.close();

  const old = await browser.newPage();
  await old.addInitScript(() => {
    WebAssembly.validate = () => false;
  });
  await old.goto(labUrl);
  await old.getByText(/^This browser has no WebAssembly SIMD, or it is switched off/).waitFor();
  await old.getByText('Sparkle Lab has not started.').waitFor();
  expect(await old.getByRole('button').count()).toBe(0);
  await old.close();

  const current = await browser.newPage();
  await current.goto(labUrl);
  await current.getByRole('button', { name: 'Run the experiment', exact: true }).waitFor();
  expect(await current.getByText('Sparkle Lab has not started.').count()).toBe(0);
  await current.close();
});
