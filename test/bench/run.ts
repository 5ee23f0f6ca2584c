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

const out = readOut();
const server = await createServer({
  logLevel: 'error',
  // A file that changes meanwhile must not reload the page in mid-measurement.
  server: { port: 0, host: '127.0.0.1', open: false, hmr: false, watch: null },
});
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
  if (out) {
    await writeFile(`${out}.part`, `${JSON.stringify(report, null, 2)}\n`);
    await rename(`${out}.part`, out);
    console.log(`\nwritten: ${out}`);
  }
} finally {
  await browser.close();
  await server.close();
}

/** The file named by --out, if any. Ends the command with code 2 for anything else. */
function readOut(): string | undefined {
  try {
    return parseArgs({ options: { out: { type: 'string' } } }).values.out;
  } catch (error) {
    console.error(`${(error as Error).message}\n\nUsage: npm run bench [-- --out FILE]`);
    process.exit(2);
  }
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
    row(
      `encode an image, ${engine.device}, in batches`,
      `${engine.encodeMsPerImage.toFixed(1)} ms`,
      `one by one ${engine.encodeMsPerImageAlone.toFixed(1)} ms: ${engine.encodeBatchedVsAlone.toFixed(1)} x`,
    );
    row(
      `answer, ${engine.device}, batch of ${engine.batch}`,
      `${engine.tokensPerSecondBatched.toFixed(0)} tokens/s`,
      `batch of one ${engine.tokensPerSecondSingle.toFixed(0)}: ${engine.batchedVsSingle.toFixed(1)} x`,
    );
  }
  row(
    'items, all tasks',
    `${data.itemsPerSecond.toFixed(0)} a second`,
    `slowest task, ${data.slowestTask}, ${data.slowestItemsPerSecond.toFixed(0)}: ${data.allVsSlowest.toFixed(1)} x`,
  );
  row(
    `images, ${data.sizePx} px`,
    `${data.imagesPerSecond.toFixed(0)} a second`,
    `one by one ${data.imagesPerSecondAlone.toFixed(0)}: ${data.batchedVsAlone.toFixed(1)} x`,
  );
}
