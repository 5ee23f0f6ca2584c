/** A confusion matrix and the items behind one of its cells. */
import { useRef, useState } from 'preact/hooks';
import type { ItemResult } from '../../experiment/report.ts';
import {
  type ConfusionCell,
  type ConfusionMatrix,
  itemsOfCell,
} from '../../experiment/statistics/confusion.ts';
import { Confusion, cellName, cellText } from '../figures/confusion.tsx';
import { colourVersion } from '../page/theme.ts';
import { ItemsView } from './items.tsx';

interface ConfusionViewProps {
  readonly matrix: ConfusionMatrix;
  readonly items: readonly ItemResult[];
  readonly name: string;
}

/** The figure; a cell pressed shows its items beside it, pressed again hides them. */
export function ConfusionView({ matrix, items, name }: ConfusionViewProps) {
  const [shown, setShown] = useState<ConfusionCell | null>(null);
  const section = useRef<HTMLDivElement>(null);
  const ofCell = shown ? itemsOfCell(items, shown) : [];
  // The button that closes goes away with the items: the keyboard goes back to what opened them.
  const close = () => {
    if (shown) section.current?.querySelector<SVGElement>(`[data-control="${cellName(shown)}"]`)?.focus();
    setShown(null);
  };
  return (
    <div class={shown ? 'result-body has-items' : 'result-body'} ref={section}>
      <Confusion
        name={name}
        matrix={matrix}
        shown={shown}
        onShow={(cell) => setShown(shown && cellName(cell) === cellName(shown) ? null : cell)}
        colourVersion={colourVersion.value}
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
