/**
 * The settings of a schema as a flat list: what a form shows, the link writes and a message names. Those of an
 * experiment are `options`. Not here: the settings themselves (config.ts, models/config.ts), the link (link.ts).
 */
import { z } from 'zod';
import { sparkleTiny, usualLearningRate } from '../../models/registry.ts';
import { capabilities, taskNames } from '../sparkle/task/task-name.ts';
import type { SettingText } from '../words/english/settings.ts';
import { words } from '../words/words.ts';
import { arms, readArmName } from './arms.ts';
import { defaultConfig, defaultsOf, ExperimentConfig, folderPrefix, namedModels } from './config.ts';

/**
 * One setting. `key` is its own name (`learningRate`), or another one from the schema if that is not unique; `path`
 * is its position in the config. Its words are those of the language that is spoken when they are read.
 */
export interface Option {
  readonly key: string;
  readonly path: readonly string[];
  readonly label: string;
  readonly help: string;
  readonly kind: 'integer' | 'number' | 'choice' | 'switch' | 'list' | 'tasks' | 'arm' | 'dataset' | 'model';
  /** The values of a choice or list, yes and no of a switch; empty for other kinds. */
  readonly choices: readonly string[];
  /** What the page calls the choices; those without words of their own are not in it. */
  readonly choiceNames: Readonly<Record<string, string>>;
  /** What is expected, to follow the word "expected": "a whole number from 0 to 5000". */
  readonly expected: string;
  readonly schema: z.ZodType;
}

/** The result of reading a setting from text: its value, or what is wrong with it, in plain words. */
export type Reading = { readonly value: unknown } | { readonly problem: string };

/** What a setting is called, what it does, and what its choices are called, in the language that is spoken. */
type Named = Pick<Option, 'label' | 'help' | 'choiceNames'>;

/** All settings of a schema that a person may change, in its order: those with a label. */
export const optionsOf = (schema: z.ZodObject): Option[] =>
  collect(schema, [], (_, field) => () => metadata(field));

/** All settings of an experiment: those with words. */
export const options: readonly Option[] = collect(ExperimentConfig, [], (key) => () => wordsOf(key));

/** The words of a setting of an experiment; without a label if the tables have none. */
function wordsOf(key: string): Partial<Named> {
  const { format, setup } = words.value;
  const all: Readonly<Record<string, SettingText>> = setup.settings;
  const said = all[key];
  if (!said) return {};
  const rateOf = (model: string) => format.number(`${usualLearningRate(model)}`);
  const known = { model: sparkleTiny.name, rate: rateOf(sparkleTiny.id), otherRate: rateOf('') };
  return {
    label: said.label,
    help: typeof said.help === 'string' ? said.help : said.help(known),
    ...(said.choices && { choiceNames: said.choices }),
  };
}

/** The setting of that name. Throws for an unknown name. */
export function optionOf(key: string): Option {
  const option = options.find((each) => each.key === key);
  if (!option)
    throw new Error(
      `There is no setting "${key}". Settings are ${options.map((each) => each.key).join(', ')}.`,
    );
  return option;
}

/** The value of a setting in a config. */
function settingOf(config: object, option: Option): unknown {
  let value: unknown = config;
  for (const name of option.path) value = (value as Record<string, unknown>)[name];
  return value;
}

/** The config with one setting changed. The value must have passed `readOption`. */
export function withValue<T extends object>(config: T, option: Option, value: unknown): T {
  const put = (node: unknown, path: readonly string[]): unknown => {
    const [name, ...rest] = path;
    return name === undefined
      ? value
      : { ...(node as object), [name]: put((node as Record<string, unknown>)[name], rest) };
  };
  return put(config, option.path) as T;
}

/** A setting as text: numbers as they are, switches as yes or no, lists with commas, nothing as "none". */
export function textOf(config: object, option: Option): string {
  const value = settingOf(config, option);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(',');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value === null) return 'none';
  return String(value);
}

export const defaultText = (option: Option): string => textOf(defaultConfig, option);

/** The settings that are not as they start: the base model as the lab starts, all others as they start for that model. */
export const changedOptions = (config: ExperimentConfig): Option[] => {
  const start = { ...defaultsOf(config.model), model: defaultConfig.model };
  return options.filter((option) => textOf(config, option) !== textOf(start, option));
};

/** Reads a setting from text; the inverse of `textOf`. */
export function readOption(option: Option, text: string): Reading {
  const parsed = option.schema.safeParse(parse(option, text.trim()));
  if (parsed.success) return { value: parsed.data };
  return { problem: words.value.setup.wrong(option.label, option.expected, text.trim()) };
}

function parse(option: Option, text: string): unknown {
  const names = [...new Set(text.split(',').map((name) => name.trim()))];
  switch (option.kind) {
    case 'integer':
    case 'number':
      return text === '' ? undefined : Number(text);
    case 'choice':
    case 'model':
      return text;
    case 'switch':
      return text === 'yes' ? true : text === 'no' ? false : undefined;
    case 'list': {
      // In the schema's order, so that one choice is written in one way.
      const known = option.choices.filter((name) => names.includes(name));
      return known.length === names.length ? known : names;
    }
    case 'tasks':
      return names;
    case 'dataset':
      return text === 'none' ? null : text;
    case 'arm': {
      const named = readArmName(text);
      if (named) return named;
      // In the paper's order, so that one choice of skills is written in one way.
      const known = capabilities.filter((name) => names.includes(name));
      return known.length === names.length ? known : names;
    }
  }
}

/** `named`: gives the words of the setting with this key and schema, to be read each time. */
function collect(
  schema: z.ZodObject,
  path: readonly string[],
  named: (key: string, field: z.ZodType) => () => Partial<Named>,
): Option[] {
  return Object.entries(schema.shape).flatMap(([name, field]) => {
    const inner = unwrap(field as z.ZodType);
    const here = [...path, name];
    if (inner instanceof z.ZodObject) return collect(inner, here, named);
    const { key: given } = (field as z.ZodType).meta() ?? {};
    const key = typeof given === 'string' ? given : name;
    const read = named(key, field as z.ZodType);
    const kind = kindOf(inner);
    if (!read().label || !kind) return [];
    const choices = choicesOf(inner);
    return [
      {
        key,
        path: here,
        get label() {
          return read().label!;
        },
        get help() {
          return read().help ?? '';
        },
        kind,
        choices,
        get choiceNames() {
          const { yes, no } = words.value.setup;
          return { ...(kind === 'switch' && { yes, no }), ...read().choiceNames };
        },
        get expected() {
          return expectation(kind, inner, choices);
        },
        // The inner schema: an empty field is an error, it does not mean the default.
        schema: inner,
      },
    ];
  });
}

function choicesOf(schema: z.ZodType): string[] {
  if (schema instanceof z.ZodBoolean) return ['yes', 'no'];
  if (schema instanceof z.ZodArray) return choicesOf(schema.element as z.ZodType);
  return schema instanceof z.ZodEnum ? schema.options.map(String) : [];
}

function unwrap(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodDefault ? unwrap(schema.unwrap() as z.ZodType) : schema;
}

function metadata(schema: z.ZodType): Partial<Named> {
  const { label, help } = schema.meta() ?? {};
  return {
    ...(typeof label === 'string' && { label }),
    ...(typeof help === 'string' && { help }),
  };
}

/** null for a fixed value. */
function kindOf(schema: z.ZodType): Option['kind'] | null {
  if (schema instanceof z.ZodNumber) return schema.format === 'safeint' ? 'integer' : 'number';
  if (schema instanceof z.ZodEnum) return 'choice';
  if (schema instanceof z.ZodBoolean) return 'switch';
  if (schema instanceof z.ZodArray) return schema.element instanceof z.ZodEnum ? 'list' : 'tasks';
  if (schema instanceof z.ZodNullable && schema.unwrap() instanceof z.ZodString) return 'dataset';
  if (schema instanceof z.ZodUnion) return 'arm';
  if (schema instanceof z.ZodString) return 'model';
  return null;
}

function expectation(kind: Option['kind'], schema: z.ZodType, choices: readonly string[]): string {
  const { format, setup } = words.value;
  const { expected } = setup;
  if (kind === 'choice' || kind === 'switch') return expected.oneOf(choices);
  if (kind === 'list') return expected.list(choices);
  if (kind === 'tasks') return expected.tasks(taskNames);
  if (kind === 'arm')
    return expected.arm(
      capabilities,
      arms.map(({ name }) => name),
    );
  if (kind === 'dataset') return expected.dataset;
  if (kind === 'model') return expected.model(namedModels, folderPrefix);
  const { minValue: min, maxValue: max } = schema as z.ZodNumber;
  const range = [format.number(`${min}`), format.number(`${max}`)] as const;
  if (kind === 'integer') return expected.wholeFrom(...range);
  const isMinAllowed = min !== null && schema.safeParse(min).success;
  return isMinAllowed ? expected.numberFrom(...range) : expected.numberAbove(...range);
}
