/** The dialog that makes a teacher's link: what is fixed, what is hidden, a title, a lesson, a language, and what students will see. Not here: the link itself (src/class/teacher-link.ts). */
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import {
  type LessonName,
  lessonNames,
  locks,
  type PagePart,
  pageParts,
  type TaughtPage,
  titleLengthMax,
  writeTeacherLink,
} from '../../class/teacher-link.ts';
import { type Language, language, languages, words } from '../../words/words.ts';
import { withLanguage } from '../page/language.ts';
import { runName } from '../runs/state.ts';
import { config, configForm } from '../setup/state.ts';
import { Alert } from '../ui/alert.tsx';
import { Choice } from '../ui/choice.tsx';
import { Copy } from '../ui/copy.tsx';
import { taughtText } from './taught.tsx';

/** What the dialog had when it was last open. */
let last: TaughtPage = { title: '', lesson: null, lock: 'all', hide: ['models', 'studies'] };

/** A modal dialog; Escape closes it. The settings are those that are set up on the page. */
export function LinkDialog({ onClose }: { readonly onClose: () => void }) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [page, setPage] = useState(last);
  const [linked, setLinked] = useState<Language>(language.value);
  useEffect(() => dialog.current?.showModal(), []);
  const say = words.value.teacher;
  const change = (part: Partial<TaughtPage>) => {
    last = { ...page, ...part };
    setPage(last);
  };
  const toggle = (part: PagePart) =>
    change({ hide: pageParts.filter((each) => page.hide.includes(each) !== (each === part)) });
  return (
    <dialog ref={dialog} class="item-dialog link-dialog" aria-labelledby={`${id}-name`} onClose={onClose}>
      <div class="title-line">
        <h2 id={`${id}-name`}>{say.dialogTitle}</h2>
        <button type="button" onClick={() => dialog.current?.close()}>
          {say.close}
        </button>
      </div>
      <p class="small muted">{say.opensWith}</p>
      <div class="field stack-1">
        <label for={`${id}-title`}>{say.titleField}</label>
        <input
          id={`${id}-title`}
          type="text"
          autoComplete="off"
          maxLength={titleLengthMax}
          value={page.title}
          onInput={(event) => change({ title: event.currentTarget.value })}
        />
      </div>
      <LessonChoice lesson={page.lesson} onChoose={(lesson) => change({ lesson })} />
      <Choice
        legend={say.language}
        values={(Object.keys(languages) as Language[]).map((value) => ({ value, label: languages[value] }))}
        chosen={linked}
        onChoose={setLinked}
      />
      <div class="stack-1">
        <Choice
          legend={say.locked}
          values={locks.map((value) => ({ value, label: say.locks[value] }))}
          chosen={page.lock}
          onChoose={(lock) => change({ lock })}
        />
        <p class="small muted">{say.seeds}</p>
      </div>
      <fieldset class="stack-1">
        <legend>{say.hidden}</legend>
        <div class="suite-boxes">
          {pageParts.map((part) => (
            <label key={part} class="toggle">
              <input type="checkbox" checked={page.hide.includes(part)} onChange={() => toggle(part)} />
              <span>{part === 'lessons' && page.lesson ? say.otherLessons : say.parts[part]}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <Preview page={page} linked={linked} />
    </dialog>
  );
}

interface LessonChoiceProps {
  readonly lesson: LessonName | null;
  readonly onChoose: (lesson: LessonName | null) => void;
}

/** Which lesson the page opens. */
function LessonChoice({ lesson, onChoose }: LessonChoiceProps) {
  const id = useId();
  const say = words.value.teacher;
  return (
    <div class="field stack-1">
      <label for={id}>{say.lesson}</label>
      <select
        id={id}
        value={lesson ?? ''}
        onChange={({ currentTarget }) =>
          onChoose(lessonNames.find((name) => name === currentTarget.value) ?? null)
        }
      >
        <option value="">{say.noLesson}</option>
        {lessonNames.map((name) => (
          <option key={name} value={name}>
            {words.value.lesson[name].title}
          </option>
        ))}
      </select>
    </div>
  );
}

/** What students will see, in words, and the link. */
function Preview({ page, linked }: { readonly page: TaughtPage; readonly linked: Language }) {
  const id = useId();
  const say = words.value.teacher;
  const { origin, pathname, search } = window.location;
  const fragment = withLanguage(writeTeacherLink(page, config.value), linked);
  const link = `${origin}${pathname}${search}#${fragment}`;
  const settings = runName(config.value);
  return (
    <section class="stack-3" aria-labelledby={id}>
      <h3 id={id}>{say.preview}</h3>
      <div class="taught-preview stack-2">
        {page.title.trim() && <p class="taught-title">{page.title.trim()}</p>}
        <p class="small">{taughtText(page)}</p>
        {page.lesson && <p class="small">{say.previewLesson(words.value.lesson[page.lesson].title)}</p>}
        <p class="small">{say.previewLanguage(languages[linked])}</p>
        <p class="small">
          {page.lock === 'all'
            ? say.previewSettings(settings)
            : say.previewOpenSeed(settings, config.value.seed)}
        </p>
        <p class="small muted">{say.previewLeave}</p>
      </div>
      <Alert text={configForm.problems.value.size > 0 && say.wrongSettings} />
      <input type="text" readOnly aria-label={say.link} value={link} onFocus={selectAll} />
      <div class="row">
        <Copy text={link} what={say.linkToCopy} word={say.copy} />
        <a class="button" href={link} target="_blank" rel="noreferrer">
          {say.look}
        </a>
      </div>
    </section>
  );
}

const selectAll = ({ currentTarget }: { readonly currentTarget: HTMLInputElement }): void =>
  currentTarget.select();
