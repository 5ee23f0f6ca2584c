/**
 * The opened lesson, above the results: the prediction, then the steps, then what the record says, the question, and the
 * notes for teachers. Not here: what is kept (work.ts), what counts as done (noticed.ts), the sheet to print (sheet.tsx).
 */
import { useEffect, useId, useMemo, useRef } from 'preact/hooks';
import { records } from '../../record/records.ts';
import { buildStudyReport } from '../../study/study-report.ts';
import { openedRecord, recordTitle } from '../record/state.ts';
import { Alert } from '../ui/alert.tsx';
import { ConfirmRemoval } from '../ui/confirm-removal.tsx';
import { focusOn, useOpened } from '../ui/focus.ts';
import { dateText } from '../ui/format.ts';
import { saveFile } from '../ui/save-file.ts';
import type { Facts } from './facts.ts';
import type { Lesson } from './lesson.ts';
import { lessonText } from './lesson-text.ts';
import { followDeeds } from './noticed.ts';
import { Sheet } from './sheet.tsx';
import { OpenRecordButton, StepsView } from './steps.tsx';
import type { Work } from './store.ts';
import {
  areStepsDone,
  beginAnew,
  closeLesson,
  commitPrediction,
  openedLesson,
  predict,
  work,
  workProblem,
  writeAnswer,
} from './work.ts';

/** The longest text of a person in a lesson. */
const textLengthMax = 5000;

/** Nothing unless a lesson is open. */
export function LessonView() {
  const lesson = openedLesson.value;
  const done = work.value;
  if (!lesson || !done) return null;
  return <Opened key={lesson.name} lesson={lesson} work={done} />;
}

interface PartProps {
  readonly lesson: Lesson;
  readonly work: Work;
}

function Opened({ lesson, work: done }: PartProps) {
  const id = useId();
  const title = useRef<HTMLHeadingElement>(null);
  const facts = useFacts(lesson.record);
  useEffect(followDeeds, []);
  useEffect(() => {
    title.current?.scrollIntoView();
    focusOn(title.current, { preventScroll: true });
  }, []);
  const close = () => {
    closeLesson();
    // The pressed button is gone. The list may be folded.
    const line = document.querySelector<HTMLElement>(`#lesson-${lesson.name}`);
    focusOn(line);
    if (document.activeElement !== line) document.querySelector<HTMLElement>('#lessons-line')?.focus();
  };
  return (
    <section class="lesson stack-4" aria-labelledby={id}>
      <div class="lesson-screen stack-4">
        <div class="title-line">
          <h2 id={id} ref={title}>
            Lesson: {lesson.title}
          </h2>
          <button type="button" class="quiet" aria-label="Close the lesson" onClick={close}>
            ✕
          </button>
        </div>
        <p>{lesson.about}</p>
        <Alert text={workProblem.value} />
        <Prediction lesson={lesson} work={done} />
        {done.isCommitted && <StepsView steps={lesson.steps} deeds={done.deeds} />}
        {done.isCommitted && areStepsDone.value && <Result lesson={lesson} work={done} facts={facts} />}
        {done.isCommitted && <Answer lesson={lesson} work={done} />}
        <Actions lesson={lesson} work={done} facts={facts} />
        <details>
          <summary>For teachers</summary>
          <ul class="lesson-notes stack-2">
            {lesson.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      </div>
      <Sheet lesson={lesson} work={done} />
    </section>
  );
}

/** The numbers of a record; null unless it is opened. */
function useFacts(name: string): Facts | null {
  const record = openedRecord.value;
  return useMemo(
    () =>
      record?.name === name
        ? { report: buildStudyReport(record.study, record.runs), runs: record.runs }
        : null,
    [record, name],
  );
}

function Prediction({ lesson, work: { guess, why, isCommitted } }: PartProps) {
  const id = useId();
  const { question, guesses } = lesson.prediction;
  if (isCommitted)
    return (
      <div class="stack-2">
        <h3>Your prediction</h3>
        <p>{question}</p>
        <p>
          <strong>{guess}</strong>
          {why.trim() && <span class="lesson-written">, because: {why.trim()}</span>}
        </p>
      </div>
    );
  return (
    <form
      class="stack-3"
      onSubmit={(event) => {
        event.preventDefault();
        commitPrediction();
        // The pressed button is gone.
        setTimeout(() => focusOn(document.querySelector('.lesson-steps-title'), { preventScroll: true }));
      }}
    >
      <fieldset class="stack-2">
        <legend>Your prediction, before you look</legend>
        <p>{question}</p>
        {guesses.map(({ text }) => (
          <label key={text} class="toggle">
            <input
              type="radio"
              name={id}
              checked={text === guess}
              onChange={() => predict({ guess: text })}
            />
            <span>{text}</span>
          </label>
        ))}
      </fieldset>
      <div class="field stack-1">
        <label for={`${id}-why`}>Why do you think so?</label>
        <textarea
          id={`${id}-why`}
          rows={2}
          maxLength={textLengthMax}
          value={why}
          onInput={(event) => predict({ why: event.currentTarget.value })}
        />
      </div>
      <div class="row">
        <button type="submit" class="primary" disabled={guess === null}>
          Commit to it
        </button>
        <span class="small muted">Then come the steps. It cannot be changed any more.</span>
      </div>
    </form>
  );
}

function Result({ lesson, work: { guess }, facts }: PartProps & { readonly facts: Facts | null }) {
  if (!facts)
    return (
      <div class="stack-2">
        <h3>What the record says</h3>
        <p>All steps are done. Open the record, and it says whether your prediction holds.</p>
        <OpenRecordButton record={lesson.record} />
      </div>
    );
  const { link } = records.find(({ name }) => name === lesson.record)!;
  const borneOut = lesson.prediction.guesses.find(({ holds }) => holds(facts));
  return (
    <div class="stack-2" aria-live="polite">
      <h3>What the record says: {recordTitle(link)}</h3>
      <p class="finding">
        {borneOut?.text === guess
          ? `Your prediction holds in this record: ${guess}.`
          : `In this record it is otherwise. You predicted: ${guess}. It says: ${borneOut?.text}.`}
      </p>
      <ul class="lesson-notes stack-2">
        {lesson.result(facts).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </div>
  );
}

function Answer({ lesson, work: { answer } }: PartProps) {
  const id = useId();
  return (
    <div class="field stack-2">
      <label for={id}>Question</label>
      <p id={`${id}-question`}>{lesson.question}</p>
      <textarea
        id={id}
        aria-describedby={`${id}-question`}
        rows={5}
        maxLength={textLengthMax}
        value={answer}
        onInput={(event) => writeAnswer(event.currentTarget.value)}
      />
    </div>
  );
}

/** What can be done with the whole lesson. */
function Actions({ lesson, work: done, facts }: PartProps & { readonly facts: Facts | null }) {
  const anew = useOpened();
  const save = () => {
    const result = facts && done.isCommitted && areStepsDone.value ? lesson.result(facts) : [];
    const text = lessonText(lesson, done, result, dateText(new Date().toISOString()));
    saveFile(`lesson-${lesson.name}.txt`, 'text/plain', text);
  };
  if (anew.isOpen)
    return (
      <ConfirmRemoval
        label="Begin this lesson anew?"
        word="Begin anew"
        onRemove={() => {
          anew.close();
          beginAnew();
        }}
        onKeep={anew.close}
      >
        <p>Begin anew? The prediction, the ticks and the answer of this lesson are deleted here.</p>
      </ConfirmRemoval>
    );
  return (
    <div class="row">
      <button type="button" disabled={!done.guess && !done.answer} onClick={save}>
        Save as a text
      </button>
      <button type="button" onClick={() => window.print()}>
        Print the sheet
      </button>
      <button type="button" class="quiet" ref={anew.button} onClick={anew.open}>
        Begin anew
      </button>
      <span class="small muted">What you write is kept in this browser, and nowhere else.</span>
    </div>
  );
}
