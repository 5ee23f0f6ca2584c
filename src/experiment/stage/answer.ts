/**
 * Answers to the scored items: which the model can read, their images encoded once, their questions asked, each answer
 * judged as it arrives. Not here: what is right (src/sparkle/score.ts, imported.ts), when it is asked (run.ts).
 */
import { proxy, type Remote } from 'comlink';
import type { Inference } from '../../../workers/inference.ts';
import type { Answer } from '../../../workers/messages.ts';
import {
  type PhotoScene,
  pictureOf,
  type ScoredItem,
  scoreImported,
} from '../../sparkle/dataset/imported.ts';
import type { Scene } from '../../sparkle/scene/scene.ts';
import { score } from '../../sparkle/score.ts';
import type { SceneImage } from '../../sparkle/task/item.ts';
import { readable } from '../readable.ts';
import type { AnsweredBy, ItemResult, JudgedAnswer } from '../report.ts';

/** Items of one form, and the tokens an answer to them may have; what runs longer is cut and judged as it stands. */
interface FormGroup {
  readonly items: readonly ScoredItem[];
  readonly maxNewTokens: number;
}

/** Items as they are asked. */
export interface Questions {
  readonly items: readonly ScoredItem[];
  readonly groups: readonly FormGroup[];
  /** What was left out, in a plain sentence; null: nothing. */
  readonly notice: string | null;
}

/**
 * Items that the model can read, form by form (forms differ in length). An answer may be half as long again as the
 * longest right one of its form, and 8 tokens more: whoever knows the form of the answer never needs that much.
 */
export async function prepareQuestions(
  all: readonly ScoredItem[],
  inference: Remote<Inference>,
  onDone: (done: number) => void,
  signal: AbortSignal,
): Promise<Questions> {
  const { read, notice } = await readable(
    all,
    (item) => ({ question: item.question, answer: item.answer, hasImage: pictureOf(item) !== null }),
    inference,
    onDone,
    signal,
  );
  const lost = all.find(({ task }) => !read.some(({ item }) => item.task === task));
  if (lost) throw new Error(`No question of ${lost.task} can be asked. ${notice}`);
  const groups = [...new Set(read.map(({ item }) => item.form))].map((form) => {
    const group = read.filter(({ item }) => item.form === form);
    const longest = Math.max(...group.map(({ answerTokens }) => answerTokens));
    return { items: group.map(({ item }) => item), maxNewTokens: Math.ceil(1.5 * longest) + 8 };
  });
  return { items: read.map(({ item }) => item), groups, notice };
}

/** Images drawn and encoded at a time: small enough to show progress and to stop within a second or so. */
const imagesPerChunk = 16;

/** Draws what the items show and lets the inference worker encode and keep the images, each once. */
export async function encodeItems(
  items: readonly ScoredItem[],
  draw: (scenes: readonly (Scene | PhotoScene)[]) => Promise<SceneImage[]>,
  inference: Remote<Inference>,
  onDone: (done: number) => void,
  signal: AbortSignal,
): Promise<void> {
  await inference.forgetImages();
  const shown = items.flatMap((item) => pictureOf(item) ?? []);
  const scenes = [...new Map(shown.map((scene) => [scene.id, scene])).values()];
  for (let start = 0; start < scenes.length; start += imagesPerChunk) {
    signal.throwIfAborted();
    const images = await draw(scenes.slice(start, start + imagesPerChunk));
    await inference.encode(images, true);
    // Counted in items: several may share an image, or have none.
    onDone(Math.round((Math.min(start + imagesPerChunk, scenes.length) / scenes.length) * items.length));
  }
}

/** Takes all answers that others gave out of the results, and gives their number. Such that nobody is known of count as others'. */
export function dropForeign(results: Map<string, ItemResult>, by: AnsweredBy): number {
  let dropped = 0;
  const own = (answer: JudgedAnswer | null) => {
    if (!answer || (answer.by?.device === by.device && answer.by.model === by.model)) return answer;
    dropped++;
    return null;
  };
  for (const [id, result] of results)
    results.set(id, { ...result, before: own(result.before), after: own(result.after) });
  return dropped;
}

/**
 * Answers the items that have no answer yet and judges each answer as it arrives: into `results`, and as told to
 * `onJudged`. `by` is noted with each.
 */
export async function judge(
  when: 'before' | 'after',
  { items, groups }: Questions,
  results: Map<string, ItemResult>,
  inference: Remote<Inference>,
  by: AnsweredBy,
  onDone: (done: number) => void,
  onJudged: (results: readonly ItemResult[]) => void,
  signal: AbortSignal,
): Promise<void> {
  // Where the worker itself has died, the open call says so.
  const stop = () => {
    inference.stop().catch(() => {});
  };
  signal.addEventListener('abort', stop);
  try {
    const isOpen = ({ id }: ScoredItem) => !results.get(id)![when];
    let done = items.filter((item) => !isOpen(item)).length;
    onDone(done);
    const take = (answers: readonly Answer[]) => {
      const judged = answers.flatMap(({ id, text }) => {
        const result = results.get(id)!;
        if (result[when]) return [];
        return [{ ...result, [when]: { text, score: scoreOf(result.item, text), by } }];
      });
      if (judged.length === 0) return;
      for (const result of judged) results.set(result.item.id, result);
      done += judged.length;
      onJudged(judged);
      onDone(done);
    };
    for (const group of groups) {
      signal.throwIfAborted();
      const prompts = group.items.filter(isOpen).map((item) => ({
        id: item.id,
        imageId: pictureOf(item)?.id ?? null,
        question: item.question,
      }));
      if (prompts.length === 0) continue;
      // Batches and the whole come by two ways, in no fixed order: the whole fills in what has not come yet.
      take(await inference.answer(prompts, group.maxNewTokens, proxy(take)));
    }
    signal.throwIfAborted();
    if (done < items.length)
      throw new Error(
        `Expected ${items.length} answers, got ${done}: the inference engine left some out. Run the experiment again.`,
      );
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

const scoreOf = (item: ScoredItem, text: string) =>
  item.form === 'text' ? scoreImported(item, text) : score(item, text);
