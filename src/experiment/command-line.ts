/**
 * An experiment as a command: the flags of its settings, and the line that repeats it. Not here: reading a command line
 * (src/headless/experiment-options.ts).
 */
import { type ExperimentConfig, folderPrefix, type MeasuredAdapter } from './config.ts';
import { changedOptions, type Option, textOf } from './option.ts';

/** The flag of a setting: `learningRate` is --learning-rate; what is trained on is --train. */
export const flagOf = ({ key }: Option): string =>
  key === 'trainOn' ? '--train' : `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/**
 * The flags of every setting that is not as it starts, with their values as a shell takes them. What has an id on the page
 * only has that in place of a path: imported data have theirs, an adapter the name of the file as the page saves it, the
 * files of a base model the name of their folder.
 */
export function settingsText(config: ExperimentConfig, leftOut: readonly string[] = []): string {
  const changed = changedOptions(config).filter(({ key }) => !leftOut.includes(key));
  // The arm of a measured adapter is none, which is what --adapter means.
  const parts = changed
    .filter(({ key }) => key !== 'model' && (key !== 'trainOn' || !config.adapter))
    .map((option) => `${flagOf(option)} ${shellText(textOf(config, option))}`);
  return [...modelParts(config.model), ...parts, ...adapterParts(config.adapter)].join(' ');
}

/** The command that repeats an experiment. */
export const commandOf = (config: ExperimentConfig): string =>
  ['npm run experiment --', settingsText(config)].filter(Boolean).join(' ');

/** The embedded model needs no flag; the files of every other are in a folder. */
function modelParts(id: string): string[] {
  if (id.startsWith(folderPrefix)) return [`--model-folder ${shellText(id.slice(folderPrefix.length))}`];
  if (!id.includes('/')) return [];
  return [`--model ${shellText(id)} --model-folder ${shellText(id.slice(id.lastIndexOf('/') + 1))}`];
}

const adapterParts = (adapter: MeasuredAdapter | null): string[] =>
  adapter ? [`--adapter ${shellText(adapter.file)}`] : [];

/** A word as a POSIX shell takes it: in quotation marks if a letter in it could mean something. */
export const shellText = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
