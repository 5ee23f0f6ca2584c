/** The steps of a lesson with their ticks, and the buttons that open the records they are about. Not here: what ticks them (noticed.ts). */
import { records } from '../../record/records.ts';
import { openingRecord, openRecord, recordTitle } from '../record/state.ts';
import { runStatus } from '../workers.ts';
import { type Deed, isDone, timesDone } from './deed.ts';
import type { Step } from './lesson.ts';

interface StepsProps {
  readonly steps: readonly Step[];
  readonly deeds: readonly Deed[];
}

/** The steps, those that are not needed last. */
export function StepsView({ steps, deeds }: StepsProps) {
  const needed = steps.filter(({ isExtra }) => !isExtra);
  const done = needed.filter((step) => isDone(step, deeds)).length;
  return (
    <div class="stack-2">
      <h3 class="lesson-steps-title">
        Steps: {done} of {needed.length} done
      </h3>
      <p class="small muted">They tick themselves off as you go.</p>
      <ol class="lesson-steps stack-3">
        {steps.map((step) => (
          <StepLine key={step.text} step={step} deeds={deeds} />
        ))}
      </ol>
    </div>
  );
}

function StepLine({ step, deeds }: { readonly step: Step; readonly deeds: readonly Deed[] }) {
  const { text, done: asked, times = 1, isExtra } = step;
  const isTicked = isDone(step, deeds);
  const count = timesDone(step, deeds);
  return (
    <li data-done={isTicked}>
      <span class="mark" role="img" aria-label={isTicked ? 'done' : 'to do'}>
        {isTicked ? '✓' : '○'}
      </span>
      <div class="stack-1">
        <span>
          {isExtra && <span class="muted">If there is time: </span>}
          {text}
          {times > 1 && !isTicked && (
            <span class="muted">
              {' '}
              ({count} of {times})
            </span>
          )}
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
  const { link } = records.find(({ name }) => name === record)!;
  return (
    <div>
      <button
        type="button"
        disabled={runStatus.value !== 'idle' || openingRecord.value !== null}
        onClick={() => void openRecord(record)}
      >
        Open {recordTitle(link)}
      </button>
    </div>
  );
}
