/**
 * How the cost of a training step grows with batch, tokens, rank and layers. One of them at a time differs from a base
 * point; the widths are those of a model of the hub. Not here: the drawing (cost-plot.ts).
 */
import { expose } from 'comlink';
import { openGpu } from '../../models/gpu/device.ts';
import { decoderConfigOf } from '../../models/training/random-weights.ts';
import { createRandomTraining, type RandomTraining } from './random-training.ts';
import type { CostBench, CostPoint, CostShape } from './report.ts';

const model = 'SmolVLM-256M-Instruct';
/** Small, because the LM head runs once a step: with the family's 49,280 tokens it would hide the cost of two layers. */
const vocabulary = 1024;

const base: CostShape = { batch: 2, tokens: 64, rank: 8, layers: 2 };
const values: Readonly<Record<keyof CostShape, readonly number[]>> = {
  batch: [1, 2, 4, 8],
  tokens: [32, 64, 128, 256],
  rank: [4, 8, 16, 32],
  layers: [1, 2, 4, 8],
};

/** The first step of a shape compiles kernels; the result is the median of the steps after it. */
const measuredSteps = 3;

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

type Cost = Pick<CostPoint, 'stepMs' | 'dispatches' | 'stepMemoryMB'>;

async function measureStep(training: RandomTraining, { batch, tokens }: CostShape): Promise<Cost> {
  let { dispatches, stepMemoryMB } = await training.step(batch, tokens, true);
  const stepMs: number[] = [];
  for (let i = 0; i < measuredSteps; i++) {
    const step = await training.step(batch, tokens, true);
    stepMs.push(step.stepMs!);
    ({ dispatches, stepMemoryMB } = step);
  }
  return { stepMs: median(stepMs), dispatches, stepMemoryMB };
}

export class CostBenchWorker {
  /** Rejects if the GPU reports an error. `onShape` is called before each shape is measured. */
  async measure(onShape: (text: string) => void): Promise<CostBench> {
    const wanted = Object.entries(values).flatMap(([against, list]) =>
      list.map((value) => ({ against: against as keyof CostShape, shape: { ...base, [against]: value } })),
    );
    // Grouped by rank and layers, so that one model serves many batches. The base point is in all rows, but measured once.
    const shapes = new Map(wanted.map(({ shape }) => [JSON.stringify(shape), shape]));
    const trainings = Map.groupBy(shapes, ([, { rank, layers }]) => `rank ${rank}, layers ${layers}`);
    const measured = new Map<string, Cost>();
    const gpu = await openGpu();
    for (const [name, members] of trainings) {
      const { rank, layers } = members[0]![1];
      const config = { ...decoderConfigOf(model), num_hidden_layers: layers, vocab_size: vocabulary };
      const training = createRandomTraining(gpu, config, rank);
      for (const [key, shape] of members) {
        onShape(`${name}, ${shape.batch} x ${shape.tokens} tokens`);
        measured.set(key, await measureStep(training, shape));
      }
      training.dispose();
    }
    gpu.dispose();
    const baseMs = measured.get(JSON.stringify(base))!.stepMs;
    const points = wanted.map(({ against, shape }): CostPoint => {
      const cost = measured.get(JSON.stringify(shape))!;
      return { against, value: shape[against], vsBase: cost.stepMs / baseMs, ...cost };
    });
    return { widthsOf: model, vocabulary, base, points };
  }
}

expose(new CostBenchWorker());
