/** The dialog that makes a teacher's link: what is fixed, what is hidden, a title, and what students will see. Not here: the link itself (src/class/teacher-link.ts). */
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import {
  type Lock,
  locks,
  type PagePart,
  pageParts,
  type TaughtPage,
  titleLengthMax,
  writeTeacherLink,
} from '../../class/teacher-link.ts';
import { runName } from '../runs/state.ts';
import { config, configForm } from '../setup/state.ts';
import { Alert } from '../ui/alert.tsx';
import { Choice } from '../ui/choice.tsx';
import { Copy } from '../ui/copy.tsx';
import { taughtText } from './taught.tsx';

const parts = Object.keys(pageParts) as PagePart[];

/** What the dialog had when it was last open. */
let last: TaughtPage = { title: '', lock: 'all', hide: ['models', 'studies'] };

/** A modal dialog; Escape closes it. The settings are those that are set up on the page. */
export function LinkDialog({ onClose }: { readonly onClose: () => void }) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [page, setPage] = useState(last);
  useEffect(() => dialog.current?.showModal(), []);
  const change = (part: Partial<TaughtPage>) => {
    last = { ...page, ...part };
    setPage(last);
  };
  const toggle = (part: PagePart) =>
    change({ hide: parts.filter((each) => page.hide.includes(each) !== (each === part)) });
  return (
    <dialog ref={dialog} class="item-dialog link-dialog" aria-labelledby={`${id}-name`} onClose={onClose}>
      <div class="title-line">
        <h2 id={`${id}-name`}>A link for a class</h2>
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
      <p class="small muted">
        It opens the lab with the settings of this page. Change those first, if need be.
      </p>
      <div class="field stack-1">
        <label for={`${id}-title`}>Title, if the page is to have one</label>
        <input
          id={`${id}-title`}
          type="text"
          autoComplete="off"
          maxLength={titleLengthMax}
          value={page.title}
          onInput={(event) => change({ title: event.currentTarget.value })}
        />
      </div>
      <div class="stack-1">
        <Choice
          legend="Locked"
          values={(Object.keys(locks) as Lock[]).map((value) => ({ value, label: locks[value] }))}
          chosen={page.lock}
          onChoose={(lock) => change({ lock })}
        />
        <p class="small muted">
          With one seed, all make the same experiment, which counts once when it is pooled. With an open seed,
          give each student a number of their own.
        </p>
      </div>
      <fieldset class="stack-1">
        <legend>Hidden</legend>
        <div class="suite-boxes">
          {parts.map((part) => (
            <label key={part} class="toggle">
              <input type="checkbox" checked={page.hide.includes(part)} onChange={() => toggle(part)} />
              <span>{pageParts[part]}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <Preview page={page} />
    </dialog>
  );
}

/** What students will see, in words, and the link. */
function Preview({ page }: { readonly page: TaughtPage }) {
  const id = useId();
  const { origin, pathname, search } = window.location;
  const link = `${origin}${pathname}${search}#${writeTeacherLink(page, config.value)}`;
  const wrong = configForm.problems.value.size > 0;
  return (
    <section class="stack-3" aria-labelledby={id}>
      <h3 id={id}>What students will see</h3>
      <div class="taught-preview stack-2">
        {page.title.trim() && <p class="taught-title">{page.title.trim()}</p>}
        <p class="small">{taughtText(page)}</p>
        <p class="small">
          Settings: {runName(config.value)}
          {page.lock !== 'all' && `, beginning with seed ${config.value.seed}`}
        </p>
        <p class="small muted">The Run button works. Anyone can unlock the page: it keeps nothing secret.</p>
      </div>
      <Alert
        text={
          wrong &&
          'Some settings of this page are wrong as they are typed: the link has their last right values. Correct them in the setup.'
        }
      />
      <input type="text" readOnly aria-label="The link" value={link} onFocus={selectAll} />
      <div class="row">
        <Copy text={link} what="the link" word="Copy link" />
        <a class="button" href={link} target="_blank" rel="noreferrer">
          Look at it in a new tab
        </a>
      </div>
    </section>
  );
}

const selectAll = ({ currentTarget }: { readonly currentTarget: HTMLInputElement }): void =>
  currentTarget.select();
