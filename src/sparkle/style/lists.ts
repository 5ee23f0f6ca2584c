/**
 * Finds lists of moves, nodes or names in plain English: in brackets, in sentences, or as numbered lines. Works on
 * tidied text. Not here: which list is the answer (reading.ts).
 */

/** How an entry of a numbered list may be worded: 'Start at the red object', 'Move up'. */
const entryStart = '(?:(?:the|go|move|visit|start|end|then|to|at|in|node)\\s+|(?:start|end)\\s*:\\s*)*';
const entryEnd = '(?:\\s+(?:object|disc|circle|node))?(?:\\s*\\((?:the )?(?:start|end|goal)\\))?';

/**
 * The text with numbered lines of one word each as a list in brackets: '1. N5', '2. N2' as '[n5, n2]'. Numbers run
 * from 1; if one of the lines says more ('Up twice'), all stay as they are.
 */
export function withNumberedLists(tidied: string, wordPattern: string): string {
  const entry = new RegExp(`^${entryStart}["']?(${wordPattern})["']?${entryEnd}\\s*[.,;]?\\s*$`);
  const lines: string[] = [];
  let run: { readonly line: string; readonly word: string | undefined }[] = [];
  const endRun = () => {
    const words = run.flatMap(({ word }) => word ?? []);
    if (run.length > 1 && words.length === run.length) lines.push(`[${words.join(', ')}]`);
    else lines.push(...run.map(({ line }) => line));
    run = [];
  };
  for (const line of tidied.split('\n').filter((line) => line.trim() !== '')) {
    const [, number, text = ''] = /^\s*(\d{1,3})[.)]\s*(.*)$/.exec(line) ?? [];
    if (Number(number) !== run.length + 1) endRun();
    if (Number(number) === run.length + 1) run.push({ line, word: entry.exec(text)?.[1] });
    else lines.push(line);
  }
  endRun();
  return lines.join('\n');
}

/** What may stand between a denial and the list it denies. */
const between =
  '(?:\\s+(?:be|to|take|go|move|visit|the|a|as|by|route|path|list|order|moves|right|correct|answer))*';
const deniedBefore = new RegExp(
  `(?:\\b(?:not|nor|neither|never|cannot|except|rather than|instead of)|n't)${between}[\\s:"']*$`,
);
const deniedAfter = /^["'\s]*(?:is|are|was)(?:\s+not\b|n't)/;

/**
 * The different lists of a kind of word: in brackets, with or without quotes; where there are no brackets, words one
 * after the other, joined by commas, arrows, 'then', 'to' or 'and'. null stands for a list that is denied right before it
 * ('not [', 'instead of [') or right after it ('] is not'). A denial elsewhere is part of the way ('without turning back').
 */
export function listsIn(statement: string, wordPattern: string): (string[] | null)[] {
  const word = new RegExp(wordPattern, 'g');
  const isWord = new RegExp(`^\\s*["']?\\s*(?:the\\s+)?(?:${wordPattern})\\s*["']?\\s*$`);
  const separator = `(?:[\\s,>→=–—-]|\\b(?:and|then|to|finally|the)\\b)+`;
  const brackets = [...statement.matchAll(/\[([^[\]]*)\]/g)];
  const found =
    brackets.length > 0
      ? brackets.filter((match) =>
          match[1]!
            .replace(/,\s*$/, '')
            .split(',')
            .every((each) => isWord.test(each)),
        )
      : [...statement.matchAll(new RegExp(`(?:${wordPattern})(?:${separator}(?:${wordPattern}))+`, 'g'))];
  const isDenied = ({ 0: list, index }: RegExpExecArray) =>
    deniedBefore.test(statement.slice(0, index)) || deniedAfter.test(statement.slice(index + list.length));
  const kept = found.filter((match) => !isDenied(match)).map(([list]) => list.match(word) ?? []);
  const spelled = new Map(kept.map((list) => [list.join(' '), list]));
  return found.length > 0 && kept.length === 0 ? [null] : [...spelled.values()];
}
