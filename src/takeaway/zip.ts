/** Writes the folder that goes to a cluster as a ZIP. Not here: its files (takeaway.ts), the ZIP's format. */
import { type Zip, ZipPassThrough } from 'fflate';
import { openZip } from '../files/zip-writer.ts';
import type { TakenFile } from './folder.ts';

/**
 * Writes the files to `sink` below a folder of this name, and closes it. Gives the size of the ZIP. @throws the signal's
 * reason, the sink's error, or what the files throw; the sink is aborted before, so that it can discard what it has.
 */
export async function writeTakeawayZip(
  folder: string,
  files: AsyncIterable<TakenFile>,
  sink: WritableStream<Uint8Array>,
  signal: AbortSignal,
): Promise<{ readonly files: number; readonly sizeBytes: number }> {
  const writer = sink.getWriter();
  // write() reports a sink that fails; without this, the promise would be an unhandled rejection as well.
  writer.closed.catch(() => {});
  try {
    const zip = openZip(
      writer,
      'The folder is larger than the 4 GiB that a ZIP holds. Take fewer steps, or a smaller model.',
    );
    let count = 0;
    for await (const { path, bytes } of files) {
      signal.throwIfAborted();
      const entry = new ZipPassThrough(`${folder}/${path}`);
      if (/\.sh$/.test(path)) runnable(entry);
      await zip.add(entry, bytes());
      count++;
    }
    await zip.end();
    await writer.close();
    return { files: count, sizeBytes: zip.sizeBytes() };
  } catch (error) {
    await writer.abort(error).catch(() => {});
    throw error;
  }
}

/** Marks a script as one that may be run, as Unix does (PKWARE APPNOTE 4.4.2 and 4.4.15: host 3, mode in the upper half). */
function runnable(entry: Parameters<Zip['add']>[0]): void {
  entry.os = 3;
  entry.attrs = 0o100755 << 16;
}
