/**
 * Reads answers in plain English. An answer is the last statement of the asked form; one that is introduced as the
 * answer ('Answer: ...', a box) takes precedence. A statement is a sentence, a line or a part after 'so' or a colon.
 * Nothing is guessed: there is no answer if the statement names two different ones, denies what it names, or is introduced
 * as the answer and contradicted later. Of the grammar around a name only that is read which inverts the meaning: the
 * other comparative, or a direction seen from the other object.
 * Not here: counts, yes and no (counting.ts), what is found in a sentence (statements.ts,
 * relations.ts, lists.ts), descriptions (description.ts).
 */

import { directionCount } from '../scene/geometry.ts';
import { type Move, moves } from '../scene/lattice.ts';
import { readCount, readYesNo } from './counting.ts';
import { readDescription } from './description.ts';
import { listsIn, withNumberedLists } from './lists.ts';
import type { AnswerForm, Asked, Claim, Form } from './query.ts';
import { comparativesIn, relationOf, withoutCompared } from './relations.ts';
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
} from './statements.ts';

type PlainForm = Exclude<Form, 'description'>;

/** Forms whose statement may stand on both sides of a colon: 'The closer one: red'. */
const isRelated = (form: Form): boolean => /^(?:direction|comparison|pair|path|route)$/.test(form);

/** Reads an answer of the given form; null if it has not that form. Never throws. */
export function readWords(form: AnswerForm, text: string, asked: Asked): Claim | null {
  if (form === 'description') return readDescription(text);
  if (form === 'count') return readCount(text);
  if (form === 'yes-no') return readYesNo(text);
  const tidied = tidy(text);
  const introduction = [...tidied.matchAll(/\banswer\b\s*(?:is\b|[:=])/g)].at(-1);
  if (introduction) {
    const answers = found(form, tidied.slice(introduction.index + introduction[0].length), asked);
    if (answers.length > 0) return answers.every((answer) => isSame(answer, answers[0])) ? answers[0]! : null;
  }
  return found(form, tidied, asked).at(-1) ?? null;
}

const isSame = (a: Claim | null | undefined, b: Claim | null | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** The claim of each statement that has one of the form; null for a statement that contradicts itself. */
function found(form: PlainForm, tidied: string, asked: Asked): (Claim | null)[] {
  const isList = form === 'path' || form === 'route';
  const listed = isList
    ? withNumberedLists(tidied, form === 'path' ? `${movePattern}|${nodePattern}` : namePattern)
    : tidied;
  return sentences(listed).flatMap((sentence) => {
    const isDenied = !isList && isDenial(sentence);
    return statements(form, sentence, asked).flatMap((statement) => {
      const claims = claimsIn(form, statement, asked);
      if (claims.length === 0) return [];
      return [claims.length === 1 && !isDenied ? claims[0]! : null];
    });
  });
}

/** The parts of a sentence after 'so' and colons. A part before a colon that claims nothing belongs to the next part. */
function statements(form: PlainForm, sentence: string, asked: Asked): string[] {
  return sentence.split(/\b(?:so|thus|hence|therefore)\b/).flatMap((conclusion) => {
    const parts = conclusion.split(':');
    if (!isRelated(form)) return parts;
    const joined: string[] = [];
    for (const part of parts) {
      const before = joined.at(-1);
      if (before !== undefined && claimsIn(form, before, asked).length === 0)
        joined[joined.length - 1] = `${before}:${part}`;
      else joined.push(part);
    }
    return joined;
  });
}

/** Every different claim of a statement; null for a claim that is marked as not the answer. */
function claimsIn(form: PlainForm, statement: string, asked: Asked): (Claim | null)[] {
  switch (form) {
    case 'direction':
      return directionClaims(statement, asked);
    case 'region':
      return regionsIn(statement).map((index) => ({ form, class: index }));
    case 'comparison': {
      // The first object is the one from which it is seen, not one of the two to choose from.
      const names = namesIn(withoutCompared(statement)).filter((name) => name !== asked.names[0]);
      return unlessOpposite(
        statement,
        asked,
        names.map((name) => ({ form, name })),
      );
    }
    case 'pair':
      return unlessOpposite(statement, asked, pairsIn(statement));
    case 'number':
      return numbersIn(statement).map((value) => ({ form, value }));
    case 'coordinates':
      return pointsIn(statement).map((point) => ({ form, point }));
    case 'path':
      return pathsIn(statement);
    case 'route':
      return listsIn(statement, namePattern).map((names) => names && { form, names: names.map(nameOf) });
  }
}

/** Naming the farther one does not answer which one is closer: three objects could be meant. */
function unlessOpposite(statement: string, asked: Asked, claims: readonly Claim[]): (Claim | null)[] {
  const isOpposite =
    asked.choice !== null && comparativesIn(statement).some((comparative) => comparative !== asked.choice);
  return claims.map((claim) => (isOpposite ? null : claim));
}

/** Directions as asked, from the first object to the second. One that is given from the second to the first is inverted. */
function directionClaims(statement: string, asked: Asked): (Claim | null)[] {
  const classes = directionsIn(statement);
  const [a, b] = asked.names;
  if (a === undefined || b === undefined || classes.length === 0)
    return classes.map((index) => ({ form: 'direction', class: index }));
  let relation = relationOf(statement, a, b);
  // 'Red and green: top right' only says what it is about.
  const told = statement.slice(statement.lastIndexOf(':') + 1);
  if (relation === 'unclear' && told !== statement) relation = relationOf(told, a, b);
  if (relation === 'other' || relation === 'unclear') return [null];
  const turn = relation === 'reverse' ? directionCount / 2 : 0;
  return classes.map((index) => ({ form: 'direction', class: (index + turn) % directionCount }));
}

/** Two names are a pair, in either order; three could be three pairs. */
function pairsIn(statement: string): Claim[] {
  const names = namesIn(statement).sort();
  return names.flatMap((a, place) =>
    names.slice(place + 1).map((b): Claim => ({ form: 'pair', names: [a, b] })),
  );
}

const movePattern = `\\b(?:${moves.join('|')})(?:wards?)?\\b`;
const nodePattern = '\\bn\\d{1,3}\\b';

function pathsIn(statement: string): (Claim | null)[] {
  const ofMoves = listsIn(statement, movePattern).map(
    (list): Claim | null =>
      list && { form: 'path', moves: list.map((word) => word.replace(/wards?$/, '') as Move) },
  );
  const ofNodes = listsIn(statement, nodePattern).map(
    (list): Claim | null => list && { form: 'path', nodes: list.map((label) => Number(label.slice(1))) },
  );
  const told = [...ofMoves, ...ofNodes];
  const claims = told.filter((claim) => claim !== null);
  return claims.length > 0 ? claims : told.slice(0, 1);
}
