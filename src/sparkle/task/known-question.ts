/**
 * A question that a person typed, found among those that the lab itself can answer about a scene: any of its forms, in the
 * embedded model's language. Not here: judging the answer (src/sparkle/score.ts), other styles.
 */
import type { Scene } from '../scene/scene.ts';
import { answerText, questionTexts, seeingQuestions } from '../style/language.ts';
import type { Form } from '../style/query.ts';
import type { Question } from '../style/styles.ts';
import { queriesOf } from './queries.ts';

/** The forms that the embedded model's language has words for; of a figure, the lab knows none. */
const formsOf = (scene: Scene): readonly Form[] =>
  scene.kind === 'figure'
    ? []
    : ['direction', 'comparison', 'number', 'coordinates', 'region', 'description', 'path', 'route'];

/** Case, spaces and the mark at the end make no other question. */
const normalized = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/\s*[?.!]*$/, '');

/** The question with its right answer; null if the lab has no single right answer to it in this scene. */
export function knownQuestion(scene: Scene, text: string): Question | null {
  const typed = normalized(text);
  for (const form of formsOf(scene))
    for (const query of queriesOf(scene, form)) {
      const question = questionTexts(query).find((wording) => normalized(wording) === typed);
      if (question !== undefined)
        return { form, scene, names: query.names, question, answer: answerText(scene, query) };
    }
  return null;
}

/** Whether the embedded model knows the words of a question about what is seen, which the lab does not judge. */
export const isSeeingQuestion = (scene: Scene, text: string): boolean =>
  seeingQuestions(scene).some((question) => normalized(question) === normalized(text));
