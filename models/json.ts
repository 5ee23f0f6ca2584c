/**
 * Reads JSON files that others wrote, and says in plain words what is wrong with one: the true reason, and what to do.
 * Not here: what a file must hold (config.ts, image-processor.ts, small-files.ts, adapter/peft.ts).
 */
import type { z } from 'zod';

/** What was read, or one or more sentences that say what was expected, what came, and what to do. */
export type Read<T> = { readonly value: T } | { readonly problem: string };

/** The value in a JSON text. */
export function readJson(text: string): Read<unknown> {
  // Editors on Windows begin a file with a mark for its encoding.
  const json = text.replace(/^\uFEFF/, '');
  try {
    return { value: JSON.parse(json) };
  } catch {
    return { problem: `expected JSON, got ${whyNoJson(json)}` };
  }
}

/**
 * The value in a JSON text, checked and completed by a schema; `what` names what the file should hold, `advice` is a
 * sentence that says what to do if it does not.
 */
export function readAs<T>(schema: z.ZodType<T>, text: string, what: string, advice: string): Read<T> {
  const read = readJson(text);
  return 'problem' in read ? read : checked(schema, read.value, what, advice);
}

/** A value, checked and completed by a schema; `what` and `advice` as for readAs. */
export function checked<T>(schema: z.ZodType<T>, value: unknown, what: string, advice: string): Read<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data };
  const { issues } = parsed.error;
  const said = issues.slice(0, mostIssues).map((issue) => issueText(issue, value));
  const more = issues.length > mostIssues ? `; and ${issues.length - mostIssues} more` : '';
  return { problem: `expected ${what}; ${said.join('; ')}${more}. ${advice}` };
}

const mostIssues = 5;

/** Whether a value is a JSON object. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a path of keys; undefined if there is none. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at;
}

// ---- Text that is no JSON --------------------------------------------------------------------------------------

/** What came in place of JSON, and what to do. */
function whyNoJson(text: string): string {
  if (text.trim() === '') return 'an empty file. Get it again.';
  if (text.startsWith('version https://git-lfs'))
    return 'a pointer of Git LFS in place of the file. Fetch the file itself, with "git lfs pull".';
  if (/^\s*</.test(text))
    return `a web page (beginning with "${text.trim().slice(0, 24)}") in place of the file. Get the file itself.`;
  const bare = withoutStrings(text);
  const number = /-?\b(?:Infinity|NaN)\b/.exec(bare);
  if (number)
    return `the number ${number[0]} in line ${lineOf(bare, number.index)}, which Python writes but JSON does not have. Put null or a plain number there.`;
  const word = /\b(?:True|False|None)\b/.exec(bare);
  if (word)
    return `Python's word ${word[0]} in line ${lineOf(bare, word.index)}. Save the file with json.dump: JSON has true, false and null.`;
  const comment = /\/[/*]|(?:^|\n)\s*#/.exec(bare);
  if (comment)
    return `a comment in line ${lineOf(bare, comment.index)}, which JSON does not have. Remove it.`;
  const comma = /,\s*[}\]]/.exec(bare);
  if (comma)
    return `a comma before a closing bracket in line ${lineOf(bare, comma.index)}, which JSON does not have. Remove it.`;
  if (/^\s*[{[]/.test(bare) && isCutOff(bare))
    return `a beginning of ${text.length} characters without its end. The file is cut off: get it again.`;
  // A file of zeros, or of another format, has letters that cannot be shown.
  const start = text.slice(0, 24).replace(/[^\x20-\x7e]/g, '.');
  return `${text.length} characters beginning with "${start}". The file is damaged or is something else: get it again.`;
}

/** The text with the letters of its strings blanked; places and lines stay. A string without an end stays open. */
const withoutStrings = (text: string): string =>
  text.replace(/"(?:[^"\\]|\\[\s\S])*("|$)/g, (string, end: string) =>
    end === '"' ? `"${string.slice(1, -1).replace(/[^\n]/g, ' ')}"` : string.replace(/[^\n]/g, '"'),
  );

const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length;

const countOf = (text: string, letters: RegExp): number => text.match(letters)?.length ?? 0;

const isCutOff = (bare: string): boolean =>
  countOf(bare, /"/g) % 2 === 1 || countOf(bare, /[{[]/g) > countOf(bare, /[}\]]/g);

// ---- Values that are not what the file must hold ---------------------------------------------------------------

const kinds: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  tuple: 'a list',
};

/** One problem: where, what was expected, what came. */
function issueText(issue: z.core.$ZodIssue, value: unknown): string {
  const where = issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  const came = valueAt(value, issue.path);
  const got = came === undefined ? 'nothing' : JSON.stringify(came).slice(0, 60);
  if (issue.code !== 'custom') return `${where}expected ${expectedBy(issue)}, got ${got}`;
  // Those about several values, and those that are sentences, say themselves what came.
  if (issue.message.endsWith('.')) return `${where}${issue.message.slice(0, -1)}`;
  return `${where}${issue.message}${issue.message.includes(', got ') ? '' : `, got ${got}`}`;
}

function expectedBy(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return kinds[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return issue.values.map((each) => JSON.stringify(each)).join(' or ');
  if (issue.code === 'too_small') {
    const least = issue.inclusive === false ? `more than ${issue.minimum}` : `${issue.minimum} or more`;
    return issue.origin === 'array' || issue.origin === 'string' ? `a length of ${least}` : least;
  }
  if (issue.code === 'too_big')
    return issue.inclusive === false ? `less than ${issue.maximum}` : `${issue.maximum} or less`;
  if (issue.code === 'invalid_union') return 'another kind of value';
  return 'something else';
}
