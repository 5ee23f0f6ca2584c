/**
 * `npm run experiment -- [options]`: the lab's experiment in a headless Chromium, from the same
 * ExperimentConfig as the page. Prints progress and the result table; writes the report as JSON.
 * Exit code 0 only if the run finished; 1 if it did not; 2 for wrong options.
 */

import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { ZodError } from 'zod';
import { messageOf } from '../../models/message-of.ts';
import { arms, readArmName } from '../experiment/arms.ts';
import { defaultConfig, ExperimentConfig, folderPrefix } from '../experiment/config.ts';
import { defaultText, type Option, options, readOption, withValue } from '../experiment/option.ts';
import type { Report, TaskReport } from '../experiment/report.ts';
import type { RunEvent } from '../experiment/run.ts';
import { type Interval, wilsonInterval } from '../experiment/statistics/tests.ts';
import { styles } from '../sparkle/style/styles.ts';
import { series } from '../sparkle/style/wording.ts';
import { capabilities } from '../sparkle/task/task-name.ts';
import { type TaskFamily, taskFamilies } from '../sparkle/tasks.ts';
import { chromiumFlags, ensureChromium } from './chromium.ts';
import { checkModelFolder, type ServedModel } from './model-folder.ts';
import { serveBuiltLab } from './serve.ts';

/** The settings of the adapter and of training, by their own names: `--learning-rate` is learningRate. */
const engineOptions = options.filter(({ path }) => path[0] === 'lora' || path[0] === 'training');
const flagOf = ({ key }: Option): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const engineUsage = (option: Option): string =>
  `  ${`--${flagOf(option)}`.padEnd(19)}${option.help} (${option.expected}; default: ${defaultText(option)})`;

const armNames = arms.map(({ name }) => name);

/** The names of a family of tasks: 'direction', 'spp3..spp8'. */
const familyText = ({ name, sizes }: TaskFamily): string =>
  sizes ? `${name}${sizes.min}..${name}${sizes.max}` : name;

/** What `--help` prints. */
export const usage = `npm run experiment -- [options]
  --train LIST     ${capabilities.join(',')} (any of them), ${armNames.join(', or ')}   (default: all three)
  --tasks LIST     tasks to score: ${taskFamilies
    .filter(({ kind }) => kind !== 'perception')
    .map(familyText)
    .join(' ')};
                   ${taskFamilies
                     .filter(({ kind }) => kind === 'perception')
                     .map(familyText)
                     .join(' ')}; with a variant (spp5@maze) or a control
                   (spp5@blank, spp5@maze@told): a wrong name lists all
                   (default: ${defaultConfig.evaluation.tasks.join(',')})
  --train-style NAME, --test-style NAME
                   words of questions and answers: ${series(Object.keys(styles), 'or')} (default: embedded)
  --train-data FILE.zip
                   train on these questions about images instead (data.jsonl and its images)
  --test-data FILE.zip
                   score these questions too, up to --items of them
  --items N        scored items a task       (default: ${defaultConfig.evaluation.items})
  --seed N         seed of the whole run     (default: ${defaultConfig.seed})
  --model ID       base model                (default: ${defaultConfig.model})
  --model-folder DIR
                   the folder of its files, in the hub's layout; without --model a model of its own
  --device NAME    inference on auto, webgpu or wasm (default: auto); training takes WebGPU
                   where that can be used, else the processor
  --out FILE       where the report goes, as JSON
  --help
The adapter and its training:
${engineOptions.map(engineUsage).join('\n')}`;

/** What the command line asks for. @throws Error with a plain message for an unknown option or a wrong value. */
export function readOptions(args: readonly string[]): {
  config: ExperimentConfig;
  /** The folder with the base model's files; null: it comes with the lab. */
  model: ServedModel | null;
  out: string | null;
  isHelp: boolean;
} {
  const { values } = parseArgs({
    args: [...args],
    options: {
      train: { type: 'string' },
      'train-style': { type: 'string' },
      'test-style': { type: 'string' },
      'train-data': { type: 'string' },
      'test-data': { type: 'string' },
      tasks: { type: 'string' },
      items: { type: 'string' },
      seed: { type: 'string' },
      model: { type: 'string' },
      'model-folder': { type: 'string' },
      device: { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean' },
      ...Object.fromEntries(engineOptions.map((option) => [flagOf(option), { type: 'string' } as const])),
    },
  });
  const count = (name: 'items' | 'seed') => {
    const text = values[name];
    if (text === undefined) return undefined;
    if (!/^\d+$/.test(text)) throw new Error(`--${name} takes a whole number, but got "${text}".`);
    return Number(text);
  };
  const list = (text: string) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean);
  const given = <T extends object>(options: T) =>
    Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const folder = values['model-folder'];
  try {
    const plain = ExperimentConfig.parse(
      given({
        model:
          values.model ?? (folder === undefined ? undefined : `${folderPrefix}${basename(resolve(folder))}`),
        seed: count('seed'),
        device: values.device,
        trainOn: values.train === undefined ? undefined : arm(values.train, list),
        style: given({ training: values['train-style'], test: values['test-style'] }),
        data: given({ training: values['train-data'], test: values['test-data'] }),
        evaluation: given({
          items: count('items'),
          tasks: values.tasks === undefined ? undefined : list(values.tasks),
        }),
      }),
    );
    const config = engineOptions.reduce((made, option) => {
      const text = (values as Readonly<Record<string, unknown>>)[flagOf(option)];
      if (typeof text !== 'string') return made;
      const reading = readOption(option, text);
      if ('value' in reading) return withValue(made, option, reading.value);
      throw new Error(`--${flagOf(option)}: expected ${option.expected}, got "${text}".`);
    }, plain);
    const model = folder === undefined ? null : { id: config.model, folder };
    return { config, model, out: values.out ?? null, isHelp: values.help ?? false };
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    throw new Error(error.issues.map(({ path, message }) => `${optionName(path)}: ${message}`).join('\n'));
  }
}

/** evaluation.items is --items; trainOn is --train; style.test is --test-style, data.test is --test-data. */
const optionName = (path: readonly PropertyKey[]): string => {
  const [group, setting] = [path[0], path.findLast((part) => typeof part === 'string')];
  if (group === 'style' || group === 'data') return `--${setting === 'training' ? 'train' : 'test'}-${group}`;
  return setting === 'trainOn' ? '--train' : `--${String(setting)}`;
};

const arm = (text: string, list: (text: string) => string[]) => {
  const named = readArmName(text);
  if (named) return named;
  const skills = list(text);
  // Nothing written is not the same as nothing wanted.
  if (skills.length === 0)
    throw new Error(`--train takes skills, ${series(armNames, 'or')}, but got nothing.`);
  return skills;
};

/** The result as a table of plain text, and a line for the lengths of routes of each task that has them. */
export function reportTable(report: Report): string {
  const chance = (p: number) => (p < 0.001 ? '< 0.001' : p.toFixed(3));
  const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
  const score = (correct: number, items: number) => {
    const { low, high } = wilsonInterval(correct, items);
    return `${correct}/${items} (${(low * 100).toFixed(0)}-${(high * 100).toFixed(0)} %)`;
  };
  const header = [
    'task',
    'kind',
    'before (95 %)',
    'after (95 %)',
    'McNemar p',
    'Holm p',
    'blind',
    'parsed before',
    'parsed after',
  ];
  const rows = report.tasks.map(({ task, kind, items, before, after, p, pHolm, blindBaseline }) => [
    task,
    kind,
    score(before.correct, items),
    score(after.correct, items),
    chance(p),
    chance(pHolm),
    percent(blindBaseline),
    percent(before.parsed / items),
    percent(after.parsed / items),
  ]);
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const lengths = report.tasks.flatMap(lengthText);
  return [
    line(header),
    `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`,
    ...rows.map(line),
    ...(lengths.length > 0 ? ['', ...lengths] : []),
  ].join('\n');
}

function lengthText({ task, items, lengthRatio }: TaskReport): string[] {
  if (!lengthRatio) return [];
  const { legalBefore, legalAfter, pairs, change } = lengthRatio;
  const legal = `legal ${legalBefore} -> ${legalAfter} of ${items}`;
  if (!change) return [`${task} lengths over the shortest: no item had a legal route both times (${legal})`];
  const within = (interval: Interval | null, kind: string) =>
    interval ? ` (${kind}${interval.low.toFixed(2)} to ${interval.high.toFixed(2)})` : '';
  return [
    `${task} lengths over the shortest: ${change.meanBefore.toFixed(2)} -> ${change.meanAfter.toFixed(2)}, ` +
      `mean difference ${change.meanDifference.toFixed(2)}${within(change.meanInterval, '95 % bootstrap ')}, ` +
      `median ${change.medianDifference.toFixed(2)}${within(change.medianInterval, '')}, ` +
      `${pairs} items legal both times (${legal})`,
  ];
}

/** Prints phases at once and progress at most every five seconds. */
function progressPrinter(): (event: RunEvent) => void {
  let lastMs = 0;
  let lossText = '';
  return (event) => {
    if (event.kind === 'phase') console.log(`\n${event.phase}`);
    if (event.kind === 'notice') console.log(`  note: ${event.message}`);
    if (event.kind === 'step')
      lossText = `, loss ${event.step.loss.toFixed(3)}, ${(event.step.stepMs / 1000).toFixed(1)} s a step`;
    if (event.kind !== 'progress') return;
    // A model file reports its end more than once: only what is counted gets a line of its own at the end.
    const isLast = event.done === event.total && !event.doing.startsWith('loading');
    if (!isLast && Date.now() - lastMs < 5000) return;
    lastMs = Date.now();
    console.log(
      `  ${event.doing}: ${event.done} of ${event.total}${event.phase === 'train' ? lossText : ''}`,
    );
  };
}

const partOf = (out: string) => `${out}.part`;

async function writeOut(out: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(out), { recursive: true });
    await writeFile(partOf(out), text);
  } catch (error) {
    throw new Error(
      `Expected --out to name a file that can be written, got ${out}: ${messageOf(error)}. Name another.`,
    );
  }
}

async function checkZip(file: string): Promise<void> {
  const isFile = await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) throw new Error(`Expected a ZIP file of questions and images, but there is no file ${file}.`);
}

async function main(): Promise<number> {
  let options: ReturnType<typeof readOptions>;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${usage}`);
    return 2;
  }
  if (options.isHelp) {
    console.log(usage);
    return 0;
  }
  const { config, model, out } = options;
  if (model) await checkModelFolder(model);
  // Before the work: a folder that cannot be written to must not cost a finished run.
  if (out) await writeOut(out, '');
  const datasets = [...new Set([config.data.training, config.data.test])].filter((file) => file !== null);
  for (const file of datasets) await checkZip(file);
  const lab = await serveBuiltLab(model);
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(`page: ${error.message}`));
    const print = progressPrinter();
    await page.exposeFunction('onRunEvent', print);
    await page.goto(`${lab.url}headless.html`);
    await page.waitForFunction(() => 'runHeadless' in window);
    if (datasets.length > 0) await page.setInputFiles('#datasets', datasets);
    const record = await page.evaluate(([value, names]) => window.runHeadless(value, names), [
      config,
      datasets,
    ] as const);
    if (!record.report) {
      console.error(`\nThe run did not finish (${record.ending}): ${record.message ?? 'it was stopped'}`);
      if (out) {
        await writeOut(out, `${JSON.stringify(record, null, 2)}\n`);
        console.error(`What it had finished is in ${partOf(out)}`);
      }
      return 1;
    }
    const { report } = record;
    const { steps, lossFirst, lossLast, secondsPerStep, validation } = report.training;
    console.log(`\n${reportTable(report)}\n`);
    if (steps > 0)
      console.log(
        `training: ${steps} steps, loss ${lossFirst?.toFixed(3)} -> ${lossLast?.toFixed(3)}, ${secondsPerStep?.toFixed(2)} s a step`,
      );
    if (validation)
      console.log(
        `validation: loss ${validation.loss.toFixed(3)}, ${(validation.accuracy * 100).toFixed(1)} % of answer tokens foretold (teacher-forced), after ${validation.steps} steps, whose adapter is used`,
      );
    console.log(
      `total: ${report.secondsTotal.toFixed(0)} s; GPU: ${report.environment.gpu ?? 'none'}; inference on ${report.environment.inferenceDevice}`,
    );
    if (out) {
      // Written beside and moved: a full disk leaves no half report.
      await writeOut(out, `${JSON.stringify(report, null, 2)}\n`);
      await rename(partOf(out), out);
      console.log(`report: ${out}`);
    }
    return 0;
  } finally {
    await browser.close();
    await lab.close();
  }
}

// Imported by tests for readOptions and reportTable; run only as the command itself.
if (process.argv[1]?.endsWith('experiment.ts')) {
  main().then(
    (code) => process.exit(code),
    (error) => {
      console.error(messageOf(error));
      process.exit(1);
    },
  );
}
