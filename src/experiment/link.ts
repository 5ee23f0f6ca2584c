/**
 * The share link: an experiment as the fragment of an address, `#trainOn=direction,distance&steps=40`. Only
 * settings that differ from the defaults are written. Not here: the address bar (src/app/setup/state.ts).
 */
import { defaultConfig, type ExperimentConfig } from './config.ts';
import { defaultText, options, readOption, textOf, withValue } from './option.ts';

/** The fragment without `#`; empty for the defaults. */
export function writeLink(config: ExperimentConfig): string {
  return options
    .filter((option) => textOf(config, option) !== defaultText(option))
    .map(
      (option) =>
        `${option.key}=${encodeURIComponent(textOf(config, option)).replaceAll(/%(?:2C|2F|3A|40)/g, decodeURIComponent)}`,
    )
    .join('&');
}

/**
 * Reads a fragment, with or without `#`. Never throws: a setting that is unknown or has no valid value keeps
 * its default, and a plain message in `problems` says so.
 */
export function readLink(fragment: string): { config: ExperimentConfig; problems: string[] } {
  let config = defaultConfig;
  const problems: string[] = [];
  const parameters = new URLSearchParams(fragment.replace(/^#/, ''));
  for (const key of new Set(parameters.keys())) {
    const option = options.find((each) => each.key === key);
    if (!option) {
      problems.push(
        `The link has a setting "${key}" that this lab does not know; it was left out. Settings are ${options.map((each) => each.key).join(', ')}: correct the link, or choose in the form.`,
      );
      continue;
    }
    const reading = readOption(option, parameters.getAll(key).at(-1) ?? '');
    if ('value' in reading) config = withValue(config, option, reading.value);
    else problems.push(`In the link, ${reading.problem} The default, ${defaultText(option)}, is used.`);
  }
  return { config, problems };
}
