/**
 * One training step of the lab on its own conversations, by the trainer's backend for the processor. Not here: the items (measure.ts), the loop of steps (workers/trainer.ts).
 */
import { join } from 'node:path';
import { dispose, tensor1d, variable, zeros } from '@tensorflow/tfjs';
import type { Adapter } from '../../models/adapter/adapter.ts';
import { layOut } from '../../models/adapter/layout.ts';
import { packAdapter, unpackAdapter } from '../../models/adapter/pack.ts';
import { createBatch, type Sequence } from '../../models/batch.ts';
import { targetModules } from '../../models/config.ts';
import { createAdamW, stepAdamW } from '../../models/optimizer.ts';
import { usualStrength } from '../../models/place-strength.ts';
import { openPlainBackend } from '../../models/plain/backend.ts';
import { openProcessor } from '../../models/plain/processor.ts';
import { type Turn, tokenizeConversation } from '../../models/prompt.ts';
import { floatTensor, type SafeTensor } from '../../models/safetensors.ts';
import { readDecoderWeights, targetsOf } from '../../models/weights.ts';
import { readAdapterPath } from '../../src/headless/adapter-path.ts';
import { trainingConversation } from '../../src/sparkle/task/training.ts';
import {
  config,
  decoderFile,
  drawInto,
  embeddingFile,
  fileOf,
  imageTokens,
  openEncoder,
  pixelsOf,
  tokenizer,
} from './embedded-lab.ts';
import type { LabResult } from './request.ts';

/** The settings of the step: a decay, and a norm that clips this gradient. */
const step = { learningRate: 6e-3, weightDecay: 0.1, maxGradNorm: 0.05 };
const conversations = { seed: 5, count: 4, questions: 6 };

const weights = await readDecoderWeights(
  config,
  { file: decoderFile, bytes: fileOf(decoderFile), external: noExternal },
  { file: embeddingFile, bytes: fileOf(embeddingFile), external: noExternal },
);

function noExternal(location: string): never {
  throw new Error(`Expected the embedded model without files of external weights, got ${location}.`);
}

/** A conversation and the file of its picture. */
interface Told {
  readonly image: string;
  readonly turns: readonly Turn[];
}

const toSequences = async (told: readonly Told[]): Promise<Sequence[]> => {
  const encode = await openEncoder(usualStrength);
  const sequences: Sequence[] = [];
  for (const { image, turns } of told) {
    const longest = config.text_config.max_position_embeddings;
    const tokenized = tokenizeConversation(tokenizer, turns, imageTokens, longest);
    sequences.push({ ...tokenized, features: await encode(await pixelsOf(image)) });
  }
  return sequences;
};

/** Loss and gradient of an adapter on the sequences, and the adapter after one step. */
async function stepOn(adapter: Adapter, sequences: readonly Sequence[]) {
  const targets = targetsOf(weights);
  const modules = targetModules.filter((module) => adapter.modules.some(({ name }) => name.endsWith(module)));
  const { rank, alpha, scaling = 'lora' } = adapter;
  const layout = layOut(targets, { rank, alpha, scaling, targetModules: [...modules] });
  const engine = await openPlainBackend(weights, layout, null);
  await openProcessor();
  const flat = variable(tensor1d(packAdapter(adapter, layout))); // [N]
  const gradient = zeros([layout.size]); // [N]
  const { batch } = createBatch(sequences, weights, config.image_token_id);
  const losses = await engine.lossesAndGradient({ layout, flat }, batch, gradient); // [R, 2]
  const rows = await losses.data();
  let sum = 0;
  for (let row = 1; row < 2 * batch.answers.count; row += 2) sum += rows[row]!;
  const norm = engine.gradientNorm(gradient); // []
  const gradNorm = (await norm.data())[0]!;
  const slopes = unpackAdapter((await gradient.data()) as Float32Array, layout);
  const optimizer = createAdamW(layout.size);
  stepAdamW(optimizer, flat, gradient, gradNorm, step, engine.adamw);
  const after = unpackAdapter((await flat.data()) as Float32Array, layout);
  dispose([flat, gradient, losses, norm, optimizer.moments]);
  engine.dispose();
  return { loss: sum / batch.answers.count, gradNorm, slopes, after };
}

const tensorsOf = (prefix: string, { rank, modules }: Adapter): [string, SafeTensor][] =>
  modules.flatMap(({ name, inFeatures, outFeatures, loraA, loraB }): [string, SafeTensor][] => [
    [`${prefix}/${name}/A`, floatTensor([rank, inFeatures], loraA as Float32Array<ArrayBuffer>)],
    [`${prefix}/${name}/B`, floatTensor([outFeatures, rank], loraB as Float32Array<ArrayBuffer>)],
  ]);

/** One step from the adapter at this path, on conversations whose pictures `out` gets. */
export async function trainStep(out: string, path: string): Promise<LabResult> {
  const { seed, count, questions } = conversations;
  const skills = ['direction', 'distance', 'localization'];
  const told = await Promise.all(
    Array.from({ length: count }, async (_, i): Promise<Told> => {
      const { scene, turns } = trainingConversation(seed, skills, questions, i)!;
      const image = join(out, 'images', `step-${i}.png`);
      await drawInto(image, scene);
      return { image, turns };
    }),
  );
  const sequences = await toSequences(told);
  const { loss, gradNorm, slopes, after } = await stepOn((await readAdapterPath(path)).adapter, sequences);
  const shown = told.map(({ image, turns }, i) => ({
    image,
    turns,
    inputIds: [...sequences[i]!.inputIds],
    labels: [...sequences[i]!.labels],
  }));
  return {
    tensors: new Map([...tensorsOf('gradient', slopes), ...tensorsOf('after', after)]),
    said: { step: { ...step, loss, gradNorm, conversations: shown } },
  };
}
