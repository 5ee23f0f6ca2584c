/**
 * Which questions the model can read: a question and its answer must fit the model's context and contain none of its
 * control words. Not here: counting tokens (workers/inference.ts).
 */
import type { Remote } from 'comlink';
import type { Inference } from '../../workers/inference.ts';

/** A question, its right answer, and whether it comes with an image. */
interface Asked {
  readonly question: string;
  readonly answer: string;
  readonly hasImage: boolean;
}

/** Questions measured at a time: at most a second's work, so that a stop takes effect soon. */
const perChunk = 500;

/**
 * The questions that can be read, each with the tokens of its right answer. `notice` says how many cannot, and why the first
 * of them cannot; null if all can.
 */
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
