/**
 * How questions are asked, answers given and answers read: one style per kind of base model. Queries and claims are
 * the same in every style; only their words differ. Training and test choose theirs apart.
 * Not here: the words (language.ts, words.ts, choice.ts) or whether a claim is true (score.ts).
 */

import type { RandomStream } from '../scene/random.ts';
import type { Scene } from '../scene/scene.ts';
import type { AnswerForm, Item } from '../task/item.ts';
import { choice } from './choice.ts';
import { type Claim, embedded, type Query } from './language.ts';
import { comparativesIn } from './relations.ts';
import { words } from './words.ts';

/**
 * 'embedded': the embedded model's own language, with working-out and whole numbers. 'words': plain English, numbers
 * to two decimals. 'choice': lettered options and a boxed letter; a form without options is asked in 'words'.
 */
export type StyleName = 'embedded' | 'words' | 'choice';

/** What an answer is read with: what its question asked, as far as it is known. */
export interface Asked {
  /** As in a query. Of none nothing is known. */
  readonly names: readonly string[];
  /** Comparisons and pairs only; null also where it is not known. */
  readonly choice: Query['choice'];
  /** What was offered to choose from; null where the answer is free. */
  readonly options: readonly string[] | null;
}

/** One way to ask and to answer. Pure: the same scene and query give the same words. */
export interface Style {
  /** Every wording of a question, at least one. Throws for a form this style has no words for. */
  questionTexts(scene: Scene, query: Query): readonly string[];
  /** The reference answer. Throws where there is no clear one. */
  answerText(scene: Scene, query: Query): string;
  /** What the question offers to choose from, in its order; null where the answer is free. */
  options(scene: Scene, query: Query): readonly string[] | null;
  /** Reads an answer to such a question. null where it has not the asked form. Never throws. */
  readAnswer(form: AnswerForm, text: string, asked: Asked): Claim | null;
  /** A claim in words, without working-out: readAnswer gives the claim back. Throws for a claim no option makes. */
  claimText(claim: Claim, options: readonly string[] | null): string;
  /** What the scene shows, in sentences with all positions, to stand before a question in place of the picture. */
  sceneText(scene: Scene): string;
}

/** All styles by name. */
export const styles: Readonly<Record<StyleName, Style>> = { embedded, words, choice };

/** The style an item was asked in, by which its answers are read. */
export const styleOf = (item: Item): Style => styles[item.style ?? 'embedded'];

/** Reads an answer to an item in its style. null where it has not the asked form. Never throws. */
export function claimOf(item: Item, text: string): Claim | null {
  const { form, names, question, options = null } = item;
  // The question says whether the closer or the farther is asked for, in every wording.
  const [choice = null, ...others] = form === 'comparison' || form === 'pair' ? comparativesIn(question) : [];
  return styleOf(item).readAnswer(form, text, { names, choice: others.length > 0 ? null : choice, options });
}

/** A query in words: one of the wordings of its question, its answer, and what an item notes of its style. */
export function wordsOf(
  random: RandomStream,
  name: StyleName,
  scene: Scene,
  query: Query,
): Pick<Item, 'question' | 'answer' | 'style' | 'options'> {
  const options = styles[name].options(scene, query);
  return {
    question: random.pick(styles[name].questionTexts(scene, query)),
    answer: styles[name].answerText(scene, query),
    ...(name !== 'embedded' && { style: name }),
    ...(options && { options }),
  };
}
