/**
 * The rules of the house, checked: who may import whom, no cycles, file sizes, header comments, types, lint.
 * The rules themselves stand in README and in the tables below.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
// The checkout may belong to another user than the one who tests it.
const listFiles = ['-c', 'safe.directory=*', 'ls-files', '--cached', '--others', '--exclude-standard'];
const tracked = execFileSync('git', listFiles, { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((path) => path && existsSync(join(root, path)));
const code = tracked.filter((path) => /\.(ts|tsx)$/.test(path) && /^(models|workers|src|test)\//.test(path));
const text = (path: string) => readFileSync(join(root, path), 'utf8');

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isTypeOnly: boolean;
}

/** Every import of a file of ours, static or dynamic, with `?raw` and the like cut off. */
const imports: Import[] = code.flatMap((from) => {
  const source = text(from);
  const statements = [
    ...source.matchAll(/^(?:import|export)\s(type\s)?[^'"`;]*?from\s+'(\.[^']+)'/gm),
    ...source.matchAll(/^import\s()'(\.[^']+)'/gm),
    ...source.matchAll(/import\(()'(\.[^']+)'\)/g),
  ];
  return statements.map(([, typeWord, specifier]) => ({
    from,
    to: relative(root, resolve(root, dirname(from), specifier!.replace(/\?.*$/, ''))).replaceAll('\\', '/'),
    isTypeOnly: Boolean(typeWord),
  }));
});

/** What is data or a pure function of the engine's: all that the page may call of it. */
const plainModels = [
  'models/message-of.ts',
  'models/config.ts',
  'models/registry.ts',
  'models/source.ts',
  'models/listing.ts',
  'models/memory.ts',
  'models/pass-sizes.ts',
  'models/gpu/adapter.ts',
  'models/gpu/answering-device.ts',
  'models/gpu/self-test-case.ts',
];

/** A realm may import from the listed prefixes; `types` only with `import type`. */
const arrows: { realm: string; values: readonly string[]; types: readonly string[] }[] = [
  { realm: 'models/', values: ['models/'], types: [] },
  {
    realm: 'src/files/',
    values: ['src/files/', 'models/message-of.ts', 'models/adapter/peft.ts'],
    types: [],
  },
  { realm: 'src/sparkle/', values: ['src/sparkle/', 'src/files/', 'models/message-of.ts'], types: [] },
  {
    realm: 'src/experiment/',
    values: ['src/experiment/', 'src/sparkle/', ...plainModels],
    types: ['models/', 'workers/'],
  },
  {
    realm: 'workers/',
    values: ['models/', 'src/sparkle/', 'src/experiment/arms.ts'],
    types: ['src/experiment/', 'src/files/', 'workers/'],
  },
  // The page writes adapters and checkpoints: its stores call into the engine's formats.
  {
    realm: 'src/app/',
    values: [
      'src/app/',
      'src/connect.ts',
      'src/experiment/',
      'src/sparkle/',
      'src/files/',
      'models/adapter/peft.ts',
      'models/train-checkpoint.ts',
      ...plainModels,
    ],
    types: ['models/', 'workers/'],
  },
  {
    realm: 'src/headless/',
    values: ['src/headless/', 'src/connect.ts', 'src/files/', 'src/experiment/', 'src/sparkle/', 'models/'],
    types: [],
  },
];

const realmOf = (path: string) => arrows.find(({ realm }) => path.startsWith(realm));

describe('arrows between folders', () => {
  test('there is something to check', () => {
    expect(imports.length).toBeGreaterThan(30);
  });

  test('each folder imports only what it may', () => {
    const wrong = imports.filter(({ from, to, isTypeOnly }) => {
      const rule = realmOf(from);
      if (!rule) return false;
      const allowed = isTypeOnly ? [...rule.values, ...rule.types] : rule.values;
      return !allowed.some((prefix) => to.startsWith(prefix));
    });
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  test('every imported file exists', () => {
    expect(
      imports.filter(({ to }) => !existsSync(join(root, to))).map(({ from, to }) => `${from} -> ${to}`),
    ).toEqual([]);
  });

  test('no cycles', () => {
    const next = new Map<string, Import[]>();
    for (const arrow of imports) {
      if (!arrow.isTypeOnly) next.set(arrow.from, [...(next.get(arrow.from) ?? []), arrow]);
    }
    const cycles: string[] = [];
    const done = new Set<string>();
    const visit = (path: string, trail: string[]) => {
      if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      else if (!done.has(path)) {
        for (const { to } of next.get(path) ?? []) visit(to, [...trail, path]);
        done.add(path);
      }
    };
    for (const path of next.keys()) visit(path, []);
    expect(cycles).toEqual([]);
  });

  test('tfjs is used only by the engine, Observable Plot only by figures', () => {
    const outside = (packageName: string, allowed: RegExp) =>
      code.filter((path) => !allowed.test(path) && text(path).includes(`from '${packageName}`));
    expect(outside('@tensorflow/', /^(models|workers\/trainer|test)/)).toEqual([]);
    expect(outside('@observablehq/plot', /^(src\/app\/figures|test)\//)).toEqual([]);
    expect(
      outside(
        '@huggingface/transformers',
        /^(workers\/inference|models\/onnx\/session\/(vlm|answer-batch)|models\/prompt|test)/,
      ),
    ).toEqual([]);
  });
});

describe('files', () => {
  const readAlone = ['models/lora.ts', 'models/decoder.ts', 'workers/trainer.ts'];
  const sources = tracked.filter((path) => /^(models|workers|src|test)\/.*\.(ts|tsx|wgsl|css)$/.test(path));

  test('stay under 400 lines, the three that are read alone under 650', () => {
    const limit = (path: string) => (readAlone.includes(path) ? 650 : 400);
    const long = sources
      .map((path) => ({ path, lines: text(path).split('\n').length }))
      .filter(({ path, lines }) => lines > limit(path));
    expect(long).toEqual([]);
  });

  test('begin by saying what they are', () => {
    const silent = sources.filter((path) => !/^(\/\*|\/\/)/.test(text(path)));
    expect(silent).toEqual([]);
  });

  test('have names that say what is in them', () => {
    const vague = code.filter((path) =>
      /(^|\/)(utils?|helpers?|common|misc|manager|service|index)\.tsx?$/.test(path),
    );
    expect(vague).toEqual([]);
  });
});

describe('compiler and linter', () => {
  /** What the tool has to say; empty when it is content. Run by its own file: npx adds npm's warnings. */
  const complaints = (tool: string, ...args: string[]) => {
    const { stdout, stderr, status } = spawnSync(
      join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${tool}.cmd` : tool),
      args,
      { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' },
    );
    return status === 0 ? '' : `${stdout}\n${stderr}`;
  };
  for (const realm of ['models', 'workers', 'src', 'test']) {
    test(`${realm}/ type-checks in its own realm`, () => {
      expect(complaints('tsc', '-p', realm)).toBe('');
    });
  }
  test('Biome finds nothing', () => {
    expect(complaints('biome', 'check', '.')).toBe('');
  });
});
