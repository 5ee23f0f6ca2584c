/**
 * `npm run experiment` with what it writes and reads: a short real training, its items, adapter and run file; then the
 * adapter measured without training, from the run file and from a folder. Not here: the page (test/browser/page).
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sparkleTiny } from '../../models/registry.ts';
import type { Report, RunOutcome } from '../../src/experiment/report.ts';
import { readRunFile } from '../../src/run-file/run-zip.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'sparkle-measured-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

const experiment = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'src/headless/experiment.ts', ...args],
    { cwd: root, encoding: 'utf8' },
  );
  expect(status, `${stdout}\n${stderr}`).toBe(0);
  return stdout;
};
const runIn = (name: string): Promise<RunOutcome> => readRunFile(name, new Blob([readFileSync(at(name))]));
const texts = (run: RunOutcome, when: 'before' | 'after') =>
  Object.fromEntries(run.items.map(({ item, [when]: answer }) => [item.id, answer!.text]));

const asked = ['--tasks', 'localization,spp3', '--items', '12', '--seed', '7', '--device', 'wasm'];
let trained: RunOutcome;
let told: string;
beforeAll(async () => {
  told = experiment(
    ...asked,
    ...['--train', 'localization', '--steps', '12', '--warmup-steps', '2', '--batch-size', '4'],
    ...['--training-device', 'processor', '--out', at('report.json'), '--items-out', at('items.csv')],
    ...['--adapter-out', at('adapter.zip'), '--run-out', at('run.zip')],
  );
  trained = await runIn('run.zip');
}, 600_000);

test('the run file has the whole run; report and items say the same', () => {
  for (const what of ['report', 'items', 'adapter', 'run'])
    expect(told).toMatch(new RegExp(`^${what}: `, 'm'));
  expect(trained).toMatchObject({ ending: 'finished', message: null });
  expect(trained.steps).toHaveLength(12);
  expect(trained.adapter?.modules.length).toBe(42);
  const report = JSON.parse(readFileSync(at('report.json'), 'utf8')) as Report & { command: string };
  expect(report.command).toBe(
    'npm run experiment -- --seed 7 --train localization --steps 12 --batch-size 4 --warmup-steps 2 --tasks localization,spp3 --items 12 --device wasm --training-device processor',
  );
  expect(report).toMatchObject({ tasks: trained.report!.tasks, provenance: trained.report!.provenance });
  expect(report.provenance).toMatchObject({
    lab: { version: '0.1.0' },
    hashes: { model: { 'onnx/*.onnx': sparkleTiny.sha256 }, adapter: null },
  });
  expect(readFileSync(at('items.csv'), 'utf8').split('\r\n')).toHaveLength(24 + 2);
});

test('its adapter, measured without training, answers as it did after its training, and otherwise than the base model', async () => {
  experiment(...asked, '--adapter', at('run.zip'), '--run-out', at('measured.zip'));
  const measured = await runIn('measured.zip');
  expect(measured.steps).toEqual([]);
  expect(texts(measured, 'before')).toEqual(texts(trained, 'before'));
  expect(texts(measured, 'after')).toEqual(texts(trained, 'after'));
  const changed = measured.items.filter(({ before, after }) => before!.text !== after!.text);
  expect(changed.length).toBeGreaterThan(0);
  expect(measured.adapter).toEqual(trained.adapter);
  expect(measured.config.adapter).toMatchObject({ name: 'run.zip', baseWeights: sparkleTiny.weights });
  expect(measured.report?.provenance?.hashes.adapter).toMatch(/^[0-9a-f]{64}$/);
});

test('so does the adapter in a folder; a run file is read without a run', async () => {
  mkdirSync(at('peft'));
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(at('adapter.zip')))))
    writeFileSync(join(at('peft'), name), bytes);
  experiment(...asked, '--adapter', at('peft'), '--items-out', at('again.jsonl'));
  const lines = readFileSync(at('again.jsonl'), 'utf8').trimEnd().split('\n');
  expect(
    Object.fromEntries(lines.map((line) => JSON.parse(line)).map(({ item, after }) => [item, after.text])),
  ).toEqual(texts(trained, 'after'));

  const printed = experiment('--run', at('run.zip'), '--items-out', at('read.csv'), '--out', at('read.json'));
  expect(printed).toMatch(/\| localization +\| basic/);
  expect(readFileSync(at('read.csv'), 'utf8')).toBe(readFileSync(at('items.csv'), 'utf8'));
  expect(JSON.parse(readFileSync(at('read.json'), 'utf8'))).toEqual(
    JSON.parse(readFileSync(at('report.json'), 'utf8')),
  );
});
