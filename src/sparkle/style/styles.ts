/**
 * The table of answer styles: how questions are asked, answers are written and answers are read, one style per kind of
 * base model. Queries and claims are the same in every style; only their words differ. Training and test choose theirs
 * separately. Not here: the words (language.ts, words.ts, choice.ts) or whether a claim is true (score.ts).
 */
import type { RandomStream } from '../scene/random.ts';
import type { Scene } from '../scene/scene.ts';
import { choice } from './choice.ts';
import { embedded } from './language.ts';
import type { AnswerForm, Claim, Query, Style } from './query.ts';
import { comparativesIn } from './relations.ts';
import { words } from './words.ts';

/** A row of the table: the style and how the page and the command line speak of it. */
export interface StyleRow extends Style {
  /** A phrase for a list of all styles. */
  readonly label: string;
}

/** All styles by name, in the order of the choices. */
export const styles = {
  /** With working-out and whole numbers. */
  embedded: { label: 'the embedded model’s language', ...embedded },
  words: { label: 'free words', ...words },
  /** A form without options is asked in 'words'. */
  choice: { label: 'lettered options with a boxed letter', ...choice },
} as const satisfies Readonly<Record<string, StyleRow>>;

export type StyleName = keyof typeof styles;

/** One question about one scene with its answer. `names` are the objects it asks about, in the question's order. */
export interface Question {
  readonly form: AnswerForm;
  readonly scene: Scene;
  readonly names: readonly string[];
  readonly question: string;
  /** The reference answer, in the question's style. */
  readonly answer: string;
  /** The style of question and answer. Absent: the embedded model's language. */
  readonly style?: Exclude<StyleName, 'embedded'>;
  /** The options, in the order of their letters. Absent: the answer is free. */
  readonly options?: readonly string[];
}

/** The style a question was asked in, by which its answers are read. */
export const styleOf = ({ style }: Question): Style => styles[style ?? 'embedded'];

/** Reads an answer to a question in its style. null if it does not have the asked form. Never throws. */
export function claimOf(asked: Question, text: string): Claim | null {
  const { form, names, question, options = null } = asked;
  // Every wording of a question says whether it asks for the closer or the farther.
  const [choice = null, ...others] = form === 'comparison' || form === 'pair' ? comparativesIn(question) : [];
  return styleOf(asked).readAnswer(form, text, { names, choice: others.length > 0 ? null : choice, options });
}

/** A query in words: in one of the wordings of its question. */
export function questionOf(random: RandomStream, name: StyleName, scene: Scene, query: Query): Question {
  const style: Style = styles[name];
  const options = style.options(scene, query);
  return {
    form: query.form,
    scene,
    names: query.names,
    question: random.pick(style.questionTexts(scene, query)),
    answer: style.answerText(scene, query),
    ...(name !== 'embedded' && { style: name }),
    ...(options && { options }),
  };
}
