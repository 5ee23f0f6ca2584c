/**
 * Writes the base model with an adapter merged into its weights to a ZIP, shows the progress and can stop. Not here: the
 * merging (workers/merge.ts), which adapters there are (state.ts).
 */
import { signal } from '@preact/signals';
import { startWorker } from '../../connect.ts';
import { words } from '../../words/words.ts';
import { openModel } from '../models/choice.ts';
import { config } from '../setup/state.ts';
import { type ExportEnd, type ExportFile, exportFile, openExportFile } from '../storage/export-file.ts';
import { sizeText } from '../ui/format.ts';
import { type AdapterChoice, adapterFileName, adapterOf, fileNameOf } from './state.ts';

/** The progress of the merge and the key of its adapter; `ofBytes` is 0 until it is known. Null if none is running. */
export const merging = signal<{
  readonly key: string;
  readonly doneBytes: number;
  readonly ofBytes: number;
} | null>(null);
/** How the last merge ended, and the key of its adapter; null before the first. */
export const mergeEnd = signal<(ExportEnd & { readonly key: string }) | null>(null);

let stopper: AbortController | null = null;

/** Stops the merge at once and removes what was written. */
export function stopMerging(): void {
  stopper?.abort(new Error('stopped'));
}

/** Writes the chosen base model, merged with this adapter, to the file that `open` returns. Never rejects. */
export async function mergeModel(
  choice: AdapterChoice,
  open: (name: string) => Promise<ExportFile | null> = openExportFile,
): Promise<void> {
  if (stopper) return;
  const { key } = choice;
  const mine = new AbortController();
  stopper = mine;
  mergeEnd.value = null;
  const folder = `${fileNameOf(config.value.model)}-${adapterFileName(choice)}`;
  const end = await exportFile(`${folder}.zip`, open, mine.signal, async (stream) => {
    merging.value = { key, doneBytes: 0, ofBytes: 0 };
    return sizeText(await writeMerged(key, folder, stream, mine.signal));
  });
  if (end?.kind === 'problem')
    mergeEnd.value = { key, kind: 'problem', text: words.value.adapters.mergeFailed(end.text) };
  else if (end) mergeEnd.value = { key, ...end };
  merging.value = null;
  stopper = null;
}

/** Merges in a worker of its own and writes its output. Returns the number of bytes written. */
async function writeMerged(
  key: string,
  folder: string,
  stream: WritableStream<Uint8Array>,
  signal: AbortSignal,
): Promise<number> {
  const adapter = await adapterOf(key);
  if (!adapter) throw new Error('The base model alone has nothing to merge. Choose an adapter.');
  const { model, source } = await openModel(config.value.model);
  const worker = startWorker('merge');
  signal.addEventListener('abort', () => worker.end('stopped'));
  try {
    const merge = await worker.remote;
    const { sizeBytes: ofBytes } = await merge.open(model, source, adapter, folder);
    return await writeAll(
      () => merge.next(),
      stream,
      signal,
      (doneBytes) => {
        merging.value = { key, doneBytes, ofBytes };
      },
    );
  } finally {
    // Stopping has already ended the worker.
    if (!worker.hasEnded()) worker.end('The merged model is written.');
  }
}

/** Writes the pieces that `next` returns until it returns null. Returns the number of bytes written. */
async function writeAll(
  next: () => Promise<Uint8Array | null>,
  sink: WritableStream<Uint8Array>,
  signal: AbortSignal,
  onProgress: (doneBytes: number) => void,
): Promise<number> {
  const writer = sink.getWriter();
  let doneBytes = 0;
  try {
    for (let piece = await next(); piece; piece = await next()) {
      signal.throwIfAborted();
      // Resolves when the file has taken the piece.
      await writer.write(piece);
      doneBytes += piece.length;
      onProgress(doneBytes);
    }
    await writer.close();
    return doneBytes;
  } finally {
    writer.releaseLock();
  }
}
