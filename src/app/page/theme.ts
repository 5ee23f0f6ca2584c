/** The theme: light, dark, or that of the system; remembered if the browser allows it. Not here: the colours (figures/palette.ts). */
import { effect, signal } from '@preact/signals';
import { colourVersion, paletteCss } from '../figures/palette.ts';
import { readMark, writeMark } from '../storage/marks.ts';

/** The choices, in the order of the button. */
const themes = ['system', 'light', 'dark'] as const;
/** One of the choices. */
type Theme = (typeof themes)[number];

const key = 'theme';

/** The current choice. */
export const theme = signal<Theme>('system');

/** Adds the colours to the page, restores the theme, and applies each change of it. */
export function followTheme(page: Window): void {
  // Not a style element: the page's policy allows no inline styles.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(paletteCss);
  page.document.adoptedStyleSheets.push(sheet);
  theme.value = themes.find((name) => name === readMark(page, key)) ?? 'system';
  effect(() => {
    page.document.documentElement.dataset.theme = theme.value;
    colourVersion.value = colourVersion.peek() + 1;
    writeMark(page, key, theme.value === 'system' ? null : theme.value);
  });
  page.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    colourVersion.value += 1;
  });
}

/** Changes to the next choice. */
export function nextTheme(): void {
  theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length]!;
}
