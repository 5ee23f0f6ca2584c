/**
 * The embedded model asked on one device: whether its answers are those that PyTorch gave to the same questions about the
 * same pictures, and how fast they come. Not here: the reference (models/sparkle-tiny/reference.json).
 */
import { proxy, type Remote } from 'comlink';
import type { InferenceDevice } from '../../models/gpu/answering-device.ts';
import { sparkleTiny } from '../../models/registry.ts';
import { ownOrigin } from '../../models/source.ts';
import reference from '../../models/sparkle-tiny/reference.json';
import type { Inference } from '../../workers/inference.ts';
import type { SceneImage } from '../sparkle/task/item.ts';
import type { ResultOf } from './report.ts';
import { samplesOf } from './samples.ts';

const pictures = import.meta.glob<string>('../../models/sparkle-tiny/reference/*.png', {
  query: '?url',
  import: 'default',
  eager: true,
});

/** The picture of an item of the reference, pixel by pixel. */
async function readPicture(image: string): Promise<SceneImage> {
  const blob = await (await fetch(pictures[`../../models/sparkle-tiny/${image}`]!)).blob();
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: 'none' });
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  return { id: image, sizePx: bitmap.width, pixels: new Uint8ClampedArray(data) };
}

/** More than any answer of the reference has. */
const longestAnswer = 128;

/** What is timed: so many answers of so many tokens at most, of which the model writes most to such a question. */
const [timedAnswers, timedTokens, timedQuestion] = [32, 32, 'What does the image show?'];

/** Times in which both are measured, after one that only warms up. */
const rounds = 3;

/** Asks the model on a device. Rejects if the worker fails, or the browser does not give that device. */
export async function measureAnswers(
  inference: Remote<Inference>,
  device: InferenceDevice,
): Promise<ResultOf<'processorAnswers'>> {
  const ignore = proxy(() => {});
  const loaded = await inference.load(sparkleTiny, ownOrigin, device, ignore);
  if (loaded.device !== device)
    throw new Error(
      `The browser offers a GPU, but gave none for answers. ${loaded.notice ?? 'Reload the page, and check again.'}`,
    );
  const { items } = reference;
  const images = await Promise.all(items.map(({ image }) => readPicture(image)));
  await inference.encode(images, true);
  const prompts = items.map(({ image, question }) => ({ id: image, imageId: image, question }));
  const answers = new Map(
    (await inference.answer(prompts, longestAnswer, ignore)).map(({ id, text }) => [id, text]),
  );
  const differing = items.flatMap(({ image, q4 }) =>
    answers.get(image) === q4.answer
      ? []
      : [{ image, expected: q4.answer, came: answers.get(image) ?? 'nothing' }],
  );

  const timed = Array.from({ length: timedAnswers }, (_, i) => ({
    id: `${i}`,
    imageId: items[i % items.length]!.image,
    question: timedQuestion,
  }));
  const [rates, encodeMs]: [number[], number[]] = [[], []];
  for (let round = 0; round <= rounds; round++) {
    const startMs = performance.now();
    await inference.encode(images, true);
    const encodedMs = performance.now();
    const found = await inference.answer(timed, round === 0 ? 4 : timedTokens, ignore);
    const seconds = (performance.now() - encodedMs) / 1000;
    if (round === 0) continue;
    encodeMs.push((encodedMs - startMs) / images.length);
    rates.push(found.reduce((sum, { tokens }) => sum + tokens, 0) / seconds);
  }
  return {
    asked: items.length,
    agreeing: items.length - differing.length,
    differing,
    tokensPerSecond: samplesOf(rates),
    encodeMsPerImage: samplesOf(encodeMs),
  };
}
