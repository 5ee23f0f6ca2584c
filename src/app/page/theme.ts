/** Light, dark, or as the system says; remembered where the browser allows it. Not here: the colours (figures/palette.ts). */
import { effect, signal } from '@preact/signals';
import { paletteCss } from '../figures/palette.ts';

/** The choices there are, in the order the button takes. */
const themes = ['system', 'light', 'dark'] as const;
/** One of the choices. */
type Theme = (typeof themes)[number];

const key = 'theme';

/** The choice in force. */
export const theme = signal<Theme>('system');

/** Counts up whenever the colours on the page may have changed: figures drawn with resolved colours draw again. */
export const colourVersion = signal(0);

/** Gives the page its colours, restores the theme and applies every change to the page. */
export function followTheme(page: Window): void {
  const style = page.document.createElement('style');
  style.textContent = paletteCss;
  page.document.head.append(style);
  theme.value = themes.find((name) => name === read(page)) ?? 'system';
  effect(() => {
    page.document.documentElement.dataset.theme = theme.value;
    colourVersion.value = colourVersion.peek() + 1;
    write(page, theme.value);
  });
  page.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    colourVersion.value += 1;
  });
}

/** Goes on to the next choice. */
export function nextTheme(): void {
  theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length]!;
}

// Storage may be refused (private mode); then the theme lasts as long as the page.
function read(page: Window): string | null {
  try {
    return page.localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(page: Window, value: Theme): void {
  try {
    if (value === 'system') page.localStorage.removeItem(key);
    else page.localStorage.setItem(key, value);
  } catch {}
}
