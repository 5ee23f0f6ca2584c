/**
 * The settings of a schema as a flat list: what a form shows, the link writes and a message names. Those of an
 * experiment are `options`. Not here: the settings themselves (config.ts, models/config.ts), the link (link.ts).
 */
import { z } from 'zod';
import { capabilities, taskNames } from '../sparkle/task/task-name.ts';
import { arms, readArmName } from './arms.ts';
import { defaultConfig, defaultsOf, ExperimentConfig, folderPrefix, namedModels } from './config.ts';

/**
 * One setting. `key` is its own name (`learningRate`), or another one from the schema if that is not unique; `path`
 * is its position in the config.
 */
export interface Option {
  readonly key: string;
  readonly path: readonly string[];
  readonly label: string;
  readonly help: string;
  readonly kind: 'integer' | 'number' | 'choice' | 'switch' | 'list' | 'tasks' | 'arm' | 'dataset' | 'model';
  /** The values of a choice or list, yes and no of a switch; empty for other kinds. */
  readonly choices: readonly string[];
  /** What is expected, to follow the word "expected": "a whole number from 0 to 5000". */
  readonly expected: string;
  readonly schema: z.ZodType;
}

/** The result of reading a setting from text: its value, or what is wrong with it, in plain words. */
export type Reading = { readonly value: unknown } | { readonly problem: string };

/** All settings of a schema that a person may change, in its order: those with a label. */
export const optionsOf = (schema: z.ZodObject): Option[] => collect(schema, []);

/** All settings of an experiment. */
export const options: readonly Option[] = optionsOf(ExperimentConfig);

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
  return {
    problem: `${option.label}: expected ${option.expected}, got ${text.trim() ? `"${text.trim()}"` : 'nothing'}.`,
  };
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

function collect(schema: z.ZodObject, path: readonly string[]): Option[] {
  return Object.entries(schema.shape).flatMap(([key, field]) => {
    const inner = unwrap(field as z.ZodType);
    const here = [...path, key];
    if (inner instanceof z.ZodObject) return collect(inner, here);
    const { key: given, label, help } = metadata(field as z.ZodType);
    const kind = kindOf(inner);
    if (!label || !kind) return [];
    const choices = choicesOf(inner);
    // `safeParse` of the inner schema: an empty field is an error, it does not mean the default.
    return [
      {
        key: given ?? key,
        path: here,
        label,
        help: help ?? '',
        kind,
        choices,
        expected: expectation(kind, inner, choices),
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

function metadata(schema: z.ZodType): { key?: string; label?: string; help?: string } {
  const { key, label, help } = schema.meta() ?? {};
  return {
    ...(typeof key === 'string' && { key }),
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
  if (kind === 'choice' || kind === 'switch') return `one of ${choices.join(', ')}`;
  if (kind === 'list') return `${choices.join(', ')} with commas between them`;
  if (kind === 'tasks') return `tasks with commas between them: ${taskNames}`;
  if (kind === 'arm')
    return `${capabilities.join(', ')} with commas between them${arms.map(({ name }) => `, or ${name}`).join('')}`;
  if (kind === 'dataset') return 'none or the id of an imported dataset, up to 200 characters';
  if (kind === 'model') return `${namedModels.join(', ')}, or ${folderPrefix} and the name of a folder`;
  const { minValue: min, maxValue: max } = schema as z.ZodNumber;
  const isMinAllowed = min !== null && schema.safeParse(min).success;
  return `a ${kind === 'integer' ? 'whole number' : 'number'} ${isMinAllowed ? `from ${min}` : `above ${min}`} to ${max}`;
}
