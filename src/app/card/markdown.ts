/**
 * The part of Markdown that the card of the embedded model is written in, as data: headings, paragraphs, lists, tables; in
 * them code, strong words and links. Not here: other Markdown (a test holds the card to this), the page (card.tsx).
 */

/** A piece of a line. */
export type Inline =
  | { readonly kind: 'text' | 'code' | 'strong'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

/** A part of the text, from one empty line to the next. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: readonly Inline[] }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: readonly (readonly Inline[])[] }
  | {
      readonly kind: 'table';
      /** Empty if the table has no names of columns. */
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
      /** Whether a column is of numbers, aligned to the right. */
      readonly areNumbers: readonly boolean[];
    };

const marks = /(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]+\))/;

/** A line in its pieces. */
function inline(line: string): Inline[] {
  return line
    .split(marks)
    .filter(Boolean)
    .map((piece): Inline => {
      const [, name, href] = /^\[(.+)\]\((.+)\)$/.exec(piece) ?? [];
      if (name && href) return { kind: 'link', text: name, href };
      if (/^`.+`$/.test(piece)) return { kind: 'code', text: piece.slice(1, -1) };
      if (/^\*\*.+\*\*$/.test(piece)) return { kind: 'strong', text: piece.slice(2, -2) };
      return { kind: 'text', text: piece };
    });
}

/** The cells of a row, between its outer bars. */
const cellsOf = (row: string): string[] =>
  row
    .trim()
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());

function table([head = '', rule = '', ...rows]: readonly string[]): Block {
  const names = cellsOf(head);
  return {
    kind: 'table',
    head: names.some(Boolean) ? names.map(inline) : [],
    rows: rows.map((row) => cellsOf(row).map(inline)),
    areNumbers: cellsOf(rule).map((cell) => cell.endsWith(':')),
  };
}

const bullet = /^(?:-|\d+\.) /;

function block(text: string): Block {
  const lines = text.split('\n');
  const [, hashes, title] = /^(##?) (.+)$/.exec(text) ?? [];
  if (hashes && title) return { kind: 'heading', level: hashes.length === 1 ? 1 : 2, text: title };
  if (lines.every((line) => line.startsWith('|'))) return table(lines);
  if (lines.every((line) => bullet.test(line)))
    return {
      kind: 'list',
      isOrdered: !text.startsWith('-'),
      items: lines.map((line) => inline(line.replace(bullet, ''))),
    };
  return { kind: 'paragraph', text: inline(lines.join(' ')) };
}

/** The parts of a text. */
export const blocksOf = (text: string): Block[] =>
  text
    .trim()
    .split(/\n{2,}/)
    .map(block);
