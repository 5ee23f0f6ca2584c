/**
 * The strength of place in the real workers, on the processor: the features that the trainer is given, what the untrained
 * model answers at two strengths, and what an adapter says of itself.
 */
import { proxy, type Remote, wrap } from 'comlink';
import { afterAll, expect, test } from 'vitest';
import { LoraConfig } from '../../../models/config.ts';
import { readPlace, withStrength } from '../../../models/place.ts';
import { type BaseModel, sparkleTiny } from '../../../models/registry.ts';
import { ownOrigin } from '../../../models/source.ts';
import { score } from '../../../src/sparkle/score.ts';
import { scoredItems } from '../../../src/sparkle/task/generate.ts';
import type { Item } from '../../../src/sparkle/task/item.ts';
import type { Data } from '../../../workers/data.ts';
import DataWorker from '../../../workers/data.ts?worker';
import type { Inference } from '../../../workers/inference.ts';
import InferenceWorker from '../../../workers/inference.ts?worker';
import type { Trainer } from '../../../workers/trainer.ts';
import TrainerWorker from '../../../workers/trainer.ts?worker';

const running: Worker[] = [];
function start<T>(worker: Worker): Remote<T> {
  running.push(worker);
  return wrap<T>(worker);
}
afterAll(() => {
  for (const worker of running) worker.terminate();
});

const at = (place: number): BaseModel => ({ ...sparkleTiny, place });
const ignore = proxy(() => {});
const data = start<Data>(new DataWorker());
const inference = start<Inference>(new InferenceWorker());
const items: readonly Item[] = scoredItems(31, 'evaluation', 'spp4', 12);
const draw = () =>
  data.draw(
    items.map(({ scene }) => scene),
    sparkleTiny.imageSizePx,
  );

test('the trainer is given the features of the setting, and so is the one who answers', async () => {
  const images = (await draw()).slice(0, 2);
  const featuresAt = async (strength: number) => {
    await inference.load(at(strength), ownOrigin, 'wasm', ignore);
    return (await inference.encode(images, false)).map(({ features }) => features);
  };
  const shipped = await featuresAt(0.2);
  const file = await (await fetch(`/${sparkleTiny.path}/place.safetensors`)).arrayBuffer();
  const place = readPlace(new Uint8Array(file), 192, 'place.safetensors');
  for (const strength of [0, 1]) {
    const found = await featuresAt(strength);
    for (const [i, features] of found.entries()) {
      const expected = withStrength(shipped[i]!, place, strength);
      const scale = Math.max(...expected.map(Math.abs));
      const error = Math.max(...features.map((value, j) => Math.abs(value - expected[j]!)));
      expect(error / scale).toBeLessThan(1e-5);
    }
  }
});

test('untrained, it solves shortest paths at strength 1, and not at 0.2', async () => {
  const rightAt = async (strength: number): Promise<number> => {
    await inference.load(at(strength), ownOrigin, 'wasm', ignore);
    await inference.encode(await draw(), true);
    const prompts = items.map(({ id, scene, question }) => ({ id, imageId: scene.id, question }));
    const answers = await inference.answer(prompts, 60, ignore);
    return answers.filter(({ id, text }) => score(items.find((item) => item.id === id)!, text).isCorrect)
      .length;
  };
  const [faint, sharp] = [await rightAt(0.2), await rightAt(1)];
  expect(sharp, `${sharp} of ${items.length}`).toBeGreaterThanOrEqual(11);
  expect(faint, `${faint} of ${items.length}`).toBeLessThanOrEqual(4);
});

test('an adapter says at which strength it was made', async () => {
  const trainer = start<Trainer>(new TrainerWorker());
  const lora = LoraConfig.parse({ rank: 2 });
  await trainer.load(at(0.5), ownOrigin, lora, 1, 'wasm');
  expect((await trainer.exportAdapter()).place).toBe(0.5);
  await trainer.load({ ...sparkleTiny, place: null }, ownOrigin, lora, 1, 'wasm');
  expect((await trainer.exportAdapter()).place).toBeUndefined();
});
