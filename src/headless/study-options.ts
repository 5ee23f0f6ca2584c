/**
 * The command line of `npm run study`: its usage text, and the study that it asks for. All settings but arm, seed and output
 * are those of `npm run experiment` (experiment-options.ts). Not here: what a study is (src/study/study.ts).
 */
import type { Arm } from '../experiment/arms.ts';
import { readSeeds } from '../study/factors-text.ts';
import {
  armName,
  type ReadyName,
  type ReadyStudy,
  readArm,
  readyStudies,
  Study,
  sweepable,
} from '../study/study.ts';
import { readSweep } from '../study/study-link.ts';
import { english } from '../words/english.ts';
import {
  type ExperimentOptions,
  listOf,
  type Outs,
  outFlags,
  readOptions as readExperiment,
} from './experiment-options.ts';
import type { ServedModel } from './model-folder.ts';

const indent = ' '.repeat(19);

/** Names in lines of the usage text. */
function lines(names: readonly string[], margin: string): string {
  const made: string[] = [];
  for (const name of names) {
    const longer = `${made.at(-1)}, ${name}`;
    if (made.length > 0 && margin.length + longer.length < 120) made[made.length - 1] = longer;
    else made.push(name);
  }
  return made.map((line) => `${margin}${line}`).join(',\n');
}

const ready = (Object.keys(readyStudies) as ReadyName[])
  .map((name) => {
    const { arms, seeds, sweep }: ReadyStudy = readyStudies[name];
    const factors = [
      lines(arms.map(armName), `${indent}${' '.repeat(11)}`),
      `seeds ${seeds[0]} to ${seeds.at(-1)}`,
      ...(sweep ? [`${sweep.setting}=${sweep.values.join(',')}`] : []),
    ];
    return `${indent}${name.padEnd(11)}${english.study.ready[name]}\n${factors.join('; ')}`;
  })
  .join('\n');

const sweptSettings = lines(
  sweepable.map(({ key }) => key),
  indent,
);

/** The usage text of the command. */
export const usage = `npm run study -- [options]
  --out DIR        where the study is kept: a file for each finished run, report.json, report.md, items.jsonl
                   and items.csv.
                   The same command goes on with what is there; with more arms, values or seeds it adds them.
  --study NAME     one that is ready-made:
${ready}
  --arms LIST      arms with commas between them: all, none, composite, shuffled (all skills, with the answers to
                   other pictures), or basic skills with + between them
  --seeds LIST     seeds with commas between them, or a range such as 1-5
  --sweep NAME=LIST
                   a setting, and values with commas between them, each of which every arm and seed gets; one of
${sweptSettings}
  --help
All other options are those of npm run experiment, without --train, --seed, --adapter, --run and what writes:
every run gets them.`;

/** What the command line asks for. */
export interface StudyOptions {
  readonly study: Study;
  readonly model: ServedModel | null;
  /** The folder of the study. */
  readonly out: string;
}

/** null if help is wanted. @throws Error with a plain message for an unknown option or a wrong value. */
export function readOptions(args: readonly string[]): StudyOptions | null {
  if (args.includes('--help')) return null;
  const { own, others } = takeOwn(args);
  const base = readExperiment(others);
  if (!base) return null;
  checkBase(base);
  const { study: name, arms, seeds, sweep, out } = own;
  if (out === undefined) throw new Error('--out: expected the folder where the study is kept, got none.');
  if (name !== undefined && !Object.hasOwn(readyStudies, name))
    throw new Error(`--study: expected one of ${Object.keys(readyStudies).join(', ')}, got "${name}".`);
  const chosen: ReadyStudy | null = name === undefined ? null : readyStudies[name as ReadyName];
  const { data: study, error } = Study.safeParse({
    base: base.config,
    arms: arms === undefined ? (chosen?.arms ?? []) : listOf(arms).map(toArm),
    seeds: seeds === undefined ? (chosen?.seeds ?? []) : toSeeds(seeds),
    sweep: sweep === undefined ? (chosen?.sweep ?? null) : toSweep(sweep),
  });
  if (study) return { study, model: base.model, out };
  throw new Error(
    error.issues
      // What a study refuses of its experiment is its training data.
      .map(
        ({ path: [part = 'study'], message }) =>
          `--${part === 'base' ? 'train-data' : String(part)}: ${message}`,
      )
      .join('\n'),
  );
}

/** Throws for options of one experiment that a study does not have. */
function checkBase({ config, run, outs }: ExperimentOptions): void {
  const [flag] = [
    ...(config.adapter ? ['--adapter'] : []),
    ...(run === null ? [] : ['--run']),
    ...(Object.keys(outs) as (keyof Outs)[]).map((what) => outFlags[what]),
  ];
  if (flag)
    throw new Error(
      `${flag} is of one run, and a study has many: it trains its adapters, and its folder has all items. Leave it out.`,
    );
}

type Own = Partial<Record<'study' | 'arms' | 'seeds' | 'sweep' | 'out', string>>;

/** Takes the study's own flags out of the arguments. */
function takeOwn(args: readonly string[]): { own: Own; others: string[] } {
  const own: Own = {};
  const others: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const [, flag, , value] = /^--(study|arms|seeds|sweep|out)(=(.*))?$/.exec(args[i]!) ?? [];
    const foreign = /^--(train|seed)(=|$)/.exec(args[i]!);
    if (foreign)
      throw new Error(
        `--${foreign[1]}: a study has several. Use ${foreign[1] === 'train' ? '--arms' : '--seeds'}.`,
      );
    if (!flag) {
      others.push(args[i]!);
      continue;
    }
    const text = value ?? args[++i];
    if (text === undefined || text.startsWith('--'))
      throw new Error(`--${flag}: expected a value after it, got none.`);
    own[flag as keyof Own] = text;
  }
  return { own, others };
}

function toArm(name: string): Arm {
  const arm = readArm(name);
  if (arm) return arm;
  throw new Error(
    `--arms: expected all, none, composite, shuffled, or basic skills (direction, distance, localization) with + between them, got "${name}".`,
  );
}

/** A sweep as it is written; what its setting and values may be, the study says itself. */
function toSweep(text: string) {
  const sweep = /^[^=]+=[^=]+$/.test(text) ? readSweep(text) : null;
  if (sweep) return sweep;
  throw new Error(`--sweep: expected a setting and its values, such as place=0,0.5,1, got "${text}".`);
}

function toSeeds(text: string): number[] {
  const seeds = readSeeds(text, english.study);
  if (typeof seeds === 'string') throw new Error(`--seeds: ${seeds}`);
  return seeds;
}
