/** The details of a result, folded away: seeing or thinking; right answers by difficulty; confusion matrices with the items of a cell. */
import { useMemo, useRef, useState } from 'preact/hooks';
import type { ItemResult, RunRecord } from '../../experiment/report.ts';
import {
  type ConfusionCell,
  type ConfusionMatrix,
  confusionMatrices,
  itemsOfCell,
} from '../../experiment/statistics/confusion.ts';
import { difficultyCurves } from '../../experiment/statistics/difficulty.ts';
import { words } from '../../words/words.ts';
import { Confusion, cellName, cellText } from '../figures/confusion.tsx';
import { Difficulty } from '../figures/difficulty.tsx';
import { reasonedTasks, VerdictBars } from '../figures/verdict-bars.tsx';
import { ItemsView } from './items.tsx';

/** Answers by verdict, right answers by difficulty, and the confusion matrices. */
export function Details({ run: { id, items, report } }: { readonly run: RunRecord }) {
  const say = words.value.result;
  const reasoned = useMemo(() => reasonedTasks(report?.tasks ?? []), [report]);
  const curves = useMemo(() => difficultyCurves(items), [items]);
  const matrices = useMemo(() => confusionMatrices(items), [items]);
  return (
    <>
      {reasoned.length > 0 && (
        <details>
          <summary>{say.seeing}</summary>
          <div class="verdicts">
            <VerdictBars name={`seeing-${id}`} tasks={reasoned} />
          </div>
        </details>
      )}
      {curves.length > 0 && (
        <details>
          <summary>{say.byDifficulty}</summary>
          <p class="small muted">{say.aboutDifficulty}</p>
          <div class="curves stack-5">
            {curves.map((curve) => (
              <Difficulty key={curve.axis} name={`difficulty-${curve.axis}-${id}`} curve={curve} />
            ))}
          </div>
        </details>
      )}
      {matrices.length > 0 && (
        <details>
          <summary>{say.mistaken}</summary>
          {matrices.map((matrix) => (
            <ConfusionView
              key={matrix.form}
              name={`confusion-${matrix.form}-${id}`}
              matrix={matrix}
              items={items}
            />
          ))}
        </details>
      )}
    </>
  );
}

interface ConfusionViewProps {
  readonly matrix: ConfusionMatrix;
  readonly items: readonly ItemResult[];
  readonly name: string;
}

/** The figure; pressing a cell shows its items, pressing it again hides them. */
function ConfusionView({ matrix, items, name }: ConfusionViewProps) {
  const [shown, setShown] = useState<ConfusionCell | null>(null);
  const section = useRef<HTMLDivElement>(null);
  const ofCell = shown ? itemsOfCell(items, shown) : [];
  // The close button disappears with the items: the focus returns to the cell that opened them.
  const close = () => {
    if (shown) section.current?.querySelector<SVGElement>(`[data-control="${cellName(shown)}"]`)?.focus();
    setShown(null);
  };
  return (
    <div class={shown ? 'result-body has-items stack-5' : 'result-body stack-5'} ref={section}>
      <Confusion
        name={name}
        matrix={matrix}
        shown={shown}
        onShow={(cell) => setShown((now) => (now && cellName(cell) === cellName(now) ? null : cell))}
      />
      {shown && ofCell[0] && (
        <ItemsView
          key={cellName(shown)}
          task={ofCell[0].item.task}
          title={cellText(matrix, shown)}
          items={ofCell}
          onClose={close}
        />
      )}
    </div>
  );
}
