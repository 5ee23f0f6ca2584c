/** `npm run dataset` as a command: the file it makes, the same bytes each time, and nothing half-written. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { datasetPresets, makeSample } from '../../src/sparkle/dataset/dataset.ts';
import { importDataset } from '../../src/sparkle/dataset/dataset-import.ts';
import { decodeInNode } from '../fixtures/decode-in-node.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'sparkle-dataset-'));
afterAll(() => rmSync(folder, { recursive: true }));

const command = ['--import', 'tsx', 'src/headless/dataset.ts'];
const dataset = (...args: string[]) =>
  spawnSync(process.execPath, [...command, ...args], { cwd: root, encoding: 'utf8' });

const presets = [
  ['paper-train', 'training', 17],
  ['paper-test', 'evaluation', 3],
  ['spp', 'evaluation', 1],
  ['tsp', 'evaluation', 1],
] as const;

test.each(presets)(
  '%s: the samples of its seed, as the lab reads them back',
  async (preset, part, perImage) => {
    const out = join(folder, preset, 'made.zip');
    const { status, stdout, stderr } = dataset(
      '--preset',
      preset,
      '--images',
      '6',
      '--seed',
      '4',
      '--out',
      out,
    );
    expect(status, stderr).toBe(0);
    expect(stdout).toContain(`${out}: 6 images, ${6 * perImage} questions, `);
    expect(readdirSync(join(folder, preset))).toEqual(['made.zip']);

    const reading = await importDataset(new Blob([readFileSync(out)]), decodeInNode);
    if ('problem' in reading) throw new Error(reading.problem);
    const { questions, images, problems, recipe } = reading.dataset;
    expect(problems).toEqual([]);
    const { config } = datasetPresets[preset];
    expect(recipe).toEqual({ config, seed: 4, part, images: 6, sizePx: 384 });
    expect(images.size).toBe(6);
    for (const image of images.values())
      expect(image).toMatchObject({ format: 'png', width: 384, height: 384 });
    expect(questions.map(({ query, response, image }) => [query, response, image])).toEqual(
      Array.from({ length: 6 }, (_, index) =>
        makeSample(config, 4, part, index).items.map(({ question, answer }) => [
          question,
          answer,
          `images/00000${index}.png`,
        ]),
      ).flat(),
    );
  },
);

test('the same command gives the same bytes, another seed others', () => {
  const bytesOf = (seed: string, name: string) => {
    const out = join(folder, name);
    const { status, stderr } = dataset('--preset', 'tsp', '--images', '5', '--seed', seed, '--out', out);
    expect(status, stderr).toBe(0);
    return readFileSync(out);
  };
  const first = bytesOf('1', 'first.zip');
  expect(bytesOf('1', 'second.zip').equals(first)).toBe(true);
  expect(bytesOf('2', 'third.zip').equals(first)).toBe(false);
});

test('a wrong option ends with code 2, the reason and the usage', () => {
  const { status, stderr } = dataset('--preset', 'spp', '--out', join(folder, 'never.zip'), '--fast');
  expect(status).toBe(2);
  expect(stderr).toMatch(/Unknown option '--fast'[\s\S]*--preset NAME/);
  expect(existsSync(join(folder, 'never.zip'))).toBe(false);
});

test('a file that cannot be written is told before the work', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  for (const out of [join(file, 'a.zip'), folder]) {
    const { status, stderr } = dataset('--preset', 'spp', '--out', out);
    expect(status).toBe(1);
    expect(stderr).toContain(`Expected --out to name a file that can be written, got ${out}. `);
  }
});

test.skipIf(process.platform === 'win32')('a pipe is left alone, before the work', () => {
  const pipe = join(folder, 'pipe');
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
  const { status, stderr } = dataset('--preset', 'spp', '--out', pipe);
  expect(status).toBe(1);
  expect(stderr).toContain(
    `Expected --out to name a file that can be written, got ${pipe}. It is a device or a pipe, not a file.`,
  );
  expect(statSync(pipe).isFIFO()).toBe(true);
  expect(existsSync(`${pipe}.part`)).toBe(false);
});

test.skipIf(process.platform === 'win32')('a full disk: no file, and the one that was there stays', () => {
  const out = join(folder, 'kept.zip');
  writeFileSync(out, 'before');
  // Like a full disk: this shell limits files to 100 blocks.
  const shell = `ulimit -f 100; trap '' XFSZ; exec "$0" "$@"`;
  const { status, stderr } = spawnSync(
    'bash',
    ['-c', shell, process.execPath, ...command, '--preset', 'spp', '--images', '100', '--out', out],
    { cwd: root, encoding: 'utf8' },
  );
  expect(stderr).toMatch(/^The dataset was not written: The file is larger than may be written there\./m);
  expect(status).toBe(1);
  expect(readFileSync(out, 'utf8')).toBe('before');
  expect(existsSync(`${out}.part`)).toBe(false);
});

test('stopped in the middle: nothing is left', async () => {
  const out = join(folder, 'stopped.zip');
  const child = spawn(
    process.execPath,
    [...command, '--preset', 'paper-train', '--images', '20000', '--out', out],
    {
      cwd: root,
    },
  );
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  // The first line of progress comes while it works.
  await once(child.stdout, 'data');
  expect(existsSync(`${out}.part`)).toBe(true);
  child.kill('SIGINT');
  const [code] = await once(child, 'exit');
  expect(Buffer.concat(said).toString()).toContain('Stopped: no file was written.');
  expect(code).toBe(130);
  expect(readdirSync(folder).filter((name) => name.startsWith('stopped'))).toEqual([]);
});
