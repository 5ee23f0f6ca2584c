/**
 * Writes a ZIP to a stream, entry by entry, so that it is never in memory as a whole. Not here: what is in it
 * (src/sparkle/dataset/dataset-zip.ts, src/takeaway/zip.ts), reading one (zip-directory.ts).
 */
import { Zip, type ZipDeflate, type ZipPassThrough } from 'fflate';
import { zipTime } from './adapter-zip.ts';

/** The ZIP's own limit without ZIP64, which fflate does not write: 32-bit sizes. */
const maxZipBytes = 0xffffffff;

/** Work on the page's thread pauses after this time, so that the page can respond. */
const workMs = 8;

/** Lets the thread do other things after long work; a fast sink alone never would. */
function pauseBetweenWork(): () => Promise<void> {
  let startMs = performance.now();
  return async () => {
    if (performance.now() - startMs < workMs) return;
    await nextTask();
    startMs = performance.now();
  };
}

/** Resolves in a task of its own. A timer would too, but a page in the background gets those once a second. */
const nextTask = (): Promise<void> =>
  new Promise((resume) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resume();
    };
    port2.postMessage(null);
  });

/** A ZIP being written to a sink, entry by entry; `tooLarge` is told where it would not hold more. */
export function openZip(writer: WritableStreamDefaultWriter<Uint8Array>, tooLarge: string) {
  let ready: Uint8Array[] = [];
  let sizeBytes = 0;
  const pause = pauseBetweenWork();
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    ready.push(chunk);
  });
  const flush = async () => {
    const chunks = ready;
    ready = [];
    for (const chunk of chunks) {
      sizeBytes += chunk.length;
      if (sizeBytes > maxZipBytes) throw new Error(tooLarge);
      // Resolves when the sink has taken the chunk.
      await writer.write(chunk);
    }
    await pause();
  };
  return {
    sizeBytes: () => sizeBytes,
    /** An entry with these parts. */
    async add(
      entry: ZipPassThrough | ZipDeflate,
      parts: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
    ): Promise<void> {
      entry.mtime = zipTime;
      zip.add(entry);
      for await (const part of parts) {
        entry.push(typeof part === 'string' ? new TextEncoder().encode(part) : part);
        await flush();
      }
      entry.push(new Uint8Array(), true);
      await flush();
    },
    async end(): Promise<void> {
      zip.end();
      await flush();
    },
  };
}
