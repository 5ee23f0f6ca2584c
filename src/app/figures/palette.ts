/**
 * The colours of the page and of its charts: one table, which CSS reads as custom properties and figures as resolved
 * values, so that an exported picture has them too. Hues are Okabe-Ito's (blue, orange, green, purple), a little darker
 * on light paper and lighter on dark, so that marks keep a contrast of 3:1 and text of 4.5:1.
 * Not here: the colours of discs (src/sparkle/scene/palette.ts), which theme is on (page/theme.ts).
 */
import { signal } from '@preact/signals';

/** The hue of each subject: in the light theme, in the dark one. */
const hues = {
  direction: ['#0072b2', '#56b4e9'],
  distance: ['#c07f00', '#e69f00'],
  localization: ['#00855f', '#2fbf95'],
  composite: ['#a84f80', '#d98cb8'],
  perception: ['#4f6b78', '#9fb4bf'],
  imported: ['#6f6658', '#b5aa98'],
} as const;
/** The name of a hue. */
export type Hue = keyof typeof hues;

const colours = {
  paper: ['#fbfaf7', '#161719'],
  sheet: ['#ffffff', '#1f2124'],
  ink: ['#1b1c1e', '#ececea'],
  muted: ['#5a5d62', '#a9adb3'],
  rule: ['#e2dfd8', '#373a3f'],
  wash: ['#f1efe9', '#26282c'],
  focus: ['#005fa3', '#8ccbf5'],
  good: ['#1d7a36', '#5fc27a'],
  bad: ['#b3261e', '#ff8f85'],
  // Verdicts on answers, beside ink: any two differ by 27 or more in CIELAB (1976) as Machado et al. (2009) simulate the
  // three colour blindnesses.
  seeing: ['#3a62b8', '#6f9bf0'],
  thinking: ['#a4640f', '#e3ae5c'],
  ceiling: ['#868b92', '#5f646b'],
  ...hues,
} as const;
const names = Object.keys(colours) as (keyof typeof colours)[];

/** Every colour as the browser resolves it. */
export type Palette = Readonly<Record<keyof typeof colours, string>>;

const themeCss = (theme: 0 | 1): string =>
  names.map((name) => `--${name}: ${colours[name][theme]};`).join(' ');

/**
 * The table as CSS: `--paper` and so on, and `--hue` for everything inside an element with `data-hue`. Without light-dark(),
 * which came with Chrome 123 and Safari 17.5, the theme chooses the table.
 */
export const paletteCss = [
  `:root { ${names.map((name) => `--${name}: light-dark(${colours[name].join(', ')});`).join(' ')} }`,
  `@supports not (color: light-dark(red, red)) {
    :root { ${themeCss(0)} }
    :root[data-theme="dark"] { ${themeCss(1)} }
    @media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { ${themeCss(1)} } }
  }`,
  ...Object.keys(hues).map((hue) => `[data-hue="${hue}"] { --hue: var(--${hue}); }`),
].join('\n');

/** Counts changes of the page's colours: figures have resolved colours and must be drawn again. */
export const colourVersion = signal(0);

/** Reads the colours as they are at the given element, theme included. */
export function readPalette(near: Element): Palette {
  const probe = document.createElement('span');
  near.append(probe);
  const resolved = names.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(resolved);
}
