/**
 * `config.json` of a dataset read back, and the items that its lines were written from, made again. Not here: writing
 * it (dataset-zip.ts), making samples (dataset.ts), judging answers (score.ts, imported.ts).
 */
import { z } from 'zod';
import type { Item } from '../task/item.ts';
import { DataConfig } from './data-config.ts';
import { makeSample } from './dataset.ts';
import type { ImportedQuestion } from './dataset-import.ts';
import { type DatasetRecipe, imageIndex, maxDatasetImages } from './dataset-zip.ts';

/** What a dataset of the lab's own says it was made of. */
export const Recipe: z.ZodType<DatasetRecipe> = z.object({
  config: DataConfig,
  seed: z.int().min(0),
  part: z.enum(['training', 'evaluation']),
  images: z.int().min(1).max(maxDatasetImages),
  sizePx: z.int().min(1),
});

/**
 * Finds the item a line was written from: of the sample that its image shows by its number, the one of the same
 * question and answer. null where there is none: the line was changed, or the lab made other samples when it wrote it.
 * Never throws.
 */
export function madeItems(
  recipe: DatasetRecipe | null,
): (line: Pick<ImportedQuestion, 'query' | 'response' | 'image'>) => Item | null {
  if (!recipe) return () => null;
  const { config, seed, part, images } = recipe;
  const known = new Map<number, readonly Item[]>();
  let isPossible = true;
  const itemsOf = (index: number): readonly Item[] => {
    if (!isPossible || index >= images) return [];
    let items = known.get(index);
    if (!items) {
      try {
        items = makeSample(config, seed, part, index).items;
      } catch {
        // Such a dataset cannot be: each further try would search as long.
        isPossible = false;
        items = [];
      }
      known.set(index, items);
    }
    return items;
  };
  return ({ query, response, image }) => {
    const index = imageIndex(image);
    const items = index === null ? [] : itemsOf(index);
    return (
      items.find(({ question, answer }) => question.trim() === query && answer.trim() === response) ?? null
    );
  };
}
