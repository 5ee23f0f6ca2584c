/** The first visit to the built page: isolated, quiet, what a run needs fetched ahead while idle, and nothing twice. */
import { expect, test } from 'vitest';
import { aheadFiles, makeRun, shortRun, visitFirst } from '../fixtures/logged-visit.ts';

test('the page is isolated, fetches ahead while it is idle, and a run fetches nothing of that again', async () => {
  await visitFirst({ isCompressed: true }, async ({ page, url, sent }) => {
    await page.goto(`${url}${shortRun}`);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    const whole = () => sent.filter(({ status }) => status === 200).map(({ path }) => path);
    await expect
      .poll(() => aheadFiles.filter((file) => !whole().some((path) => file.test(path))), { timeout: 60_000 })
      .toEqual([]);
    // Fetched, and not started.
    await page.getByText('not loaded yet').waitFor();
    expect(page.workers().filter((worker) => /\/(inference|trainer)-/.test(worker.url()))).toEqual([]);

    // What is told is what was sent, but for the headers.
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    const told = await page.getByText('with ONNX Runtime and the trainer').locator('..').textContent();
    const ahead = sent.filter(({ path }) => aheadFiles.some((file) => file.test(path)));
    const sentMB = ahead.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
    expect(sentMB).toBeGreaterThan(5);
    expect(Math.abs(Number.parseFloat(told!) - sentMB)).toBeLessThan(0.1);
    await page.keyboard.press('Escape');

    await makeRun(page);
    const paths = whole();
    expect(paths.filter((path, place) => paths.indexOf(path) !== place)).toEqual([]);
  });
});

test('a person who saves data gets only the page', async () => {
  await visitFirst({ isCompressed: true }, async ({ page, url, sent }) => {
    await page.addInitScript(() =>
      Object.defineProperty(Navigator.prototype, 'connection', { value: { saveData: true } }),
    );
    await page.goto(url);
    await page.locator('canvas').first().waitFor();
    // Longer than any wait for an idle page.
    await page.waitForTimeout(5000);
    expect(sent.length).toBeGreaterThan(3);
    expect(sent.filter(({ path }) => aheadFiles.some((file) => file.test(path)))).toEqual([]);
  });
});
