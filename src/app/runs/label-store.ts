/**
 * What a person calls a run, says of it, and whether it is starred: runs/<id>/label.json beside the files of the run, which
 * it never changes. Not here: those files (store.ts), the form (label.tsx).
 */
import { z } from 'zod';
import { readFile, writeFile } from '../storage/kept-files.ts';

const Label = z.object({ name: z.string(), note: z.string(), isStarred: z.boolean() });
/** Name and note are empty if there are none. */
export type RunLabel = Readonly<z.infer<typeof Label>>;

/** The label of a run that nobody has labelled. */
export const noLabel: RunLabel = { name: '', note: '', isStarred: false };

const place = (id: string) => ['runs', id, 'label.json'];

/** The label of a run. A damaged one is none: it must not cost the run. Rejects if storage is refused. */
export async function loadLabel(id: string): Promise<RunLabel> {
  const text = await (await readFile(place(id)))?.text();
  if (text === undefined) return noLabel;
  try {
    return Label.parse(JSON.parse(text));
  } catch {
    return noLabel;
  }
}

/** Replaces the label of a run whose folder is there. */
export const saveLabel = (id: string, label: RunLabel): Promise<void> =>
  writeFile(place(id), JSON.stringify(label, null, 2));
