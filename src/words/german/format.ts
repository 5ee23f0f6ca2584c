/** German words: numbers, sizes, durations and dates. Not here: rounding them (src/app/ui/format.ts). */
import type { Words } from '../english.ts';

/** The words. */
export const format: Words['format'] = {
  timeLocale: 'de',
  dateLocale: 'de',
  number: (text) => text.replace('.', ','),
  and: 'und',
  or: 'oder',
  typedNumber: (text) => text.replace(',', '.'),
  // A comma within a number is a decimal one.
  numbers: (texts) => texts.join('; '),
  typedNumbers: (text) => text.split(/;|,(?=\s|$)/),
  bytes: (count) => `${count} Byte`,
  about: (text) => `etwa ${text}`,
  aboutSeconds: (count) => `etwa ${count} Sekunden`,
  aboutMinutes: (count) => `etwa ${count} Minuten`,
  aboutHours: (count) => `etwa ${count} Stunden`,
  sizeUnknown: 'Größe unbekannt',
};
