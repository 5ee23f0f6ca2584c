/**
 * The reports of Check this computer: what a file may have, that those that were collected have nothing personal in them, and
 * that README's table is made of them. Not here: a check (../../e2e/check-computer.test.ts).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  type ComputerReport,
  computerReportText,
  readComputerReport,
  withoutAddresses,
} from '../../../src/check/report.ts';
import { samplesOf } from '../../../src/check/samples.ts';
import { reportColumns } from '../../../src/check/words.ts';
import { gitHashOf } from '../../../src/files/git-hash.ts';
import { readOptions } from '../../../src/headless/check-computer.ts';
import { english } from '../../../src/words/english.ts';
import { german } from '../../../src/words/german.ts';
import { type RefusalRow, testRefusals } from '../../fixtures/refusals.ts';

const folder = 'src/check/reports';
const collected = readdirSync(folder).map((name): [string, string] => [
  name,
  readFileSync(`${folder}/${name}`, 'utf8'),
]);
const [, firstText] = collected[0]!;
const first = JSON.parse(firstText) as ComputerReport;
const columns = reportColumns(english, (message) => message);
const wordsOf = (report: ComputerReport) =>
  Object.fromEntries(columns.map(({ title, text }) => [title, text(report)]));

describe.each(collected)('%s', (name, text) => {
  test('is as the lab writes it, and has no address and no path', () => {
    expect(name).toMatch(/^[a-z0-9-]+\.json$/);
    const report = readComputerReport(name, text);
    expect(computerReportText(report)).toBe(text);
    expect(text).not.toMatch(
      /\w+:\/\/\w|[\w.]+@\w|\\\\|\/(home|Users|tmp|root|work)\b|localhost|\d+\.\d+\.\d+\.\d+:/,
    );
  });

  test('is a row of README’s table', () => {
    const cells = columns.map(({ text: words }) => words(readComputerReport(name, text)));
    expect(readFileSync('README.md', 'utf8')).toContain(
      `\n| [${name}](${folder}/${name}) | ${cells.join(' | ')} |\n`,
    );
  });
});

test('README’s table has no row without its file', () => {
  const rows = readFileSync('README.md', 'utf8').match(/^\| \[[^\]]+\]\(src\/check\/reports\/.*$/gm) ?? [];
  expect(rows).toHaveLength(collected.length);
});

test('a GPU and what failed on it are told', () => {
  const failure = 'The GPU was lost.';
  const seen = {
    ...first,
    gpu: {
      ...({ kind: 'real', vendor: 'acme', architecture: 'rocket', device: '', description: '' } as const),
      ...{ features: [], limits: {}, subgroupSizes: null },
    },
    measured: {
      ...first.measured,
      trainingTest: {
        result: {
          checks: [{ name: 'attention', error: 2, limit: 1e-5 }],
          failure: null,
          tilings: { forward: 'staged' as const },
          tilingMs: { forward: { registers: 3, staged: 1.234 } },
        },
      },
      gpuTraining: { failure },
      hub: null,
    },
  } satisfies ComputerReport;
  expect(readComputerReport('a.json', computerReportText(seen)).gpu).toEqual(seen.gpu);
  expect(wordsOf(seen)).toMatchObject({
    GPU: 'acme rocket',
    'GPU test': expect.stringMatching(/^training The GPU computes wrong numbers .*attention off by 200 %/),
    tilings: 'forward staged 1.2 ms',
    'training, tokens a second': expect.stringMatching(
      /^GPU failed: The GPU was lost\., processor [\d,.]+ \(/,
    ),
    hub: 'not asked',
  });
  expect(wordsOf({ ...seen, gpu: null }).GPU).toBe('none');
  const insecure = { ...seen, gpu: null, computer: { ...seen.computer, isSecure: false, besideRun: null } };
  expect(wordsOf(readComputerReport('a.json', computerReportText(insecure)))).toMatchObject({
    GPU: 'none: the address is not secure',
    computer: expect.stringMatching(/, not known whether beside a run$/),
  });
});

test('a report is told in German too', () => {
  const told = Object.fromEntries(
    reportColumns(german, (message) => message).map(({ title, text }) => [title, text(first)]),
  );
  expect(told['Matrixprodukte in einem Thread, Gflop/s']).toMatch(/^[\d,]+ \([\d,]+ bis [\d,]+\)$/);
  expect(told['Antworten wie von PyTorch']).toBe('Prozessor 8 von 8');
  expect(Object.values(told).join()).not.toMatch(/processor|measured|threads/);
});

test('numbers are told by their median and how far they lie apart', () => {
  expect(samplesOf([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
});

test('addresses are taken out of what failed', () => {
  expect(withoutAddresses('This address is not secure (http://anna.school.test:81/lab), so')).toBe(
    'This address is not secure (its address), so',
  );
});

test('the hash of a small file is that of git', () => {
  // As `git hash-object` gives it.
  expect(gitHashOf(new TextEncoder().encode('hello\n'))).toBe('ce013625030ba8dba906f756967f9e9ca394464a');
});

test('the command asks the hub only if it is told to', () => {
  expect(readOptions([])).toEqual({ hub: false, out: 'computer.json' });
  expect(readOptions(['--hub', '--out', 'a.json'])).toEqual({ hub: true, out: 'a.json' });
  expect(readOptions(['--help'])).toBeNull();
  expect(() => readOptions(['--out', ''])).toThrow('--out takes the name of a file to write, but got none.');
});

const refused = (what: string, marked: string, text: string): RefusalRow => [
  what,
  marked,
  () => readComputerReport('a.json', text),
];
const rows: RefusalRow[] = [
  refused(
    'no JSON',
    'a.json: expected a report of Check this computer, got «5 characters that are no JSON». ‹Take the file as it was saved.›',
    'hello',
  ),
  refused(
    'a report with something added by hand',
    'a.json: expected a report of Check this computer, version 1 or 2, got «something else at "name"». ‹Take the file as it was saved, or make the report again.›',
    JSON.stringify({ ...first, name: 'Anna' }),
  ),
  refused(
    'another version',
    'a.json: expected a report of Check this computer, version 1 or 2, got «something else at "version"». ‹Take the file as it was saved, or make the report again.›',
    JSON.stringify({ ...first, version: 3 }),
  ),
];
describe('refused', () => {
  testRefusals({
    rows,
    sources: ['src/check/report.ts'],
    others: { 'sparkle-lab computer report': 'what the file calls itself' },
  });
});
