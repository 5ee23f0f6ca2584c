/**
 * The measuring side of the bench, in the browser: the lab's own workers under the lab's own calls.
 * Not here: the command and the table (run.ts), the trainer's kernels against stock operations (trainer.worker.ts).
 */
import { proxy, wrap } from 'comlink';
import { sparkleTiny } from '../../models/registry.ts';
import { ownOrigin } from '../../models/source.ts';
import { createWorkers, type WorkerPool } from '../../src/app/connect.ts';
import { exportDataset } from '../../src/app/dataset-export.ts';
import { defaultConfig, ExperimentConfig } from '../../src/experiment/config.ts';
import { datasetPresets } from '../../src/sparkle/dataset.ts';
import type { InferenceDevice, Prompt } from '../../workers/inference.ts';
import type { FullSizeBenchWorker } from './full-size.worker.ts';
import { benchLongTraining } from './long-training.ts';
import type { Q4BenchWorker } from './q4.worker.ts';
import type { BenchReport, DataBench, FullSizeBench, InferenceBench, Q4Bench } from './report.ts';
import type { TrainerBenchWorker } from './trainer.worker.ts';

declare global {
  interface Window {
    onBenchProgress?: (text: string) => void;
    /** Resident memory of the browser's page and GPU processes, MB; null where the system does not tell. */
    measureMemoryMB?: () => Promise<number | null>;
    /** All but what Node measures. */
    runBench: () => Promise<Omit<BenchReport, 'fuzz'>>;
  }
}

const say = (text: string) => window.onBenchProgress?.(text);

async function elapsedMs(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

window.runBench = async () => {
  say('data');
  const data = await benchData();
  say('products with 4-bit weights');
  const q4 = await benchQ4();
  const inference: InferenceBench[] = [];
  for (const device of ['wasm', 'webgpu'] as const) {
    say(`inference on ${device}`);
    inference.push(await benchInference(device));
  }
  say('trainer');
  const { gpu, isSoftwareGpu, ...trainer } = await benchTrainer();
  say('a step of SmolVLM-256M, a few minutes on a software GPU');
  const smolvlm256m = await benchFullSize();
  say('long training');
  const { memoryMBOver2000Steps, ...longTraining } = await benchLongTraining(
    async () => (await window.measureMemoryMB?.()) ?? null,
    (step) => say(`  ${step} steps`),
  );
  return {
    environment: { userAgent: navigator.userAgent, gpu, isSoftwareGpu, cores: navigator.hardwareConcurrency },
    trainer: { ...trainer, memoryMBOver2000Steps, smolvlm256m },
    longTraining,
    q4,
    inference,
    data,
  };
};

async function benchData(): Promise<DataBench> {
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
      ...(await benchPaperSet()),
    };
  } finally {
    workers.dispose();
  }
}

/** Side of the pictures that datasets are written with. */
const pictureSizePx = 384;

/** The paper's training set, written as a ZIP to nowhere, while the page's thread is watched. */
async function benchPaperSet(): Promise<Pick<DataBench, 'paperSetSeconds' | 'longestPageTaskMs'>> {
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

/** The longest time for which this thread did not come to a timer of 1 ms: no task was longer. */
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

async function benchInference(device: InferenceDevice): Promise<InferenceBench> {
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
    const answerRate = async (asked: readonly Prompt[]) => {
      let tokens = 0;
      const ms = await elapsedMs(async () => {
        for (const answer of await inference.answer(
          asked,
          48,
          proxy(() => {}),
        ))
          tokens += answer.tokens;
      });
      return (tokens / ms) * 1000;
    };
    await answerRate(prompts); // warm
    const batched = await answerRate(prompts);
    await answerRate(prompts.slice(0, 1)); // warm
    const single = await answerRate(prompts.slice(0, 1));
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

async function benchQ4(): Promise<Q4Bench> {
  const worker = new Worker(new URL('./q4.worker.ts', import.meta.url), { type: 'module' });
  try {
    return await wrap<Q4BenchWorker>(worker).measure(
      proxy(({ rows, inFeatures, outFeatures }) => say(`  ${rows} x ${inFeatures} -> ${outFeatures}`)),
    );
  } finally {
    worker.terminate();
  }
}

/** A quarter of the default: stock operations take minutes a step on a software GPU. */
const benchBatchSize = 2;

async function benchTrainer() {
  const workers = createWorkers();
  const worker = new Worker(new URL('./trainer.worker.ts', import.meta.url), { type: 'module' });
  try {
    const data = await workers.data();
    const inference = await workers.inference();
    await inference.load(
      sparkleTiny,
      ownOrigin,
      'wasm',
      proxy(() => {}),
    );
    const conversations = await data.trainingConversations(defaultConfig, 0, benchBatchSize);
    const images = await data.draw(
      conversations.map(({ scene }) => scene),
      sparkleTiny.imageSizePx,
    );
    const encoded = await inference.encode(images, false);
    const tokenized = await inference.tokenize(
      conversations.map(({ id, scene, turns }) => ({ id, imageId: scene.id, turns })),
    );
    // Its cores are wanted for the measurement.
    workers.dispose();
    return await wrap<TrainerBenchWorker>(worker).measure(
      defaultConfig.lora,
      tokenized.map((conversation, i) => ({ conversation, features: encoded[i]!.features })),
    );
  } finally {
    workers.dispose();
    worker.terminate();
  }
}

/** The shape that the lab's limits are stated for. */
async function benchFullSize(): Promise<FullSizeBench> {
  const worker = new Worker(new URL('./full-size.worker.ts', import.meta.url), { type: 'module' });
  try {
    return await wrap<FullSizeBenchWorker>(worker).measure('SmolVLM-256M-Instruct', {
      batch: 4,
      tokens: 160,
      rank: 8,
    });
  } finally {
    worker.terminate();
  }
}
