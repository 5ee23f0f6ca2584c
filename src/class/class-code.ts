/**
 * The class code: a result as text that can be read aloud or typed, `SL1-3K7Q-90AV-…` in groups of four letters. It says its
 * version, by which settings, items and seed it was made, and for each task how many items were right before and after; its
 * last group follows from the others, so that a typo is found. Not here: the counts (result.ts), lines with names
 * (code-lines.ts).
 *
 * The letters are one number in mixed radix: each field is a digit that is less than its own base, the first field the
 * lowest digit. A task is told by its name unless the tasks are those that a run scores by default.
 */
import { sha256Of } from '../files/sha256.ts';
import type { ScoredTask } from '../sparkle/dataset/imported.ts';
import { defaultTasks, isTask } from '../sparkle/task/task-name.ts';
import { alphabet, asMeant, lettersOf, lettersOfNumber, numberOfLetters, numbersOf } from './letters.ts';
import { type ClassResult, itemsLetters, itemsOf, settingsLetters, type TaskCounts } from './result.ts';

const version = '1';

/** What a class code begins with. */
export const codeStart = `SL${version}-`;

const groupLetters = 4;

/** The letters of names of tasks, by their digit; 0 ends a name. */
const nameLetters = '\0abcdefghijklmnopqrstuvwxyz0123456789@-';

/** The code of a result. */
export function writeClassCode({ settings, items, seed, tasks }: ClassResult): string {
  const fields: [value: bigint, base: bigint][] = [];
  const put = (value: number | bigint, base: number | bigint) => fields.push([BigInt(value), BigInt(base)]);
  // Five bits at a time, and a sixth that says that more follow.
  const putNumber = (value: number) => {
    let rest = value;
    for (; rest >= 32; rest = Math.floor(rest / 32)) put(32 + (rest % 32), 64);
    put(rest, 64);
  };
  put(numberOfLetters(settings), numbersOf(settingsLetters));
  put(numberOfLetters(items), numbersOf(itemsLetters));
  putNumber(seed);
  const isDefault = tasks.map(({ task }) => task).join() === defaultTasks.join();
  put(isDefault ? 1 : 0, 2);
  if (!isDefault) {
    putNumber(tasks.length);
    for (const { task } of tasks)
      for (const letter of `${task}\0`) put(nameLetters.indexOf(letter), nameLetters.length);
  }
  let known = -1;
  for (const counts of tasks) {
    const count = itemsOf(counts);
    put(count === known ? 1 : 0, 2);
    if (count !== known) putNumber(count);
    known = count;
    const { bothRight, onlyBefore, onlyAfter, blindPercent } = counts;
    put(bothRight, count + 1);
    put(onlyBefore, count - bothRight + 1);
    put(onlyAfter, count - bothRight - onlyBefore + 1);
    put(blindPercent, 101);
  }
  const number = fields.reduceRight((sum, [value, base]) => sum * base + value, 0n);
  const letters = lettersOfNumber(number);
  const whole = letters.padStart(Math.ceil(letters.length / groupLetters) * groupLetters, alphabet[0]);
  return codeStart + [...groupsOf(whole), checkOf(whole)].join('-');
}

/** The last group. It follows from the names of the default tasks too: where they are others, a code means others. */
const checkOf = (letters: string): string =>
  lettersOf(sha256Of(`${letters} ${defaultTasks.join()}`), groupLetters);

const groupsOf = (letters: string): string[] => letters.match(/.{1,4}/g) ?? [];

/** Reads a code. @throws Error that says in plain words what is wrong with it and what to do. */
export function readClassCode(code: string): ClassResult {
  const start = /^\s*S[L1I]\s*(\d+)\s*[\s\p{Pd}]/iu.exec(code);
  if (!start)
    throw new Error(
      `expected a class code, which begins with ${codeStart}, got "${code.trim().slice(0, 24)}". Copy the whole code again.`,
    );
  if (start[1] !== version)
    throw new Error(
      `expected a class code of version ${version}, which this lab reads, got version ${start[1]}. Open the page of the lab that made it.`,
    );
  const typed = code.slice(start[0].length);
  const letters = asMeant(typed);
  const strange = [...letters].find((letter) => !alphabet.includes(letter));
  if (strange)
    throw new Error(
      `expected the digits and letters of a class code, got "${strange}", which none has. Check the code with its student, and correct it.`,
    );
  if (!isWhole(letters)) throw new Error(typoText(typed, letters));
  const result = decode(letters.slice(0, -groupLetters));
  if (!result)
    throw new Error(
      `expected a class code as this version of the lab writes it, got another that is whole (${letters.length / groupLetters} groups). Open the page of the lab that made it.`,
    );
  return result;
}

const isWhole = (letters: string): boolean =>
  letters.length > 2 * groupLetters &&
  letters.length % groupLetters === 0 &&
  checkOf(letters.slice(0, -groupLetters)) === letters.slice(-groupLetters);

/** Where the typo may be. A code is never corrected: what was meant, only its student knows. */
function typoText(typed: string, letters: string): string {
  const uneven = typed
    .split(/[\s\p{Pd}]+/u)
    .filter(Boolean)
    .find((group) => group.length !== groupLetters);
  if (letters.length % groupLetters !== 0)
    return `expected groups of ${groupLetters}, got ${letters.length} digits and letters${uneven ? `, and the group "${uneven}"` : ''}. Check the code with its student: one is missing or too many.`;
  if (letters.length > curableLettersMax)
    return `expected a code whose last group follows from the others, got one of ${letters.length} digits and letters with a typo, too long to find its place. Check that the line has one code only, and copy the whole code again.`;
  const cures = curesOf(letters);
  const [cure] = cures;
  if (cure && cures.length === 1) {
    const place = groupsOf(letters).findIndex((group, i) => group !== groupsOf(cure)[i]);
    return `expected a code without a typo, got one that would be whole if its group ${place + 1}, "${groupsOf(letters)[place]}", was "${groupsOf(cure)[place]}". Check that group with its student, and correct it.`;
  }
  return `expected a code whose last group follows from the others, got ${groupsOf(letters).length} groups with more than one typo, or without some groups. Check the code group by group with its student, and correct it.`;
}

/** Longer than the code of all tasks without a variant or control: the time to look for a typo grows with the square. */
const curableLettersMax = 500;

/** The whole codes that differ in one letter, or in two neighbours that changed places. */
function curesOf(letters: string): string[] {
  const others = [...letters].flatMap((own, place) => [
    ...[...alphabet].filter((letter) => letter !== own).map((letter) => replaced(letters, place, letter)),
    ...(place + 1 < letters.length ? [replaced(letters, place, `${letters[place + 1]}${own}`)] : []),
  ]);
  return [...new Set(others)].filter((other) => other !== letters && isWhole(other));
}

const replaced = (text: string, place: number, by: string): string =>
  text.slice(0, place) + by + text.slice(place + by.length);

/** The result that letters without the last group tell; null if they tell none. */
function decode(letters: string): ClassResult | null {
  let rest = numberOfLetters(letters);
  const take = (base: number | bigint): bigint => {
    const value = rest % BigInt(base);
    rest /= BigInt(base);
    return value;
  };
  const takeNumber = (): number => {
    let value = 0;
    for (let unit = 1; ; unit *= 32) {
      const digit = Number(take(64));
      value += (digit % 32) * unit;
      if (digit < 32 || unit > 2 ** 40) return value;
    }
  };
  const settings = lettersOfNumber(take(numbersOf(settingsLetters)), settingsLetters);
  const items = lettersOfNumber(take(numbersOf(itemsLetters)), itemsLetters);
  const seed = takeNumber();
  const names = take(2) === 1n ? defaultTasks : takeNames(takeNumber(), take);
  if (!names || new Set(names).size < names.length) return null;
  let count = 0;
  const tasks = names.map((task): TaskCounts => {
    if (take(2) === 0n) count = takeNumber();
    const bothRight = Number(take(count + 1));
    const onlyBefore = Number(take(count - bothRight + 1));
    const onlyAfter = Number(take(count - bothRight - onlyBefore + 1));
    const neither = count - bothRight - onlyBefore - onlyAfter;
    return { task, bothRight, onlyBefore, onlyAfter, neither, blindPercent: Number(take(101)) };
  });
  return rest === 0n && tasks.length > 0 && tasks.every((counts) => itemsOf(counts) > 0)
    ? { settings, items, seed, tasks }
    : null;
}

/** More tasks than there are is no code. */
const tasksMax = 1000;

/** So many names of tasks; null if one is none. */
function takeNames(count: number, take: (base: number) => bigint): ScoredTask[] | null {
  if (count > tasksMax) return null;
  const names: ScoredTask[] = [];
  for (let i = 0; i < count; i++) {
    let name = '';
    for (;;) {
      const letter = nameLetters[Number(take(nameLetters.length))]!;
      if (letter === '\0') break;
      name += letter;
    }
    if (name !== 'imported' && !isTask(name)) return null;
    names.push(name);
  }
  return names;
}
