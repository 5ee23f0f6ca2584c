/** English words: numbers, sizes and dates. Not here: rounding them (src/app/ui/format.ts). */

/** The words. */
export const format = {
  /** Of Intl, for short times; and for long dates. */
  timeLocale: 'en',
  dateLocale: 'en-GB',
  /** A number as it is written in the lab's files, `0.5`, as people write it. */
  number: (text: string) => text,
  and: 'and',
  or: 'or',
  bytes: (count: number) => `${count} bytes`,
  about: (text: string) => `about ${text}`,
  sizeUnknown: 'size unknown',
};
