/**
 * The data worker: seeded scenes, questions, answers and pictures of a run. Pure services over src/sparkle; the same
 * config gives the same values on every machine. Not here: storage, judging answers.
 */
import './own-origin.ts';
import '../models/no-eval.ts';
import { expose, transfer } from 'comlink';
import { armRow } from '../src/experiment/arms.ts';
import type { ExperimentConfig } from '../src/experiment/config.ts';
import type { FolderFile } from '../src/files/chosen-files.ts';
import type { DataConfig } from '../src/sparkle/dataset/data-config.ts';
import { makeSample, type Sample } from '../src/sparkle/dataset/dataset.ts';
import { importDataset } from '../src/sparkle/dataset/dataset-import.ts';
import { type DatasetReport, reportDataset } from '../src/sparkle/dataset/dataset-report.ts';
import { type OwnPicture, ownPicture, type RedrawnPicture } from '../src/sparkle/dataset/own-picture.ts';
import { drawScene } from '../src/sparkle/draw/draw.ts';
import { loadLabelFonts } from '../src/sparkle/draw/font.ts';
import type { Part } from '../src/sparkle/scene/sampling.ts';
import type { Scene } from '../src/sparkle/scene/scene.ts';
import { type BlindBaseline, blindBaselines, evaluationItems } from '../src/sparkle/scored.ts';
import type { Conversation, Item, SceneImage } from '../src/sparkle/task/item.ts';
import { shuffledConversations } from '../src/sparkle/task/shuffled.ts';
import { askedConversation, type Share, trainingConversation } from '../src/sparkle/task/training.ts';
import type { ImageFile } from './messages.ts';

function drawingContext(widthPx: number, heightPx = widthPx): OffscreenCanvasRenderingContext2D {
  // Pixels are read back after every drawing: the CPU draws then, which is faster here and the same on every machine.
  const context = new OffscreenCanvas(widthPx, heightPx).getContext('2d', { willReadFrequently: true });
  if (context) return context;
  throw new Error('This browser gave no 2D canvas to draw scenes on. Try a current Chrome, Edge or Firefox.');
}

function drawLetterboxed(
  context: OffscreenCanvasRenderingContext2D,
  bitmap: ImageBitmap,
  sizePx: number,
): void {
  const scale = sizePx / Math.max(bitmap.width, bitmap.height);
  // A very narrow picture keeps a width of one pixel.
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
  context.fillStyle = 'white';
  context.fillRect(0, 0, sizePx, sizePx);
  context.imageSmoothingQuality = 'high';
  const [left, top] = [width!, height!].map((side) => Math.floor((sizePx - side) / 2));
  context.drawImage(bitmap, left!, top!, width!, height!);
}

async function pngOf({ canvas }: OffscreenCanvasRenderingContext2D): Promise<Uint8Array<ArrayBuffer>> {
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  return new Uint8Array(await blob.arrayBuffer());
}

/** The images, whose pixels are transferred. */
const transferred = <T extends SceneImage | null>(images: T[]): T[] =>
  transfer(
    images,
    images.flatMap((image) => (image ? image.pixels.buffer : [])),
  );

/** The whole picture, upright; null if the file is damaged or cut off. Rejects if the file cannot be read. */
async function bitmapOf(file: Blob): Promise<ImageBitmap | null> {
  const bytes = await file.arrayBuffer();
  return createImageBitmap(new Blob([bytes], { type: file.type })).catch(() => null);
}

async function shownSize(file: Blob): Promise<{ width: number; height: number } | null> {
  const bitmap = await bitmapOf(file);
  if (!bitmap) return null;
  const { width, height } = bitmap;
  bitmap.close();
  return { width, height };
}

/** The whole picture in a file of its own, upright and at most `sidePx` a side; null if it cannot be decoded. */
async function redrawn(file: Blob, sidePx: number, format: 'png' | 'jpeg'): Promise<RedrawnPicture | null> {
  const bitmap = await bitmapOf(file);
  if (!bitmap) return null;
  const scale = Math.min(1, sidePx / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
  const context = drawingContext(width!, height!);
  if (format === 'jpeg') {
    // JPEG has no transparency, and the model sees white behind every picture.
    context.fillStyle = 'white';
    context.fillRect(0, 0, width!, height!);
  }
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width!, height!);
  bitmap.close();
  const blob = await context.canvas.convertToBlob({ type: `image/${format}`, quality: 0.92 });
  return { width: width!, height: height!, blob };
}

function conversations(
  { seed, trainOn, questionsPerImage, style }: ExperimentConfig,
  start: number,
  count: number,
  total: number,
  share: Share,
): Conversation[] {
  const { trainsOn, isShuffled } = armRow(trainOn);
  const settings = [style.training, share] as const;
  if (isShuffled) {
    const make = (index: number) => askedConversation(seed, trainsOn, questionsPerImage, index, ...settings);
    return shuffledConversations(make, seed, start, count, total);
  }
  return Array.from({ length: count }, (_, i) =>
    trainingConversation(seed, trainsOn, questionsPerImage, start + i, ...settings),
  ).filter((conversation) => conversation !== null);
}

/** The worker's service. It holds no state, so calls may come in any order. */
export class Data {
  /** The scored items of a run, config.evaluation.items of each task. The same config gives the same items. */
  evaluationItems(config: ExperimentConfig): Item[] {
    return evaluationItems(config.seed, config.evaluation, config.style.test);
  }

  /**
   * Training conversations number `start` to `start + count - 1` of the endless seeded stream of config.trainOn. None if
   * nothing is trained. If config.training asks for validation, only those whose scenes are not held out.
   */
  trainingConversations(config: ExperimentConfig, start: number, count: number): Conversation[] {
    const { steps, accumulate, batchSize, validationItems } = config.training;
    const share = validationItems > 0 ? 'kept' : 'all';
    return conversations(config, start, count, steps * accumulate * batchSize, share);
  }

  /** The conversations that config.training holds out for validation. */
  validationConversations(config: ExperimentConfig): Conversation[] {
    const { validationItems } = config.training;
    return conversations(config, 0, validationItems, validationItems, 'held-out');
  }

  /** Draws scenes; pixels are transferred. */
  async draw(scenes: readonly Scene[], sizePx: number): Promise<SceneImage[]> {
    await loadLabelFonts(scenes);
    const context = drawingContext(sizePx);
    const images = scenes.map((scene): SceneImage => {
      drawScene(context, scene, sizePx);
      return { id: scene.id, sizePx, pixels: context.getImageData(0, 0, sizePx, sizePx).data };
    });
    return transferred(images);
  }

  /**
   * Decodes image files as the model sees them: whole, upright, as large as fits, in the middle of a white square. Of an
   * animation it takes the first picture. null for a damaged file. Pixels are transferred. Throws Error with a plain
   * message for a file that cannot be read.
   */
  async decode(files: readonly ImageFile[], sizePx: number): Promise<(SceneImage | null)[]> {
    const context = drawingContext(sizePx);
    const images: (SceneImage | null)[] = [];
    for (const { id, name, blob } of files) {
      const bitmap = await bitmapOf(blob).catch(() => {
        throw new Error(
          `The image "${name}" is not readable: its file was moved, changed or removed since the dataset was opened. Import the dataset again.`,
        );
      });
      if (bitmap) drawLetterboxed(context, bitmap, sizePx);
      bitmap?.close();
      images.push(bitmap && { id, sizePx, pixels: context.getImageData(0, 0, sizePx, sizePx).data });
    }
    return transferred(images);
  }

  /**
   * Samples number `start` to `start + count - 1` of a dataset. Fastest if one worker makes them in order, because it
   * remembers the scenes before them.
   */
  datasetSamples(config: DataConfig, seed: number, part: Part, start: number, count: number): Sample[] {
    return Array.from({ length: count }, (_, i) => makeSample(config, seed, part, start + i));
  }

  /** Class balance and blind baselines of a dataset's first images; `onProgress` is called after every tenth. */
  datasetReport(
    config: DataConfig,
    seed: number,
    part: Part,
    images: number,
    onProgress: (images: number) => void,
  ): DatasetReport {
    return reportDataset(config, seed, part, images, (made) => made % 10 === 0 && onProgress(made));
  }

  /**
   * Reads a ZIP or the files of a folder by importDataset; `onProgress` is called after every tenth image. To stop it, end
   * the worker.
   */
  readDataset(
    source: Blob | readonly FolderFile[],
    onProgress: (images: number, of: number) => void,
  ): ReturnType<typeof importDataset> {
    const isTold = (images: number, of: number) => images % 10 === 0 || images === of;
    return importDataset(source, {
      decode: shownSize,
      onProgress: (images, of) => isTold(images, of) && onProgress(images, of),
    });
  }

  /** Takes a picture that a person chose or took into a set of their own, or says why it cannot be taken. Never throws. */
  ownPicture(file: Blob): Promise<OwnPicture> {
    return ownPicture(file, redrawn);
  }

  /** Encodes pictures as PNG, as they are; the bytes are transferred. */
  async pngsOf(images: readonly SceneImage[]): Promise<Uint8Array<ArrayBuffer>[]> {
    const encoded: Uint8Array<ArrayBuffer>[] = [];
    for (const { sizePx, pixels } of images) {
      const context = drawingContext(sizePx);
      context.putImageData(new ImageData(pixels, sizePx, sizePx), 0, 0);
      encoded.push(await pngOf(context));
    }
    return transfer(
      encoded,
      encoded.map(({ buffer }) => buffer),
    );
  }

  /** Draws a scene and encodes it as PNG; the bytes are transferred. */
  async png(scene: Scene, sizePx: number): Promise<Uint8Array<ArrayBuffer>> {
    await loadLabelFonts([scene]);
    const context = drawingContext(sizePx);
    drawScene(context, scene, sizePx);
    const bytes = await pngOf(context);
    return transfer(bytes, [bytes.buffer]);
  }

  /** Simulated baselines of the config's evaluation tasks. */
  blindBaselines(config: ExperimentConfig): BlindBaseline[] {
    return blindBaselines(config.seed, config.evaluation.tasks, config.style.test);
  }
}

expose(new Data());
