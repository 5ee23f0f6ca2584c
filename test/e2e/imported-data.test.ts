/** Training on a ZIP of photos with questions and scoring them, from the command line. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { strToU8, zipSync } from 'fflate';
import { afterAll, expect, test } from 'vitest';
import type { Report } from '../../src/experiment/report.ts';
import { captionFiles } from '../fixtures/caption-files.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'sparkle-imported-'));
afterAll(() => rmSync(folder, { recursive: true }));

const experiment = (...args: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'src/headless/experiment.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
  });

function picture(width: number, height: number, color: string) {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = color;
  context.fillRect(0, 0, width, height);
  return canvas;
}

test('three photos and six questions train two steps and are scored; a bad line and a cut-off photo are told', async () => {
  const zip = join(folder, 'photos.zip');
  const out = join(folder, 'report.json');
  const line = (image: string, query: string, response: string) =>
    JSON.stringify({ query: `<image>${query}`, response, images: [image] });
  const lines = [
    line('wide.png', 'Which colour is it?', 'red'),
    line('wide.png', 'Is it wide?', 'Yes.'),
    line('high.jpg', 'Which colour is it?', 'blue'),
    line('high.jpg', 'Is it wide?', 'No.'),
    'not a line',
    line('small.webp', 'Which colour is it?', 'green'),
    line('small.webp', 'Is it wide?', 'No.'),
    line('cut.jpg', 'Which colour is it?', 'black'),
  ];
  const whole = new Uint8Array(await picture(400, 300, 'black').encode('jpeg'));
  writeFileSync(
    zip,
    zipSync({
      'data.jsonl': strToU8(lines.join('\n')),
      'wide.png': new Uint8Array(await picture(400, 90, 'red').encode('png')),
      'high.jpg': new Uint8Array(await picture(33, 301, 'blue').encode('jpeg')),
      'cut.jpg': whole.subarray(0, whole.length - 300),
      'small.webp': new Uint8Array(await picture(7, 7, 'green').encode('webp')),
    }),
  );
  const { status, stdout, stderr } = experiment(
    ...['--train-data', zip, '--test-data', zip, '--train', 'none', '--tasks', 'direction'],
    ...['--items', '8', '--steps', '2', '--device', 'wasm', '--out', out],
  );
  expect(status, `${stdout}\n${stderr}`).toBe(0);
  expect(stdout).toMatch(
    /photos\.zip: 2 lines could not be used\. Line 5: It is not JSON\. Write one JSON object in each line\. Line 8: The image "cut\.jpg" cannot be decoded/,
  );
  // The set has both uses, and is read once.
  expect(stdout.match(/could not be used/g)).toHaveLength(1);
  const report = JSON.parse(readFileSync(out, 'utf8')) as Report;
  expect(report.tasks.map(({ task, kind, items }) => [task, kind, items])).toEqual([
    ['direction', 'basic', 8],
    ['imported', 'imported', 6],
  ]);
  // "No." twice in six.
  expect(report.tasks[1]!.blindBaseline).toBeCloseTo(1 / 3, 10);
  expect(report.tasks[1]!.after.parsed).toBeGreaterThan(0);
  expect(report.training.steps).toBe(2);
  expect(report.config.data).toEqual({ training: zip, test: zip });
});

test('a ZIP that is not there, or is none, is told', () => {
  const missing = experiment('--test-data', join(folder, 'nothing.zip'));
  expect(missing.status).toBe(1);
  expect(missing.stderr).toMatch(/there is no file .*nothing\.zip/);
  const broken = join(folder, 'broken.zip');
  writeFileSync(broken, 'not a ZIP');
  const { status, stderr } = experiment('--train', 'none', '--items', '1', '--test-data', broken);
  expect(status).toBe(1);
  expect(stderr).toMatch(/did not finish \(failed\): .*broken\.zip: .*ZIP/);
});

test('a folder of published captions is scored, each set as a task with chance as its baseline, and not trained on', async () => {
  const data = join(folder, 'data');
  const out = join(folder, 'captions.json');
  const photo = new Uint8Array(await picture(40, 30, 'red').encode('jpeg'));
  for (const { file, entries, images } of captionFiles) {
    for (const path of [file, ...images]) mkdirSync(dirname(join(data, path)), { recursive: true });
    writeFileSync(join(data, file), JSON.stringify(entries));
    for (const path of images) writeFileSync(join(data, path), photo);
  }
  const { status, stdout, stderr } = experiment(
    ...['--test-data', data, '--train', 'none', '--tasks', 'direction', '--items', '2'],
    ...['--device', 'wasm', '--out', out],
  );
  expect(status, `${stdout}\n${stderr}`).toBe(0);
  const report = JSON.parse(readFileSync(out, 'utf8')) as Report;
  expect(report.tasks.slice(1).map(({ task, items, blindBaseline }) => [task, items, blindBaseline])).toEqual(
    [
      ['whatsup-a', 2, 0.25],
      ['whatsup-b', 1, 0.25],
      ['coco-one', 1, 0.5],
      ['coco-two', 2, 0.5],
      ['gqa-one', 1, 0.5],
      ['gqa-two', 1, 0.5],
    ],
  );
  const trained = experiment('--train-data', data, '--tasks', 'direction', '--items', '1', '--steps', '1');
  expect(trained.status).toBe(1);
  expect(trained.stderr).toMatch(/data are published captions, which are a test and are not trained on/);
});
