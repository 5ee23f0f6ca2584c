/** The card of the embedded model as a page of its own, from the file that it is written in. Not here: its text. */
import { effect } from '@preact/signals';
import { render } from 'preact';
import text from '../../../models/sparkle-tiny/README.md?raw';
import '../page/page.css';
import './card.css';
import { words } from '../../words/words.ts';
import { followLanguage } from '../page/language.ts';
import { followTheme } from '../page/theme.ts';
import { type Block, blocksOf, type Inline } from './markdown.ts';

function Pieces({ of }: { readonly of: readonly Inline[] }) {
  return (
    <>
      {of.map((piece, i) => {
        if (piece.kind === 'link')
          return (
            <a key={i} href={piece.href}>
              {piece.text}
            </a>
          );
        if (piece.kind === 'text') return piece.text;
        return piece.kind === 'code' ? (
          <code key={i}>{piece.text}</code>
        ) : (
          <strong key={i}>{piece.text}</strong>
        );
      })}
    </>
  );
}

function BlockView({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case 'heading':
      return block.level === 1 ? <h1>{block.text}</h1> : <h2>{block.text}</h2>;
    case 'paragraph':
      return (
        <p>
          <Pieces of={block.text} />
        </p>
      );
    case 'list': {
      const items = block.items.map((item, i) => (
        <li key={i}>
          <Pieces of={item} />
        </li>
      ));
      return block.isOrdered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case 'table':
      return <TableView {...block} />;
  }
}

function TableView({ head, rows, areNumbers }: Extract<Block, { readonly kind: 'table' }>) {
  const kindOf = (column: number) => (areNumbers[column] ? 'number' : undefined);
  return (
    <div class="scroll">
      <table>
        {head.length > 0 && (
          <thead>
            <tr>
              {head.map((cell, column) => (
                <th key={column} scope="col" data-kind={kindOf(column)}>
                  <Pieces of={cell} />
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {rows.map(([name = [], ...cells], row) => (
            <tr key={row}>
              <th scope="row">
                <Pieces of={name} />
              </th>
              {cells.map((cell, column) => (
                <td key={column} data-kind={kindOf(column + 1)}>
                  <Pieces of={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The card, which is English whatever the page speaks. */
function Card() {
  const { isEnglish } = words.value.card;
  return (
    <>
      {isEnglish && <p class="notice">{isEnglish}</p>}
      <article lang="en" class="stack-4">
        {blocksOf(text).map((block, i) => (
          <BlockView key={i} block={block} />
        ))}
      </article>
    </>
  );
}

async function start(card: HTMLElement): Promise<void> {
  followTheme(window);
  await followLanguage(window);
  effect(() => {
    document.title = words.value.card.documentTitle;
  });
  // What stands there until the page has started.
  card.replaceChildren();
  render(<Card />, card);
}

void start(document.getElementById('card')!);
