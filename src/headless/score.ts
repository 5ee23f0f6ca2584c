/**
 * `npm run score -- PATH [options]`: the answers that ms-swift gave on a cluster, judged here, become a run like any other.
 * Node only, no browser. Exit code 0 only if they could be judged; 1 if not; 2 for wrong options. Not here: the judging
 * (src/takeaway/results.ts), taking an experiment to the cluster (takeaway.ts).
 */
import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadImage } from '@napi-rs/canvas';
import { configFile, weightsFile } from '../../models/adapter/peft.ts';
import { messageOf } from '../../models/message-of.ts';
import { wilsonInterval } from '../experiment/statistics/tests.ts';
import type { FolderFile } from '../files/chosen-files.ts';
import { importDataset } from '../sparkle/dataset/dataset-import.ts';
import type { QuestionSet } from '../sparkle/dataset/imported.ts';
import { blindBaselines, evaluationItems } from '../sparkle/scored.ts';
import { adapterFolder, beforeFile, experimentFile, logFile, versionsFile } from '../takeaway/folder.ts';
import { findResults, type Results, type Scored, scoreResults } from '../takeaway/results.ts';
import { readAdapterPath } from './adapter-path.ts';
import { runCommand } from './command.ts';
import { type Outs, outFlags } from './experiment-options.ts';
import { reportTable, summaryText } from './report-text.ts';
import { freeOuts, holdOuts, writeOuts } from './run-outs.ts';
import { systemFault } from './system-fault.ts';
import { textTable } from './text-table.ts';

const usage = `npm run score -- PATH [options]
  PATH             results.zip as infer.sh packs it, or DIR/answers.jsonl in the folder that went to the cluster
  --before FILE    the base model's answers (default: before.jsonl in the same place, if it is there)
  --adapter PATH   the adapter: a folder or a ZIP (default: adapter/ in the same place, if it is there)
  --test-data FILE.zip
                   the imported test questions, if the experiment has some (default: where it had them)
  --out FILE, --items-out FILE, --adapter-out FILE.zip, --run-out FILE.zip
                   what to write of the run, as npm run experiment does; the page opens the last
  --help
Without the base model's answers only what was right after training is printed: there is nothing to compare.`;

/** What the command line asks for. */
interface ScoreOptions {
  readonly path: string;
  readonly before: string | null;
  readonly adapter: string | null;
  readonly testData: string | null;
  readonly outs: Outs;
}

/** null if help is wanted. @throws Error with a plain message for an unknown option or a missing value. */
export function readOptions(args: readonly string[]): ScoreOptions | null {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      before: text,
      adapter: text,
      'test-data': text,
      ...Object.fromEntries(Object.values(outFlags).map((flag) => [flag.slice(2), text])),
      help: { type: 'boolean' },
    },
  });
  if (values.help) return null;
  const given = values as Readonly<Record<string, string | undefined>>;
  const [path] = positionals;
  if (path === undefined || positionals.length > 1)
    throw new Error(
      `The command takes one path, of results.zip or answers.jsonl, but got ${positionals.length === 0 ? 'none' : positionals.join(' and ')}.`,
    );
  const outs = Object.entries(outFlags).flatMap(([name, flag]) => {
    const out = given[flag.slice(2)];
    return out === undefined ? [] : [[name, out] as const];
  });
  return {
    path,
    before: given.before ?? null,
    adapter: given.adapter ?? null,
    testData: given['test-data'] ?? null,
    outs: Object.fromEntries(outs),
  };
}

/** Judges what is at the path. Throws an Error with a plain message, or the system's. */
export async function scorePath(options: Omit<ScoreOptions, 'outs'>): Promise<Scored> {
  const { path, before, adapter, testData } = options;
  const found = await findResults(
    /\.zip$/i.test(path) ? await openAsBlob(await file(path)) : await beside(path),
  );
  const results: Results = {
    ...found,
    ...(before !== null && {
      before: { name: basename(before), text: await (await openAsBlob(await file(before))).text() },
    }),
    ...(adapter !== null && { adapter: (await readAdapterPath(adapter)).files }),
  };
  return scoreResults(results, {
    items: async ({ seed, evaluation, style }) => evaluationItems(seed, evaluation, style.test),
    baselines: async ({ seed, evaluation, style }) => blindBaselines(seed, evaluation.tasks, style.test),
    testSet: (id) => testSet(testData ?? id, id),
  });
}

/** The path. Throws in the system's words if nothing is there: a blob would say it in its own. */
async function file(path: string): Promise<string> {
  await stat(path);
  return path;
}

/** The answers and what belongs to them in their folder. */
async function beside(answers: string): Promise<FolderFile[]> {
  const folder = dirname(await file(answers));
  const names = [
    experimentFile,
    beforeFile,
    versionsFile,
    logFile,
    ...[configFile, weightsFile].map((name) => `${adapterFolder}/${name}`),
  ];
  const files: FolderFile[] = [{ path: 'answers.jsonl', blob: await openAsBlob(answers) }];
  for (const name of names) {
    const at = join(folder, name);
    if (await stat(at).catch(() => null)) files.push({ path: name, blob: await openAsBlob(at) });
  }
  return files;
}

/** The imported test data that the experiment names. */
async function testSet(path: string, id: string): Promise<QuestionSet> {
  if (!(await stat(path).catch(() => null)))
    throw new Error(
      `Expected the imported test questions of the experiment, but ${path} is not there. Name their ZIP with --test-data.`,
    );
  const reading = await importDataset(await openAsBlob(path), {
    decode: async (image) =>
      loadImage(Buffer.from(await image.arrayBuffer())).then(
        ({ width, height }) => ({ width, height }),
        () => null,
      ),
    onProgress: () => {},
  });
  if ('problem' in reading) throw new Error(`${path}: ${reading.problem}`);
  return { id, ...reading.dataset };
}

/** What was right after training, where there is nothing to compare it with. */
function afterTable({ items, baselines }: Scored): string {
  const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
  const rows = [...baselines].map(([task, blind]) => {
    const own = items.filter(({ item }) => item.task === task);
    const right = own.filter(({ after }) => after?.score.isCorrect).length;
    const parsed = own.filter(({ after }) => after?.score.isParsed).length;
    const { low, high } = wilsonInterval(right, own.length);
    return [
      task,
      `${right}/${own.length} (${(low * 100).toFixed(0)}-${(high * 100).toFixed(0)} %)`,
      percent(blind),
      percent(parsed / own.length),
    ];
  });
  return textTable(['task', 'after (95 %)', 'blind', 'parsed'], rows);
}

async function run({ outs, ...options }: ScoreOptions): Promise<number> {
  try {
    const scored = await scorePath(options);
    await holdOuts(outs);
    for (const notice of scored.notices) console.log(`note: ${notice}`);
    const { run: made } = scored;
    if (!made?.report) {
      console.log(`\n${afterTable(scored)}`);
      await freeOuts(outs);
      if (Object.keys(outs).length === 0) return 0;
      console.error('Nothing is written: a run compares answers before and after training.');
      return 1;
    }
    console.log(`\n${reportTable(made.report)}\n\n${summaryText(made.report)}`);
    await writeOuts(made, outs);
    return 0;
  } catch (error) {
    console.error(`Nothing was scored: ${systemFault(error) ?? messageOf(error)}`);
    return 1;
  }
}

// Tests import this file for its functions; it runs only as a command.
if (process.argv[1]?.endsWith('score.ts')) process.exitCode = await runCommand({ usage, readOptions, run });
