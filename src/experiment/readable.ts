/**
 * Which questions the model can read: with its answer a question must fit the model's context, and hold none of its
 * control words. What is left out is told. Not here: counting tokens (workers/inference.ts).
 */
import type { Remote } from 'comlink';
import type { Inference } from '../../workers/inference.ts';

/** A question, its right answer, and whether it comes with an image. */
interface Asked {
  readonly question: string;
  readonly answer: string;
  readonly hasImage: boolean;
}

/** Questions measured at a time: a second's work at most, so that a stop is heard. */
const perChunk = 500;

/** What can be read, with the tokens of each right answer. `notice`: how many cannot and why the first; null: none. */
export async function readable<T>(
  all: readonly T[],
  ask: (each: T) => Asked,
  inference: Remote<Inference>,
  onDone: (done: number) => void,
  signal: AbortSignal,
): Promise<{ read: { item: T; answerTokens: number }[]; notice: string | null }> {
  const read: { item: T; answerTokens: number }[] = [];
  let firstProblem: string | null = null;
  for (let start = 0; start < all.length; start += perChunk) {
    signal.throwIfAborted();
    onDone(start);
    const chunk = all.slice(start, start + perChunk);
    for (const [i, measure] of (await inference.measure(chunk.map(ask))).entries()) {
      if ('answerTokens' in measure) read.push({ item: chunk[i]!, answerTokens: measure.answerTokens });
      else firstProblem ??= `"${shortened(ask(chunk[i]!).question)}": ${measure.problem}`;
    }
  }
  onDone(all.length);
  const notice =
    firstProblem &&
    `${all.length - read.length} of ${all.length} questions are left out, because the model cannot read them. The first is ${firstProblem}`;
  return { read, notice };
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
