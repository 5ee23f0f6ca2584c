/**
 * The opened lesson, above the results: the prediction, then the steps, then what the record says, the question, and the
 * notes for teachers. Not here: what is kept (work.ts), what counts as done (noticed.ts), the sheet to print (sheet.tsx).
 */
import { useEffect, useId, useMemo, useRef } from 'preact/hooks';
import { buildStudyReport } from '../../study/study-report.ts';
import { words } from '../../words/words.ts';
import { openedRecord } from '../record/state.ts';
import { taughtPage } from '../teacher/state.ts';
import { Alert } from '../ui/alert.tsx';
import { ConfirmRemoval } from '../ui/confirm-removal.tsx';
import { focusOn, useOpened } from '../ui/focus.ts';
import { dateText } from '../ui/format.ts';
import { saveFile } from '../ui/save-file.ts';
import type { Facts } from './facts.ts';
import type { Lesson } from './lesson.ts';
import { lessonText } from './lesson-text.ts';
import { guessText, recordName, wordsOf } from './lesson-words.ts';
import { followDeeds } from './noticed.ts';
import { isPossible } from './possible.ts';
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
  const whole = openedLesson.value;
  const done = work.value;
  if (!whole || !done) return null;
  const lesson = { ...whole, steps: whole.steps.filter(isPossible) };
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
  const say = words.value.lessons;
  const own = wordsOf(lesson);
  useEffect(followDeeds, []);
  useEffect(() => {
    // What a teacher's page says of itself stays in sight.
    const isOfPage = taughtPage.peek()?.lesson === lesson.name;
    (isOfPage ? document.querySelector('.taught') : title.current)?.scrollIntoView();
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
            {say.title(own.title)}
          </h2>
          <button type="button" class="quiet" aria-label={say.close} onClick={close}>
            ✕
          </button>
        </div>
        <p>{own.about}</p>
        <Alert text={workProblem.value} />
        <Prediction lesson={lesson} work={done} />
        {done.isCommitted && <StepsView lesson={lesson} deeds={done.deeds} />}
        {done.isCommitted && areStepsDone.value && <Result lesson={lesson} work={done} facts={facts} />}
        {done.isCommitted && <Answer lesson={lesson} work={done} />}
        <Actions lesson={lesson} work={done} facts={facts} />
        {/* On a teacher's page are students. */}
        {!taughtPage.value && (
          <details>
            <summary>{say.forTeachers}</summary>
            <ul class="lesson-notes stack-2">
              {Object.entries(own.notes).map(([name, note]) => (
                <li key={name}>{note}</li>
              ))}
            </ul>
          </details>
        )}
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
  const say = words.value.lessons;
  const question = wordsOf(lesson).prediction;
  if (isCommitted)
    return (
      <div class="stack-2">
        <h3>{say.prediction}</h3>
        <p>{question}</p>
        <p>
          <strong>{guess && guessText(lesson, guess)}</strong>
          {why.trim() && <span class="lesson-written">{say.because(why.trim())}</span>}
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
        <legend>{say.predictionBefore}</legend>
        <p>{question}</p>
        {lesson.guesses.map(({ name }) => (
          <label key={name} class="toggle">
            <input
              type="radio"
              name={id}
              checked={name === guess}
              onChange={() => predict({ guess: name })}
            />
            <span>{guessText(lesson, name)}</span>
          </label>
        ))}
      </fieldset>
      <div class="field stack-1">
        <label for={`${id}-why`}>{say.why}</label>
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
          {say.commit}
        </button>
        <span class="small muted">{say.afterCommit}</span>
      </div>
    </form>
  );
}

function Result({ lesson, work: { guess }, facts }: PartProps & { readonly facts: Facts | null }) {
  const say = words.value.lessons;
  if (!facts)
    return (
      <div class="stack-2">
        <h3>{say.says}</h3>
        <p>{say.openToSee}</p>
        <OpenRecordButton record={lesson.record} />
      </div>
    );
  const borneOut = lesson.guesses.find(({ holds }) => holds(facts))!.name;
  const guessed = guessText(lesson, guess ?? '');
  return (
    <div class="stack-2" aria-live="polite">
      <h3>{say.saysTitle(recordName(lesson.record))}</h3>
      <p class="finding">
        {borneOut === guess ? say.holds(guessed) : say.otherwise(guessed, guessText(lesson, borneOut))}
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
      <label for={id}>{words.value.lessons.question}</label>
      <p id={`${id}-question`}>{wordsOf(lesson).question}</p>
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
  const say = words.value.lessons;
  const save = () => {
    const result = facts && done.isCommitted && areStepsDone.value ? lesson.result(facts) : [];
    const text = lessonText(lesson, done, result, dateText(new Date().toISOString()));
    saveFile(`lesson-${lesson.name}.txt`, 'text/plain', text);
  };
  if (anew.isOpen)
    return (
      <ConfirmRemoval
        label={say.anewLabel}
        word={say.anew}
        onRemove={() => {
          anew.close();
          beginAnew();
        }}
        onKeep={anew.close}
      >
        <p>{say.anewQuestion}</p>
      </ConfirmRemoval>
    );
  return (
    <div class="row">
      <button type="button" disabled={!done.guess && !done.answer} onClick={save}>
        {say.save}
      </button>
      <button type="button" onClick={() => window.print()}>
        {say.print}
      </button>
      <button type="button" class="quiet" ref={anew.button} onClick={anew.open}>
        {say.anew}
      </button>
      <span class="small muted">{say.kept}</span>
    </div>
  );
}
