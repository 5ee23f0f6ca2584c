/** `npm run study` as a command: a small study, added to, and its files. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { StudyReport } from '../../src/study/study-report.ts';

const root = resolve(import.meta.dirname, '../..');
const out = mkdtempSync(join(tmpdir(), 'sparkle-study-'));
afterAll(() => rmSync(out, { recursive: true }));

const study = (...args: string[]) =>
  spawnSync(
    process.execPath,
    [
      ...[
        '--import',
        'tsx',
        'src/headless/study.ts',
        '--out',
        out,
        '--tasks',
        'localization',
        '--items',
        '4',
      ],
      ...[
        '--steps',
        '2',
        '--batch-size',
        '1',
        '--budget',
        'tokens',
        '--device',
        'wasm',
        '--training-device',
        'processor',
        ...args,
      ],
    ],
    { cwd: root, encoding: 'utf8' },
  );

test('two arms, then an arm and a seed more: what is finished stays, the table has all', () => {
  const first = study('--arms', 'none,localization', '--seeds', '1');
  expect(first.status, `${first.stdout}\n${first.stderr}`).toBe(0);
  expect(readdirSync(out).sort()).toEqual([
    'localization-seed1.json',
    'none-seed1.json',
    'report.json',
    'report.md',
    'study.json',
  ]);
  const made = statSync(join(out, 'none-seed1.json')).mtimeMs;

  const second = study('--arms', 'none,localization,shuffled', '--seeds', '1-2');
  expect(second.status, `${second.stdout}\n${second.stderr}`).toBe(0);
  expect(second.stdout).toMatch(
    /==== run 3 of 6: shuffled-seed1 \(about \d+ (seconds|minutes) left of the study\)/,
  );
  expect(second.stdout).toMatch(/==== run 4 of 6: none-seed2/);
  expect(second.stdout).not.toMatch(/run [12] of 6/);
  expect(statSync(join(out, 'none-seed1.json')).mtimeMs).toBe(made);
  const { rows, finished } = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as StudyReport;
  expect(finished).toBe(6);
  expect(rows.map(({ arm, seeds }) => [arm, seeds.map(({ seed, items }) => [seed, items])])).toEqual(
    ['none', 'localization', 'shuffled'].map((arm) => [arm, [1, 2].map((seed) => [seed, 4])]),
  );
  // The base model measured against itself: no change, and an interval around none.
  expect(rows[0]!.change).toMatchObject({ mean: 0, p: 1 });
  expect(readFileSync(join(out, 'report.md'), 'utf8')).toMatch(/\| none +\| localization/);
});

test('a folder of another study is refused before the work, and so is a damaged run', () => {
  const other = study('--arms', 'none', '--seeds', '1', '--items', '5');
  expect(other.status).toBe(1);
  expect(other.stderr).toMatch(/none-seed1\.json: expected a run of this study, got one of other settings/);
  writeFileSync(join(out, 'none-seed2.json'), '{"version": 1, ');
  const damaged = study('--arms', 'none', '--seeds', '2');
  expect(damaged.status).toBe(1);
  expect(damaged.stderr).toMatch(
    /none-seed2\.json: expected the file of a finished run, got text that is no JSON/,
  );
});
