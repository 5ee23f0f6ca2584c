/**
 * The layout of a dataset's folder, and its `config.json`: what makes the same dataset again.
 * Not here: writing it (dataset-zip.ts), reading it (dataset-import.ts), making samples (dataset.ts).
 */
import { z } from 'zod';
import type { Part } from '../scene/sampling.ts';
import { DataConfig } from './data-config.ts';

/** Where the parts of a dataset lie in its folder. */
export const linesFile = 'data.jsonl';
export const recipeFile = 'config.json';
export const imageTag = '<image>';
/** A line of the dataset: a question about the image at that path, and its answer. */
export const lineOf = (query: string, response: string, path: string): string =>
  `${JSON.stringify({ query: imageTag + query, response, images: [path] })}\n`;
/** The path of the image of sample number `index`. */
export const imagePath = (index: number): string => `images/${String(index).padStart(6, '0')}.png`;

/** The number of the sample whose image has that path; null if the path is none of a written dataset. */
export function imageIndex(path: string): number | null {
  const index = Number(/^images\/(\d{6})\.png$/.exec(path)?.[1] ?? Number.NaN);
  return Number.isNaN(index) ? null : index;
}

/** Most images of a dataset: a ZIP counts its entries in 16 bits without ZIP64, which fflate does not write. */
export const maxDatasetImages = 0xffff - 2;

/** `config.json`: what makes the same dataset again. */
export interface DatasetRecipe {
  readonly config: DataConfig;
  readonly seed: number;
  readonly part: Part;
  readonly images: number;
  /** Side of an image. */
  readonly sizePx: number;
}

/** The check of a `config.json` that comes from outside. */
export const Recipe: z.ZodType<DatasetRecipe> = z.object({
  config: DataConfig,
  seed: z.int().min(0),
  part: z.enum(['training', 'evaluation']),
  images: z.int().min(1).max(maxDatasetImages),
  sizePx: z.int().min(1),
});
