/** The title of a teacher's page, and the line that says what is locked and hidden and how to leave it. */
import { useEffect } from 'preact/hooks';
import { type PagePart, pageParts, type TaughtPage } from '../../class/teacher-link.ts';
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
          {page.lock === 'none' ? 'Show the whole lab' : 'Unlock: the whole lab with these settings'}
        </button>
      </p>
    </div>
  );
}

const lockTexts: Readonly<Record<TaughtPage['lock'], string>> = {
  none: '',
  all: 'its settings are locked',
  'all-but-seed': 'its settings are locked, but for the seed',
};

/** One line: who set the page up, what is locked, what is hidden. */
export function taughtText({ lock, hide }: Pick<TaughtPage, 'lock' | 'hide'>): string {
  const parts = [lockTexts[lock], hide.length > 0 && `hidden: ${hiddenText(hide)}`].filter(Boolean);
  return `This page was set up by a teacher's link${parts.length > 0 ? `; ${parts.join('; ')}` : ''}.`;
}

const hiddenText = (hide: readonly PagePart[]): string =>
  new Intl.ListFormat('en-GB').format(hide.map((part) => pageParts[part]));
