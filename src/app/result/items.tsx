/** The items of a task or of a cell, filtered: all, fixed, broken or wrong. An item opens in a dialog. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ItemResult } from '../../experiment/report.ts';
import type { ScoredTask } from '../../sparkle/dataset/imported.ts';
import { words } from '../../words/words.ts';
import { ItemPicture } from '../data/item-picture.tsx';
import { taskHue, taskName } from '../figures/task.ts';
import { Choice } from '../ui/choice.tsx';
import { Mark } from '../ui/mark.tsx';
import { ItemDialog } from './item-dialog.tsx';

const isRight = (answer: ItemResult['before']) => answer?.score.isCorrect ?? false;

/** Which items each filter keeps. */
const filters = {
  all: () => true,
  fixed: ({ before, after }: ItemResult) => after !== null && !isRight(before) && isRight(after),
  broken: ({ before, after }: ItemResult) => after !== null && isRight(before) && !isRight(after),
  wrong: ({ before, after }: ItemResult) => !isRight(after ?? before),
} as const;
type Filter = keyof typeof filters;

/** How many items are shown at first, and how many more on request. */
const pageSize = 24;

interface ItemsProps {
  readonly task: ScoredTask;
  /** A title, if the items are not all of the task. */
  readonly title?: string;
  readonly items: readonly ItemResult[];
  readonly onClose: () => void;
}

/** The list, its filters and the dialog of the open item. */
export function ItemsView({ task, title = taskName(task), items, onClose }: ItemsProps) {
  const [filter, setFilter] = useState<Filter>('all');
  const [limit, setLimit] = useState(pageSize);
  const [open, setOpen] = useState<number | null>(null);
  const section = useRef<HTMLElement>(null);
  const say = words.value.result.items;
  // On a narrow page the items are below the pressed figure.
  useEffect(() => {
    if (window.matchMedia('(max-width: 1099px)').matches) section.current?.scrollIntoView();
  }, []);
  const chosen = items.filter(filters[filter]);
  const values = (Object.keys(filters) as Filter[]).map((value) => {
    const count = items.filter(filters[value]).length;
    return { value, label: `${say.filters[value]} ${count}`, isDisabled: count === 0 };
  });
  return (
    <section class="items stack-3" ref={section} data-hue={taskHue(task)} aria-label={say.label(title)}>
      <div class="title-line">
        <h3 class="tag">{title}</h3>
        <button type="button" class="quiet" aria-label={say.close} onClick={onClose}>
          ✕
        </button>
      </div>
      <Choice
        legend={say.show}
        isLegendHidden
        values={values}
        chosen={filter}
        onChoose={(value) => {
          setFilter(value);
          setLimit(pageSize);
        }}
      />
      <ul class="item-list stack-1">
        {chosen.slice(0, limit).map((result, i) => (
          <li key={result.item.id}>
            <ItemRow result={result} onOpen={() => setOpen(i)} />
          </li>
        ))}
      </ul>
      {chosen.length > limit && (
        <button type="button" class="quiet" onClick={() => setLimit(limit + pageSize)}>
          {say.more(Math.min(pageSize, chosen.length - limit))}
        </button>
      )}
      {open !== null && chosen[open] && (
        <ItemDialog
          result={chosen[open]}
          place={say.place(open + 1, chosen.length)}
          onMove={(by) => setOpen((open + by + chosen.length) % chosen.length)}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}

function ItemRow({ result, onOpen }: { readonly result: ItemResult; readonly onOpen: () => void }) {
  const { item, before, after } = result;
  const say = words.value.result.items;
  return (
    <button type="button" class="item-row" onClick={onOpen}>
      <ItemPicture scene={item.scene} sizePx={112} />
      <span class="item-row-text">
        <span lang="en">{item.question}</span>
        <span class="small muted">
          {say.before} <Mark answer={before} />
          {after && (
            <>
              , {say.after} <Mark answer={after} />
            </>
          )}
        </span>
      </span>
    </button>
  );
}
