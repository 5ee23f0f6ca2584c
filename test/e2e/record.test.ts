/** Who was never here: from the address to the finding of a recorded run, without scrolling, past the first minute; then its adapter is asked. The built page, nothing replaced. */
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { chromiumFlags, ensureChromium } from '../../src/headless/chromium.ts';
import { foreign, openWatchedPage } from '../fixtures/watched-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
});
afterAll(() => browser.close());

test.each([1280, 390])('at %i px the finding is in sight, and its adapter answers', async (width) => {
  const { page, requests, complaints } = await openWatchedPage(browser);
  const labUrl = inject('labUrl');
  await page.setViewportSize({ width, height: width === 390 ? 844 : 800 });
  await page.goto(labUrl);
  const verdict = page.locator('.record .verdict').first();
  await verdict.waitFor();
  const minute = page.getByRole('region', { name: 'The first minute' });
  const run = page.getByRole('button', { name: 'Run the experiment' });
  for (const seen of [
    minute.locator('canvas'),
    minute.locator('.question'),
    minute.getByRole('group'),
    ...(width === 1280 ? [run] : []),
  ]) {
    const box = (await seen.boundingBox())!;
    expect(box.y + box.height).toBeLessThan(width === 390 ? 844 : 800);
  }
  // On a phone it fills the window: one press leads to the finding. Else that stands below it; keys go on at once.
  if (width === 390) {
    await minute.getByRole('button', { name: 'Skip' }).click();
    await page.reload();
    await verdict.waitFor();
    expect(await minute.count()).toBe(0);
  } else {
    await page.keyboard.press('ArrowRight');
    await minute.getByText('2 of 4').waitFor();
  }
  const label = page.getByText(/^Recorded on .*version .* It ships with the lab and is no run of yours\.$/);
  for (const seen of [verdict, label, page.getByRole('button', { name: 'Play it' })]) {
    const box = (await seen.first().boundingBox())!;
    expect(box.y + box.height).toBeLessThan(width === 390 ? 844 : 800);
    expect(box.x + box.width).toBeLessThanOrEqual(width);
  }
  expect(await page.evaluate(() => scrollY)).toBe(0);

  const asks = page.getByRole('button', { name: 'Ask its adapter' });
  if (width === 1280 && (await asks.count()) > 0) {
    await asks.click();
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    const marks = page.locator('.ask-judged .mark');
    await expect.poll(() => marks.count(), { timeout: 240_000 }).toBe(2);
    await page.locator('.ask-judged canvas').nth(1).waitFor();
    expect(requests.some((request) => request.endsWith('-adapter.zip'))).toBe(true);
  }
  expect(foreign(requests, labUrl)).toEqual([]);
  expect(complaints).toEqual([]);
  await page.context().close();
});
