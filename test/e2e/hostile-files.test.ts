/**
 * The promise that nothing leaves the device, held against files that try to break it: a dataset, an adapter and a model
 * folder are opened, shown, trained on and asked in the built page, and no rule of its policy is broken, no request goes
 * elsewhere, no markup of theirs becomes part of the page. And that the policy is there: what it forbids fails.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { chromiumFlags, ensureChromium } from '../../src/headless/chromium.ts';
import {
  hostileAdapter,
  hostileDataset,
  hostileFolderName,
  writeHostileModel,
} from '../fixtures/hostile-files.ts';
import { foreign, openWatchedPage } from '../fixtures/watched-page.ts';

declare global {
  interface Window {
    /** Set by markup of a file, if any runs. */
    harmed?: number;
    /** The rules of the policy that were broken. */
    violations: string[];
  }
}

const labUrl = inject('labUrl');
const folder = mkdtempSync(join(tmpdir(), 'sparkle-hostile-'));
let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** Has the page note which rules are broken, there and in its workers. */
async function watchPolicy(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
      window.violations.push(`${effectiveDirective} ${blockedURI}`),
    );
    new BroadcastChannel('violations').onmessage = ({ data }) => window.violations.push(data);
  });
  const told = `self.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
    new BroadcastChannel('violations').postMessage('worker: ' + effectiveDirective + ' ' + blockedURI));\n`;
  await page
    .context()
    .route(/\/(data|inference|trainer|pass|merge|calibration)-[^/]+\.js$/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: told + (await response.text()) });
    });
}

/** What of the page could come from markup in a file. */
const markupIn = (page: Page) =>
  page.evaluate(() => {
    const own = new URL('.', location.href).href;
    const elements = document.querySelectorAll<HTMLElement>(
      'img, script, iframe, object, embed, video, base, form[action], style',
    );
    const strange = [...elements].filter((element) => {
      const source = element.getAttribute('src') ?? '';
      if (element instanceof HTMLImageElement) return !source.startsWith('blob:');
      return !(element instanceof HTMLScriptElement && element.src.startsWith(own));
    });
    const links = [...document.querySelectorAll('a')].filter(
      ({ protocol }) => !/^(https?|blob):$/.test(protocol),
    );
    const handlers = [...document.querySelectorAll('*')].filter((element) =>
      element.getAttributeNames().some((name) => name.startsWith('on')),
    );
    return [...strange, ...links, ...handlers].map(({ outerHTML }) => outerHTML.slice(0, 200));
  });

test('hostile files are opened, shown, trained on and asked: no violation, no request, no markup', async () => {
  const { page, requests, complaints } = await openWatchedPage(browser);
  await watchPolicy(page);
  await page.goto(
    `${labUrl}#steps=2&batchSize=1&warmupSteps=1&items=1&tasks=direction&device=wasm&trainingDevice=processor`,
  );

  await page.getByText('Your data', { exact: true }).click();
  await page.getByLabel('ZIP or files', { exact: true }).setInputFiles({
    name: '<img src=x onerror=window.harmed=1>\u202Epiz.zip',
    mimeType: 'application/zip',
    buffer: await hostileDataset(),
  });
  // The words of the question are there as they are.
  await page
    .getByText(/query\d<img src="https:/)
    .first()
    .waitFor({ timeout: 60_000 });
  expect(await markupIn(page)).toEqual([]);

  await page.getByText('Import an adapter').click();
  await page.getByLabel('Adapter ZIP or files').setInputFiles({
    name: '<svg onload=window.harmed=1>.zip',
    mimeType: 'application/zip',
    buffer: hostileAdapter(),
  });
  await page
    .getByText(/base<img src=/)
    .first()
    .waitFor();

  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await page.getByLabel('Model folder').setInputFiles(writeHostileModel(folder));
  await expect
    .poll(() => page.locator('.model-card[aria-current]').textContent(), { timeout: 30_000 })
    .toContain(hostileFolderName);
  expect(await markupIn(page)).toEqual([]);
  await page.keyboard.press('Escape');

  await page.getByText('More settings').click();
  await page.getByText('Questions', { exact: true }).click();
  for (const field of ['Training data', 'Test data']) await page.getByLabel(field).selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Run the experiment', exact: true }).click();
  await page.locator('.bench-main > .result table').first().waitFor({ timeout: 300_000 });
  await page.locator('[data-control="imported"]').click();
  await page.locator('.item-row').first().click();
  await page.getByRole('dialog').locator('canvas, img').first().waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect
    .poll(() => page.locator('.ask-answer').last().textContent(), { timeout: 60_000 })
    .toMatch(/\S/);

  expect(await markupIn(page)).toEqual([]);
  expect(await page.evaluate(() => [window.harmed ?? 0, window.violations])).toEqual([0, []]);
  expect(foreign(requests, labUrl)).toEqual([]);
  expect(complaints).toEqual([]);
  // A worker that is still being fetched is nobody's error.
  await page.context().unrouteAll({ behavior: 'ignoreErrors' });
  await page.context().close();
});

test.each(['index.html', 'card.html', 'check.html', 'headless.html'])(
  '%s is bound: what it must not do, it cannot',
  async (name) => {
    const asked: string[] = [];
    const elsewhere = createServer((request, response) => {
      asked.push(request.url ?? '');
      response
        .setHeader('Access-Control-Allow-Origin', '*')
        .setHeader('Cross-Origin-Resource-Policy', 'cross-origin')
        .end();
    });
    await new Promise<void>((listening) => elsewhere.listen(0, '127.0.0.1', listening));
    const address = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
    const page = await browser.newPage();
    await watchPolicy(page);
    // As from a host that sends no headers.
    await page.route(`${labUrl}${name}`, async (route) => {
      const response = await route.fetch();
      const { 'content-security-policy': _, ...headers } = response.headers();
      await route.fulfill({ response, headers });
    });
    await page.goto(`${labUrl}${name}`);
    const { style, wasm, ...forbidden } = await page.evaluate(tryEverything, address);
    expect(Object.entries(forbidden).filter(([, outcome]) => outcome !== 'refused')).toEqual([]);
    expect([style, wasm]).toEqual(['none', 'done']);
    const rules = await page.evaluate(() => window.violations.map((rule) => rule.split(' ')[0]!));
    expect([...new Set(rules)].sort()).toEqual(
      [
        'connect-src',
        'frame-src',
        'img-src',
        'script-src',
        'script-src-elem',
        'style-src-elem',
        'worker-src',
      ].sort(),
    );
    expect(asked).toEqual([]);
    await page.context().unrouteAll({ behavior: 'ignoreErrors' });
    await page.close();
    elsewhere.close();
  },
);

/** Tries on the page what its policy forbids, some of it with files of another server. What became of each attempt. */
async function tryEverything(address: string) {
  const insert = (tag: string, fields: Record<string, string>) => {
    const element = Object.assign(document.createElement(tag), fields);
    const outcome = new Promise<string>((done) => {
      element.onload = () => done('loaded');
      element.onerror = () => done('refused');
      setTimeout(() => done(window.harmed ? 'ran' : 'refused'), 1000);
    });
    document.head.append(element);
    return outcome;
  };
  const startWorker = (from: string) =>
    new Promise<string>((done) => {
      try {
        const started = new Worker(from);
        started.onmessage = () => done('ran');
        started.onerror = () => done('refused');
      } catch {
        done('refused');
      }
    });
  const attempt = async (work: () => unknown) => {
    try {
      await work();
      return 'done';
    } catch {
      return 'refused';
    }
  };
  const text = 'self.harmed = 1; self.document || self.postMessage(1)';
  const blob = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  await insert('style', { textContent: 'head { float: right }' });
  // A frame that is refused loads an empty page all the same.
  await insert('iframe', { src: `${address}frame` });
  return {
    style: getComputedStyle(document.head).float,
    inlineScript: await insert('script', { textContent: text }),
    blobScript: await insert('script', { src: blob }),
    script: await insert('script', { src: `${address}script.js` }),
    picture: await insert('img', { src: `${address}picture.png` }),
    worker: await startWorker(blob),
    evaluated: await attempt(() => new Function('return 1')()),
    fetched: await attempt(() => fetch(`${address}fetched`)),
    wasm: await attempt(() => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))),
  };
}
