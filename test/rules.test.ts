/**
 * The rules of the house, checked: who may import whom, no cycles, sizes of files and functions, exports, comments, types,
 * lint. The rules themselves stand in README and in the tables below.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesNamedInComments, type Import, parseSource } from './fixtures/parsed-source.ts';

const root = resolve(import.meta.dirname, '..');
// The checkout may belong to another user than the one who tests it.
const listFiles = ['-c', 'safe.directory=*', 'ls-files', '--cached', '--others', '--exclude-standard'];
const tracked = execFileSync('git', listFiles, { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((path) => path && existsSync(join(root, path)));
const code = tracked.filter((path) => /^((models|workers|src|test)\/.*|vite\.config)\.tsx?$/.test(path));
const text = (path: string) => readFileSync(join(root, path), 'utf8');
const sources = code.map((path) => parseSource(path, text(path)));
const imports: readonly Import[] = sources.flatMap((source) => source.imports);
const arrowText = ({ from, to }: Import) => `${from} -> ${to}`;

/** The engine's data and pure functions: the page may call nothing else of it. */
const plainModels = [
  'models/message-of.ts',
  'models/no-eval.ts',
  'models/config.ts',
  'models/batch-windows.ts',
  'models/registry.ts',
  'models/source.ts',
  'models/listing.ts',
  'models/place-strength.ts',
  'models/small-files.ts',
  'models/memory.ts',
  'models/pass-sizes.ts',
  'models/gpu/adapter.ts',
  'models/gpu/answering-device.ts',
  'models/gpu/self-test-case.ts',
  'models/gpu/tiling-choice.ts',
];

/** A realm may import from the listed prefixes; `types` only with `import type`. */
const arrows: { realm: string; values: readonly string[]; types: readonly string[] }[] = [
  { realm: 'models/', values: ['models/'], types: [] },
  {
    realm: 'src/files/',
    values: ['src/files/', 'models/message-of.ts', 'models/adapter/peft.ts', 'models/adapter/peft-keys.ts'],
    types: ['models/adapter/adapter.ts'],
  },
  { realm: 'src/sparkle/', values: ['src/sparkle/', 'src/files/', 'models/message-of.ts'], types: [] },
  {
    realm: 'src/experiment/',
    values: ['src/experiment/', 'src/words/', 'src/sparkle/', 'src/files/', ...plainModels],
    types: ['models/', 'workers/'],
  },
  // One table of words a language.
  { realm: 'src/words/', values: ['src/words/'], types: [] },
  // Studies that ship with the lab.
  {
    realm: 'src/record/',
    values: [
      'src/record/',
      'src/words/',
      'src/study/',
      'src/run-file/',
      'src/experiment/',
      'src/sparkle/',
      'src/files/',
      'models/adapter/peft.ts',
      'models/json.ts',
      ...plainModels,
    ],
    types: [],
  },
  // A run as files that leave the lab and come back.
  {
    realm: 'src/run-file/',
    values: [
      'src/run-file/',
      'src/words/',
      'src/experiment/',
      'src/sparkle/',
      'src/files/',
      'models/adapter/peft.ts',
      'models/json.ts',
      ...plainModels,
    ],
    types: ['models/'],
  },
  {
    realm: 'src/study/',
    values: ['src/study/', 'src/words/', 'src/run-file/', 'src/experiment/', 'src/sparkle/'],
    types: [],
  },
  // What a computer can do with the lab, measured; the file of it.
  {
    realm: 'src/check/',
    values: [
      'src/check/',
      'src/words/',
      'src/connect.ts',
      'src/experiment/',
      'models/source.ts',
      'models/sparkle-tiny/reference.json',
      ...plainModels,
    ],
    types: ['models/', 'workers/', 'src/sparkle/'],
  },
  {
    realm: 'src/class/',
    values: ['src/class/', 'src/words/', 'src/experiment/', 'src/sparkle/', 'src/files/', ...plainModels],
    types: [],
  },
  // An experiment as a folder for other tools, and its answers as a run.
  {
    realm: 'src/takeaway/',
    values: [
      'src/takeaway/',
      'src/words/',
      'src/connect.ts',
      'src/run-file/',
      'src/experiment/',
      'src/sparkle/',
      'src/files/',
      'models/adapter/peft.ts',
      'models/decoder-shape.ts',
      'models/json.ts',
      'models/schedule.ts',
      'models/written-file.ts',
      ...plainModels,
    ],
    types: ['models/', 'workers/'],
  },
  {
    realm: 'workers/',
    values: [
      'models/',
      'src/sparkle/',
      'src/experiment/arms.ts',
      'workers/pass-worker.ts',
      'workers/own-origin.ts',
      'src/serve/headers.ts',
    ],
    types: ['src/experiment/', 'src/files/', 'workers/'],
  },
  // The page writes adapters and checkpoints: its stores call into the engine's formats.
  {
    realm: 'src/app/',
    values: [
      'src/app/',
      'src/words/',
      'src/connect.ts',
      'src/first-run.ts',
      'src/check/',
      'src/run-file/',
      'src/experiment/',
      'src/study/',
      'src/record/',
      'src/class/',
      'src/takeaway/',
      'src/sparkle/',
      'src/files/',
      'models/adapter/peft.ts',
      'models/train-checkpoint.ts',
      'models/sparkle-tiny/README.md',
      ...plainModels,
    ],
    types: ['models/', 'workers/'],
  },
  {
    realm: 'src/headless/',
    values: [
      'src/headless/',
      'src/words/',
      'src/check/',
      'src/serve/',
      'src/connect.ts',
      'src/files/',
      'src/run-file/',
      'src/experiment/',
      'src/study/',
      'src/record/',
      'src/takeaway/',
      'src/sparkle/',
      'models/',
    ],
    types: [],
  },
  {
    realm: 'src/serve/',
    values: ['src/serve/', 'src/headless/command.ts', 'src/headless/system-fault.ts', 'models/message-of.ts'],
    types: ['workers/offline-messages.ts'],
  },
];

/** Files of a realm that may import only a part of it, types included. */
const innerArrows: { from: RegExp; within: RegExp; allowed: RegExp }[] = [
  // Props only: a figure or a control knows no state of the page.
  { from: /^src\/app\/(figures|ui)\//, within: /^src\/app\//, allowed: /^src\/app\/(figures|ui)\// },
  // The processor's way needs no GPU.
  { from: /^models\/plain\//, within: /^models\//, allowed: /^models\/(?!kernels\/|gpu\/)/ },
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
    expect(wrong.map(arrowText)).toEqual([]);
  });

  test('figures and controls know no state, the processor knows no GPU', () => {
    const wrong = imports.filter(({ from, to }) =>
      innerArrows.some((rule) => rule.from.test(from) && rule.within.test(to) && !rule.allowed.test(to)),
    );
    expect(wrong.map(arrowText)).toEqual([]);
  });

  test('every imported file exists', () => {
    expect(imports.filter(({ to }) => !existsSync(join(root, to))).map(arrowText)).toEqual([]);
  });

  test('no cycles, imports of types included', () => {
    const next = new Map<string, Import[]>();
    for (const arrow of imports) next.set(arrow.from, [...(next.get(arrow.from) ?? []), arrow]);
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
  const written = tracked.filter((path) =>
    /^(models|workers|src|test)\/.*\.(ts|tsx|wgsl|css|py)$/.test(path),
  );
  /** The files that are read alone from top to bottom have limits of their own. */
  const lineLimits: Readonly<Record<string, number>> = {
    'models/lora.ts': 220,
    'models/decoder.ts': 350,
    'workers/trainer.ts': 400,
    'src/experiment/run.ts': 150,
  };

  test('have at most 400 lines, or fewer where said', () => {
    const long = written
      .map((path) => ({ path, lines: text(path).trimEnd().split('\n').length }))
      .filter(({ path, lines }) => lines > (lineLimits[path] ?? 400));
    expect(long).toEqual([]);
  });

  test('name only files that exist', () => {
    const wrong = written.flatMap((path) =>
      filesNamedInComments(text(path))
        .filter((name) => !tracked.some((other) => other === name || other.endsWith(`/${name}`)))
        .map((name) => `${path} names ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  test('begin by saying what they are', () => {
    const silent = written.filter((path) => !/^(\/\*|\/\/|""")/.test(text(path)));
    expect(silent).toEqual([]);
  });

  test('have names that say what is in them', () => {
    const vague = written.filter((path) =>
      /(^|\/)(utils?|helpers?|common|misc|manager|service|index)\.(tsx?|py)$/.test(path),
    );
    expect(vague).toEqual([]);
  });
});

describe('functions and exports', () => {
  /** Stories that are told in one function. */
  const stories = ['workers/trainer.ts train'];
  const isTest = (path: string) => path.startsWith('test/');

  test('functions have at most 80 lines, but stories and the callbacks of tests', () => {
    const long = sources.flatMap(({ path, functions }) =>
      functions
        .filter(({ lines, isCallback }) => lines > 80 && !(isCallback && isTest(path)))
        .map(({ name, lines }) => `${path} ${name}: ${lines}`),
    );
    expect(long.filter((line) => !stories.includes(line.replace(/: \d+$/, '')))).toEqual([]);
  });

  test('every export is imported somewhere', () => {
    const whole = new Set(imports.filter(({ names }) => names === null).map(({ to }) => to));
    const used = new Set(imports.flatMap(({ to, names }) => (names ?? []).map((name) => `${to} ${name}`)));
    const unused = sources
      .filter(({ path }) => !whole.has(path))
      .flatMap(({ path, exports }) => exports.map((name) => `${path} ${name}`));
    expect(unused.filter((name) => !used.has(name))).toEqual([]);
  });

  test('the page connects in four files, two of them at the press of Download; workers to their own origin', () => {
    const connects =
      /\bfetch\(|\b(XMLHttpRequest|WebSocket|EventSource|WebTransport|RTCPeerConnection|sendBeacon)\b/;
    expect(code.filter((path) => path.startsWith('src/app/') && connects.test(text(path))).sort()).toEqual([
      'src/app/models/download.ts',
      'src/app/models/hub-listing.ts',
      'src/app/page/prefetch.ts',
      'src/app/record/load.ts',
    ]);
    const workers = code.filter((path) => path.startsWith('workers/') && /^expose\(/m.test(text(path)));
    expect(workers.length).toBeGreaterThan(4);
    expect(workers.filter((path) => !/\*\/\s+import '\.\/own-origin\.ts';/.test(text(path)))).toEqual([]);
  });

  test('one file asks for a GPU', () => {
    const asking = code.filter((path) => !isTest(path) && /\brequestAdapter\(/.test(text(path)));
    expect(asking).toHaveLength(1);
  });
});

describe('compiler and linter', () => {
  /** The tool's output if it fails, else ''. It is run by its own file, because npx adds npm's warnings. */
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
