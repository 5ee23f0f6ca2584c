/** Measures the features of images and the answers of sparkle-tiny, in batches and one by one. Not here: training. */

import { proxy, type Remote } from 'comlink';
import type { InferenceDevice } from '../../models/gpu/answering-device.ts';
import { sparkleTiny } from '../../models/registry.ts';
import { ownOrigin } from '../../models/source.ts';
import { createWorkers, type WorkerPool } from '../../src/connect.ts';
import { ExperimentConfig } from '../../src/experiment/config.ts';
import type { Prompt } from '../../workers/messages.ts';
import { wrapObserved } from '../fixtures/observed-worker.ts';
import { elapsedMs } from './elapsed.ts';
import type { OneByOne } from './one-by-one.worker.ts';
import type { DecodeBench, InferenceBench } from './report.ts';

/** Measures on one device, in the page. */
export async function benchInference(device: InferenceDevice): Promise<InferenceBench> {
  const workers = createWorkers();
  try {
    const batch = 32;
    const { inference, prompts, images } = await describeScenes(workers, device, batch);
    const some = images.slice(0, 8);
    const encodeAlone = async () => {
      for (const image of some) await inference.encode([image], true);
    };
    await encodeAlone(); // warm
    const encodeMsPerImageAlone = (await elapsedMs(encodeAlone)) / some.length;
    await inference.encode(some, true); // warm
    const encodeMsPerImage = (await elapsedMs(() => inference.encode(images, true))) / images.length;
    const answerRate = async (asked: readonly Prompt[], tokensAtMost: number) => {
      let tokens = 0;
      const ms = await elapsedMs(async () => {
        for (const answer of await inference.answer(
          asked,
          tokensAtMost,
          proxy(() => {}),
        ))
          tokens += answer.tokens;
      });
      return (tokens / ms) * 1000;
    };
    await answerRate(prompts, 4); // warm
    const batched = await answerRate(prompts, 48);
    await answerRate(prompts.slice(0, 1), 4); // warm
    const single = await answerRate(prompts.slice(0, 1), 48);
    return {
      device,
      encodeMsPerImage,
      encodeMsPerImageAlone,
      encodeBatchedVsAlone: encodeMsPerImageAlone / encodeMsPerImage,
      batch,
      tokensPerSecondSingle: single,
      tokensPerSecondBatched: batched,
      batchedVsSingle: batched / single,
    };
  } finally {
    workers.dispose();
  }
}

/** Rounds of decodeVsBefore, in each of which both ways answer once: what slows the machine down slows both. */
const decodeRounds = 3;

/**
 * Answers on the processor in blocks of tokens against one token a call. Throws Error if the answers differ, or if the
 * worker of the old way fails.
 */
export async function benchDecoding(): Promise<DecodeBench> {
  const workers = createWorkers();
  const oldWorker = new Worker(new URL('./one-by-one.worker.ts', import.meta.url), { type: 'module' });
  try {
    const hasFailed = new Promise<never>((_, reject) => {
      oldWorker.onerror = ({ message }) => reject(new Error(message || 'The worker did not start.'));
    });
    const { inference, prompts, images } = await describeScenes(workers, 'wasm', 32);
    await inference.encode(images, true);
    const old = wrapObserved<OneByOne>(oldWorker);
    const ignore = proxy(() => {});
    await Promise.race([old.load(sparkleTiny, ownOrigin, 'wasm', ignore), hasFailed]);
    await old.exchangeDecoder();
    await old.encode(images, true);
    const bestMs = { now: Number.POSITIVE_INFINITY, before: Number.POSITIVE_INFINITY };
    let tokens = 0;
    for (let round = 0; round <= decodeRounds; round++) {
      const answers: string[] = [];
      for (const [way, engine] of [
        ['before', old],
        ['now', inference],
      ] as const) {
        const startMs = performance.now();
        const found = await (engine as Pick<Remote<OneByOne>, 'answer'>).answer(prompts, 48, ignore);
        // The first round only warms up.
        if (round > 0) bestMs[way] = Math.min(bestMs[way], performance.now() - startMs);
        answers.push(JSON.stringify(found));
        tokens = found.reduce((sum, each) => sum + each.tokens, 0);
      }
      if (answers[0] !== answers[1])
        throw new Error(`Expected the answers of one token a call, ${answers[0]}, got ${answers[1]}.`);
    }
    return {
      tokensPerSecondNow: (tokens / bestMs.now) * 1000,
      tokensPerSecondBefore: (tokens / bestMs.before) * 1000,
      decodeVsBefore: bestMs.before / bestMs.now,
    };
  } finally {
    oldWorker.terminate();
    workers.dispose();
  }
}

/** A loaded model and one long-answered question about each of `count` scenes: equal prompts, so one batch. */
async function describeScenes(workers: WorkerPool, device: InferenceDevice, count: number) {
  const data = await workers.data();
  const config = ExperimentConfig.parse({ evaluation: { tasks: ['tsp4'], items: count } });
  const items = await data.evaluationItems(config);
  const images = await data.draw(
    items.map(({ scene }) => scene),
    sparkleTiny.imageSizePx,
  );
  const inference = await workers.inference();
  await inference.load(
    sparkleTiny,
    ownOrigin,
    device,
    proxy(() => {}),
  );
  const question = items[0]!.question;
  const prompts = items.map(({ id, scene }) => ({ id, imageId: scene.id, question }));
  return { inference, prompts, images };
}
