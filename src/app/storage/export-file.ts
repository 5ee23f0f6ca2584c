/**
 * The file that a dataset or a merged model is written to: one that the person chooses, if the browser allows it; else one
 * among the files that the browser keeps, saved as a download when it is complete; else memory, up to a limit.
 * Not here: what is written.
 */
import { words } from '../../words/words.ts';
import { sentenceOf } from '../ui/format.ts';
import { saveFile } from '../ui/save-file.ts';
import { keptPlace, listFiles, openFile, readFile, removeEntry, unwritten } from './kept-files.ts';

/** A file that is being written. */
export interface ExportFile {
  readonly stream: WritableStream<Uint8Array>;
  /** Call after the stream is closed. The file to save as a download; null if the person chose a file, which has it already. */
  finish(): Promise<Blob | null>;
}

/** How the writing of a file ended, as a sentence. */
export interface ExportEnd {
  readonly kind: 'done' | 'problem';
  readonly text: string;
}

/**
 * Opens a file with `open`, lets `write` write and close it, and saves it. `write` returns what is in it, in a few words.
 * Returns null if the person chose no file. If it fails or is stopped, nothing of the file is kept. Never rejects.
 */
export async function exportFile(
  name: string,
  open: (name: string) => Promise<ExportFile | null>,
  signal: AbortSignal,
  write: (stream: WritableStream<Uint8Array>) => Promise<string>,
): Promise<ExportEnd | null> {
  let file: ExportFile | null = null;
  try {
    // The browser lets a page ask for a file only right after a click: nothing is awaited before.
    file = await open(name);
    if (!file) return null;
    const written = await write(file.stream);
    const blob = await file.finish();
    if (blob) saveFile(name, 'application/zip', blob);
    return { kind: 'done', text: words.value.storage.whole(name, written) };
  } catch (error) {
    await file?.stream.abort(error).catch(() => {});
    if (signal.aborted) return { kind: 'done', text: words.value.storage.stopped };
    return { kind: 'problem', text: sentenceOf(error) };
  }
}

/** The limit for a file in memory. */
const maxMemoryBytes = 512e6;

/** Of the File System Access API, which TypeScript's DOM does not have. */
interface SaveFilePicker {
  showSaveFilePicker?(options: {
    suggestedName: string;
    types: { description: string; accept: Record<string, string[]> }[];
  }): Promise<FileSystemFileHandle & { remove?(): Promise<void> }>;
}

/** Asks the person for a file, if the browser allows it; null if they chose none. */
export async function openExportFile(name: string): Promise<ExportFile | null> {
  const { showSaveFilePicker } = window as SaveFilePicker;
  if (!showSaveFilePicker) return openPrivateFile(name);
  try {
    const types = [{ description: 'ZIP', accept: { 'application/zip': ['.zip'] } }];
    const handle = await showSaveFilePicker({ suggestedName: name, types });
    const writable = await handle.createWritable();
    // An existing file keeps its content until the stream is closed; a new one would stay behind empty.
    const abort = async (reason: unknown) => {
      await writable.abort(reason);
      if ((await handle.getFile()).size === 0) await handle.remove?.();
    };
    let sizeBytes = 0;
    const told = async (work: Promise<void>) => {
      try {
        await work;
      } catch (error) {
        // The abort of a stream is not called if its own write failed, so it is called here.
        await abort(error).catch(() => {});
        throw await unwritten(error, name, sizeBytes);
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

/** A file in the browser's storage, or in memory if storage is refused; for browsers in which a person cannot choose a file. */
export async function openPrivateFile(name: string): Promise<ExportFile> {
  try {
    await removeOldExports();
    // Kept in memory, it would stay there for an hour.
    if (keptPlace.value?.kind === 'memory') return openMemory();
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

/** A download may still read its file for a while: only older files are removed. */
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
