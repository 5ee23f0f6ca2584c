/**
 * The screens of the first minute, one idea each, with items and answers as they were recorded. Not here: which items
 * (chosen.ts), going from screen to screen (first-minute.tsx).
 */
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { armOf } from '../../experiment/config.ts';
import { aboutTime } from '../../experiment/device.ts';
import type { JudgedAnswer } from '../../experiment/report.ts';
import { changeOf, verdict } from '../../experiment/verdict.ts';
import { score } from '../../sparkle/score.ts';
import type { Item } from '../../sparkle/task/item.ts';
import { capabilities } from '../../sparkle/task/task-name.ts';
import { studyFinding } from '../../study/study-finding.ts';
import { buildStudyReport } from '../../study/study-report.ts';
import { words } from '../../words/words.ts';
import { Drawn } from '../ask/answers.tsx';
import { Coordinates } from '../figures/coordinates.tsx';
import { Picture, sceneLabel } from '../figures/picture.tsx';
import { taskHue, taskName } from '../figures/task.ts';
import { runHere } from '../record/record.tsx';
import { openRecord } from '../record/state.ts';
import { expectedSecondsOf } from '../setup/pace.ts';
import { isLocked } from '../teacher/state.ts';
import { leadTo } from '../ui/focus.ts';
import { Mark } from '../ui/mark.tsx';
import { runStatus } from '../workers.ts';
import type { ChangedItem, GuessedItem } from './chosen.ts';
import { closeFirstMinute, type FirstMinute } from './state.ts';

/** Its heading, which takes the focus; then what is asked. */
function Asked({
  heading,
  item: { form, names, question, task },
  children,
}: {
  readonly heading: string;
  readonly item: Item;
  readonly children: ComponentChildren;
}) {
  const meaning = words.value.firstMinute.asks(form, names);
  return (
    <div class="stack-3" data-hue={taskHue(task)}>
      <h2 id="first-minute-title">{heading}</h2>
      {children}
      <div>
        <p class="question" lang="en">
          {question}
        </p>
        {meaning && <p class="small muted">{meaning}</p>}
      </div>
    </div>
  );
}

interface GuessProps {
  readonly shown: GuessedItem;
  /** null before one is made. */
  readonly guess: string | null;
  readonly onGuess: (choice: string) => void;
}

/** A scene and a question, which the person answers first. */
export function Guess({ shown: { item, choices }, guess, onGuess }: GuessProps) {
  const { guess: said, means } = words.value.firstMinute;
  const isRight = (choice: string) => score(item, choice).isCorrect;
  const named = (choice: string) => means(choice) ?? choice;
  return (
    <div class="first-minute-screen stack-3">
      {guess === null ? (
        <Picture scene={item.scene} sizePx={480} label={sceneLabel(item.scene)} />
      ) : (
        <Drawn question={item} text={guess} />
      )}
      <div class="stack-3">
        <Asked heading={said.heading} item={item}>
          <p>{said.about}</p>
        </Asked>
        <fieldset class="first-minute-choices" data-form={item.form}>
          <legend class="visually-hidden">{said.choices}</legend>
          {choices.map((choice) => (
            <button
              key={choice}
              type="button"
              aria-pressed={choice === guess}
              onClick={() => onGuess(choice)}
            >
              <span lang="en">{choice}</span>
              {means(choice) && <small>{means(choice)}</small>}
            </button>
          ))}
        </fieldset>
        <p role="status">
          {guess !== null &&
            (isRight(guess)
              ? said.right(named(guess))
              : said.wrong(named(guess), named(choices.find(isRight) ?? item.answer)))}
        </p>
      </div>
    </div>
  );
}

/** What the base model answered to it: wrong, and drawn. */
export function Untrained({ shown: { item, before } }: { readonly shown: ChangedItem }) {
  const { base, drawn } = words.value.firstMinute;
  return (
    <div class="first-minute-screen stack-3">
      <Drawn question={item} text={before.text} />
      <div class="stack-3">
        <Asked heading={base.heading} item={item}>
          <p>{base.about}</p>
        </Asked>
        <Answered answer={before} />
        <p class="small muted">
          {base.parts} {drawn}
        </p>
      </div>
    </div>
  );
}

/** What it answered after training on the basic skills: right. */
export function Learned({ shown: { item, after, ofTask } }: { readonly shown: ChangedItem }) {
  const { learned } = words.value.firstMinute;
  return (
    <div class="first-minute-screen stack-3">
      <Drawn question={item} text={after.text} />
      <div class="stack-3">
        <Asked heading={learned.heading} item={item}>
          <p>{learned.about(capabilities.map(taskName))}</p>
        </Asked>
        <Answered answer={after} />
        <OfTask item={item} ofTask={ofTask} />
      </div>
    </div>
  );
}

/** A composite question, before and after. */
export function Composite({ shown: { item, before, after, ofTask } }: { readonly shown: ChangedItem }) {
  const { composite, drawn } = words.value.firstMinute;
  return (
    <div class="stack-3">
      <Asked heading={composite.heading} item={item}>
        <p>{composite.about}</p>
      </Asked>
      <div class="first-minute-pair stack-4">
        {([before, after] as const).map((answer) => (
          <section
            key={answer === before ? 'before' : 'after'}
            class="stack-2"
            aria-labelledby={answer === before ? 'first-minute-before' : 'first-minute-after'}
          >
            <h3 id={answer === before ? 'first-minute-before' : 'first-minute-after'}>
              {answer === before ? composite.before : composite.after}
            </h3>
            <Drawn question={item} text={answer.text} />
            <Answered answer={answer} />
          </section>
        ))}
      </div>
      <div>
        <Coordinates scene={item.scene} text={item.answer} />
        <p class="small muted">{drawn}</p>
        <OfTask item={item} ofTask={ofTask} />
      </div>
    </div>
  );
}

function Answered({ answer }: { readonly answer: JudgedAnswer }) {
  return (
    <p>
      <Mark answer={answer} />{' '}
      <span class="answer" lang="en">
        {answer.text}
      </span>
    </p>
  );
}

/** How many of the task's items changed: one alone shows nothing. */
function OfTask({ item: { task }, ofTask }: Pick<ChangedItem, 'item' | 'ofTask'>) {
  const { items, before, after } = ofTask;
  return <p class="small muted">{words.value.firstMinute.ofTask(items, taskName(task), before, after)}</p>;
}

/** What the whole record found, in its own verdict, and the ways on: to the finding, and to a run of one's own. */
export function Found({ shown: { record, name, run } }: { readonly shown: FirstMinute }) {
  const said = useMemo(() => {
    // Of one seed, a study says less than its run.
    const { config } = run.cell;
    const rows = run.outcome.report?.tasks ?? [];
    return record.study.seeds.length === 1
      ? verdict(
          armOf(config),
          rows.map((row) => ({ task: row.task, change: changeOf(row) })),
        )
      : studyFinding(buildStudyReport(record.study, record.runs)).verdict;
  }, [record, run]);
  const { found, finding, runHere: here, runsHere } = words.value.firstMinute;
  const seconds = expectedSecondsOf(run.cell.config);
  const showFinding = async () => {
    await openRecord(name);
    closeFirstMinute();
    leadTo('#record-title, #result-title');
  };
  return (
    <div class="stack-3">
      {said && (
        <p>
          {found} <strong>{said}</strong>
        </p>
      )}
      <div class="row">
        <button type="button" class="primary" onClick={() => void showFinding()}>
          {finding}
        </button>
        {!isLocked.value && (
          <button
            type="button"
            title={runsHere}
            disabled={runStatus.value !== 'idle'}
            onClick={() => {
              closeFirstMinute();
              runHere(run.cell.config);
            }}
          >
            {here(seconds === null ? null : aboutTime(seconds))}
          </button>
        )}
      </div>
    </div>
  );
}
