/** One picture of the set with its questions to type. Not here: the set (pictures.tsx), what is checked (draft.ts). */
import { sparkleTiny } from '../../../models/registry.ts';
import { words } from '../../words/words.ts';
import { Photo } from '../data/item-picture.tsx';
import { config } from '../setup/state.ts';
import { Alert } from '../ui/alert.tsx';
import { focusIfLost } from '../ui/focus.ts';
import { type DraftPicture, type DraftQuestion, foreignTo, lackOf, surelyReadBytes } from './draft.ts';
import { addQuestion, removePicture, removeQuestion, typeQuestion } from './state.ts';

interface PictureRowProps {
  readonly picture: DraftPicture;
  /** From 1. */
  readonly number: number;
}

/** The picture, its fields, and the buttons to add and remove. */
export function PictureRow({ picture, number }: PictureRowProps) {
  const said = words.value.pictures;
  const { key, path, image, questions } = picture;
  const name = path.split('/').at(-1)!;
  return (
    <li class="draft-picture" id={`picture-${key}`}>
      <figure class="stack-1">
        <Photo file={image.blob} label={said.alt(number, name)} />
        <figcaption class="small muted">{said.caption(number, name)}</figcaption>
      </figure>
      <div class="stack-3">
        {questions.map((question, i) => (
          <QuestionFields
            key={question.key}
            picture={picture}
            number={number}
            question={question}
            place={questions.length > 1 ? i + 1 : null}
          />
        ))}
        <div class="row">
          <button
            type="button"
            aria-label={
              questions.length === 0 ? said.firstQuestionTo(number) : said.anotherQuestionTo(number)
            }
            onClick={() => focusSoon(`#question-${addQuestion(key)}`)}
          >
            {questions.length === 0 ? said.firstQuestion : said.anotherQuestion}
          </button>
          <button
            type="button"
            class="quiet"
            aria-label={said.removePictureNumber(number)}
            onClick={() => {
              const next = document.querySelector<HTMLElement>(`#picture-${key} + li`)?.id;
              removePicture(key);
              loseFocusTo(
                next && `#${next} input`,
                '.drafts > li:last-child input',
                '.pictures .chooser button',
              );
            }}
          >
            {said.removePicture}
          </button>
        </div>
      </div>
    </li>
  );
}

/** Focuses a field that the next rendering draws. */
const focusSoon = (selector: string): void => {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus());
};

/** Once what had the focus is gone. */
const loseFocusTo = (...selectors: readonly (string | undefined)[]): void => {
  requestAnimationFrame(() => focusIfLost(...selectors.filter((each) => each !== undefined)));
};

interface QuestionFieldsProps extends PictureRowProps {
  readonly question: DraftQuestion;
  /** Among the questions of its picture, from 1; null if it is the only one. */
  readonly place: number | null;
}

function QuestionFields({ picture, number, question, place }: QuestionFieldsProps) {
  const said = words.value.pictures;
  const { key } = question;
  const notes = notesOn(question);
  const hasTag = lackOf(question) === 'tag';
  const described = [hasTag && `tag-${key}`, notes.length > 0 && `notes-${key}`].filter(Boolean).join(' ');
  return (
    <fieldset class="draft-question stack-2" aria-label={said.questionOf(number, place)}>
      <div class="row spread">
        <label class="small muted" for={`question-${key}`}>
          {said.question(place)}
        </label>
        <button
          type="button"
          class="quiet"
          aria-label={said.removeQuestionOf(number, place)}
          onClick={() => {
            removeQuestion(picture.key, key);
            loseFocusTo(`#picture-${picture.key} input`, `#picture-${picture.key} button`);
          }}
        >
          {said.removeQuestion}
        </button>
      </div>
      <input
        id={`question-${key}`}
        type="text"
        enterKeyHint="next"
        autoComplete="off"
        value={question.question}
        aria-describedby={described || undefined}
        onInput={(event) => typeQuestion(picture.key, key, { question: event.currentTarget.value })}
        onKeyDown={goOnAtEnter}
      />
      <label class="small muted" for={`answer-${key}`}>
        {said.answer}
      </label>
      <input
        id={`answer-${key}`}
        type="text"
        enterKeyHint="next"
        autoComplete="off"
        value={question.answer}
        aria-describedby={described || undefined}
        onInput={(event) => typeQuestion(picture.key, key, { answer: event.currentTarget.value })}
        onKeyDown={goOnAtEnter}
      />
      <Alert id={`tag-${key}`} text={hasTag && said.tag} />
      {notes.length > 0 && (
        <p id={`notes-${key}`} class="small muted">
          {notes.join(' ')}
        </p>
      )}
    </fieldset>
  );
}

/** Enter goes from a question to its answer, and from there to the next question: many are typed one after another. */
function goOnAtEnter(event: KeyboardEvent): void {
  if (event.key !== 'Enter' || event.isComposing) return;
  event.preventDefault();
  const fields = [...document.querySelectorAll<HTMLInputElement>('.drafts input, .keep-set input')];
  fields[fields.indexOf(event.currentTarget as HTMLInputElement) + 1]?.focus();
}

/** What the embedded model does not know of a question, if it is the one that is chosen. */
function notesOn(question: DraftQuestion): string[] {
  if (config.value.model !== sparkleTiny.id) return [];
  const said = words.value.pictures;
  const { words: unknown, longBytes } = foreignTo(question);
  return [
    ...(unknown.length > 0 ? [said.unknownWords(unknown)] : []),
    ...(longBytes !== null ? [said.long(longBytes, surelyReadBytes)] : []),
  ];
}
