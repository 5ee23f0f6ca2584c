/**
 * A random model in the shape of SmolVLM-256M: loaded from files with external weights, adapted at all 210 modules, asked
 * on the processor and trained for one step. What it answers means nothing. Its size makes the test slow: two and a half
 * minutes, half of them on the software GPU. Not here: exact numbers, which do not depend on size
 * (surgery-variants.test.ts, decoder.test.ts).
 */
import { proxy } from 'comlink';
import { afterAll, expect, test } from 'vitest';
import { LoraConfig, ModelConfig, TrainConfig, targetModules } from '../../../models/config.ts';
import { decoderShapeOf, moduleShape } from '../../../models/decoder-shape.ts';
import { exportFiles } from '../../../models/onnx/write/export.ts';
import { hubModels } from '../../../models/registry.ts';
import { fullSizeConfig, fullSizeVariant, noiseWeights } from '../../fixtures/full-size.ts';
import { modelAtHand } from '../../fixtures/model-source.ts';
import { ObservedTrainer } from '../../fixtures/observed-trainer.ts';
import { wrapObserved } from '../../fixtures/observed-worker.ts';
import { noiseAdapter } from '../../fixtures/variant-decoder.ts';
import { variantDtype } from '../../fixtures/variants.ts';
import type { ObservedInference } from './inference-observed.worker.ts';

const { shape } = hubModels.find(({ name }) => name === 'SmolVLM-256M-Instruct')!;
// The id of the image token in sparkle-tiny's tokenizer.
const config = ModelConfig.parse({ ...fullSizeConfig(shape), image_token_id: 4 });

/** The files as Blobs, put together piece by piece: memory holds one tensor at a time. */
function fullSizeFiles(): Map<string, Blob> {
  const files = new Map<string, Blob>();
  exportFiles(config, noiseWeights(1, shape.hidden), fullSizeVariant, (path, bytes) => {
    files.set(path, new Blob([...(files.has(path) ? [files.get(path)!] : []), bytes]));
  });
  return files;
}

const targets = Array.from({ length: shape.layers }, (_, layer) =>
  targetModules.map((module) => {
    const [outFeatures, inFeatures] = moduleShape(module, decoderShapeOf(config.text_config));
    const parent = /^[qkvo]_/.test(module) ? 'self_attn' : 'mlp';
    return { name: `layers.${layer}.${parent}.${module}`, inFeatures, outFeatures };
  }),
).flat();

const files = fullSizeFiles();
const { model, source } = modelAtHand('full-size', config, variantDtype(fullSizeVariant), files);
const running: (() => void)[] = [];
afterAll(() => {
  for (const end of running) end();
});

test('SmolVLM-256M in full size is loaded, adapted and asked, and trained for a step', async () => {
  expect(files.get('onnx/decoder_model_merged_q4.onnx')!.size).toBeLessThan(1e6);
  const worker = new Worker(new URL('./inference-observed.worker.ts', import.meta.url), { type: 'module' });
  running.push(() => worker.terminate());
  const inference = wrapObserved<ObservedInference>(worker);
  const ignore = proxy(() => {});
  const loaded = await inference.load(model, source, 'wasm', ignore);
  expect(loaded).toMatchObject({ hiddenSize: 576, imageTokens: 64, sizeBytes: model.sizeBytes });

  const sizePx = config.vision_config.image_size;
  const pixels = Uint8ClampedArray.from({ length: 4 * sizePx ** 2 }, (_, i) => (i * 7919) % 256);
  const image = { id: 'noise', sizePx, pixels };
  await inference.encode([image], true);
  const [encoded] = await inference.encode([image], false);
  const question = 'Where is red?';
  const ask = () => inference.ask({ id: 'a', imageId: image.id, question }, 3, ignore);
  const [conversation] = await inference.tokenize([
    { id: 'c', imageId: image.id, turns: [{ question, answer: 'red (1,2)' }] },
  ]);
  const loss = async (): Promise<number> => (await inference.loss([conversation!]))[0]!;
  const base = await loss();
  const answer = await ask();
  await inference.useAdapter(noiseAdapter(targets, { rank: 8, alpha: 16 }, 0.2));
  expect(Math.abs((await loss()) - base)).toBeGreaterThan(0.1);
  await inference.useAdapter(noiseAdapter(targets, { rank: 4, alpha: 8 }, 0));
  expect(await loss()).toBe(base);
  expect(await ask()).toEqual(answer);

  // The trainer reads the same files and computes the same losses.
  const trainer = new ObservedTrainer();
  running.push(() => trainer.dispose());
  await trainer.load(model, source, LoraConfig.parse({}), 1);
  const example = { conversation: conversation!, features: encoded!.features };
  expect((await trainer.loss([example]))[0]! / base).toBeCloseTo(1, 3);
  trainer.addConversations([example]);
  const { adapter, stepsDone, message } = await trainer.train(
    TrainConfig.parse({ steps: 1, batchSize: 1, warmupSteps: 0, learningRate: 1e-3 }),
    () => {},
  );
  expect({ stepsDone, message }).toEqual({ stepsDone: 1, message: null });
  await inference.useAdapter(adapter);
  const trained = await loss();
  expect((await ask()).tokens).toBeGreaterThan(0);
  expect(trained).toBeLessThan(base);
  expect((await trainer.loss([example]))[0]! / trained).toBeCloseTo(1, 3);
}, 400_000);
