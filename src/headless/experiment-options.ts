/**
 * The command line of `npm run experiment`: its usage text, and the config that it asks for. Flags, expected values and
 * defaults come from the settings of the experiment. Not here: the settings (src/experiment/config.ts), the run.
 */
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Arm, arms, readArmName } from '../experiment/arms.ts';
import { flagOf } from '../experiment/command-line.ts';
import {
  defaultConfig,
  defaultsOf,
  ExperimentConfig,
  folderPrefix,
  measuring,
} from '../experiment/config.ts';
import { defaultText, type Option, options, readOption, withValue } from '../experiment/option.ts';
import { series } from '../sparkle/style/wording.ts';
import type { ServedModel } from './model-folder.ts';

/** The settings of the adapter and of its training. */
const isOfEngine = ({ path }: Option): boolean => path[0] === 'lora' || path[0] === 'training';

const engineLine = (option: Option): string =>
  `  ${flagOf(option).padEnd(19)}${option.help} (${option.expected}; default: ${defaultText(option)})`;

/** The usage text for these settings. */
export function usageOf(settings: readonly Option[]): string {
  const setting = (key: string) => settings.find((each) => each.key === key)!;
  const expected = (key: string) => setting(key).expected;
  const standard = (key: string) => `default: ${defaultText(setting(key))}`;
  return `npm run experiment -- [options]
  --train LIST     ${expected('trainOn')} (${standard('trainOn')})
  --tasks LIST     ${expected('tasks')}
                   (${standard('tasks')})
  --train-style NAME, --test-style NAME
                   words of questions and answers: ${expected('trainStyle')} (${standard('trainStyle')})
  --train-data PATH
                   train on these questions about images instead: a ZIP or a folder with data.jsonl and
                   its images
  --test-data PATH
                   score these questions too, up to --items of them; or a folder or ZIP of the published
                   captions of What's Up, COCO-spatial and GQA-spatial, up to --items of each set
  --budget NAME    ${expected('budget')} (${standard('budget')}): trainings of equal steps, or so many that
                   their answers have as many tokens as those of all three skills in --steps
  --questions-per-image N
                   turns of a training conversation: ${expected('questionsPerImage')} (${standard('questionsPerImage')})
  --items N        scored items a task       (${standard('items')})
  --probe-every N  also ask a few of them every N training steps: a curve a task; 0: never
                   (${standard('probeEvery')})
  --probe-items N  how many of each task     (${standard('probeItems')})
  --seed N         seed of the whole run     (${standard('seed')})
  --model ID       base model                (${standard('model')})
  --model-folder DIR
                   the folder of its files, in the hub's layout; without --model a model of its own
  --place N        strength of place: ${expected('place')} (${standard('place')}); at 0 the embedded
                   model does not see where things are, at 1 it sees it sharply
  --device NAME    inference on ${expected('device')} (${standard('device')})
  --training-device NAME
                   training on ${expected('trainingDevice')} (${standard('trainingDevice')}); auto takes the
                   processor where no GPU can be used or it is computed in software
  --adapter PATH   train nothing, and measure this adapter: a folder as PEFT saves it, a ZIP of one, or a
                   run file
  --run FILE.zip   make no run, and take the one in this run file: its table is printed, and the options
                   below write what is in it
  --out FILE       where the report goes, as JSON
  --items-out FILE where the items go, with both answers: as CSV if it ends with .csv, else a line of
                   JSON an item
  --adapter-out FILE.zip
                   where the adapter goes, as PEFT saves it
  --run-out FILE.zip
                   where the whole run goes; the page and --run open it
  --help
The adapter and its training:
${settings.filter(isOfEngine).map(engineLine).join('\n')}`;
}

/** The usage text of the command. */
export const usage = usageOf(options);

/** What the command line asks for. */
export interface ExperimentOptions {
  readonly config: ExperimentConfig;
  /** The folder with the base model's files; null if the model comes with the lab. */
  readonly model: ServedModel | null;
  /** The run file that is taken in place of making a run; null if one is made. */
  readonly run: string | null;
  /** Where what goes; what has no place is only printed, or left. */
  readonly outs: Outs;
}

/** Where the parts of a run go. */
export type Outs = Readonly<Partial<Record<keyof typeof outFlags, string>>>;

/** The flags of what is written. */
export const outFlags = {
  report: '--out',
  items: '--items-out',
  adapter: '--adapter-out',
  run: '--run-out',
} as const;

/** null if help is wanted. @throws Error with a plain message for an unknown option or a wrong value. */
export function readOptions(args: readonly string[]): ExperimentOptions | null {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries(options.map((option) => [flagOf(option).slice(2), text])),
      'model-folder': text,
      adapter: text,
      run: text,
      ...Object.fromEntries(Object.values(outFlags).map((flag) => [flag.slice(2), text])),
      help: { type: 'boolean' },
    },
  });
  if (values.help) return null;
  const given = values as Readonly<Record<string, string | undefined>>;
  const folder = given['model-folder'];
  const ownId = folder === undefined ? defaultConfig.model : `${folderPrefix}${basename(resolve(folder))}`;
  checkAdapter(given);
  const start = defaultsOf((given.model ?? ownId).trim());
  const wanted = options.reduce((made, option) => {
    const value = given[flagOf(option).slice(2)];
    return value === undefined ? made : withValue(made, option, readValue(option, value));
  }, start);
  const trained = checked(wanted);
  const { adapter } = given;
  const config =
    adapter === undefined
      ? trained
      : // Its fingerprint is read when it is opened.
        measuring({ id: adapter, name: basename(adapter), file: adapter, baseWeights: null }, trained);
  const outs = Object.entries(outFlags).flatMap(([name, flag]) => {
    const out = given[flag.slice(2)];
    return out === undefined ? [] : [[name, out] as const];
  });
  return {
    config,
    model: folder === undefined ? null : { id: config.model, folder },
    run: given.run ?? null,
    outs: Object.fromEntries(outs),
  };
}

/** Throws for options that an adapter in place of a training makes senseless. */
function checkAdapter({ adapter, ...given }: Readonly<Record<string, string | undefined>>): void {
  if (adapter === undefined) return;
  if (adapter.trim() === '')
    throw new Error('--adapter takes a folder or a ZIP with an adapter, but got nothing.');
  const idle = options.find(
    (option) =>
      (isOfEngine(option) || ['trainOn', 'trainData', 'trainingDevice'].includes(option.key)) &&
      given[flagOf(option).slice(2)] !== undefined,
  );
  if (idle)
    throw new Error(
      `${flagOf(idle)} is about training, and with --adapter nothing is trained. Leave one of them out.`,
    );
}

/** The text after a flag as a value of the config, which is checked as a whole afterwards. */
function readValue(option: Option, text: string): unknown {
  const flag = flagOf(option);
  if (isOfEngine(option)) {
    const reading = readOption(option, text);
    if ('value' in reading) return reading.value;
    throw new Error(`${flag}: expected ${option.expected}, got "${text}".`);
  }
  switch (option.kind) {
    case 'integer':
      if (!/^\d+$/.test(text)) throw new Error(`${flag} takes a whole number, but got "${text}".`);
      return Number(text);
    case 'number': {
      const reading = readOption(option, text);
      if ('value' in reading) return reading.value;
      throw new Error(`${flag} takes ${option.expected}, but got "${text}".`);
    }
    case 'tasks':
      return listOf(text);
    case 'arm':
      return armOf(text);
    default:
      return text;
  }
}

/** The parts of a list with commas between them. */
export const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

function armOf(text: string): Arm | string[] {
  const named = readArmName(text);
  if (named) return named;
  const skills = listOf(text);
  if (skills.length > 0) return skills;
  // An empty text is not the arm "none".
  const names = series(
    arms.map(({ name }) => name),
    'or',
  );
  throw new Error(`--train takes skills, ${names}, but got nothing.`);
}

/** @throws Error with a line for each wrong value, which names the flag. */
function checked(config: object): ExperimentConfig {
  const { data, error } = ExperimentConfig.safeParse(config);
  if (!error) return data;
  const lines = error.issues.map(({ path, message }) => {
    const option = options.find((each) => each.path.every((part, i) => part === path[i]));
    return `${option ? flagOf(option) : path.join('.')}: ${message}`;
  });
  throw new Error(lines.join('\n'));
}
