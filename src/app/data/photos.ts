/** The images of imported datasets as they are wanted, the dataset read once. Not here: the files (store.ts). */
import type { PhotoScene } from '../../sparkle/dataset/imported.ts';
import { loadDataset, type StoredDataset } from './store.ts';

/** The dataset asked for last: a list of items is about one. */
let latest: { readonly id: string; readonly stored: Promise<StoredDataset> } | null = null;

/** The image file of a photo; null where it is not stored any more. Never rejects. */
export async function photoFile({ dataset, path }: PhotoScene): Promise<Blob | null> {
  if (latest?.id !== dataset) latest = { id: dataset, stored: loadDataset(dataset) };
  try {
    return (await latest.stored).images.get(path)?.blob ?? null;
  } catch {
    // It may be imported again.
    latest = null;
    return null;
  }
}
