/**
 * The trainer's decoder and ONNX Runtime's against the numbers of PyTorch (test/reference/llama_lora.py, which says how
 * they were made), on the embedded model with fixed adapters: all modules, rsLoRA, some modules.
 */
import { type Tensor, tensor1d } from '@tensorflow/tfjs';
import * as ort from 'onnxruntime-web/webgpu';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layOut } from '../../../models/adapter/layout.ts';
import { packAdapter, unpackAdapter } from '../../../models/adapter/pack.ts';
import { createBatch, disposeBatch, type Sequence } from '../../../models/batch.ts';
import type { ModelConfig, TargetModule } from '../../../models/config.ts';
import { createDecoder, logitsOf, lossesAndGradient } from '../../../models/decoder.ts';
import { type Gpu, openGpu } from '../../../models/gpu/device.ts';
import { adapterInputs } from '../../../models/onnx/rewrite/adapter-input.ts';
import { insertLora } from '../../../models/onnx/rewrite/surgery.ts';
import { join } from '../../../models/onnx/wire.ts';
import { sparkleTiny } from '../../../models/registry.ts';
import { ownOrigin } from '../../../models/source.ts';
import { type DecoderWeights, loadDecoderWeights, targetsOf } from '../../../models/weights.ts';
import {
  keptLogits,
  keptPlaces,
  pattern64,
  referenceAdapter,
  referenceFeatures,
  referenceFeeds,
  relativeLength,
} from '../../fixtures/pytorch-reference.ts';
import reference from '../../reference/llama_lora.json';

/**
 * PyTorch computed in float64, the lab computes in float32: the difference is rounding. Measured on SwiftShader: logits
 * 7e-7 of their length, losses 1.1e-7, gradients at most 3e-5, in q_proj where almost all attention is on one position.
 */
const logitTolerance = 1e-5;
const lossTolerance = 2e-6;
const gradientTolerance = 1e-4;

let gpu: Gpu;
let config: ModelConfig;
let weights: DecoderWeights;
let sequences: Sequence[];
beforeAll(async () => {
  gpu = await openGpu();
  ({ config, weights } = await loadDecoderWeights(sparkleTiny, ownOrigin));
  sequences = reference.sequences.map(({ inputIds, labels }, s) => ({
    inputIds: Int32Array.from(inputIds),
    labels: Int32Array.from(labels),
    features: referenceFeatures(s, weights.config.hidden_size),
  }));
});
afterAll(() => gpu.dispose());

describe.each(reference.cases)('$what', (given) => {
  test('the trainer: logits, loss and the gradient of every module', async () => {
    const adapter = referenceAdapter(given, targetsOf(weights));
    const layout = layOut(targetsOf(weights), {
      rank: given.rank,
      alpha: given.alpha,
      scaling: given.scaling as 'lora' | 'rslora',
      targetModules: given.modules as TargetModule[],
    });
    const decoder = createDecoder(weights, layout, gpu.backend);
    const flat: Tensor = tensor1d(packAdapter(adapter, layout));
    const lora = { layout, flat, dropout: null };

    const { batch, sequenceOfAnswer } = createBatch(sequences, weights, config.image_token_id);
    const all = (await logitsOf(decoder, lora, batch).data()) as Float32Array;
    const found = reference.sequences.flatMap((sequence, s) => {
      const first = sequenceOfAnswer.indexOf(s);
      const rows = keptPlaces(sequence).map((_, i) => first + i);
      return keptLogits(all, rows, weights.config.vocab_size);
    });
    expect(relativeLength(found.flat(), given.logits.flat())).toBeLessThan(logitTolerance);

    const gradient = tensor1d(new Float32Array(layout.size));
    const losses = await lossesAndGradient(decoder, lora, batch, gradient).data();
    const mean = (rows: readonly number[]) =>
      rows.reduce((sum, row) => sum + losses[2 * row + 1]!, 0) / rows.length;
    const rows = Array.from({ length: batch.answers.count }, (_, row) => row);
    expect(Math.abs(mean(rows) / given.loss - 1)).toBeLessThan(lossTolerance);
    sequences.forEach((_, s) => {
      const own = rows.filter((row) => sequenceOfAnswer[row] === s);
      expect(Math.abs(mean(own) / given.losses[s]! - 1)).toBeLessThan(lossTolerance);
    });

    const gradients = unpackAdapter((await gradient.data()) as Float32Array, layout);
    const expected: Record<string, number[] | undefined> = given.gradients;
    expect(gradients.modules.map(({ name }) => name)).toEqual(Object.keys(given.gradients));
    for (const { name, loraA, loraB } of gradients.modules) {
      [loraA, loraB].forEach((matrix, i) => {
        const [length, product] = [expected[name]![i]!, expected[name]![i + 2]!];
        expect(Math.abs(Math.hypot(...matrix) / length - 1), `length, ${name}`).toBeLessThan(
          gradientTolerance,
        );
        const weightOf = pattern64(matrix.length, 5, 1);
        const foundProduct = matrix.reduce((sum, value, at) => sum + value * weightOf[at]!, 0);
        // A product may be small because its terms cancel: its error is that of the gradient times the pattern.
        const scale = length * Math.hypot(...weightOf);
        expect(Math.abs(foundProduct - product) / scale, `product, ${name}`).toBeLessThan(gradientTolerance);
      });
    }
    disposeBatch(batch);
    decoder.dispose();
    gpu.check();
  });

  test('ONNX Runtime on the decoder with LoRA inputs: logits', async () => {
    const file = `${sparkleTiny.path}/onnx/decoder_model_merged_q4.onnx`;
    const bytes = new Uint8Array(await (await fetch(`/${file}`)).arrayBuffer());
    const { chunks, targets } = insertLora(bytes, config.text_config, file);
    const inputs = adapterInputs(referenceAdapter(given, targetsOf(weights)), targets).map(
      ({ name, type, dims, data }) => [name, new ort.Tensor(type, data, dims)] as const,
    );
    const session = await ort.InferenceSession.create(join(chunks), { executionProviders: ['wasm'] });
    const found: number[][] = [];
    for (const [s, sequence] of reference.sequences.entries()) {
      const feeds = referenceFeeds(s, config, weights.embedding.readRow).map(
        ({ name, type, data, dims }) =>
          [name, new ort.Tensor(type as 'float32', data as Float32Array, dims)] as const,
      );
      const { logits } = await session.run(Object.fromEntries([...feeds, ...inputs]));
      found.push(
        ...keptLogits(logits!.data as Float32Array, keptPlaces(sequence), weights.config.vocab_size),
      );
    }
    await session.release();
    expect(relativeLength(found.flat(), given.logits.flat())).toBeLessThan(logitTolerance);
  });
});
