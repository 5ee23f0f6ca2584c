/** The page's colours as the figures need them: resolved, so that an exported picture has them too. Not here: the colours (page/tokens.css). */

const names = [
  'paper',
  'ink',
  'muted',
  'rule',
  'direction',
  'distance',
  'localization',
  'composite',
  'perception',
  'imported',
] as const;
export type Palette = Readonly<Record<(typeof names)[number], string>>;

/** Reads the colours as they are at the given element, theme included. */
export function readPalette(near: Element): Palette {
  const probe = document.createElement('span');
  near.append(probe);
  const colours = names.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(colours);
}
