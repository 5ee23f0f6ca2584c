/** A dialog with one item: the answers before and after beside each other, drawn on the picture and in full. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { ItemResult, JudgedAnswer } from '../../experiment/report.ts';
import { reasonsOfAnswer } from '../../experiment/statistics/reasons.ts';
import type { ScoredItem } from '../../sparkle/dataset/imported.ts';
import type { Reasons } from '../../sparkle/reasons.ts';
import { answerTrace, referenceTrace } from '../../sparkle/score.ts';
import { ItemPicture } from '../data/item-picture.tsx';
import { Coordinates } from '../figures/coordinates.tsx';
import { Ghosts } from '../figures/explanation-marks.tsx';
import { taskHue, taskName } from '../figures/task.ts';
import { Mark } from '../ui/mark.tsx';
import { reasonSentence } from './reason-text.ts';

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
  const reasons = useMemo(
    () => ({ before: reasonsOfAnswer(item, before), after: reasonsOfAnswer(item, after) }),
    [item, before, after],
  );
  const hasGhosts = [reasons.before, reasons.after].some((each) => each?.workingOut);
  const note = noteOn(item, hasGhosts);
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
      data-item={item.id}
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
        <Answered when="Before" item={item} answer={before} reasons={reasons.before} />
        <Answered when="After" item={item} answer={after} reasons={reasons.after} />
      </div>
      <p>
        <span class="muted">A right answer</span> <span class="answer">{item.answer}</span>
      </p>
      {item.form !== 'text' && <Coordinates text={item.answer} />}
      {note && <p class="small muted">{note}</p>}
    </dialog>
  );
}

/** What counts as right, what is drawn on the picture, and whether the model saw the picture. */
function noteOn(item: ScoredItem, hasGhosts: boolean): string {
  if (item.form === 'text' && item.made)
    return 'Any answer that is right for the scene counts, not only the response.';
  if (item.form === 'text' && item.options)
    return 'The letter of the right caption counts, in a box or alone; the words of a caption without its letter do not.';
  if (item.form === 'text')
    return 'Only the response is right; case, spaces, quotation marks and the full stop do not count.';
  const isSeen = item.shown === undefined;
  const unseen = item.shown === null ? 'got no picture, only the words above' : 'was shown a white picture';
  const drawn =
    item.form === 'count' || item.form === 'yes-no'
      ? ''
      : 'Drawn on the picture: the broad band or ring is the right answer, the thin dashed arrow or ring the given one.';
  const ghosts = hasGhosts
    ? 'A dashed square is the cell that the answer gives for the object of its colour; it has a name where that is not the object’s own cell.'
    : '';
  return [isSeen ? '' : `A control: the model ${unseen}.`, drawn, ghosts].filter(Boolean).join(' ');
}

interface AnsweredProps {
  readonly when: string;
  readonly item: ScoredItem;
  readonly answer: JudgedAnswer | null;
  /** null if they cannot be read from such an answer. */
  readonly reasons: Reasons | null;
}

function Answered({ when, item, answer, reasons }: AnsweredProps) {
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
        {reasons?.verdict === 'wrongReasons' && <span class="muted">, for wrong reasons</span>}
      </h3>
      <ItemPicture scene={item.scene} sizePx={640} traces={traces}>
        {reasons?.workingOut && <Ghosts positions={reasons.workingOut.positions} />}
      </ItemPicture>
      <p class="answer">{answer ? answer.text || '(no text)' : 'This item was not asked again.'}</p>
      {reasons && <p class="small reason">{reasonSentence(reasons)}</p>}
      {ratio !== undefined && ratio !== null && ratio > 1.0005 && (
        <p class="small muted">{Math.round((ratio - 1) * 100)} % longer than the shortest route</p>
      )}
    </section>
  );
}
