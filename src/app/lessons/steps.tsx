/** The steps of a lesson with their ticks, and the buttons that open the records they are about. Not here: what ticks them (noticed.ts). */
import { words } from '../../words/words.ts';
import { openingRecord, openRecord } from '../record/state.ts';
import { runStatus } from '../workers.ts';
import { type Deed, isDone, timesDone } from './deed.ts';
import type { Lesson, Step } from './lesson.ts';
import { recordName, stepText } from './lesson-words.ts';

interface StepsProps {
  readonly lesson: Lesson;
  readonly deeds: readonly Deed[];
}

/** The steps, those that are not needed last. */
export function StepsView({ lesson, deeds }: StepsProps) {
  const say = words.value.lessons;
  const needed = lesson.steps.filter(({ isExtra }) => !isExtra);
  const done = needed.filter((step) => isDone(step, deeds)).length;
  return (
    <div class="stack-2">
      <h3 class="lesson-steps-title">{say.stepsDone(done, needed.length)}</h3>
      <p class="small muted">{say.tick}</p>
      <ol class="lesson-steps stack-3">
        {lesson.steps.map((step) => (
          <StepLine key={step.name} lesson={lesson} step={step} deeds={deeds} />
        ))}
      </ol>
    </div>
  );
}

function StepLine({ lesson, step, deeds }: StepsProps & { readonly step: Step }) {
  const say = words.value.lessons;
  const { done: asked, times = 1, isExtra } = step;
  const isTicked = isDone(step, deeds);
  const count = timesDone(step, deeds);
  return (
    <li data-done={isTicked}>
      <span class="mark" role="img" aria-label={isTicked ? say.done : say.toDo}>
        {isTicked ? '✓' : '○'}
      </span>
      <div class="stack-1">
        <span>
          {isExtra && <span class="muted">{say.ifTime}</span>}
          {stepText(lesson, step)}
          {times > 1 && !isTicked && <span class="muted"> {say.times(count, times)}</span>}
        </span>
        {asked.what === 'record' && asked.record !== undefined && !isTicked && (
          <OpenRecordButton record={asked.record} />
        )}
      </div>
    </li>
  );
}

/** A button that opens a record. */
export function OpenRecordButton({ record }: { readonly record: string }) {
  return (
    <div>
      <button
        type="button"
        disabled={runStatus.value !== 'idle' || openingRecord.value !== null}
        onClick={() => void openRecord(record)}
      >
        {words.value.lessons.openRecord(recordName(record))}
      </button>
    </div>
  );
}
