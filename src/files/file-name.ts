/**
 * Names of files as they are compared and told. Not here: finding files (chosen-files.ts), names as bytes (zip-name.ts).
 *
 * Systems spell one name in several ways: `\` or `/` between folders, letters with accents composed (NFC) or decomposed
 * (NFD, as macOS has it). Names are compared in one spelling.
 */

/** A path in the one spelling: `/` between folders, letters composed (NFC), without `.` and empty parts. */
export const plainPath = (path: string): string =>
  path
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')
    .normalize('NFC');

/** Names of one file that differ, joined by "and". Those that look the same to the eye are told by their letters' numbers. */
export function spelled(paths: readonly string[]): string {
  const looks = new Set(paths.map((path) => path.normalize('NFC')));
  const isTelling = looks.size === new Set(paths).size;
  return paths
    .map(quoted)
    .map((path) => (isTelling ? path : path.replace(/[^ -~]/g, escaped)))
    .join(' and ');
}

const escaped = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A name out of a file, cut so that a message stays one line. */
export const quoted = (text: string): string =>
  JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text);
