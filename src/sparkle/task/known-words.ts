/**
 * The words of the embedded model's language, and which words of a text are not among them: those it has never read. Not
 * here: whole questions that the lab can answer (known-question.ts), other styles.
 */
import { moves } from '../scene/lattice.ts';
import { colors } from '../scene/palette.ts';
import { questionTexts, seeingQuestions } from '../style/language.ts';
import type { Form } from '../style/query.ts';
import { directionNames, regionNames } from '../style/wording.ts';
import { freeScene } from './generate.ts';
import { queriesOf } from './queries.ts';

/** Words in lower case; a name with a number, as N1, counts as its letter. */
const wordsOf = (text: string): string[] => text.toLowerCase().match(/\p{L}+/gu) ?? [];

/** All but what is asked of figures, for which the model has no words. */
const forms: Readonly<Record<'points' | 'lattice', readonly Form[]>> = {
  points: ['direction', 'comparison', 'number', 'coordinates', 'region', 'description', 'route'],
  lattice: ['path', 'description'],
};

/** What answers say besides: a grid's size, the way from one to another, whether something is there, what a label begins with. */
const ofAnswers = ['by', 'to', 'grid', 'objects', 'a', 'yes', 'no', 'n'];

let known: ReadonlySet<string> | null = null;

/** Gathered from the questions themselves, so that another wording in language.ts changes them too. */
function knownWords(): ReadonlySet<string> {
  if (known) return known;
  const questions = (['points', 'lattice'] as const).flatMap((kind) => {
    const scene = freeScene(1, kind);
    const asked = forms[kind].flatMap((form) => queriesOf(scene, form)).flatMap(questionTexts);
    return [...asked, ...seeingQuestions(scene)];
  });
  const names = [...colors.keys(), ...directionNames, ...regionNames, ...moves];
  known = new Set([...questions, ...names, ...ofAnswers].flatMap(wordsOf));
  return known;
}

/** The words of a text that the embedded model has never read, each once, in the order in which they stand. */
export const unknownWords = (text: string): string[] => [
  ...new Set(wordsOf(text).filter((word) => !knownWords().has(word))),
];
