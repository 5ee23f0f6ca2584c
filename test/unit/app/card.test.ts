/** The card of the embedded model: that the page which shows it can read all of it. Not here: whether it is true. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Block, blocksOf, type Inline } from '../../../src/app/card/markdown.ts';

const card = blocksOf(readFileSync('models/sparkle-tiny/README.md', 'utf8'));
const piecesOf = (block: Block): readonly Inline[] => {
  switch (block.kind) {
    case 'heading':
      return [{ kind: 'text', text: block.text }];
    case 'paragraph':
      return block.text;
    case 'list':
      return block.items.flat();
    case 'table':
      return [...block.head.flat(), ...block.rows.flat(2)];
  }
};

test('every mark of the card is known: none is left in its text, and no link leads into the repository', () => {
  const pieces = card.flatMap(piecesOf);
  const plain = pieces.filter(({ kind }) => kind !== 'code');
  expect(plain.filter(({ text }) => /[`|]|\*\*|^ *(#|- |\d+\. )|\]\(|\b_|_\b/.test(text))).toEqual([]);
  for (const piece of pieces) if (piece.kind === 'link') expect(piece.href).toMatch(/^https:/);
});

test('every table has as many cells in each row as columns', () => {
  const tables = card.filter((block) => block.kind === 'table');
  expect(tables.length).toBeGreaterThan(3);
  for (const { head, rows, areNumbers } of tables)
    for (const row of head.length > 0 ? [head, ...rows] : rows) expect(row).toHaveLength(areNumbers.length);
});

test('what a block becomes', () => {
  const text =
    '# A `b`\n\nOne **two**\n[three](https://a.b)\n\n1. x\n2. y\n\n| | n |\n| - | -: |\n| p | `q` |';
  expect(blocksOf(text)).toEqual([
    { kind: 'heading', level: 1, text: 'A `b`' },
    {
      kind: 'paragraph',
      text: [
        { kind: 'text', text: 'One ' },
        { kind: 'strong', text: 'two' },
        { kind: 'text', text: ' ' },
        { kind: 'link', text: 'three', href: 'https://a.b' },
      ],
    },
    { kind: 'list', isOrdered: true, items: [[{ kind: 'text', text: 'x' }], [{ kind: 'text', text: 'y' }]] },
    {
      kind: 'table',
      head: [[], [{ kind: 'text', text: 'n' }]],
      rows: [[[{ kind: 'text', text: 'p' }], [{ kind: 'code', text: 'q' }]]],
      areNumbers: [false, true],
    },
  ]);
});
