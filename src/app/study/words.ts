/** What arms, runs of a study and studies are called on the page. Not here: the finding (src/study/study-finding.ts). */
import { defaultConfig } from '../../experiment/config.ts';
import { optionOf } from '../../experiment/option.ts';
import { valuesTextOf } from '../../study/factors-text.ts';
import { armName, type Cell, type ReadyName, readArm, readyStudies, type Study } from '../../study/study.ts';
import { words } from '../../words/words.ts';
import { taskName } from '../figures/task.ts';
import { changedTexts } from '../runs/state.ts';
import { numberText } from '../ui/format.ts';
import type { Factors } from './draft.ts';

/** An arm in as few words as a figure has room for: `nothing`, `all skills`, `direction + distance`. */
export function armText(name: string): string {
  const arm = readArm(name);
  const { arms } = words.value.study;
  if (arm === null) return name;
  if (typeof arm === 'string') return arms[arm];
  if (arm.length === 0) return arms.none;
  return name === 'all' ? arms.all : arm.map(taskName).join(' + ');
}

/** What the setting of a sweep is called. */
export const settingText = (setting: string): string => optionOf(setting).label;

/** A run of a study: `all skills, strength of place 0.4, seed 2`. */
export const cellText = ({ arm, value, seed }: Cell, { sweep }: Study): string =>
  [
    armText(arm),
    ...(sweep && value !== null ? [sweptText(sweep.setting, [value])] : []),
    words.value.study.seed(seed),
  ].join(', ');

const sweptText = (setting: string, values: readonly number[]): string =>
  words.value.study.setTo(settingText(setting), valuesTextOf(values, words.value));

/** A value of a sweep. */
export const valueText = (value: number): string => numberText(String(value));

/** The name of the ready-made study with these factors; null if there is none. */
export function readyNameOf({ arms, seeds, sweep }: Factors): ReadyName | null {
  const textOf = (factors: { arms: readonly unknown[]; seeds: readonly unknown[]; sweep: unknown }) =>
    JSON.stringify([factors.arms, factors.seeds, factors.sweep]);
  const names = Object.keys(readyStudies) as ReadyName[];
  return names.find((name) => textOf(readyStudies[name]) === textOf({ arms, seeds, sweep })) ?? null;
}

/** A study's name: its question, or its arms; then what is not the default. */
export function studyName({ base, ...factors }: Study): string {
  const ready = readyNameOf(factors);
  const { arms, seeds, sweep } = factors;
  const say = words.value.study;
  const what = ready
    ? [say.ready[ready]]
    : [
        arms.length > 4 ? say.armCount(arms.length) : arms.map((arm) => armText(armName(arm))).join(', '),
        ...(sweep ? [sweptText(sweep.setting, sweep.values)] : []),
        say.seedCount(seeds.length),
      ];
  return [...what, ...changedTexts({ ...base, seed: defaultConfig.seed })].join(' · ');
}
