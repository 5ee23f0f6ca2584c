/** German words: numbers, sizes and dates. Not here: rounding them (src/app/ui/format.ts). */
import type { Words } from '../english.ts';

/** The words. */
export const format: Words['format'] = {
  timeLocale: 'de',
  dateLocale: 'de',
  number: (text) => text.replace('.', ','),
  and: 'und',
  or: 'oder',
  bytes: (count) => `${count} Byte`,
  about: (text) => `etwa ${text}`,
  sizeUnknown: 'Größe unbekannt',
};
