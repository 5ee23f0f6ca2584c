/** Measures the features of images and the answers of sparkle-tiny, in batches and one by one. Not here: training. */

import { proxy } from 'comlink';
import type { InferenceDevice } from '../../models/gpu/answering-device.ts';
import { sparkleTiny } from '../../models/registry.ts';
import { ownOrigin } from '../../models/source.ts';
import { createWorkers, type WorkerPool } from '../../src/connect.ts';
import { ExperimentConfig } from '../../src/experiment/config.ts';
import type { Prompt } from '../../workers/messages.ts';
import { elapsedMs } from './elapsed.ts';
import type { InferenceBench } from './report.ts';

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
