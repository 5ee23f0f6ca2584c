/**
 * The share link of a study: `#study=1&arms=none,direction+distance&seeds=1,2,3&sweep=place:0,0.5,1&v=2&steps=40`. The key
 * `study` says its version and tells it from the link of an experiment; from `v` on it is the link of the experiment that
 * is repeated (src/experiment/link.ts), without its arm and seed. Not here: the address bar.
 */
import { defaultConfig } from '../experiment/config.ts';
import { readLink, versionOnly, writeLink } from '../experiment/link.ts';
import { armName, readArm, Study } from './study.ts';

const versionKey = 'study';
const latestVersion = '1';
const ownKeys = [versionKey, 'arms', 'seeds', 'sweep'];

/** Whether a fragment, with or without `#`, is the link of a study. */
export const isStudyLink = (fragment: string): boolean =>
  new URLSearchParams(fragment.replace(/^#/, '')).has(versionKey);

/** The fragment without `#`. */
export function writeStudyLink({ base, arms, seeds, sweep }: Study): string {
  const { trainOn, seed } = defaultConfig;
  return [
    `${versionKey}=${latestVersion}`,
    `arms=${arms.map(armName).join(',')}`,
    `seeds=${seeds.join(',')}`,
    ...(sweep ? [`sweep=${sweep.setting}:${sweep.values.join(',')}`] : []),
    writeLink({ ...base, trainOn, seed }) || versionOnly,
  ].join('&');
}

/**
 * Reads the link of a study, with or without `#`. Never throws: a setting of the experiment that is unknown or has no
 * valid value keeps its default, which `problems` says in plain words. `study` is null if its arms, seeds or sweep are not
 * those of a study; then `problems` says why.
 */
export function readStudyLink(fragment: string): { study: Study | null; problems: string[] } {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ''));
  const own = new Map(ownKeys.map((key) => [key, parameters.get(key)]));
  for (const key of ownKeys) parameters.delete(key);
  const { config: base, problems } = readLink(parameters.toString());
  const version = own.get(versionKey);
  if (version !== latestVersion)
    problems.unshift(
      `The link is of a study of version "${version}"; this lab reads version ${latestVersion}. Check the study, or open the link in the lab that made it.`,
    );
  // A plus sign is a space to whoever reads parameters.
  const armNames = partsOf(own.get('arms')).map((name) => name.replaceAll(' ', '+'));
  const unknown = armNames.filter((name) => readArm(name) === null);
  if (unknown.length > 0)
    return {
      study: null,
      problems: [
        ...problems,
        `In the link, expected arms of a study (all, none, composite, shuffled, or basic skills with + between them), got ${unknown.map((name) => `"${name}"`).join(', ')}. Correct the link, or choose in the form.`,
      ],
    };
  const { data: study = null, error } = Study.safeParse({
    base,
    arms: armNames.map(readArm),
    seeds: partsOf(own.get('seeds')).map(numberOf),
    sweep: readSweep(own.get('sweep')),
  });
  return {
    study,
    problems: [...problems, ...(error?.issues ?? []).map(({ message }) => `In the link: ${message}`)],
  };
}

const partsOf = (text: string | null | undefined): string[] => text?.split(',').filter(Boolean) ?? [];

/** NaN for what is no number: the study refuses it. */
const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));

/** `place:0,0.5,1` as a sweep; null if there is none. What is wrong in it, the study refuses. */
export function readSweep(text: string | null | undefined): { setting: string; values: number[] } | null {
  if (!text) return null;
  const [setting = '', values = ''] = text.split(/[:=]/);
  return { setting, values: partsOf(values).map(numberOf) };
}
