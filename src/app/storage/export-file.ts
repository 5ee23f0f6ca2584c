/**
 * The file a dataset or a merged model is written to: the one a person chooses, where the browser lets them; else one in the browser's
 * private file system, handed over when it is whole; else memory, up to a limit. Not here: what is written.
 */
import { sentenceOf } from '../ui/format.ts';
import { saveFile } from '../ui/save-file.ts';
import { listFiles, openFile, plainError, readFile, removeEntry } from './opfs.ts';

/** A file that is being written. */
export interface ExportFile {
  readonly stream: WritableStream<Uint8Array>;
  /** Once the stream is closed: what is to be handed to the person; null where it is in the file they chose. */
  finish(): Promise<Blob | null>;
}

/** How the writing of a file ended, as a sentence. */
export interface ExportEnd {
  readonly kind: 'done' | 'problem';
  readonly text: string;
}

/**
 * Opens a file as `open` does, has `write` write it to its end, and hands it over. `write` says what is in it, in a few words.
 * Null if the person chose no file. Where it fails or is stopped, nothing of the file is kept. Never rejects.
 */
export async function exportFile(
  name: string,
  open: (name: string) => Promise<ExportFile | null>,
  signal: AbortSignal,
  write: (stream: WritableStream<Uint8Array>) => Promise<string>,
): Promise<ExportEnd | null> {
  let file: ExportFile | null = null;
  try {
    // The question where to must come with the click that asked for it: nothing is awaited before.
    file = await open(name);
    if (!file) return null;
    const written = await write(file.stream);
    const blob = await file.finish();
    if (blob) saveFile(name, 'application/zip', blob);
    return { kind: 'done', text: `${name} is whole: ${written}.` };
  } catch (error) {
    await file?.stream.abort(error).catch(() => {});
    if (signal.aborted) return { kind: 'done', text: 'Stopped. Nothing was kept of the file.' };
    return { kind: 'problem', text: sentenceOf(error) };
  }
}

/** Without a file to write to, as much is kept in memory. */
const maxMemoryBytes = 512e6;

/** Of the File System Access API, which TypeScript's DOM does not have. */
interface SaveFilePicker {
  showSaveFilePicker?(options: {
    suggestedName: string;
    types: { description: string; accept: Record<string, string[]> }[];
  }): Promise<FileSystemFileHandle & { remove?(): Promise<void> }>;
}

/** Asks where to, or finds a place. null: the person asked for none after all. */
export async function openExportFile(name: string): Promise<ExportFile | null> {
  const { showSaveFilePicker } = window as SaveFilePicker;
  if (!showSaveFilePicker) return openPrivateFile(name);
  try {
    const types = [{ description: 'ZIP', accept: { 'application/zip': ['.zip'] } }];
    const handle = await showSaveFilePicker({ suggestedName: name, types });
    const writable = await handle.createWritable();
    // The file that is there stays as it is until the stream is closed; one made just now would stay empty.
    const abort = async (reason: unknown) => {
      await writable.abort(reason);
      if ((await handle.getFile()).size === 0) await handle.remove?.();
    };
    let sizeBytes = 0;
    const told = async (work: Promise<void>) => {
      try {
        await work;
      } catch (error) {
        // A stream that fails of itself is never aborted by its writer: what it began is taken away here.
        await abort(error).catch(() => {});
        throw await plainError(error, name, sizeBytes);
      }
    };
    const stream = new WritableStream<Uint8Array>({
      write(chunk) {
        sizeBytes += chunk.length;
        return told(writable.write(chunk as Uint8Array<ArrayBuffer>));
      },
      close: () => told(writable.close()),
      abort,
    });
    return { stream, finish: async () => null };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}

/** A file in the browser's own storage, or memory where that is refused. For browsers that let nobody choose a file. */
export async function openPrivateFile(name: string): Promise<ExportFile> {
  try {
    await removeOldExports();
    const path = ['exports', `${Date.now()}-${name}`];
    const stream = (await openFile(path)) as WritableStream<Uint8Array>;
    return {
      stream,
      async finish() {
        const file = await readFile(path);
        if (!file) throw new Error('The file was removed before it was saved. Export again.');
        return file;
      },
    };
  } catch {
    return openMemory();
  }
}

/** A download reads its file for a while after it is handed over: only older ones are removed. */
const keptMs = 3_600_000;

async function removeOldExports(): Promise<void> {
  for (const name of await listFiles(['exports'])) {
    if (Date.now() - Number.parseInt(name, 10) > keptMs) await removeEntry(['exports', name]);
  }
}

function openMemory(): ExportFile {
  const chunks: Blob[] = [];
  let sizeBytes = 0;
  const stream = new WritableStream<Uint8Array>({
    write(chunk) {
      sizeBytes += chunk.length;
      if (sizeBytes > maxMemoryBytes)
        throw new Error(
          `This browser gives no file to write to, and in memory only ${maxMemoryBytes / 1e6} MB are kept. Write less at once, or use a browser that lets a page write files, such as Chrome or Edge.`,
        );
      chunks.push(new Blob([chunk as Uint8Array<ArrayBuffer>]));
    },
  });
  return { stream, finish: async () => new Blob(chunks, { type: 'application/zip' }) };
}
