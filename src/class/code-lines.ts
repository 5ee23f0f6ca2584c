/**
 * Class codes as a teacher pastes them: one a line, each with a name before it or after it. Not here: the code itself
 * (class-code.ts).
 */
import { messageOf } from '../../models/message-of.ts';
import type { Words } from '../words/english.ts';
import { inWords } from '../words/thrown.ts';
import { readClassCode } from './class-code.ts';
import type { ClassResult } from './result.ts';

/** A line that could be read. */
interface NamedResult {
  /** As it was typed; empty if there is none. */
  readonly name: string;
  readonly result: ClassResult;
}

/** The longest name. */
export const nameLengthMax = 60;

/** A name on one line, without spaces at its ends, and not too long. */
export const asName = (text: string): string =>
  [...text.replaceAll(/\s+/g, ' ').trim()].slice(0, nameLengthMax).join('');

/** Reads all lines but empty ones. `refused` are the lines that are no codes, `problems` says why, with their numbers. */
export function readCodeLines(
  text: string,
  say: Words['classroom'],
): {
  readonly results: readonly NamedResult[];
  readonly problems: readonly string[];
  readonly refused: readonly string[];
} {
  const results: NamedResult[] = [];
  const problems: string[] = [];
  const refused: string[] = [];
  for (const [i, line] of text.split(/\r\n|[\n\r]/).entries()) {
    if (line.trim() === '') continue;
    const { name, code } = partsOf(line);
    try {
      results.push({ name, result: readClassCode(code) });
    } catch (error) {
      problems.push(say.line(i + 1, name, inWords(messageOf(error))));
      refused.push(line);
    }
  }
  return { results, problems, refused };
}

/** The name and the code in a line. A cell of a table ends at a tab, a comma or a semicolon. */
function partsOf(line: string): { name: string; code: string } {
  const start = /(?<![\p{L}\p{N}])S[L1I]\s?\d+\s?\p{Pd}/iu.exec(line);
  if (!start) return { name: '', code: line };
  const [code = '', ...after] = line.slice(start.index).split(/[\t,;:"()]/);
  const before = line.slice(0, start.index);
  const bare = (part: string) => part.replaceAll(/^[\s,;:"()\p{Pd}]+|[\s,;:"()\p{Pd}]+$/gu, '');
  return { name: asName(bare(before) || bare(after.join(' '))), code };
}
