/**
 * `npm run bench [-- --out FILE]`: measures the trainer, inference and data in headless Chromium, prints a
 * short table and writes JSON. Node side; the measuring is in page.ts.
 */
import { spawnSync } from 'node:child_process';
import { rename, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { chromiumFlags, ensureChromium } from '../../src/headless/chromium.ts';
import type { BenchReport, FuzzBench } from './report.ts';

const out = readOut();
console.log('fuzz');
const fuzz = fuzzParsers(10_000);
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
  const processes = await browser.newBrowserCDPSession();
  await page.exposeFunction('measureMemoryMB', async () => {
    const { processInfo } = await processes.send('SystemInfo.getProcessInfo');
    return residentMB(processInfo.filter(({ type }) => /renderer|gpu/i.test(type)).map(({ id }) => id));
  });
  await page.goto(new URL('test/bench/bench.html', server.resolvedUrls!.local[0]).href);
  await page.waitForFunction(() => 'runBench' in window);
  const report: BenchReport = { ...(await page.evaluate(() => window.runBench())), fuzz };
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

/** Memory of processes as ps tells it; null where there is no ps. */
function residentMB(ids: readonly number[]): number | null {
  const { status, stdout } = spawnSync('ps', ['-o', 'rss=', '-p', ids.join()], { encoding: 'utf8' });
  if (status !== 0) return null;
  return stdout.split('\n').reduce((sum, line) => sum + Number(line), 0) / 1024;
}

/** Alone, before the machine is measured. A failure is printed by the tests, and the command's exit code is 1. */
function fuzzParsers(inputsPerParser: number): FuzzBench {
  const startMs = performance.now();
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--project', 'node', 'fuzz', '--testTimeout', '600000'],
    {
      cwd: resolve(import.meta.dirname, '../..'),
      env: { ...process.env, FUZZ_RUNS: String(inputsPerParser) },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  if (status !== 0) process.exitCode = 1;
  return { inputsPerParser, hasPassed: status === 0, seconds: (performance.now() - startMs) / 1000 };
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

function printTable({ environment, trainer, longTraining, q4, inference, data, fuzz }: BenchReport): void {
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
  const { smolvlm256m: large, memoryMBOver2000Steps: memory } = trainer;
  row(
    `step of SmolVLM-256M, ${large.batch} x ${large.tokens} tokens`,
    `${(large.stepMs / 1000).toFixed(1)} s`,
    `${large.stepMemoryMB.toFixed(0)} MB above weights and state`,
  );
  row('  dispatches', `${large.dispatches}`, '');
  row('  JavaScript', `${large.jsMs.toFixed(0)} ms`, '');
  if (memory)
    row(
      `memory after 2,000 steps, ${longTraining.workers} workers in turn`,
      `${memory.last.toFixed(0)} MB`,
      `after 200: ${memory.first.toFixed(0)} MB: ${memory.growth.toFixed(2)} x`,
    );
  for (const { rows, inFeatures, outFeatures, ...shape } of q4.shapes) {
    row(
      `4-bit product ${rows} x ${inFeatures} -> ${outFeatures}`,
      `${shape.forwardMs.toFixed(1)} ms`,
      `ONNX Runtime ${shape.ortMs.toFixed(1)} ms: ${shape.forwardVsOrt.toFixed(1)} x`,
    );
    row(
      '  gradient',
      `${shape.backwardMs.toFixed(1)} ms`,
      `forward: ${shape.backwardVsForward.toFixed(1)} x as long`,
    );
  }
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
  row('questions', `${data.questionsPerSecond.toFixed(0)} a second`, '');
  row(
    "the paper's 2,000 images as a ZIP",
    `${data.paperSetSeconds.toFixed(1)} s`,
    `page's longest task ${data.longestPageTaskMs.toFixed(0)} ms`,
  );
  row(
    `fuzz, ${fuzz.inputsPerParser} inputs a parser`,
    `${fuzz.seconds.toFixed(0)} s`,
    fuzz.hasPassed ? 'passed' : 'FAILED',
  );
}
