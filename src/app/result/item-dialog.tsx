/** A dialog with one item: the answers before and after beside each other, drawn on the picture and in full. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { ItemResult, JudgedAnswer } from '../../experiment/report.ts';
import type { ScoredItem } from '../../sparkle/dataset/imported.ts';
import { answerTrace, referenceTrace } from '../../sparkle/score.ts';
import { ItemPicture } from '../data/item-picture.tsx';
import { taskHue, taskName } from '../figures/task.ts';
import { Mark } from '../ui/mark.tsx';

interface ItemDialogProps {
  readonly result: ItemResult;
  /** The position of the item in the list: "3 of 40". */
  readonly place: string;
  readonly onMove: (by: number) => void;
  readonly onClose: () => void;
}

/** A modal dialog; arrow keys go to the next item, Escape closes it. */
export function ItemDialog({ result, place, onMove, onClose }: ItemDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { item, before, after } = result;
  const note = noteOn(item);
  useEffect(() => dialog.current?.showModal(), []);
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') onMove(-1);
    if (event.key === 'ArrowRight') onMove(1);
  };
  return (
    <dialog
      ref={dialog}
      class="item-dialog"
      data-hue={taskHue(item.task)}
      aria-label={`Item ${item.id}`}
      onClose={onClose}
      onKeyDown={onKey}
    >
      <div class="title-line">
        <p class="tag">
          {taskName(item.task)} <span class="muted">{place}</span>
        </p>
        <div class="row">
          <button type="button" onClick={() => onMove(-1)} aria-label="Previous item">
            ‹
          </button>
          <button type="button" onClick={() => onMove(1)} aria-label="Next item">
            ›
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
      </div>
      <p class="question">{item.question}</p>
      <div class="two-answers stack-4">
        <Answered when="Before" item={item} answer={before} />
        <Answered when="After" item={item} answer={after} />
      </div>
      <p>
        <span class="muted">A right answer</span> <span class="answer">{item.answer}</span>
      </p>
      {note && <p class="small muted">{note}</p>}
    </dialog>
  );
}

/** What counts as right, what is drawn on the picture, and whether the model saw the picture. */
function noteOn(item: ScoredItem): string {
  if (item.form === 'text' && item.made)
    return 'Any answer that is right for the scene counts, not only the response.';
  if (item.form === 'text')
    return 'Only the response is right; case, spaces, quotation marks and the full stop do not count.';
  const isSeen = item.shown === undefined;
  const unseen = item.shown === null ? 'got no picture, only the words above' : 'was shown a white picture';
  const drawn =
    item.form === 'count' || item.form === 'yes-no'
      ? ''
      : 'Drawn on the picture: the broad band or ring is the right answer, the thin dashed arrow or ring the given one.';
  return [isSeen ? '' : `A control: the model ${unseen}.`, drawn].filter(Boolean).join(' ');
}

function Answered({
  when,
  item,
  answer,
}: {
  readonly when: string;
  readonly item: ScoredItem;
  readonly answer: JudgedAnswer | null;
}) {
  const traces = useMemo(
    () =>
      item.form === 'text'
        ? []
        : [
            { points: referenceTrace(item), style: 'right' as const },
            { points: answer && answerTrace(item, answer.text), style: 'given' as const },
          ],
    [item, answer],
  );
  const ratio = answer?.score.lengthRatio;
  return (
    <section aria-label={when}>
      <h3>
        {when} <Mark answer={answer} />
      </h3>
      <ItemPicture scene={item.scene} sizePx={640} traces={traces} />
      <p class="answer">{answer ? answer.text || '(no text)' : 'This item was not asked again.'}</p>
      {ratio !== undefined && ratio !== null && ratio > 1.0005 && (
        <p class="small muted">{Math.round((ratio - 1) * 100)} % longer than the shortest route</p>
      )}
    </section>
  );
}
