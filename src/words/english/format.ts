/** English words: numbers, sizes, durations and dates. Not here: rounding them (src/app/ui/format.ts). */

/** The words. */
export const format = {
  /** Of Intl, for short times; and for long dates. */
  timeLocale: 'en-GB',
  dateLocale: 'en-GB',
  /** A number as it is written in the lab's files, `0.5`, as people write it; and the other way. */
  number: (text: string) => text,
  and: 'and',
  or: 'or',
  typedNumber: (text: string) => text,
  /** Numbers in a row as people write them, each as `number` gives it; and the other way. */
  numbers: (texts: readonly string[]) => texts.join(', '),
  typedNumbers: (text: string) => text.split(','),
  bytes: (count: number) => `${count} bytes`,
  about: (text: string) => `about ${text}`,
  aboutSeconds: (count: number) => `about ${count} seconds`,
  aboutMinutes: (count: number) => `about ${count} minutes`,
  aboutHours: (count: string) => `about ${count} hours`,
  sizeUnknown: 'size unknown',
};
