/**
 * Reads answers in plain English. An answer is the last statement of the asked form; one that is introduced as the
 * answer ('Answer: ...', a box) counts before all others. A statement is a sentence, a line or a part after 'so' or a
 * colon. There is no answer where the statement names two different ones, denies what it names, or is introduced as
 * the answer and contradicted later: nothing is guessed. What is named is read, not the grammar around it.
 * Not here: counts, yes and no (style-counting.ts), what is found in a sentence (style-statements.ts), descriptions (style-description.ts).
 */
import type { Move } from './geometry.ts';
import type { AnswerForm, Form } from './item.ts';
import type { Claim } from './language.ts';
import { readCount, readYesNo } from './style-counting.ts';
import { readDescription } from './style-description.ts';
import {
  directionsIn,
  isDenial,
  nameOf,
  namePattern,
  namesIn,
  numbersIn,
  pointsIn,
  regionsIn,
  sentences,
  tidy,
} from './style-statements.ts';

/** Reads an answer of the given form; null where it has not that form. Never throws. */
export function readWords(form: AnswerForm, text: string): Claim | null {
  if (form === 'description') return readDescription(text);
  if (form === 'count') return readCount(text);
  if (form === 'yes-no') return readYesNo(text);
  const tidied = tidy(text);
  const introduction = [...tidied.matchAll(/\banswer\b\s*(?:is\b|[:=])/g)].at(-1);
  if (introduction) {
    const answers = found(form, tidied.slice(introduction.index + introduction[0].length));
    if (answers.length > 0) return answers.every((answer) => isSame(answer, answers[0])) ? answers[0]! : null;
  }
  return found(form, tidied).at(-1) ?? null;
}

const isSame = (a: Claim | null | undefined, b: Claim | null | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** What each statement answers that says something of the form; null for one that contradicts itself. */
function found(form: Exclude<Form, 'description'>, tidied: string): (Claim | null)[] {
  return sentences(tidied)
    .flatMap((sentence) => {
      const isDenied = isDenial(sentence);
      return sentence
        .split(/\b(?:so|thus|hence|therefore)\b|:/)
        .map((statement) => ({ statement, isDenied }));
    })
    .flatMap(({ statement, isDenied }) => {
      const claims = claimsIn(form, statement);
      if (claims.length === 0) return [];
      return [claims.length === 1 && !isDenied ? claims[0]! : null];
    });
}

/** Every different claim of a statement. */
function claimsIn(form: Exclude<Form, 'description'>, statement: string): Claim[] {
  switch (form) {
    case 'direction':
      return directionsIn(statement).map((index) => ({ form, class: index }));
    case 'region':
      return regionsIn(statement).map((index) => ({ form, class: index }));
    case 'comparison':
      return namesIn(statement).map((name) => ({ form, name }));
    case 'pair':
      return pairsIn(statement);
    case 'number':
      return numbersIn(statement).map((value) => ({ form, value }));
    case 'coordinates':
      return pointsIn(statement).map((point) => ({ form, point }));
    case 'path':
      return pathsIn(statement);
    case 'route':
      return listsIn(statement, namePattern).map((names) => ({ form, names: names.map(nameOf) }));
  }
}

/** Two names are a pair, in either order; three could be three pairs. */
function pairsIn(statement: string): Claim[] {
  const names = namesIn(statement).sort();
  return names.flatMap((a, place) =>
    names.slice(place + 1).map((b): Claim => ({ form: 'pair', names: [a, b] })),
  );
}

const movePattern = '\\b(?:up|down|left|right)(?:wards?)?\\b';
const nodePattern = '\\bn\\d{1,3}\\b';

function pathsIn(statement: string): Claim[] {
  const moves = listsIn(statement, movePattern).map(
    (list): Claim => ({ form: 'path', moves: list.map((word) => word.replace(/wards?$/, '') as Move) }),
  );
  const nodes = listsIn(statement, nodePattern).map(
    (list): Claim => ({ form: 'path', nodes: list.map((label) => Number(label.slice(1))) }),
  );
  return [...moves, ...nodes];
}

/**
 * The different lists of a kind of word: in brackets, with or without quotes; where there are no brackets, words one
 * after the other, joined by commas, arrows, 'then', 'to' or 'and'.
 */
function listsIn(statement: string, wordPattern: string): string[][] {
  const word = new RegExp(wordPattern, 'g');
  const inBrackets = [...statement.matchAll(/\[([^[\]]*)\]/g)].map((match) => match[1]!);
  const isWord = new RegExp(`^\\s*["']?\\s*(?:the\\s+)?(?:${wordPattern})\\s*["']?\\s*$`);
  const separator = `(?:[\\s,>→=–—-]|\\b(?:and|then|to|finally|the)\\b)+`;
  const lists =
    inBrackets.length > 0
      ? inBrackets.filter((list) =>
          list
            .replace(/,\s*$/, '')
            .split(',')
            .every((entry) => isWord.test(entry)),
        )
      : [...statement.matchAll(new RegExp(`(?:${wordPattern})(?:${separator}(?:${wordPattern}))+`, 'g'))].map(
          (match) => match[0],
        );
  const spelled = new Map(lists.map((list) => [(list.match(word) ?? []).join(' '), list.match(word) ?? []]));
  return [...spelled.values()];
}
