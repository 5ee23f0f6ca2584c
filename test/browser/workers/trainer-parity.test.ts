/**
 * Two engines, one model file: the trainer's kernels against transformers.js on ONNX Runtime, on real conversations,
 * without an adapter, with a random one, and after training.
 */
import { Tensor } from '@huggingface/transformers';
import { proxy, type Remote } from 'comlink';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Adapter } from '../../../models/adapter/adapter.ts';
import { LoraConfig, TrainConfig } from '../../../models/config.ts';
import { adapterInputs } from '../../../models/onnx/rewrite/adapter-input.ts';
import { loadVlm, type Vlm } from '../../../models/onnx/session/vlm.ts';
import { tokenizeConversation } from '../../../models/prompt.ts';
import { normalStream } from '../../../models/random.ts';
import { sparkleTiny } from '../../../models/registry.ts';
import { ownOrigin } from '../../../models/source.ts';
import { createWorkers } from '../../../src/connect.ts';
import { defaultConfig } from '../../../src/experiment/config.ts';
import type { Example, TrainSummary } from '../../../workers/messages.ts';
import { answerLoss } from '../../fixtures/answer-loss.ts';
import { relativeError } from '../../fixtures/decoder-model.ts';
import type { ObservedTrainer } from '../../fixtures/observed-trainer.ts';
import { wrapObserved } from '../../fixtures/observed-worker.ts';

/**
 * Relative errors: two float32 programs sum in different orders. Measured on SwiftShader against WebAssembly: up to
 * 1.3e-6 for logits and 4.6e-6 for the mean loss of a conversation, the smallest of which is 0.17 nats.
 */
const logitTolerance = 1e-5;
const lossTolerance = 2e-5;

const workers = createWorkers();
const worker = new Worker(new URL('./trainer-observed.worker.ts', import.meta.url), { type: 'module' });
const trainer: Remote<ObservedTrainer> = wrapObserved(worker);
let vlm: Vlm;
let examples: Example[];

beforeAll(async () => {
  vlm = await loadVlm(sparkleTiny, ownOrigin, null, () => {});
  const data = await workers.data();
  const conversations = await data.trainingConversations({ ...defaultConfig, questionsPerImage: 3 }, 0, 4);
  const images = await data.draw(
    conversations.map(({ scene }) => scene),
    sparkleTiny.imageSizePx,
  );
  const features = await vlm.encode(images.map(({ pixels }) => pixels));
  const size = features.length / images.length;
  examples = conversations.map(({ id, scene, turns }, i) => ({
    conversation: {
      id,
      imageId: scene.id,
      ...tokenizeConversation(
        vlm.tokenizer,
        turns,
        vlm.imageTokens,
        vlm.config.text_config.max_position_embeddings,
      ),
    },
    features: features.slice(i * size, (i + 1) * size),
  }));
  await trainer.load(sparkleTiny, ownOrigin, LoraConfig.parse({}), 1);
});
afterAll(() => {
  worker.terminate();
  workers.dispose();
});

/** Logits of all positions of a conversation by transformers.js, [T, V]. */
async function inferenceLogits({ conversation, features }: Example): Promise<Float32Array> {
  const ids = BigInt64Array.from(conversation.inputIds, BigInt);
  const dims = [1, ids.length];
  const { logits } = await vlm.model.forward({
    input_ids: new Tensor('int64', ids, dims),
    attention_mask: new Tensor(
      'int64',
      ids.map(() => 1n),
      dims,
    ),
    pixel_values: new Tensor('float32', features, [1, vlm.imageTokens, features.length / vlm.imageTokens]),
    num_logits_to_keep: new Tensor('int64', [0n], []),
  });
  return logits.data as Float32Array;
}

/** `adapter` is the trainer's present one; null if it is untrained. */
async function expectParity(adapter: Adapter | null): Promise<void> {
  vlm.feed(adapterInputs(adapter, vlm.targets));
  const vocabulary = vlm.config.text_config.vocab_size;
  const losses = await trainer.loss(examples);
  for (const [i, example] of examples.entries()) {
    const all = await inferenceLogits(example);
    const { labels } = example.conversation;
    const expected = [...labels].flatMap((label, position) =>
      label < 0 ? [] : [...all.subarray((position - 1) * vocabulary, position * vocabulary)],
    );
    const found = await trainer.logits(example);
    expect(found.length).toBe(expected.length);
    expect(relativeError(found, expected)).toBeLessThan(logitTolerance);
    const expectedLoss = answerLoss(all, labels, vocabulary);
    expect(Math.abs(losses[i]! - expectedLoss) / expectedLoss).toBeLessThan(lossTolerance);
  }
}

test('logits and losses agree on the base model', () => expectParity(null));

test('and with a random adapter', async () => {
  const untrained = await trainer.exportAdapter();
  const before = await trainer.loss(examples);
  const normal = normalStream(3);
  const modules = untrained.modules.map((module) => ({
    ...module,
    loraB: Float32Array.from(module.loraB, () => 0.02 * normal()),
  }));
  const adapter = { ...untrained, modules };
  await trainer.useAdapter(adapter);
  const after = await trainer.loss(examples);
  expect(after.some((loss, i) => Math.abs(loss - before[i]!) > 0.01)).toBe(true);
  await expectParity(adapter);
  await trainer.useAdapter(untrained);
});

test('and after training, which lowers the loss in both', async () => {
  const before = await trainer.loss(examples);
  const steps = 4;
  for (let step = 0; step < steps; step++) await trainer.addConversations(examples);
  const { ending, adapter } = await trainer.train(
    TrainConfig.parse({ steps, batchSize: 4, learningRate: 4e-3, warmupSteps: 1 }),
    proxy(() => {}),
  );
  expect(ending).toBe('finished');
  const after = await trainer.loss(examples);
  const mean = (losses: readonly number[]) => losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  expect(mean(after)).toBeLessThan(mean(before) - 0.1);
  await expectParity(adapter);
});

test('a stop comes through between steps, and a failure as a plain message', async () => {
  const { ending, stepsDone } = await new Promise<TrainSummary>((resolve, reject) => {
    const onStep = proxy(() => void trainer.stop());
    void trainer.addConversations(Array.from({ length: 10 }, () => examples).flat());
    trainer
      .train(TrainConfig.parse({ steps: 10, batchSize: 4, learningRate: 1e-3, warmupSteps: 1 }), onStep)
      .then(resolve, reject);
  });
  expect(ending).toBe('stopped');
  expect(stepsDone).toBeGreaterThan(0);
  expect(stepsDone).toBeLessThan(5);
  const adapter = await trainer.exportAdapter();
  await expect(trainer.useAdapter({ ...adapter, rank: 3 })).rejects.toThrow(/Expected an adapter of rank 8/);
});
