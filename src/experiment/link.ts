/**
 * The share link: an experiment as the fragment of an address, `#v=2&trainOn=direction,distance&steps=40`. Only settings
 * that are not as they start are written, and the version of the link, which says how they start; the empty fragment is
 * the lab's default experiment. Not here: the address bar (src/app/setup/state.ts).
 *
 * Versions: 1 (written without `v`) had one learning rate for all base models; since 2 each has its own.
 */
import { words } from '../words/words.ts';
import { defaultConfig, defaultsOf, type ExperimentConfig } from './config.ts';
import { changedOptions, type Option, optionOf, options, readOption, textOf, withValue } from './option.ts';

const versionKey = 'v';
const latestVersion = '2';

/** The fragment that says the version, and no setting. */
export const versionOnly = `${versionKey}=${latestVersion}`;

/** The learning rate that links of version 1 left out. */
const firstLearningRate = 4e-3;

/** The fragment without `#`; empty for the defaults. */
export function writeLink(config: ExperimentConfig): string {
  const settings = changedOptions(config).map(
    (option) =>
      `${option.key}=${encodeURIComponent(textOf(config, option)).replaceAll(/%(?:2C|2F|3A|40)/g, decodeURIComponent)}`,
  );
  return settings.length === 0 ? '' : [versionOnly, ...settings].join('&');
}

/**
 * Reads a fragment, with or without `#`. Never throws: a setting that is unknown or has no valid value keeps
 * its default, and a plain message in `problems` says so, in the language that is spoken.
 */
export function readLink(fragment: string): { config: ExperimentConfig; problems: string[] } {
  const { link } = words.value.setup;
  const problems: string[] = [];
  const parameters = new URLSearchParams(fragment.replace(/^#/, ''));
  const keys = new Set(parameters.keys());
  const textFor = (key: string) => parameters.getAll(key).at(-1) ?? '';
  const version = keys.size === 0 ? latestVersion : keys.has(versionKey) ? textFor(versionKey) : '1';
  if (version !== '1' && version !== latestVersion) problems.push(link.version(version, latestVersion));
  const start = startOf(version, keys.has('model') ? textFor('model') : null);
  let config = start;
  for (const key of keys) {
    if (key === versionKey) continue;
    const option = options.find((each) => each.key === key);
    if (!option) {
      const keys = options.map((each) => each.key);
      problems.push(link.unknown(key, keys));
      continue;
    }
    const reading = readOption(option, textFor(key));
    if ('value' in reading) config = withValue(config, option, reading.value);
    else problems.push(link.wrong(reading.problem, standardOf(option, start)));
  }
  return { config, problems };
}

/** The standard text of a setting as people read it. */
const standardOf = (option: Option, start: ExperimentConfig): string =>
  option.kind === 'number' ? words.value.format.number(textOf(start, option)) : textOf(start, option);

/** What a link leaves out, by its version and the base model that it names; that of a name that nobody knows is the default. */
function startOf(version: string, named: string | null): ExperimentConfig {
  const reading = named === null ? null : readOption(optionOf('model'), named);
  const start = reading && 'value' in reading ? defaultsOf(String(reading.value)) : defaultConfig;
  if (version !== '1') return start;
  return { ...start, training: { ...start.training, learningRate: firstLearningRate } };
}
