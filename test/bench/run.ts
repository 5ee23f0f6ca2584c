/**
 * `npm run bench [-- --out FILE]`: measures the trainer, inference and data in headless Chromium, prints a
 * short table and writes JSON. Node side; the measuring is in page.ts.
 */
import { rename, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { chromiumFlags, ensureChromium } from '../../src/headless/chromium.ts';
import type { BenchReport } from './report.ts';

const { values } = parseArgs({ options: { out: { type: 'string' } } });
const server = await createServer({ logLevel: 'error', server: { port: 0, host: '127.0.0.1', open: false } });
await server.listen();
const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
try {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  await page.exposeFunction('onBenchProgress', (text: string) => console.log(text));
  await page.goto(new URL('test/bench/bench.html', server.resolvedUrls!.local[0]).href);
  await page.waitForFunction(() => 'runBench' in window);
  const report = await page.evaluate(() => window.runBench());
  printTable(report);
  if (values.out) {
    await writeFile(`${values.out}.part`, `${JSON.stringify(report, null, 2)}\n`);
    await rename(`${values.out}.part`, values.out);
    console.log(`\nwritten: ${values.out}`);
  }
} finally {
  await browser.close();
  await server.close();
}

function printTable({ environment, trainer, inference, data }: BenchReport): void {
  const row = (what: string, value: string, ratio: string) =>
    console.log(`| ${what.padEnd(44)} | ${value.padEnd(24)} | ${ratio.padEnd(34)} |`);
  console.log(
    `\n${environment.gpu}${environment.isSoftwareGpu ? ' (software)' : ''}, ${environment.cores} cores\n`,
  );
  row('what', 'measured', 'against');
  row('-'.repeat(44), '-'.repeat(24), '-'.repeat(34));
  row(
    `training step, ${trainer.batch} x ${trainer.tokensPerSequence} tokens`,
    `${trainer.stepMs.toFixed(0)} ms`,
    `stock tfjs ${trainer.stockStepMs.toFixed(0)} ms: ${trainer.vsStockOps.toFixed(1)} x`,
  );
  row('  dispatches', `${trainer.dispatches}`, `stock tfjs ${trainer.stockDispatches}`);
  row('  JavaScript', `${trainer.jsMs.toFixed(0)} ms`, `stock tfjs ${trainer.stockJsMs.toFixed(0)} ms`);
  for (const engine of inference) {
    row(`encode an image, ${engine.device}`, `${engine.encodeMsPerImage.toFixed(1)} ms`, '');
    row(
      `answer, ${engine.device}, batch of ${engine.batch}`,
      `${engine.tokensPerSecondBatched.toFixed(0)} tokens/s`,
      `batch of one ${engine.tokensPerSecondSingle.toFixed(0)}: ${engine.batchedVsSingle.toFixed(1)} x`,
    );
  }
  row('items', `${data.itemsPerSecond.toFixed(0)} a second`, '');
  row(
    `images, ${data.sizePx} px`,
    `${data.imagesPerSecond.toFixed(0)} a second`,
    `one by one ${data.imagesPerSecondAlone.toFixed(0)}: ${data.batchedVsAlone.toFixed(1)} x`,
  );
}
