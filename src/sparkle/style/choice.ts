/**
 * The style 'choice': questions in plain English with lettered options and an answer such as `\boxed{C}`, as Sparkle
 * tests. Direction and region offer their classes in Sparkle's fixed order, pairs offer every two objects, comparisons
 * their two. Numbers, coordinates, descriptions, paths and routes have no options: they are asked, answered and read
 * as in 'words'.
 *
 * The last box is read, whatever stands around it. Without a box, an answer is read that consists of a letter, alone or
 * introduced ('C', '(C)', 'C.', 'Answer: C', a box that is cut off), with or without the words of its own option
 * ('C. top left'). The words of an option alone are not read: the question asks for the letter, and the parse rate shows
 * how often it is given.
 * Not here: words (words.ts).
 */

import type { Scene } from '../scene/scene.ts';
import type { AnswerForm, Asked, Claim, Query, Style } from './query.ts';
import { directionNames, regionNames } from './wording.ts';
import { objectPairs, words } from './words.ts';

/** Sparkle's order: row by row from the top, each from the left. */
const regionOrder = [6, 7, 8, 3, 4, 5, 0, 1, 2];
const directionOrder = [3, 2, 1, 4, 0, 5, 6, 7];

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

function options(scene: Scene, query: Query): readonly string[] | null {
  switch (query.form) {
    case 'direction':
      return directionOrder.map((index) => directionNames[index]!);
    case 'region':
      return regionOrder.map((index) => regionNames[index]!);
    case 'comparison':
      return query.names.slice(1);
    case 'pair': {
      const pairs = objectPairs(scene).map(([a, b]) => `${a} to ${b}`);
      if (pairs.length > letters.length)
        throw new Error(
          `There are ${pairs.length} pairs of objects and ${letters.length} letters. Ask about 7 objects at most.`,
        );
      return pairs;
    }
    default:
      return null;
  }
}

function questionTexts(scene: Scene, query: Query): readonly string[] {
  const questions = words.questionTexts(scene, query);
  const offered = options(scene, query);
  if (!offered) return questions;
  return questions.map((question) => `${question}\n${optionsText(offered)}`);
}

/** Most options that a question can have: one a letter. */
export const optionsMax = letters.length;

/** The lines of a question that offer options, with what is to be answered. */
export const optionsText = (offered: readonly string[]): string =>
  [
    ...offered.map((option, place) => `${letters[place]}. ${option}`),
    'Answer with the letter of the right option in \\boxed{}.',
  ].join('\n');

/** The answer that chooses an option. */
export const boxedLetter = (place: number): string => `\\boxed{${letters[place]}}`;

function answerText(scene: Scene, query: Query): string {
  const answer = words.answerText(scene, query);
  const offered = options(scene, query);
  const claim = offered && plain(query.form, answer);
  return claim ? claimText(claim, offered) : answer;
}

function claimText(claim: Claim, offered: readonly string[] | null): string {
  if (!offered) return words.claimText(claim, null);
  const wanted = spelled(claim);
  const place = offered.findIndex((option) => spelled(plain(claim.form, option)) === wanted);
  if (place < 0) throw new Error(`None of the options says "${words.claimText(claim, null)}".`);
  return boxedLetter(place);
}

/** Equal for equal claims: the two names of a pair have no order. */
const spelled = (claim: Claim | null): string =>
  JSON.stringify(claim?.form === 'pair' ? { ...claim, names: [...claim.names].sort() } : claim);

/** The claim of an option. */
const plain = (form: AnswerForm, option: string): Claim | null =>
  words.readAnswer(form, option, { names: [], choice: null, options: null });

function readAnswer(form: AnswerForm, text: string, asked: Asked): Claim | null {
  const { options: offered } = asked;
  if (!offered) return words.readAnswer(form, text, asked);
  const option = offered[chosenPlace(text, offered)];
  return option === undefined ? null : plain(form, option);
}

/** The index of the option that an answer chooses; -1 if there is none. Never throws. */
export function chosenPlace(text: string, offered: readonly string[]): number {
  const box = [...text.matchAll(/\\boxed\s*\{((?:[^{}]|\{[^{}]*\})*)\}/g)].at(-1);
  if (box) return letterPlace(box[1]!, offered);
  const whole = letterPlace(text, offered);
  if (whole >= 0) return whole;
  const introduced = [...text.matchAll(/\banswer\b(?:\s+is\b)?[\s*:=]+([^\n]*)/gi)].at(-1);
  return introduced ? letterPlace(introduced[1]!, offered) : -1;
}

/** 'C', '(C)', 'C.', 'option C', '\text{C}', 'C. top left'; -1 for anything else, also for the words of another option. */
function letterPlace(text: string, offered: readonly string[]): number {
  const bare = text.replace(/\\[a-z]+/gi, ' ').replace(/[*`$#{}()[\]]/g, ' ');
  const match = /^\s*(?:option\s+)?([A-Z])\s*(?:[.:,]\s*(.*?)|\s(.*?))?[\s.]*$/i.exec(bare);
  if (!match) return -1;
  const [, letter = '', punctuated, spaced] = match;
  const place = letters.indexOf(letter.toUpperCase());
  const rest = (punctuated ?? spaced ?? '').trim().toLowerCase();
  const option = offered[place];
  return option !== undefined && (rest === '' || rest === option.toLowerCase()) ? place : -1;
}

/** Lettered options for forms that have options. */
export const choice: Style = {
  questionTexts,
  answerText,
  options,
  readAnswer,
  claimText,
  sceneText: words.sceneText,
};
