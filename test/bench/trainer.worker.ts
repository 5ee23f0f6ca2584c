/**
 * One LoRA training step on one batch, measured with the lab's kernels and with stock TensorFlow.js operations, for
 * sparkle-tiny and at the size of a model of the hub. If their losses or gradients disagree, that is an error.
 * Not here: conversations (page.ts), the stock decoder (stock-decoder.ts), steps without comparison (full-size.worker.ts).
 */
import { dispose, type Tensor, tensor1d, variable, zeros } from '@tensorflow/tfjs';
import { expose } from 'comlink';
import { layOut } from '../../models/adapter/layout.ts';
import { packAdapter } from '../../models/adapter/pack.ts';
import { type Batch, createBatch } from '../../models/batch.ts';
import { LoraConfig, TrainConfig } from '../../models/config.ts';
import { createDecoder, lossesAndGradient } from '../../models/decoder.ts';
import { type Gpu, openGpu } from '../../models/gpu/device.ts';
import { adamwInPlace, gradientNorm } from '../../models/kernels/adamw.ts';
import { initAdapter } from '../../models/lora.ts';
import { createAdamW, stepAdamW } from '../../models/optimizer.ts';
import { sparkleTiny } from '../../models/registry.ts';
import { ownOrigin } from '../../models/source.ts';
import { decoderConfigOf, randomWeights } from '../../models/training/random-weights.ts';
import { type DecoderWeights, loadDecoderWeights, targetsOf } from '../../models/weights.ts';
import type { Example } from '../../workers/messages.ts';
import { takeDispatchCount } from './dispatch-count.ts';
import { randomBatch } from './random-training.ts';
import type { OwnStepBench, StockBench } from './report.ts';
import { createStockDecoder } from './stock-decoder.ts';

/** Limit of the relative difference. Two float32 engines that compute the same stay below it. */
const agreement = 1e-3;

interface Step {
  readonly loss: number;
  readonly gradNorm: number;
  /** Time until all work is submitted to the GPU. */
  readonly jsMs: number;
}

interface Measured {
  /** The first step: there both engines have the same adapter. */
  readonly first: Step;
  readonly stepMs: number;
  readonly jsMs: number;
  readonly dispatches: number;
}

interface Batches {
  /** The batch of the first step, which may be shorter. */
  readonly first: Batch;
  readonly batch: Batch;
}

/** Steps that are measured. One step of stock operations takes so long that one is enough. */
const [ownSteps, stockSteps] = [3, 1];

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** The first step compiles the kernels; the result is the median of `count` steps on `batch` after it. */
async function measureSteps(
  step: (batch: Batch) => Promise<Step>,
  { first: firstBatch, batch }: Batches,
  count: number,
): Promise<Measured> {
  const first = await step(firstBatch);
  const stepMs: number[] = [];
  const jsMs: number[] = [];
  takeDispatchCount();
  for (let i = 0; i < count; i++) {
    const startMs = performance.now();
    jsMs.push((await step(batch)).jsMs);
    stepMs.push(performance.now() - startMs);
  }
  return {
    first,
    stepMs: median(stepMs),
    jsMs: median(jsMs),
    dispatches: takeDispatchCount() / count,
  };
}

/** Measures steps with the lab's kernels. Rejects if the GPU reports an error. */
async function measureOwnSteps(
  gpu: Gpu,
  weights: DecoderWeights,
  lora: LoraConfig,
  batches: Batches,
): Promise<Measured> {
  const targets = targetsOf(weights);
  const layout = layOut(targets, lora);
  const adapter = initAdapter(targets, lora, 1);
  const { learningRate, maxGradNorm, weightDecay } = TrainConfig.parse({});
  const decoder = createDecoder(weights, layout, gpu.backend);
  const flat = variable(tensor1d(packAdapter(adapter, layout)));
  const gradient: Tensor = zeros([layout.size]);
  const optimizer = createAdamW(layout.size);
  const measured = await measureSteps(
    async (batch) => {
      const startMs = performance.now();
      gpu.repeatBuffers();
      const losses = lossesAndGradient(decoder, { layout, flat }, batch, gradient); // [R, 2]
      const norm = gradientNorm(gradient); // []
      let jsMs = performance.now() - startMs;
      const [rows, [gradNorm]] = await Promise.all([losses.data(), norm.data()]);
      const updateMs = performance.now();
      stepAdamW(
        optimizer,
        flat,
        gradient,
        gradNorm!,
        { learningRate, weightDecay, maxGradNorm },
        adamwInPlace,
      );
      jsMs += performance.now() - updateMs;
      await flat.data();
      dispose([losses, norm]);
      let sum = 0;
      for (let row = 0; row < batch.answers.count; row++) sum += rows[row * 2 + 1]!;
      return { loss: sum / batch.answers.count, gradNorm: gradNorm!, jsMs };
    },
    batches,
    ownSteps,
  );
  gpu.check();
  dispose([flat, gradient, optimizer.moments]);
  decoder.dispose();
  gpu.trim();
  return measured;
}

/** Measures both on the batches. Rejects if they disagree or the GPU reports an error. */
async function compare(
  model: string,
  gpu: Gpu,
  weights: DecoderWeights,
  lora: LoraConfig,
  batches: Batches,
): Promise<StockBench> {
  const own = await measureOwnSteps(gpu, weights, lora, batches);
  const adapter = initAdapter(targetsOf(weights), lora, 1);
  const { learningRate, maxGradNorm } = TrainConfig.parse({});
  const stock = createStockDecoder(weights, adapter, learningRate, maxGradNorm);
  const other = await measureSteps((batch) => stock.step(batch), batches, stockSteps);
  gpu.check();
  stock.dispose();
  for (const what of ['loss', 'gradNorm'] as const) {
    const [mine, theirs] = [own.first[what], other.first[what]];
    if (!(Math.abs(mine - theirs) < agreement * Math.abs(theirs)))
      throw new Error(
        `Expected the same ${what} from both engines, got ${mine} from the lab's kernels and ${theirs} from stock operations. Their times cannot be compared.`,
      );
  }
  return {
    model,
    batch: batches.batch.sequences,
    tokensPerSequence: batches.batch.positions,
    stepMs: own.stepMs,
    jsMs: own.jsMs,
    dispatches: own.dispatches,
    stockStepMs: other.stepMs,
    stockJsMs: other.jsMs,
    stockDispatches: other.dispatches,
    vsStockOps: other.stepMs / own.stepMs,
  };
}

/** Opens the GPU for a measurement of sparkle-tiny on these conversations as one batch. */
async function onTiny<R>(
  examples: readonly Example[],
  measure: (gpu: Gpu, weights: DecoderWeights, batch: Batch) => Promise<R>,
): Promise<R> {
  const { config, weights } = await loadDecoderWeights(sparkleTiny, ownOrigin);
  const gpu = await openGpu();
  const sequences = examples.map(({ conversation, features }) => ({ ...conversation, features }));
  const { batch } = createBatch(sequences, weights, config.image_token_id);
  const result = await measure(gpu, weights, batch);
  gpu.dispose();
  return result;
}

/** All measurements reject if the GPU reports an error, and those of two engines if the two disagree. */
export class TrainerBenchWorker {
  /** sparkle-tiny on the given conversations as one batch. */
  measure(lora: LoraConfig, examples: readonly Example[]): Promise<StockBench> {
    return onTiny(examples, (gpu, weights, batch) =>
      compare(sparkleTiny.name, gpu, weights, lora, { first: batch, batch }),
    );
  }

  /** The same with the lab's kernels alone. */
  measureOwn(lora: LoraConfig, examples: readonly Example[]): Promise<OwnStepBench> {
    return onTiny(examples, async (gpu, weights, batch) => {
      const { stepMs } = await measureOwnSteps(gpu, weights, lora, { first: batch, batch });
      return { batch: batch.sequences, tokensPerSequence: batch.positions, stepMs };
    });
  }

  /** A random model in the shape of a model of the hub, on one random conversation. */
  async measureLarge(model: string, tokens: number): Promise<StockBench> {
    const weights = randomWeights(decoderConfigOf(model));
    const gpu = await openGpu();
    const [first, batch] = [randomBatch(weights, 1, 16), randomBatch(weights, 1, tokens)];
    const result = await compare(model, gpu, weights, LoraConfig.parse({}), { first, batch });
    gpu.dispose();
    return result;
  }
}

expose(new TrainerBenchWorker());
