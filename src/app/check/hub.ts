/**
 * Asks the hub for one model's list of files and one small file, and compares its hash: whether a download would work here.
 * Called only after the person asked for it. Not here: the list and its addresses (../models/hub-listing.ts), the download
 * (../models/download.ts).
 */
import { hubModels } from '../../../models/registry.ts';
import type { ResultOf } from '../../check/report.ts';
import { gitHashOf } from '../../files/git-hash.ts';
import { downloadFile, type Pieces } from '../models/download.ts';
import { fetchListing, fileAddress, hubAddress } from '../models/hub-listing.ts';

const [{ id: model }] = hubModels as [(typeof hubModels)[number]];

/** A small file that every model has. */
const path = 'config.json';

/** The pieces of a file in memory. */
function piecesInMemory(): Pieces {
  let pieces: Blob[] = [];
  return {
    read: async () => pieces,
    append: async (bytes) => void pieces.push(new Blob([bytes])),
    clear: async () => {
      pieces = [];
    },
  };
}

/** Asks the hub. Rejects with a plain message if it cannot be reached or answers with something else. */
export async function askHub(signal: AbortSignal): Promise<ResultOf<'hub'>> {
  const startMs = performance.now();
  const listing = await fetchListing(model, hubAddress, signal);
  const file = listing.find((each) => each.path === path);
  if (!file)
    throw new Error(
      `Expected ${path} among the files of ${model}, got ${listing.length} files without it. Check again later.`,
    );
  const pieces = piecesInMemory();
  await downloadFile(fileAddress(hubAddress, model, path), file, pieces, { signal, onProgress: () => {} });
  const bytes = new Uint8Array(await new Blob([...(await pieces.read())]).arrayBuffer());
  return {
    host: new URL(hubAddress).host,
    model,
    files: listing.length,
    withSha256: listing.filter(({ sha256 }) => sha256 !== null).length,
    file: path,
    sizeBytes: bytes.length,
    isRight: file.gitHash === null ? null : gitHashOf(bytes) === file.gitHash,
    seconds: (performance.now() - startMs) / 1000,
  };
}
