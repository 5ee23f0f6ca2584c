/**
 * The measuring side of the bench, in the browser: the lab's own workers under the lab's own calls, one part at a time.
 * Not here: the command (run.ts), the trainer's kernels against stock operations (trainer.worker.ts).
 */
import { proxy, type Remote, wrap } from 'comlink';
import { isSoftwareAdapter } from '../../models/gpu/adapter.ts';
import { sparkleTiny } from '../../models/registry.ts';
import { ownOrigin } from '../../models/source.ts';
import { createWorkers } from '../../src/connect.ts';
import { defaultConfig } from '../../src/experiment/config.ts';
import type { Example } from '../../workers/messages.ts';
import type { CostBenchWorker } from './cost.worker.ts';
import { drawCost } from './cost-plot.ts';
import { benchData } from './data.ts';
import { benchEstimate } from './estimate.ts';
import type { FullSizeBenchWorker } from './full-size.worker.ts';
import { benchDecoding, benchInference } from './inference.ts';
import { benchLongTraining } from './long-training.ts';
import type { ProcessorBenchWorker } from './processor.worker.ts';
import type { Q4BenchWorker } from './q4.worker.ts';
import type {
  BenchReport,
  CostBench,
  FullSizeBench,
  Measured,
  OwnStepBench,
  PagePart,
  ProcessorBench,
  Q4Bench,
} from './report.ts';
import type { TrainerBenchWorker } from './trainer.worker.ts';

declare global {
  interface Window {
    onBenchProgress?: (text: string) => void;
    /** Resident memory of the browser's page and GPU processes, MB; null if the system does not tell. */
    measureMemoryMB?: () => Promise<number | null>;
    bench: {
      environment(): Promise<BenchReport['environment']>;
      /** Measures one part. */
      measure(part: PagePart): Promise<Measured>;
      /** A step of the embedded model, without stock operations beside it. */
      ownStep(): Promise<OwnStepBench>;
      /** The costs as the text of an SVG file. */
      draw: typeof drawCost;
    };
  }
}

const say = (text: string) => window.onBenchProgress?.(`  ${text}`);

const parts: Readonly<Record<PagePart, () => Promise<Measured>>> = {
  data: async () => ({ data: await benchData(say) }),
  q4: async () => ({ q4: await benchQ4() }),
  inference: async () => ({ inference: [await benchInference('wasm'), await benchInference('webgpu')] }),
  decode: async () => ({ processor: await benchDecoding() }),
  processor: async () => ({ processor: await benchProcessor() }),
  estimate: async () => ({ estimate: await benchEstimate(say) }),
  async stock() {
    say('minutes on a software GPU');
    const stock = [
      await benchTiny((bench, examples) => bench.measure(defaultConfig.lora, examples)),
      await benchStockLarge(),
    ];
    return { trainer: { stock, vsStockOps: stock.at(-1)!.vsStockOps } };
  },
  smolvlm256m: async () => ({ trainer: { smolvlm256m: await benchFullSize('SmolVLM-256M-Instruct') } }),
  cost: async () => ({ trainer: { cost: await benchCost() } }),
  async memory() {
    const { memoryMBOver2000Steps, ...longTraining } = await benchLongTraining(
      async () => (await window.measureMemoryMB?.()) ?? null,
      (step) => say(`${step} steps`),
    );
    return { trainer: { memoryMBOver2000Steps }, longTraining };
  },
  smolvlm500m: async () => ({ trainer: { smolvlm500m: await benchFullSize('SmolVLM-500M-Instruct') } }),
};

window.bench = {
  environment,
  measure: (part) => parts[part](),
  ownStep: () => benchTiny((bench, examples) => bench.measureOwn(defaultConfig.lora, examples)),
  draw: drawCost,
};

async function environment(): Promise<BenchReport['environment']> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  const { vendor = '', architecture = '', description = '' } = adapter?.info ?? {};
  return {
    userAgent: navigator.userAgent,
    gpu: [vendor, architecture, description].filter(Boolean).join(' ') || 'none',
    isSoftwareGpu: Boolean(adapter && isSoftwareAdapter(adapter.info)),
    cores: navigator.hardwareConcurrency,
  };
}

/** Runs `measure` with a worker, then ends the worker. */
async function inWorker<W, R>(worker: Worker, measure: (remote: Remote<W>) => Promise<R>): Promise<R> {
  const hasFailed = new Promise<never>((_, reject) => {
    worker.onerror = ({ message }) => reject(new Error(message || 'The worker did not start.'));
  });
  try {
    return await Promise.race([measure(wrap<W>(worker)), hasFailed]);
  } finally {
    worker.terminate();
  }
}

const benchQ4 = () =>
  inWorker<Q4BenchWorker, Q4Bench>(
    new Worker(new URL('./q4.worker.ts', import.meta.url), { type: 'module' }),
    (bench) =>
      bench.measure(
        proxy(({ rows, inFeatures, outFeatures }) => say(`${rows} x ${inFeatures} -> ${outFeatures}`)),
      ),
  );

async function benchProcessor(): Promise<ProcessorBench> {
  const { oneThread, processor, gpu } = await inWorker<
    ProcessorBenchWorker,
    Record<'oneThread' | 'processor' | 'gpu', number>
  >(new Worker(new URL('./processor.worker.ts', import.meta.url), { type: 'module' }), (bench) =>
    bench.measure(proxy(say)),
  );
  return { stepVsSwiftShader: gpu / processor, stepThreads: oneThread / processor };
}

const benchCost = () =>
  inWorker<CostBenchWorker, CostBench>(
    new Worker(new URL('./cost.worker.ts', import.meta.url), { type: 'module' }),
    (bench) => bench.measure(proxy(say)),
  );

/** The batch for which the lab states its limits. */
const benchFullSize = (model: string) =>
  inWorker<FullSizeBenchWorker, FullSizeBench>(
    new Worker(new URL('./full-size.worker.ts', import.meta.url), { type: 'module' }),
    (bench) => bench.measure(model, { batch: 4, tokens: 160, rank: 8 }),
  );

/** A quarter of the default: stock operations take minutes a step on a software GPU. */
const benchBatchSize = 2;

/** Measures sparkle-tiny on conversations that it is trained on by default. */
async function benchTiny<R>(
  measure: (bench: Remote<TrainerBenchWorker>, examples: readonly Example[]) => Promise<R>,
): Promise<R> {
  const workers = createWorkers();
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
    // The measurement needs its cores.
    workers.dispose();
    return await inTrainerWorker((bench) =>
      measure(
        bench,
        tokenized.map((conversation, i) => ({ conversation, features: encoded[i]!.features })),
      ),
    );
  } finally {
    workers.dispose();
  }
}

/**
 * One short conversation through the whole model: stock operations would take many minutes for one of the lab's batches
 * on a software GPU.
 */
const benchStockLarge = () => inTrainerWorker((bench) => bench.measureLarge('SmolVLM-256M-Instruct', 64));

const inTrainerWorker = <R>(measure: (bench: Remote<TrainerBenchWorker>) => Promise<R>): Promise<R> =>
  inWorker(new Worker(new URL('./trainer.worker.ts', import.meta.url), { type: 'module' }), measure);
