/**
 * A study as one value: an experiment that is repeated with several arms and seeds, and with several values of one setting
 * if it sweeps one, so that a claim has its controls and does not rest on one training. Also studies that are ready-made.
 * Not here: playing it (play.ts), what it shows (study-report.ts), its link (study-link.ts).
 */
import { z } from 'zod';
import { type Arm, readArmName } from '../experiment/arms.ts';
import { defaultConfig, ExperimentConfig, whyNotShuffled } from '../experiment/config.ts';
import { type Option, options, withValue } from '../experiment/option.ts';
import { capabilities } from '../sparkle/task/task-name.ts';

/** All three basic skills, by one name. */
const allName = 'all';

/** An arm's name in commands, files and tables: `all`, `none`, `composite`, `shuffled`, or skills with `+` between them. */
export function armName(arm: Arm): string {
  if (typeof arm === 'string') return arm;
  if (arm.length === 0) return 'none';
  return arm.length === capabilities.length ? allName : arm.join('+');
}

/** Reads an arm's name; null if there is no such arm. Skills may come in any order. */
export function readArm(name: string): Arm | null {
  if (name === allName) return capabilities;
  const named = readArmName(name);
  if (named) return named;
  const skills = name.split('+');
  const known = capabilities.filter((skill) => skills.includes(skill));
  return known.length === skills.length ? known : null;
}

const isWithoutRepeats = (values: readonly unknown[]): boolean =>
  new Set(values.map((value) => JSON.stringify(value))).size === values.length;

/** One factor of a study: values, each once. */
const once = <T extends z.ZodType>(value: T, article: 'A' | 'An', what: string) =>
  z
    .array(value)
    .min(1, { error: `A study needs at least one ${what}.` })
    .max(50, { error: `A study has at most 50 ${what}s.` })
    .refine(isWithoutRepeats, { error: `${article} ${what} is named more than once. Name each once.` });

/** The settings that can be swept: all with a number but the seed, which is a factor of its own. */
export const sweepable: readonly Option[] = options.filter(
  ({ kind, key }) => (kind === 'integer' || kind === 'number') && key !== 'seed',
);

/** The setting that a study sweeps. Throws for a name that a study refuses. */
function sweptOption(setting: string): Option {
  const option = sweepable.find(({ key }) => key === setting);
  if (!option) throw new Error(noSweep(setting));
  return option;
}

const noSweep = (setting: string): string =>
  `Expected a setting with numbers to sweep, got "${setting}". Those that can be swept are ${sweepable.map(({ key }) => key).join(', ')}.`;

const sweptValue = z.number({
  error: ({ input }) => `Expected numbers as the values of a sweep, got ${String(input)}.`,
});

/** One setting, by its key, and the values it takes in a study. */
const Sweep = z
  .strictObject({ setting: z.string(), values: once(sweptValue, 'A', 'value') })
  .superRefine(({ setting, values }, context) => {
    const option = sweepable.find(({ key }) => key === setting);
    if (!option) {
      context.addIssue({ code: 'custom', path: ['setting'], message: noSweep(setting) });
      return;
    }
    const wrong = values.find((value) => !option.schema.safeParse(value).success);
    if (wrong !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['values'],
        message: `${option.label}: expected ${option.expected}, got ${wrong}.`,
      });
  });
type Sweep = z.infer<typeof Sweep>;

const anySeed = ExperimentConfig.shape.seed.unwrap();
const seedValue = z.custom<number>((value) => anySeed.safeParse(value).success, {
  error: ({ input }) => `Expected a whole number from 0 to 2147483647 as a seed, got ${String(input)}.`,
});

export const Study = z
  .strictObject({
    version: z.literal(1).default(1),
    /**
     * What every run of the study has in common, the budget of training and the tasks too. Its arm and its seed do not
     * count, nor does the setting that is swept.
     */
    base: ExperimentConfig.default(defaultConfig),
    arms: once(ExperimentConfig.shape.trainOn.unwrap(), 'An', 'arm'),
    seeds: once(seedValue, 'A', 'seed'),
    /** null: every arm and seed is one run. */
    sweep: Sweep.nullable().default(null),
  })
  .superRefine((study, context) => {
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (study.base.data.training !== null)
      refuse(
        'base',
        `The arms of a study say what is trained on, got training data of your own (${study.base.data.training}). Leave it out, or make single experiments.`,
      );
    // A sweep that is refused has no cells.
    if (study.sweep && !Sweep.safeParse(study.sweep).success) return;
    const obstacle = cellsOf(study)
      .map(({ config }) => whyNotShuffled(config))
      .find((why) => why !== null);
    if (obstacle) refuse('arms', obstacle);
  });
export type Study = z.infer<typeof Study>;

/** One run of a study. */
export interface Cell {
  /** The name of its files, such as `direction+distance-seed2`, or `all-place0.4-seed2`. */
  readonly key: string;
  readonly arm: string;
  /** Of the setting that is swept; null if none is. */
  readonly value: number | null;
  readonly seed: number;
  readonly config: ExperimentConfig;
}

/** The runs of a study, seed by seed: what is made of a seed once serves all its arms. */
export function cellsOf({ base, arms, seeds, sweep }: Study): Cell[] {
  const swept = sweep && sweptOption(sweep.setting);
  return seeds.flatMap((seed) =>
    (sweep?.values ?? [null]).flatMap((value) =>
      arms.map((trainOn): Cell => {
        const arm = armName(trainOn);
        const at = swept && value !== null ? withValue(base, swept, value) : base;
        const name = swept ? `${arm}-${swept.key}${value}` : arm;
        return { key: `${name}-seed${seed}`, arm, value, seed, config: { ...at, seed, trainOn } };
      }),
    ),
  );
}

const single = capabilities.map((skill): Arm => [skill]);
const pairs = capabilities.map((left) => capabilities.filter((skill) => skill !== left)).reverse();

/** What a ready-made study is made of. The question that it asks is among the words (src/words/english/study.tsx). */
export interface ReadyStudy {
  readonly arms: readonly Arm[];
  readonly seeds: readonly number[];
  readonly sweep: Sweep | null;
}

/** Studies by name: the arms, seeds and values that answer what each asks. */
export const readyStudies = {
  which: {
    arms: [[], ...single, capabilities],
    seeds: [1, 2, 3],
    sweep: null,
  },
  luck: {
    arms: [[], capabilities],
    seeds: [1, 2, 3, 4, 5],
    sweep: null,
  },
  factorial: {
    arms: [[], ...single, ...pairs, capabilities, 'composite', 'shuffled'],
    seeds: [1, 2, 3],
    sweep: null,
  },
  seen: {
    arms: [[], capabilities],
    seeds: [1, 2, 3],
    sweep: { setting: 'place', values: [0, 0.2, 0.4, 0.6, 0.8, 1] },
  },
} as const satisfies Readonly<Record<string, ReadyStudy>>;

/** The name of a ready-made study. */
export type ReadyName = keyof typeof readyStudies;

/** A ready-made study of an experiment. Throws if that experiment cannot be repeated with its arms. */
export function readyStudy(name: ReadyName, base: ExperimentConfig): Study {
  return Study.parse({ base, ...readyStudies[name] });
}
