/** Measures scenes, questions, pictures and datasets under the lab's own calls. Not here: training, inference. */

import { exportDataset } from '../../src/app/data/write-dataset.ts';
import { createWorkers } from '../../src/connect.ts';
import { defaultConfig, ExperimentConfig } from '../../src/experiment/config.ts';
import { datasetPresets } from '../../src/sparkle/dataset/dataset.ts';
import { elapsedMs } from './elapsed.ts';
import type { DataBench } from './report.ts';

/** Measures all of it in the page. Calls `say` with the progress. */
export async function benchData(say: (text: string) => void): Promise<DataBench> {
  const workers = createWorkers();
  try {
    const data = await workers.data();
    const config = ExperimentConfig.parse({ evaluation: { ...defaultConfig.evaluation, items: 200 } });
    let items = await data.evaluationItems(ExperimentConfig.parse({ seed: 99 })); // warm
    const itemsMs = await elapsedMs(async () => {
      items = await data.evaluationItems(config);
    });
    let [slowestTask, slowestItemsPerSecond] = ['', Number.POSITIVE_INFINITY];
    for (const task of config.evaluation.tasks) {
      let count = 0;
      const ms = await elapsedMs(async () => {
        const ofTask = { ...config, evaluation: { ...config.evaluation, tasks: [task] } };
        count = (await data.evaluationItems(ofTask)).length;
      });
      const rate = (count / ms) * 1000;
      if (rate < slowestItemsPerSecond) [slowestTask, slowestItemsPerSecond] = [task, rate];
    }
    const itemsPerSecond = (items.length / itemsMs) * 1000;
    const scenes = items.slice(0, 256).map(({ scene }) => scene);
    await data.draw(scenes.slice(0, 16), pictureSizePx); // warm
    const togetherMs = await elapsedMs(async () => {
      for (let start = 0; start < scenes.length; start += 16)
        await data.draw(scenes.slice(start, start + 16), pictureSizePx);
    });
    const aloneMs = await elapsedMs(async () => {
      for (const scene of scenes) await data.draw([scene], pictureSizePx);
    });
    const { config: paperConfig, images } = datasetPresets['paper-train'];
    await data.datasetSamples(paperConfig, 1, 'training', 0, 100); // warm
    let questions = 0;
    const samplesMs = await elapsedMs(async () => {
      const samples = await data.datasetSamples(paperConfig, 2, 'training', 0, images);
      questions = samples.reduce((sum, sample) => sum + sample.items.length, 0);
    });
    return {
      itemsPerSecond,
      slowestTask,
      slowestItemsPerSecond,
      allVsSlowest: itemsPerSecond / slowestItemsPerSecond,
      sizePx: pictureSizePx,
      imagesPerSecond: (scenes.length / togetherMs) * 1000,
      imagesPerSecondAlone: (scenes.length / aloneMs) * 1000,
      batchedVsAlone: aloneMs / togetherMs,
      questionsPerSecond: (questions / samplesMs) * 1000,
      ...(await benchPaperSet(say)),
    };
  } finally {
    workers.dispose();
  }
}

/** Side of a dataset's pictures. */
const pictureSizePx = 384;

/** Writes the paper's training set as a ZIP to nowhere and watches the page's thread meanwhile. */
async function benchPaperSet(
  say: (text: string) => void,
): Promise<Pick<DataBench, 'paperSetSeconds' | 'longestPageTaskMs'>> {
  const { config, images } = datasetPresets['paper-train'];
  const recipe = { config, seed: 1, part: 'training', images, sizePx: pictureSizePx } as const;
  const watch = watchThread();
  const ms = await elapsedMs(() =>
    exportDataset(recipe, new WritableStream(), new AbortController().signal, ({ images: done }) => {
      if (done % 500 === 0) say(`  ${done} of ${images} images written`);
    }),
  );
  return { paperSetSeconds: ms / 1000, longestPageTaskMs: watch.stop() };
}

/** The longest gap between two ticks of a timer of 1 ms on this thread: no task took longer. */
function watchThread(): { stop(): number } {
  let longestMs = 0;
  let lastMs = performance.now();
  let timer = 0;
  const tick = () => {
    const nowMs = performance.now();
    longestMs = Math.max(longestMs, nowMs - lastMs);
    lastMs = nowMs;
    timer = window.setTimeout(tick, 1);
  };
  tick();
  return {
    stop() {
      window.clearTimeout(timer);
      return longestMs;
    },
  };
}
