/**
 * The screens of the first minute, one idea each, with items and answers as they were recorded. Not here: which items
 * (chosen.ts), going from screen to screen (first-minute.tsx), what the whole record found (found.tsx).
 */
import type { ComponentChildren } from 'preact';
import type { JudgedAnswer } from '../../experiment/report.ts';
import { score } from '../../sparkle/score.ts';
import type { Item } from '../../sparkle/task/item.ts';
import { capabilities } from '../../sparkle/task/task-name.ts';
import { words } from '../../words/words.ts';
import { Drawn } from '../ask/answers.tsx';
import { Coordinates } from '../figures/coordinates.tsx';
import { Picture, sceneLabel } from '../figures/picture.tsx';
import { taskName } from '../figures/task.ts';
import { Gloss } from '../ui/gloss.tsx';
import { Mark } from '../ui/mark.tsx';
import type { ChangedItem, GuessedItem } from './chosen.ts';

interface ScreenProps {
  readonly heading: string;
  readonly item: Item;
  /** What is said between the heading and the question. */
  readonly about: ComponentChildren;
  readonly picture: ComponentChildren;
  /** What stands below the question. */
  readonly children: ComponentChildren;
}

/** A screen: its heading, which takes the focus, what is asked, and the picture, which stands beside both if there is room. */
function Screen({ heading, item: { question }, about, picture, children }: ScreenProps) {
  return (
    <div class="first-minute-screen">
      <div class="stack-3">
        <h2 id="first-minute-title">{heading}</h2>
        {about}
        <p class="question">
          <span lang="en">{question}</span>
          <Gloss text={question} />
        </p>
      </div>
      <div class="first-minute-picture">{picture}</div>
      <div class="stack-3">{children}</div>
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
  const { gloss, firstMinute } = words.value;
  const said = firstMinute.guess;
  const means = (choice: string) => gloss?.of(choice) ?? null;
  const isRight = (choice: string) => score(item, choice).isCorrect;
  const named = (choice: string) => means(choice) ?? choice;
  const told =
    guess === null
      ? said.about
      : isRight(guess)
        ? said.right(named(guess))
        : said.wrong(named(guess), named(choices.find(isRight)!));
  const picture =
    guess === null ? (
      <Picture scene={item.scene} sizePx={480} label={sceneLabel(item.scene)} />
    ) : (
      <Drawn question={item} text={guess} />
    );
  return (
    <Screen heading={said.heading} item={item} about={<p role="status">{told}</p>} picture={picture}>
      <fieldset class="first-minute-choices" data-form={item.form}>
        <legend class="visually-hidden">{said.choices}</legend>
        {choices.map((choice) => (
          <button key={choice} type="button" aria-pressed={choice === guess} onClick={() => onGuess(choice)}>
            <span lang="en">{choice}</span>
            {means(choice) && <small>{means(choice)}</small>}
          </button>
        ))}
      </fieldset>
    </Screen>
  );
}

/** What the base model answered to it: wrong, and drawn. */
export function Untrained({ shown: { item, before } }: { readonly shown: ChangedItem }) {
  const { base, drawn } = words.value.firstMinute;
  return (
    <Screen
      heading={base.heading}
      item={item}
      about={<p>{base.about}</p>}
      picture={<Drawn question={item} text={before.text} />}
    >
      <Answered answer={before} />
      <p class="small muted">
        {base.parts} {drawn}
      </p>
    </Screen>
  );
}

interface EndProps {
  readonly shown: ChangedItem;
  /** What ends the first minute, on its last screen. */
  readonly end: ComponentChildren;
}

/** What it answered after training on the basic skills: right. */
export function Learned({ shown: { item, after, ofTask }, end }: EndProps) {
  const { learned } = words.value.firstMinute;
  return (
    <Screen
      heading={learned.heading}
      item={item}
      about={<p>{learned.about(capabilities.map(taskName))}</p>}
      picture={<Drawn question={item} text={after.text} />}
    >
      <Answered answer={after} />
      <OfTask item={item} ofTask={ofTask} />
      {end}
    </Screen>
  );
}

/** A composite question, before and after. */
export function Composite({ shown: { item, before, after, ofTask }, end }: EndProps) {
  const { composite, drawn } = words.value.firstMinute;
  const both = [
    { id: 'first-minute-before', when: composite.before, answer: before },
    { id: 'first-minute-after', when: composite.after, answer: after },
  ];
  const picture = (
    <div class="first-minute-pair">
      {both.map(({ id, when, answer }) => (
        <section key={id} class="stack-2" aria-labelledby={id}>
          <h3 id={id}>{when}</h3>
          <Drawn question={item} text={answer.text} />
          <Answered answer={answer} />
        </section>
      ))}
    </div>
  );
  return (
    <Screen heading={composite.heading} item={item} about={<p>{composite.about}</p>} picture={picture}>
      <div>
        <Coordinates text={item.answer} />
        <p class="small muted">{drawn}</p>
        <OfTask item={item} ofTask={ofTask} />
      </div>
      {end}
    </Screen>
  );
}

function Answered({ answer }: { readonly answer: JudgedAnswer }) {
  return (
    <p>
      <Mark answer={answer} />{' '}
      <span class="answer">
        <span lang="en">{answer.text}</span>
        <Gloss text={answer.text} />
      </span>
    </p>
  );
}

/** How many of the task's items changed: one alone shows nothing. */
function OfTask({ item: { task }, ofTask }: Pick<ChangedItem, 'item' | 'ofTask'>) {
  const { items, before, after } = ofTask;
  return <p class="small muted">{words.value.firstMinute.ofTask(items, taskName(task), before, after)}</p>;
}
