/**
 * The embedded model as the lab runs it on the processor, in Node: its files, processor, encoder and decoder with LoRA
 * inputs. Not here: what it is asked (measure.ts), training (train-step.ts).
 */
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Idefics3ImageProcessor, RawImage } from '@huggingface/transformers';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { imageTokensOf, shapeOf } from '../../models/memory.ts';
import { foldPlace } from '../../models/onnx/rewrite/placed-encoder.ts';
import { join } from '../../models/onnx/wire.ts';
import { readPlace } from '../../models/place.ts';
import { placeFile } from '../../models/place-strength.ts';
import { sparkleTiny } from '../../models/registry.ts';
import { openSmallFiles } from '../../models/small-files.ts';
import { onnxPath } from '../../models/source.ts';
import { scenePng } from '../../src/headless/node-canvas.ts';
import type { Scene } from '../../src/sparkle/scene/scene.ts';
import { embeddedProcessor } from '../fixtures/embedded-model.ts';

const folder = new URL('../../public/models/sparkle-tiny/', import.meta.url).pathname;

/** The bytes of a file of the model. */
export const fileOf = (path: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(`${folder}${path}`));

const small = await openSmallFiles(async (path) => {
  try {
    return readFileSync(`${folder}${path}`, 'utf8');
  } catch {
    return null;
  }
});

export const { config } = small;
export const imageTokens = imageTokensOf(shapeOf(config));
export const { tokenizer } = await embeddedProcessor();
export const decoderFile = onnxPath(sparkleTiny, 'decoder_model_merged');
export const embeddingFile = onnxPath(sparkleTiny, 'embed_tokens');
const encoderFile = onnxPath(sparkleTiny, 'vision_encoder');

/** As the engine gets its settings: complete, for images of the model's size. */
const imageProcessor = new Idefics3ImageProcessor(
  JSON.parse(small.forEngine.get('preprocessor_config.json')!),
);

/** Draws a scene at the model's size into a PNG file. */
export async function drawInto(path: string, scene: Scene): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, await scenePng(scene, config.vision_config.image_size));
}

/** What the encoder gets of a PNG file, [1, 1, 3, side, side]. */
export async function pixelsOf(path: string): Promise<Tensor> {
  const image = await RawImage.read(path);
  const { pixel_values: pixels } = await imageProcessor([image], { do_image_splitting: false });
  return new Tensor('float32', pixels.data as Float32Array, pixels.dims);
}

/** An encoder at a strength of place: features [image tokens, hidden] of pixels. */
export async function openEncoder(strength: number): Promise<(pixels: Tensor) => Promise<Float32Array>> {
  const place = readPlace(fileOf(placeFile), config.text_config.hidden_size, placeFile);
  const session = await InferenceSession.create(
    join(foldPlace(fileOf(encoderFile), encoderFile, place, strength)),
  );
  return async (pixels) => (await session.run({ pixel_values: pixels })).image_features!.data as Float32Array;
}
