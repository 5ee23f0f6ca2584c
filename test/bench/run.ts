/**
 * `npm run bench [-- --out FILE] [--only PART,PART]`: measures the trainer, inference and data in headless Chromium,
 * prints a short table and writes JSON, and beside it the costs of a training step as an SVG. Each part has a browser of
 * its own, so a part that fails does not stop the others. Node side; the measuring is in page.ts.
 */
import { spawnSync } from 'node:child_process';
import { rename, writeFile } from 'node:fs/promises';
import { parse, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright';
import { createServer } from 'vite';
import { chromiumFlags, ensureChromium } from '../../src/headless/chromium.ts';
import { secondChromium } from '../webgpu2/second-chromium.ts';
import { measureFirstVisit } from './first-visit.ts';
import { estimateKernels } from './kernels.ts';
import {
  type BenchReport,
  type Measured,
  type PagePart,
  type PartName,
  partNames,
  type SecondGpuBench,
} from './report.ts';
import { printTable } from './table.ts';

/** A part that takes longer than this has hung. */
const partLimitMs = 10 * 60_000;

const usage = `Usage: npm run bench [-- [--out FILE] [--only PART,PART]]
Parts: ${partNames.join(', ')}`;

const { out, only } = readOptions();
const server = await createServer({
  logLevel: 'error',
  // A file that changes must not reload the page during a measurement.
  server: { port: 0, host: '127.0.0.1', open: false, hmr: false, watch: null },
});
await server.listen();
try {
  const environment = await inPage((page) => page.evaluate(() => window.bench.environment()));
  const parts: BenchReport['parts'][number][] = [];
  let measured: Measured = {};
  for (const name of only) {
    console.log(name);
    const startMs = performance.now();
    let failure: string | null = null;
    try {
      const part = await outcomeOf(name);
      const trainer = { ...measured.trainer, ...part.trainer };
      const processor = { ...measured.processor, ...part.processor };
      measured = {
        ...measured,
        ...part,
        ...(Object.keys(trainer).length && { trainer }),
        ...(Object.keys(processor).length && { processor }),
      };
    } catch (error) {
      // The message of a browser that died contains its whole log.
      failure = (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
      console.error(`${name} failed: ${failure}`);
      process.exitCode = 1;
    }
    parts.push({ name, seconds: (performance.now() - startMs) / 1000, failure });
  }
  const report: BenchReport = { environment, parts, ...measured };
  printTable(report);
  if (out) await write(out, report);
} finally {
  await server.close();
}

/** What a part measured, in the bench's page or from outside. */
async function outcomeOf(name: PartName): Promise<Measured> {
  if (name === 'fuzz') return fuzzParsers(10_000);
  if (name === 'firstVisit') return measureFirstVisit();
  if (name === 'kernels') return { kernels: await estimateKernels() };
  if (name === 'webgpu2') return { webgpu2: await compareGpus() };
  return measure(name);
}

/** Runs `use` on the bench's page in a new browser. */
async function inPage<T>(
  use: (page: Page, browser: Browser) => Promise<T>,
  executablePath = ensureChromium(),
): Promise<T> {
  const browser = await chromium.launch({ executablePath, args: [...chromiumFlags] });
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(`page: ${error.message}`));
    await page.exposeFunction('onBenchProgress', (text: string) => console.log(text));
    await page.goto(new URL('test/bench/bench.html', server.resolvedUrls!.local[0]).href);
    await page.waitForFunction(() => 'bench' in window);
    return await use(page, browser);
  } finally {
    await browser.close();
  }
}

/** Measures a part in the bench's page. Rejects if it fails, crashes or hangs. */
async function measure(name: PagePart): Promise<Measured> {
  return inPage(async (page, browser) => {
    const processes = await browser.newBrowserCDPSession();
    await page.exposeFunction('measureMemoryMB', async () => {
      const { processInfo } = await processes.send('SystemInfo.getProcessInfo');
      return residentMB(processInfo.filter(({ type }) => /renderer|gpu/i.test(type)).map(({ id }) => id));
    });
    let timer: NodeJS.Timeout | undefined;
    const hasFailed = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`Expected an end within ${partLimitMs / 60_000} minutes.`)),
        partLimitMs,
      );
      page.on('crash', () => reject(new Error('The page crashed.')));
    });
    try {
      return await Promise.race([page.evaluate((part) => window.bench.measure(part), name), hasFailed]);
    } finally {
      clearTimeout(timer);
    }
  });
}

/** A training step on SwiftShader, and on Mesa's lavapipe. */
async function compareGpus(): Promise<SecondGpuBench> {
  const ownStep = (page: Page) => page.evaluate(() => window.bench.ownStep());
  console.log('  SwiftShader');
  const first = await inPage(ownStep);
  console.log('  lavapipe, which compiles for minutes the first time');
  const { stepMs, ...shape } = await inPage(ownStep, await secondChromium());
  return {
    ...shape,
    swiftShaderStepMs: first.stepMs,
    stepMs,
    stepVsSwiftShader: first.stepMs / stepMs,
  };
}

/** Writes the JSON, whole or not at all, and beside it the picture of costs. */
async function write(path: string, report: BenchReport): Promise<void> {
  await writeFile(`${path}.part`, `${JSON.stringify(report, null, 2)}\n`);
  await rename(`${path}.part`, path);
  console.log(`\nwritten: ${path}`);
  const cost = report.trainer?.cost;
  if (!cost) return;
  const { dir, name } = parse(path);
  const picture = resolve(dir, `${name}.svg`);
  const svg = await inPage((page) =>
    page.evaluate(([of, at]) => window.bench.draw(of, at), [cost, report.environment] as const),
  );
  await writeFile(picture, svg);
  console.log(`written: ${picture}`);
}

/** Memory of processes by ps; null if there is no ps. */
function residentMB(ids: readonly number[]): number | null {
  const { status, stdout } = spawnSync('ps', ['-o', 'rss=', '-p', ids.join()], { encoding: 'utf8' });
  if (status !== 0) return null;
  return stdout.split('\n').reduce((sum, line) => sum + Number(line), 0) / 1024;
}

/** Runs the parsers' fuzz tests on more inputs than the test suite does. */
function fuzzParsers(inputsPerParser: number): Measured {
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
  if (status !== 0) throw new Error('Expected every parser to survive its inputs; see above.');
  return { fuzz: { inputsPerParser, seconds: (performance.now() - startMs) / 1000 } };
}

/** The file named by --out, if any, and the parts to measure. Ends the command with code 2 for anything else. */
function readOptions(): { out: string | undefined; only: readonly PartName[] } {
  try {
    const { values } = parseArgs({
      options: { out: { type: 'string' }, only: { type: 'string' }, help: { type: 'boolean' } },
    });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    const wanted = values.only?.split(',') ?? [...partNames];
    const unknown = wanted.find((name) => !partNames.some((part) => part === name));
    if (unknown !== undefined) throw new Error(`Expected parts of the bench, got "${unknown}".`);
    if (values.out?.endsWith('.svg'))
      throw new Error('Expected a file for JSON: the picture is written beside it.');
    return { out: values.out, only: partNames.filter((part) => wanted.includes(part)) };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
}
