/**
 * The 32 letters and digits of class codes: those of Crockford's base 32, without I, L, O and U, which are read as others.
 * Not here: the codes (class-code.ts).
 * Source: https://www.crockford.com/base32.html
 */

/** In the order of their values. */
export const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** How many numbers so many letters can tell. */
export const numbersOf = (letters: number): bigint => 32n ** BigInt(letters);

/** A number as so many letters, or as few as it needs. */
export function lettersOfNumber(number: bigint, atLeast = 1): string {
  let text = '';
  for (let rest = number; rest > 0n; rest /= 32n) text = alphabet[Number(rest % 32n)] + text;
  return text.padStart(atLeast, alphabet[0]);
}

/** The number that letters of the alphabet tell. */
export const numberOfLetters = (text: string): bigint =>
  [...text].reduce((sum, letter) => sum * 32n + BigInt(alphabet.indexOf(letter)), 0n);

/** So many letters of a hash in hexadecimal digits. */
export const lettersOf = (hash: string, count: number): string =>
  lettersOfNumber(BigInt(`0x${hash.slice(0, 16)}`) % numbersOf(count), count);

/** A text as it was meant: in capitals, without spaces and dashes, O as 0, I and L as 1. */
export const asMeant = (text: string): string =>
  text
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
