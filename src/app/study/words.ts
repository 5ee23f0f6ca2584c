/** What arms, runs of a study and studies are called on the page. Not here: the finding (src/study/study-finding.ts). */
import { defaultConfig } from '../../experiment/config.ts';
import { optionOf } from '../../experiment/option.ts';
import { armName, type Cell, readyStudies, type Study } from '../../study/study.ts';
import { changedTexts } from '../runs/state.ts';
import { countText } from '../ui/format.ts';
import type { Factors } from './draft.ts';

/** An arm in as few words as a figure has room for: `nothing`, `all skills`, `direction + distance`. */
export function armText(name: string): string {
  if (name === 'none') return 'nothing';
  if (name === 'all') return 'all skills';
  return name.replaceAll('+', ' + ');
}

/** What the setting of a sweep is called. */
export const settingText = (setting: string): string => optionOf(setting).label;

/** A run of a study: `all skills, strength of place 0.4, seed 2`. */
export const cellText = ({ arm, value, seed }: Cell, { sweep }: Study): string =>
  [
    armText(arm),
    ...(sweep && value !== null ? [`${settingText(sweep.setting).toLowerCase()} ${value}`] : []),
    `seed ${seed}`,
  ].join(', ');

/** The name of the ready-made study with these factors; null if there is none. */
export function readyNameOf({ arms, seeds, sweep }: Factors): keyof typeof readyStudies | null {
  const textOf = (factors: { arms: readonly unknown[]; seeds: readonly unknown[]; sweep: unknown }) =>
    JSON.stringify([factors.arms, factors.seeds, factors.sweep]);
  const names = Object.keys(readyStudies) as (keyof typeof readyStudies)[];
  return names.find((name) => textOf(readyStudies[name]) === textOf({ arms, seeds, sweep })) ?? null;
}

/** A study's name: its question, or its arms; then what is not the default. */
export function studyName({ base, ...factors }: Study): string {
  const ready = readyNameOf(factors);
  const { arms, seeds, sweep } = factors;
  const what = ready
    ? [readyStudies[ready].label]
    : [
        arms.length > 4 ? countText(arms.length, 'arm') : arms.map((arm) => armText(armName(arm))).join(', '),
        ...(sweep ? [`${settingText(sweep.setting).toLowerCase()} ${sweep.values.join(', ')}`] : []),
        countText(seeds.length, 'seed'),
      ];
  return [...what, ...changedTexts({ ...base, seed: defaultConfig.seed })].join(' · ');
}
