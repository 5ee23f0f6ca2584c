/**
 * Answers to the scored items: their images encoded once, their questions asked, each answer judged as it arrives.
 * Not here: what is right (src/sparkle/score.ts), when it is asked (run.ts).
 */
import { proxy, type Remote } from 'comlink';
import type { Data } from '../../workers/data.ts';
import type { Answer, Inference } from '../../workers/inference.ts';
import type { Form, Item } from '../sparkle/item.ts';
import { score } from '../sparkle/score.ts';
import type { ItemResult } from './report.ts';

/** The longest answer of each form, in tokens, with room to spare; what runs longer is cut and judged as it stands. */
const maxNewTokens: Readonly<Record<Form, number>> = {
  direction: 24,
  comparison: 24,
  pair: 24,
  number: 24,
  coordinates: 16,
  region: 16,
  description: 64,
  path: 72,
  route: 176,
};

/** Images drawn and encoded at a time: small enough to show progress and to stop within a second or so. */
const imagesPerChunk = 16;

/** Draws the scenes of the items and lets the inference worker encode and keep them, each scene once. */
export async function encodeItems(
  items: readonly Item[],
  sizePx: number,
  data: Remote<Data>,
  inference: Remote<Inference>,
  onDone: (done: number) => void,
  signal: AbortSignal,
): Promise<void> {
  await inference.forgetImages();
  const scenes = [...new Map(items.map(({ scene }) => [scene.id, scene])).values()];
  for (let start = 0; start < scenes.length; start += imagesPerChunk) {
    signal.throwIfAborted();
    const images = await data.draw(scenes.slice(start, start + imagesPerChunk), sizePx);
    await inference.encode(images, true);
    onDone(Math.min(start + imagesPerChunk, scenes.length));
  }
}

/**
 * Answers all items, form by form (forms differ in length), and judges each answer as it arrives: into `results`, and
 * as told to `onJudged`.
 */
export async function judge(
  when: 'before' | 'after',
  items: readonly Item[],
  results: Map<string, ItemResult>,
  inference: Remote<Inference>,
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
    let done = 0;
    onDone(done);
    const take = (answers: readonly Answer[]) => {
      const judged = answers.flatMap(({ id, text }) => {
        const result = results.get(id)!;
        if (result[when]) return [];
        return [{ ...result, [when]: { text, score: score(result.item, text) } }];
      });
      if (judged.length === 0) return;
      for (const result of judged) results.set(result.item.id, result);
      done += judged.length;
      onJudged(judged);
      onDone(done);
    };
    for (const [form, group] of groupByForm(items)) {
      signal.throwIfAborted();
      const prompts = group.map(({ id, scene, question }) => ({ id, imageId: scene.id, question }));
      // Batches and the whole come by two ways, in no fixed order: the whole fills in what has not come yet.
      take(await inference.answer(prompts, maxNewTokens[form], proxy(take)));
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

function groupByForm(items: readonly Item[]): Map<Form, Item[]> {
  const groups = new Map<Form, Item[]>();
  for (const item of items) groups.set(item.form, [...(groups.get(item.form) ?? []), item]);
  return groups;
}
