/** The folder for a server of files: what is copied, what is written beside it, what is kept offline of it, and its icons. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { offlineBuild } from '../../../src/serve/offline-worker.ts';
import { headerLines, packFolder, readOptions } from '../../../src/serve/pack.ts';

const root = resolve(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'sparkle-pack-'));
const build = join(folder, 'build');
beforeAll(() => {
  mkdirSync(join(build, 'assets'), { recursive: true });
  for (const name of [
    'index.html',
    'index.html.br',
    'headless.html',
    'headless.html.gz',
    'offline-worker.js',
    'screenshot.png',
    '.built-from',
    'assets/index-1a2b.js',
    'assets/headless-3c4d.js',
  ])
    writeFileSync(join(build, name), name);
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a pack has what a person needs, the headers, and a README of three lines', () => {
  const out = join(folder, 'new', 'lab');
  packFolder(build, out, '1.2.3');
  expect(readdirSync(out, { recursive: true }).sort()).toEqual(
    [
      'README.txt',
      '_headers',
      'assets',
      join('assets', 'index-1a2b.js'),
      'index.html',
      'index.html.br',
      'offline-worker.js',
    ].sort(),
  );
  const lines = readFileSync(join(out, 'README.txt'), 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^Sparkle Lab 1\.2\.3\. Copy this folder /);
  expect(readFileSync(join(out, '_headers'), 'utf8')).toBe(headerLines());
  expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(`\`\`\`\n${headerLines()}\`\`\``);
});

test('what is kept offline: each file once, by its hash; another file makes another version', async () => {
  const { version, files } = await offlineBuild(build);
  expect(files.map(({ url }) => url)).toEqual(['index.html', 'assets/index-1a2b.js']);
  expect(files[0]).toEqual({
    url: 'index.html',
    // printf index.html | openssl dgst -sha256 -binary | base64
    integrity: 'sha256-DrVHMEZYgFqteI0yDxC/Hyknl7Xm10Wjv2F1hNoBcFE=',
    bytes: 10,
  });
  writeFileSync(join(build, 'headless.html'), 'other');
  expect((await offlineBuild(build)).version).toBe(version);
  writeFileSync(join(build, 'index.html'), 'index.htmk');
  expect((await offlineBuild(build)).version).not.toBe(version);
});

test('npm run pack takes a folder and nothing else', () => {
  expect(readOptions(['--out', 'lab'])).toEqual({ out: 'lab' });
  expect(readOptions(['--help'])).toBeNull();
  for (const args of [[], ['--out=']]) expect(() => readOptions(args)).toThrow('--out takes the folder');
  expect(() => readOptions(['--out', 'lab', '--zip'])).toThrow();
});

test("the icons of the app have the sizes that it says, and the lab's own mark", async () => {
  const { icons, start_url, scope } = JSON.parse(
    readFileSync(join(root, 'public/manifest.webmanifest'), 'utf8'),
  ) as Record<'start_url' | 'scope', string> & { icons: { src: string; sizes: string; type: string }[] };
  expect([start_url, scope]).toEqual(['./', './']);
  expect(icons.every(({ src }) => existsSync(join(root, 'public', src)))).toBe(true);
  const pictures = icons.filter(({ type }) => type === 'image/png');
  expect(pictures).toHaveLength(3);
  for (const { src, sizes } of pictures) {
    const picture = await loadImage(readFileSync(join(root, 'public', src)));
    expect(`${picture.width}x${picture.height}`).toBe(sizes);
    const pen = createCanvas(picture.width, picture.height).getContext('2d');
    pen.drawImage(picture, 0, 0);
    // The middle disc of icon.svg, beside its line's end.
    const middle = pen.getImageData(picture.width / 2 - 4, picture.height / 2 + 6, 1, 1).data;
    expect(Buffer.from(middle).toString('hex')).toBe('e69f00ff');
  }
});
