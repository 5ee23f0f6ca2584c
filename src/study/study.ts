/**
 * A study as one value: an experiment that is repeated with several arms and seeds, so that a claim has its controls and
 * does not rest on one training. Also studies that are ready-made. Not here: playing it (play.ts), what it shows
 * (study-report.ts).
 */
import { z } from 'zod';
import { type Arm, readArmName } from '../experiment/arms.ts';
import { defaultConfig, ExperimentConfig } from '../experiment/config.ts';
import { capabilities } from '../sparkle/task/task-name.ts';

/** All three basic skills, by one name. */
const allName = 'all';

/** An arm's name in commands, files and tables: `all`, `none`, `composite`, or skills with `+` between them. */
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

export const Study = z.strictObject({
  version: z.literal(1).default(1),
  /** What every run of the study has in common. Its arm and its seed do not count. */
  base: ExperimentConfig.default(defaultConfig),
  arms: once(ExperimentConfig.shape.trainOn.unwrap(), 'An', 'arm'),
  seeds: once(ExperimentConfig.shape.seed.unwrap(), 'A', 'seed'),
});
export type Study = z.infer<typeof Study>;

/** One run of a study. */
export interface Cell {
  /** The name of its files, such as `direction+distance-seed2`. */
  readonly key: string;
  readonly arm: string;
  readonly seed: number;
  readonly config: ExperimentConfig;
}

/** The runs of a study, seed by seed: what is made of a seed once serves all its arms. */
export const cellsOf = ({ base, arms, seeds }: Study): Cell[] =>
  seeds.flatMap((seed) =>
    arms.map((trainOn) => {
      const arm = armName(trainOn);
      return { key: `${arm}-seed${seed}`, arm, seed, config: { ...base, seed, trainOn } };
    }),
  );

const single = capabilities.map((skill): Arm => [skill]);

/** Studies by name: what each asks, and the arms and seeds that answer it. */
export const readyStudies: Readonly<
  Record<string, { readonly label: string; readonly arms: readonly Arm[]; readonly seeds: readonly number[] }>
> = {
  which: {
    label: 'Which skill carries it?',
    arms: [[], ...single, capabilities],
    seeds: [1, 2, 3],
  },
  luck: {
    label: 'Is it luck?',
    arms: [[], capabilities],
    seeds: [1, 2, 3, 4, 5],
  },
};
