/**
 * The built lab in two windows, put away, put to sleep, emptied between two visits and refused memory: the run goes on, or
 * the page says what is kept. Not here: a lost GPU and a closed tab (resume.test.ts), full storage
 * (../browser/page/run-storage.test.ts).
 */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { chromiumFlags, ensureChromium } from '../../src/headless/chromium.ts';
import { stopByEscape } from '../fixtures/stopped-run.ts';

const labUrl = inject('labUrl');
const settings = (steps: number) =>
  `#steps=${steps}&batchSize=1&questionsPerImage=3&warmupSteps=1&checkpointEvery=2&items=1&tasks=direction&device=wasm&trainingDevice=processor`;

let browser: Browser;
let context: BrowserContext;
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: [...chromiumFlags, '--host-resolver-rules=MAP *.test 127.0.0.1'],
  });
  context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
});
afterAll(() => browser.close());

async function openLab(steps: number, how: (page: Page) => Promise<unknown> = async () => {}): Promise<Page> {
  const page = await context.newPage();
  page.on('dialog', (dialog) => void dialog.accept());
  await how(page);
  await page.goto(`${labUrl}${settings(steps)}`);
  return page;
}
const begin = (page: Page) => page.getByRole('button', { name: 'Run the experiment', exact: true }).click();
const lines = (page: Page) => page.locator('.runs li');
/** Waits until the list of a page has so many runs with that word in their line, or without it. */
const listed = (page: Page, count: number, is: { hasText?: string; hasNotText?: string }) =>
  expect.poll(() => lines(page).filter(is).count(), { timeout: 120_000 }).toBe(count);
test('two windows run at once, and each lists what the other makes, loses, resumes and deletes', async () => {
  const [first, second] = [await openLab(400), await openLab(4)];
  await begin(first);
  await listed(second, 1, { hasText: 'running' });
  await begin(second);
  await listed(first, 2, { hasText: 'running' });
  await listed(first, 1, { hasNotText: 'running' });
  // The browser puts the first away in mid-run, and brings it back.
  await first.reload();
  await listed(first, 1, { hasText: 'interrupted' });
  await listed(second, 1, { hasText: 'interrupted' });
  await first.getByRole('button', { name: /^Resume the run/ }).click();
  await listed(second, 1, { hasText: 'running' });
  await stopByEscape(first);
  await listed(second, 1, { hasText: 'stopped' });
  await second
    .getByRole('button', { name: /^Delete the run/ })
    .first()
    .click();
  await second.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect.poll(() => lines(first).count(), { timeout: 60_000 }).toBe(1);
  await Promise.all([first.close(), second.close()]);
});

test('a page that is frozen and whose clock jumps by hours goes on, and does not count them', async () => {
  const page = await openLab(30, (fresh) => fresh.clock.install());
  await begin(page);
  await page.getByRole('progressbar', { name: 'training', exact: true }).waitFor({ timeout: 120_000 });
  const session = await context.newCDPSession(page);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await page.clock.fastForward('08:00:00');
  await page.getByText(/This page stood still while about 8 hours went by/).waitFor({ timeout: 60_000 });
  await page.locator('.result table').first().waitFor({ timeout: 300_000 });
  expect(await page.locator('#expected-time').textContent()).not.toMatch(/hour/);
  await page.close();
});

test('what the browser removed between two visits is told', async () => {
  const between = await context.newPage();
  await between.goto(`${labUrl}card.html`);
  await between.evaluate(async () =>
    (await navigator.storage.getDirectory()).removeEntry('runs', { recursive: true }),
  );
  await between.close();
  const page = await openLab(4);
  await page
    .getByText('The lab kept 2 runs here at an earlier visit, and does not find them any more: ')
    .waitFor();
  expect(await lines(page).count()).toBe(0);
  await page.reload();
  await page.locator('[data-kept]').waitFor();
  expect(await page.getByText('at an earlier visit').count()).toBe(0);
  await page.close();
});

test('a database of a newer version of the lab is told, and left as it is', async () => {
  // Where an address is not secure, all is kept in the database.
  const url = labUrl.replace('127.0.0.1', 'newer.test');
  const page = await context.newPage();
  await page.goto(`${url}card.html`);
  const versions = () =>
    page.evaluate(async () => (await indexedDB.databases()).map(({ version }) => version));
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        const opening = indexedDB.open('sparkle-lab', 99);
        opening.onsuccess = () => resolve(opening.result.close());
      }),
  );
  await page.goto(url);
  await page
    .locator('[data-kept="memory"]')
    .getByText(
      /^What is made here is kept until this window is closed or reloaded\. A newer version of the lab/,
    )
    .waitFor();
  expect(await versions()).toEqual([99]);
  await page.close();
});

test.each(['trainer', 'inference'])(
  'memory refused to WebAssembly in the worker %s: a plain line, and the next run is whole',
  async (worker) => {
    const own = await browser.newContext();
    await own.route(new RegExp(`/${worker}-[^/]+\\.js$`), async (route) => {
      const response = await route.fetch();
      const refusing = `
        const refuse = () => { throw new RangeError('WebAssembly.Memory(): could not allocate memory'); };
        WebAssembly.Memory = class { constructor() { refuse(); } };
        for (const name of ['instantiate', 'instantiateStreaming']) WebAssembly[name] = async () => refuse();`;
      await route.fulfill({ response, body: `${await response.text()}\n${refusing}` });
    });
    const page = await own.newPage();
    await page.goto(`${labUrl}${settings(2)}`);
    await begin(page);
    const problem = page.locator('.notice').getByText('The run ended early: ');
    await problem.waitFor({ timeout: 60_000 });
    expect(await problem.textContent()).toMatch(/\bmemory\b.*What it had finished is kept\./);
    expect(await problem.textContent()).not.toMatch(/RangeError|could not allocate|ERR|wasm\]/);
    await own.unrouteAll();
    await page.reload();
    await page.getByRole('button', { name: /^Resume the run/ }).click();
    await page.locator('.result table').first().waitFor({ timeout: 120_000 });
    await own.close();
  },
);
