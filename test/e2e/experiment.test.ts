/** `npm run experiment` as a command: its exit codes, its table, its report. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Report } from '../../src/experiment/report.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'sparkle-experiment-'));
afterAll(() => rmSync(folder, { recursive: true }));

const experiment = (...args: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'src/headless/experiment.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
  });

test('training on nothing changes nothing, on WebAssembly, and the report says so', () => {
  const out = join(folder, 'none.json');
  const { status, stdout, stderr } = experiment(
    ...['--train', 'none', '--tasks', 'localization,spp3', '--items', '6', '--seed', '3'],
    ...['--device', 'wasm', '--out', out],
  );
  expect(status, `${stdout}\n${stderr}`).toBe(0);
  expect(stdout).toMatch(/\| localization +\| basic/);
  const report = JSON.parse(readFileSync(out, 'utf8')) as Report;
  expect(report.tasks.map(({ task, kind, items }) => [task, kind, items])).toEqual([
    ['localization', 'basic', 6],
    ['spp3', 'composite', 6],
  ]);
  for (const { before, after, p } of report.tasks) {
    expect(after).toEqual(before);
    expect(p).toBe(1);
  }
  expect(report.training).toEqual({
    steps: 0,
    lossFirst: null,
    lossLast: null,
    secondsPerStep: null,
    validation: null,
  });
  expect(report.environment.inferenceDevice).toBe('wasm');
});

test('a wrong option ends with code 2, the reason and the usage, and no report', () => {
  const out = join(folder, 'never.json');
  const { status, stderr } = experiment('--tasks', 'chess', '--out', out);
  expect(status).toBe(2);
  expect(stderr).toMatch(/"chess" is not a task[\s\S]*--steps +Optimizer steps/);
  expect(existsSync(out)).toBe(false);
});

test('a report that cannot be written is told before the work', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const { status, stderr } = experiment('--train', 'none', '--out', join(file, 'report.json'));
  expect(status).toBe(1);
  expect(stderr).toMatch(/Expected --out to name a file that can be written, got .*report\.json/);
});
