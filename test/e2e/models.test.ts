/**
 * Choosing a base model on the built page: a download from a stand-in for the hub that breaks off, is left and resumed,
 * or sends wrong bytes; a full storage; a folder; and a question to each model.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { hubModels } from '../../models/registry.ts';
import { chromiumFlags, ensureChromium } from '../../src/headless/chromium.ts';
import { type StandInHub, startHub } from '../fixtures/hub-server.ts';

const { id, name } = hubModels[0]!;
const tiny = resolve(import.meta.dirname, '../../public/models/sparkle-tiny');
/** More than two pieces; no graph asks for it. */
const dataFile = 'onnx/decoder_model_merged_q4.onnx_data';
const data = new Uint8Array(20_000_000).map((_, i) => i % 251);

/** The embedded model in files with the names of another. */
const files: Record<string, Uint8Array> = {};
for (const entry of readdirSync(tiny, { recursive: true, encoding: 'utf8' })) {
  const file = join(tiny, entry);
  if (!statSync(file).isFile()) continue;
  const path = relative(tiny, file).replaceAll('\\', '/');
  files[path.replace('vision_encoder.onnx', 'vision_encoder_q4.onnx')] = readFileSync(file);
}
// It is downloaded last.
files[dataFile] = data;

const labUrl = inject('labUrl');
let hub: StandInHub;
let browser: Browser;
let context: BrowserContext;
beforeAll(async () => {
  hub = await startHub({ [id]: files });
  browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
  // The page's policy knows the hub, not the stand-in.
  context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true });
  // The page knows one hub: its address is replaced by the stand-in's.
  await context.addInitScript((standIn) => {
    const fetchAsIs = window.fetch;
    window.fetch = (input, init) =>
      fetchAsIs(typeof input === 'string' ? input.replace('https://huggingface.co', standIn) : input, init);
  }, hub.url);
});
afterAll(async () => {
  await browser.close();
  hub.close();
});

async function openPage(link = ''): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${labUrl}${link}`);
  await page.locator('canvas').first().waitFor();
  return page;
}

const openChooser = (page: Page) => page.getByRole('button', { name: 'Change', exact: true }).click();
const card = (page: Page) =>
  page.locator('.model-card').filter({ has: page.getByText(name, { exact: true }) });
const header = (page: Page) => page.locator('.head-state').textContent();

async function expectAnswer(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect.poll(() => page.locator('.ask-answer').textContent(), { timeout: 120_000 }).toMatch(/\S/);
}

test('size, licence and memory are told before a download, and the keyboard is enough', async () => {
  const page = await openPage();
  const change = page.getByRole('button', { name: 'Change', exact: true });
  await change.focus();
  await page.keyboard.press('Enter');
  await expect
    .poll(() => card(page).textContent())
    .toMatch(
      /Downloadabout 260 MB.*LicenceApache-2\.0.*Memory to trainabout \d+ MB on the GPU, and to answer about/,
    );
  await page.keyboard.press('Escape');
  await expect.poll(() => page.locator('dialog.models').count()).toBe(0);
  expect(await change.evaluate((button) => button === document.activeElement)).toBe(true);
  expect(hub.requests).toEqual([]);
  await page.close();
});

test('a link to a model that is not here says what to do, and no run can start', async () => {
  const page = await openPage(`#model=${id}`);
  await expect
    .poll(() => page.locator('#setup-obstacle').textContent())
    .toBe(
      `The base model ${name} is not in this browser. Download it under Base model, or choose a folder that has it.`,
    );
  expect(await page.getByRole('button', { name: 'Run the experiment' }).isDisabled()).toBe(true);
  expect(await header(page)).toContain(`${name} · about 260 MB · not here yet`);
  await page.close();
});

test('a storage that gets full is told, and what had come is kept', async () => {
  const page = await openPage();
  const session = await context.newCDPSession(page);
  const { origin } = new URL(labUrl);
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 14_000_000 });
  await openChooser(page);
  await card(page).getByRole('button', { name: 'Download' }).click();
  await expect
    .poll(() => card(page).getByRole('alert').textContent())
    .toMatch(
      /Expected room for 8\.4 MB \(onnx\/decoder_model_merged_q4\.onnx_data\), but the browser's storage for this page is full.*What has come is kept/,
    );
  await session.send('Storage.overrideQuotaForOrigin', { origin });
  expect(hub.requests.at(-1)).toBe(dataFile);
  await expect.poll(() => card(page).textContent()).toMatch(/6\.7 MB of 26\.7 MB are here/);
  await page.close();
});

test('a download outlives a closed page, a broken line and another content, and is used without a network', async () => {
  const first = await openPage();
  await openChooser(first);
  // The page is closed in the middle of the large file: whole pieces stay.
  hub.trouble = { slowMs: 8 };
  await card(first)
    .getByRole('button', { name: /Download|Go on/ })
    .click();
  await expect
    .poll(
      () =>
        card(first)
          .getByText(/of 26\.\d MB, onnx/)
          .textContent(),
      { timeout: 60_000 },
    )
    .toMatch(/^(1[6-9]|2[0-4])\.\d MB of/);
  await first.close();

  const page = await openPage();
  await openChooser(page);
  await expect.poll(() => card(page).textContent()).toMatch(/(15|23)\.\d MB of 26\.7 MB are here/);
  hub.requests.length = 0;
  const large = hub.requests;
  // The connection breaks three times, and then the bytes are not the announced ones.
  hub.trouble = {
    breakAfter: (path, request) => (path === dataFile && request <= 3 ? 1_000_000 : null),
    content: (path) => (path.endsWith('_data') ? data.with(19_000_000, 7) : null),
  };
  await card(page).getByRole('button', { name: 'Go on' }).click();
  await expect
    .poll(() => card(page).getByRole('alert').textContent(), { timeout: 60_000 })
    .toMatch(/decoder_model_merged_q4\.onnx_data: its content is not what the hub says it is/);
  expect(large[0]).toMatch(new RegExp(`^${dataFile} from (8388608|16777216)$`));
  expect(large.length).toBeGreaterThan(2);

  // Good files are not loaded again.
  hub.trouble = {};
  hub.requests.length = 0;
  await card(page).getByRole('button', { name: 'Go on' }).click();
  await card(page)
    .getByRole('button', { name: /^Remove/ })
    .waitFor({ timeout: 60_000 });
  expect(hub.requests[0]).toBe(dataFile);
  expect(hub.requests).not.toContain('config.json');
  expect(await card(page).textContent()).toMatch(/chosen.*Size26\.\d MB in this browser/);
  await page.keyboard.press('Escape');
  expect(new URL(page.url()).hash).toBe(`#v=2&model=${id}`);
  await page.close();

  hub.requests.length = 0;
  const later = await openPage(`#model=${id}`);
  await expectAnswer(later);
  expect(await header(later)).toContain(`${name} ·`);
  expect(await header(later)).toContain('ready');
  expect(hub.requests).toEqual([]);

  await openChooser(later);
  await card(later)
    .getByRole('button', { name: /^Remove/ })
    .click();
  await expect.poll(() => card(later).getByRole('button', { name: 'Download' }).count()).toBe(1);
  await later.keyboard.press('Escape');
  await expect.poll(() => later.locator('#setup-obstacle').count()).toBe(1);
  const stored = await later.evaluate(async () => {
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle('models');
    const names: string[] = [];
    for await (const entry of root.keys()) names.push(entry);
    return names;
  });
  expect(stored).toEqual([]);
  await later.close();
});

test('a model in a folder is read where it is; after a reload the page says to choose it again', async () => {
  const page = await openPage();
  await openChooser(page);
  await page.getByLabel('Model folder').setInputFiles(tiny);
  await expect
    .poll(() => page.locator('.model-card[aria-current]').textContent())
    .toMatch(/^sparkle-tiny chosenFrom a folder on this device.*Size6\.\d MB in its folder/);
  await page.keyboard.press('Escape');
  await expectAnswer(page);
  await page.reload();
  await expect
    .poll(() => page.locator('#setup-obstacle').textContent())
    .toMatch(/in a folder named sparkle-tiny, which has not been chosen since this page was opened/);
  await openChooser(page);
  await page.getByLabel('Model folder').setInputFiles(resolve(tiny, 'onnx'));
  await expect
    .poll(() => page.locator('dialog').getByRole('alert').textContent())
    .toMatch(/got 3 files without\. Choose the folder of the model itself/);
  await page.close();
});
