/**
 * A model's files on the hub: their sizes, hashes and addresses. Written from the hub's documentation
 * (https://huggingface.co/docs/hub/api) and not yet run against the hub. Not here: which files are needed
 * (models/listing.ts), downloading them (download.ts).
 */

import { z } from 'zod';
import type { ListedFile } from '../../../models/listing.ts';

/** The address of the hub, without a slash at its end. */
export const hubAddress = 'https://huggingface.co';

/** The branch that is downloaded. */
const revision = 'main';

const Entry = z.object({
  type: z.string(),
  path: z.string().min(1),
  size: z.int().min(0),
  /** Git's hash of what its repository holds: the content, or of a large file a pointer to it. */
  oid: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .optional()
    .catch(undefined),
  /** The hash of the content; only for large files. */
  lfs: z
    .object({
      oid: z
        .string()
        .regex(/^(?:sha256:)?[0-9a-f]{64}$/i)
        .transform((oid) => oid.replace(/^sha256:/i, '').toLowerCase()),
      size: z.int().min(0),
    })
    .optional(),
});
const Listing = z.array(Entry);

/** Whether a file can be stored under that path without leaving its folder. */
const isPlainPath = (path: string): boolean =>
  path.split('/').every((part) => part !== '' && part !== '.' && part !== '..') && !path.includes('\\');

/** A file on the hub. */
interface HubFile extends ListedFile {
  /** Git's hash of the content; null of large files, which have a SHA-256, and if the hub does not say. */
  readonly gitHash: string | null;
}

/** The files in the hub's answer, without folders. @throws Error with a plain message if the answer is not such a list. */
export function readListing(text: string): HubFile[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const parsed = Listing.safeParse(value);
  if (!parsed.success)
    throw new Error(
      `Expected the hub's list of the model's files, got something else ("${text.slice(0, 40)}"). Try again later, or choose a folder that has the model.`,
    );
  return parsed.data
    .filter(({ type, path }) => type === 'file' && isPlainPath(path))
    .map(({ path, size, oid, lfs }) => ({
      path,
      sizeBytes: lfs?.size ?? size,
      sha256: lfs?.oid ?? null,
      gitHash: lfs ? null : (oid ?? null),
    }));
}

/** Asks the hub for a model's files. @throws the signal's reason; an Error with a plain message. */
export async function fetchListing(id: string, hub: string, signal: AbortSignal): Promise<HubFile[]> {
  const url = `${hub}/api/models/${id}/tree/${revision}?recursive=true`;
  const response = await fetch(url, { signal }).catch(() => {
    signal.throwIfAborted();
    throw new Error(
      `${new URL(hub).host} could not be reached. Check the network, or choose a folder that has the model.`,
    );
  });
  if (!response.ok)
    throw new Error(
      `Expected the list of files of ${id} from ${new URL(hub).host}, got HTTP ${response.status}. ${
        response.status === 404 || response.status === 401
          ? 'The hub has no such model that everybody may read.'
          : 'Try again later, or choose a folder that has the model.'
      }`,
    );
  return readListing(await response.text());
}

/** The address of a file. */
export const fileAddress = (hub: string, id: string, path: string): string =>
  `${hub}/${id}/resolve/${revision}/${path.split('/').map(encodeURIComponent).join('/')}`;
