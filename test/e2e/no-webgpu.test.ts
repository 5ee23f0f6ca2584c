/**
 * The built lab where there is no WebGPU, one in software, and one that computes wrongly: all train on the processor, say
 * so and how long it takes, and learn what the GPU's kernels learn.
 */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { ExperimentConfig } from '../../src/experiment/config.ts';
import type { RunEvent } from '../../src/experiment/event.ts';
import { chromiumFlags, ensureChromium } from '../../src/headless/chromium.ts';
import { stopByEscape } from '../fixtures/stopped-run.ts';
import { foreign, openWatchedPage } from '../fixtures/watched-page.ts';

/** With validation, since that runs other operations than the loss. */
const config = ExperimentConfig.parse({
  seed: 5,
  training: { steps: 6, batchSize: 2, warmupSteps: 1, validationItems: 4, validateEvery: 3 },
  evaluation: { tasks: ['direction'], items: 2 },
});

/** With these flags Chromium offers no adapter. */
const withoutWebGpu = chromiumFlags.filter((flag) => flag !== '--enable-unsafe-webgpu');

const labUrl = inject('labUrl');
let browser: Browser;
let bare: Browser;
beforeAll(async () => {
  const executablePath = ensureChromium();
  browser = await chromium.launch({ executablePath, args: [...chromiumFlags] });
  bare = await chromium.launch({ executablePath, args: [...withoutWebGpu] });
});
afterAll(async () => {
  await Promise.all([browser.close(), bare.close()]);
});

/** A run without a view: its record, its notices, and its losses with those of validation. */
async function runIn(context: BrowserContext, trainingDevice: ExperimentConfig['trainingDevice']) {
  const page = await context.newPage();
  const notices: string[] = [];
  await page.exposeFunction('onRunEvent', (event: RunEvent) => {
    if (event.kind === 'notice') notices.push(event.message);
  });
  await page.goto(`${labUrl}headless.html`);
  await page.waitForFunction(() => 'runHeadless' in window);
  const record = await page.evaluate((value) => window.runHeadless(value, []), {
    ...config,
    trainingDevice,
  });
  await page.close();
  expect(record.message).toBeNull();
  const losses = record.steps.flatMap(({ loss, validation }) => [
    loss,
    ...(validation ? [validation.loss, validation.accuracy] : []),
  ]);
  return { record, notices, losses };
}

/** Makes every kernel of the trainer do nothing, as a driver with a broken compiler may. */
async function breakGpu(context: BrowserContext): Promise<void> {
  await context.route(/\/trainer-[^/]+\.js$/, async (route) => {
    const response = await route.fetch();
    const breaking = `
      const { createShaderModule } = GPUDevice.prototype;
      GPUDevice.prototype.createShaderModule = function (descriptor) {
        const code = descriptor.code.replace(/fn main\\([\\s\\S]*?\\)\\s*\\{/g, '$& if (true) { return; }');
        return createShaderModule.call(this, { ...descriptor, code });
      };`;
    await route.fulfill({ response, body: `${await response.text()}\n${breaking}` });
  });
}

describe('training', () => {
  test('without WebGPU learns what the kernels learn, and says how long it will take', async () => {
    const [onGpu, context] = [await browser.newContext(), await bare.newContext()];
    const expected = await runIn(onGpu, 'gpu');
    const { record, notices, losses } = await runIn(context, 'auto');
    expect(record.report?.environment).toMatchObject({
      gpu: expect.stringMatching(/^processor \(WebAssembly, \d threads?\)$/),
    });
    expect(expected.record.report?.environment.gpu).toMatch(/swiftshader/i);
    expect(losses).toHaveLength(10);
    losses.forEach((loss, i) => {
      expect(Math.abs(loss / expected.losses[i]! - 1), `number ${i}`).toBeLessThan(1e-3);
    });
    expect(record.report!.training.lossLast).toBeLessThan(record.report!.training.lossFirst!);
    expect(notices.join('\n')).toMatch(
      /(gives no WebGPU|got none).*Training is computed on the processor \(WebAssembly\): about \d+ (seconds|minutes) for the steps ahead\./,
    );
    await Promise.all([onGpu.close(), context.close()]);
  });

  test('with WebGPU in software takes the processor, and does not test what it does not use', async () => {
    const context = await browser.newContext();
    const { record, notices } = await runIn(context, 'auto');
    expect(record.report?.environment.gpu).toMatch(/^processor/);
    expect(notices.join('\n')).toMatch(
      /^WebGPU has no graphics card behind it here\. Training is computed on the processor/m,
    );
    await context.close();
  });

  test('on a GPU that computes wrongly is refused with the reason, and done on the processor', async () => {
    const context = await browser.newContext();
    await breakGpu(context);
    const { record, notices } = await runIn(context, 'gpu');
    expect(notices.join('\n')).toMatch(
      /^The GPU computes wrong numbers and is not used \(4-bit product off by 100 %/m,
    );
    expect(record.report?.environment.gpu).toMatch(/^processor/);
    expect(record.report!.training.lossLast).toBeLessThan(record.report!.training.lossFirst!);
    await context.close();
  });
});

const badge = (page: Page) => page.locator('.gpu-badge');

describe('the page', () => {
  const link = '#steps=4&batchSize=2&warmupSteps=1&items=2&tasks=direction';

  test('without WebGPU trains when asked to', async () => {
    const { page, requests, complaints } = await openWatchedPage(bare);
    await page.goto(`${labUrl}${link}`);
    await page.getByText('GPU ○ missing').waitFor();
    await page.getByRole('button', { name: 'Run the experiment', exact: true }).click();
    await page
      .getByText('Training is computed on the processor (WebAssembly): about')
      .waitFor({ timeout: 120_000 });
    await page.locator('.bench-main > .result table').first().waitFor({ timeout: 120_000 });
    expect(foreign(requests, labUrl)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('tests a GPU at first need, tells the numbers, and does not test it again', async () => {
    const { page, complaints } = await openWatchedPage(browser);
    await page.goto(`${labUrl}${link}&trainingDevice=gpu`);
    await expect.poll(() => badge(page).textContent()).toContain('not tested yet');
    await page.getByRole('button', { name: 'Run the experiment', exact: true }).click();
    await expect.poll(() => badge(page).textContent(), { timeout: 120_000 }).toContain('testing');
    await expect.poll(() => badge(page).textContent(), { timeout: 120_000 }).toContain('ok');
    await stopByEscape(page);
    await page.getByRole('button', { name: 'Run the experiment', exact: true }).waitFor({ timeout: 60_000 });
    await page.reload();
    await expect.poll(() => badge(page).textContent()).toContain('ok');
    await badge(page).click();
    await page.getByRole('row', { name: /^gradient .*right$/ }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('shows a wrong GPU in red and goes on', async () => {
    const { page } = await openWatchedPage(browser);
    await breakGpu(page.context());
    await page.goto(`${labUrl}${link}`);
    await badge(page).click();
    await page.getByRole('button', { name: 'Test the GPU now' }).click();
    await expect.poll(() => badge(page).getAttribute('data-tone'), { timeout: 120_000 }).toBe('bad');
    await page.getByRole('row', { name: /^attention .*wrong$/ }).waitFor();
    await page.getByText(/For training: The GPU computes wrong numbers/).waitFor();
    await page.keyboard.press('Escape');
    // The page still works: it shows the next sample.
    await page.getByRole('button', { name: 'Next sample' }).click();
    await page.context().close();
  });
});
