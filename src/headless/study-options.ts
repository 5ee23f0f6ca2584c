/**
 * The command line of `npm run study`: its usage text, and the study that it asks for. All settings but arm, seed and output
 * are those of `npm run experiment` (experiment-options.ts). Not here: what a study is (src/study/study.ts).
 */
import type { Arm } from '../experiment/arms.ts';
import { armName, readArm, readyStudies, Study } from '../study/study.ts';
import {
  type ExperimentOptions,
  listOf,
  type Outs,
  outFlags,
  readOptions as readExperiment,
} from './experiment-options.ts';
import type { ServedModel } from './model-folder.ts';

const ready = Object.entries(readyStudies)
  .map(([name, { label, arms, seeds }]) => {
    const range = seeds.length === 1 ? `seed ${seeds[0]}` : `seeds ${seeds[0]} to ${seeds.at(-1)}`;
    return `                   ${name.padEnd(7)}${label} ${arms.map(armName).join(', ')}; ${range}`;
  })
  .join('\n');

/** The usage text of the command. */
export const usage = `npm run study -- [options]
  --out DIR        where the study is kept: a file for each finished run, report.json, report.md, items.jsonl
                   and items.csv.
                   The same command goes on with what is there; with more arms or seeds it adds them.
  --study NAME     one that is ready-made:
${ready}
  --arms LIST      arms with commas between them: all, none, composite, or basic skills with + between them
  --seeds LIST     seeds with commas between them, or a range such as 1-5
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
  const { study: name, arms, seeds, out } = own;
  if (out === undefined) throw new Error('--out: expected the folder where the study is kept, got none.');
  if (name !== undefined && !Object.hasOwn(readyStudies, name))
    throw new Error(`--study: expected one of ${Object.keys(readyStudies).join(', ')}, got "${name}".`);
  const chosen = readyStudies[name ?? ''];
  const { data: study, error } = Study.safeParse({
    base: base.config,
    arms: arms === undefined ? (chosen?.arms ?? []) : listOf(arms).map(toArm),
    seeds: seeds === undefined ? (chosen?.seeds ?? []) : listOf(seeds).flatMap(toSeeds),
  });
  if (study) return { study, model: base.model, out };
  throw new Error(
    error.issues.map(({ path, message }) => `--${String(path[0] ?? 'study')}: ${message}`).join('\n'),
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

type Own = Partial<Record<'study' | 'arms' | 'seeds' | 'out', string>>;

/** Takes the study's own flags out of the arguments. */
function takeOwn(args: readonly string[]): { own: Own; others: string[] } {
  const own: Own = {};
  const others: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const [, flag, , value] = /^--(study|arms|seeds|out)(=(.*))?$/.exec(args[i]!) ?? [];
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
    `--arms: expected all, none, composite, or basic skills (direction, distance, localization) with + between them, got "${name}".`,
  );
}

/** A range is read up to 1,000 seeds; how many a study may have, it says itself. */
function toSeeds(text: string): number[] {
  const [, first, last] = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(text) ?? [];
  const [from, to] = [Number(first), Number(last ?? first)];
  if (first === undefined || to < from || to - from > 1000)
    throw new Error(`--seeds: expected whole numbers, or a range such as 1-5, got "${text}".`);
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
