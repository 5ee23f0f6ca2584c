/** The title of a teacher's page, and the line that says what is locked and hidden and how to leave it. */
import { useEffect } from 'preact/hooks';
import type { TaughtPage } from '../../class/teacher-link.ts';
import { words } from '../../words/words.ts';
import { focusOn } from '../ui/focus.ts';
import { leaveTaughtPage, taughtPage } from './state.ts';

const pageName = document.title;

/** Nothing on other pages. */
export function TaughtView() {
  const page = taughtPage.value;
  const title = page?.title ?? '';
  useEffect(() => {
    document.title = title ? `${title} · ${pageName}` : pageName;
    return () => {
      document.title = pageName;
    };
  }, [title]);
  if (!page) return null;
  const { showWhole, unlock } = words.value.teacher;
  const leave = () => {
    leaveTaughtPage();
    // The pressed button is gone.
    focusOn(document.querySelector('#setup-title'), { preventScroll: true });
  };
  return (
    <div class="taught stack-3">
      {title && <h2 class="taught-title">{title}</h2>}
      <p class="notice">
        <span>{taughtText(page)}</span>
        <button type="button" onClick={leave}>
          {page.lock === 'none' ? showWhole : unlock}
        </button>
      </p>
    </div>
  );
}

/** One line: who set the page up, what is locked, what is hidden. */
export function taughtText({ lesson, lock, hide }: Omit<TaughtPage, 'title'>): string {
  const { taught, taughtHiding, parts, otherLessons, partInLine } = words.value.teacher;
  if (hide.length === 0) return taught[lock];
  const names = hide.map((part) => partInLine(part === 'lessons' && lesson ? otherLessons : parts[part]));
  return taughtHiding[lock](new Intl.ListFormat(words.value.format.dateLocale).format(names));
}
