/** A dialog with one item: the answers before and after beside each other, drawn on the picture and in full. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { ItemResult, JudgedAnswer } from '../../experiment/report.ts';
import { reasonsOfAnswer } from '../../experiment/statistics/reasons.ts';
import type { ScoredItem } from '../../sparkle/dataset/imported.ts';
import type { Reasons } from '../../sparkle/reasons.ts';
import { answerTrace, referenceTrace } from '../../sparkle/score.ts';
import { words } from '../../words/words.ts';
import { ItemPicture } from '../data/item-picture.tsx';
import { Coordinates } from '../figures/coordinates.tsx';
import { Ghosts } from '../figures/explanation-marks.tsx';
import { taskHue, taskName } from '../figures/task.ts';
import { Gloss } from '../ui/gloss.tsx';
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
  const say = words.value.result.dialog;
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
      aria-label={say.label(item.id)}
      onClose={onClose}
      onKeyDown={onKey}
    >
      <div class="title-line">
        <p class="tag">
          {taskName(item.task)} <span class="muted">{place}</span>
        </p>
        <div class="row">
          <button type="button" onClick={() => onMove(-1)} aria-label={say.previous}>
            ‹
          </button>
          <button type="button" onClick={() => onMove(1)} aria-label={say.next}>
            ›
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            {say.close}
          </button>
        </div>
      </div>
      <p class="question">
        <span lang="en">{item.question}</span>
        <Gloss text={item.question} />
      </p>
      <div class="two-answers stack-4">
        <Answered when={say.before} item={item} answer={before} reasons={reasons.before} />
        <Answered when={say.after} item={item} answer={after} reasons={reasons.after} />
      </div>
      <p>
        <span class="muted">{say.right}</span>{' '}
        <span class="answer" lang="en">
          {item.answer}
        </span>
        <Gloss text={item.answer} />
      </p>
      {item.form !== 'text' && <Coordinates text={item.answer} />}
      {note && <p class="small muted">{note}</p>}
    </dialog>
  );
}

/** What counts as right, what is drawn on the picture, and whether the model saw the picture. */
function noteOn(item: ScoredItem, hasGhosts: boolean): string {
  const say = words.value.result.dialog;
  if (item.form === 'text' && item.made) return say.anyRight;
  if (item.form === 'text' && item.options) return say.captionLetter;
  if (item.form === 'text') return say.onlyResponse;
  const unseen = item.shown === null ? say.noPicture : say.whitePicture;
  const isDrawn = item.form !== 'count' && item.form !== 'yes-no';
  return [item.shown === undefined ? '' : unseen, isDrawn ? say.drawn : '', hasGhosts ? say.ghosts : '']
    .filter(Boolean)
    .join(' ');
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
  const say = words.value.result.dialog;
  return (
    <section aria-label={when}>
      <h3>
        {when} <Mark answer={answer} />
        {reasons?.verdict === 'wrongReasons' && <span class="muted">{say.forWrongReasons}</span>}
      </h3>
      <ItemPicture scene={item.scene} sizePx={640} traces={traces}>
        {reasons?.workingOut && <Ghosts positions={reasons.workingOut.positions} />}
      </ItemPicture>
      <p class="answer">
        {answer?.text ? <span lang="en">{answer.text}</span> : answer ? say.noText : say.notAsked}
        {answer && <Gloss text={answer.text} />}
      </p>
      {reasons && <p class="small reason">{reasonSentence(reasons)}</p>}
      {ratio !== undefined && ratio !== null && ratio > 1.0005 && (
        <p class="small muted">{say.longer(Math.round((ratio - 1) * 100))}</p>
      )}
    </section>
  );
}
