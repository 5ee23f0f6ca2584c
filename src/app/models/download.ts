/**
 * Downloads one file in pieces that are stored at once, so that a broken connection, a stop or a closed page costs at most
 * one piece: stored bytes are not requested again (HTTP Range). Checks the size and, if known, the hash at the end.
 * Not here: where pieces are stored (store.ts), which files there are (hub-listing.ts).
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { ListedFile } from '../../../models/listing.ts';

/** The stored pieces of a file; in their order they are the beginning of the file. */
export interface Pieces {
  read(): Promise<readonly Blob[]>;
  append(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Removes all pieces. */
  clear(): Promise<void>;
}

/** Small enough to lose and to hold in memory, large enough that a model has only some dozens of pieces. */
const pieceBytes = 8 * 2 ** 20;

/** Waits before the next request, after the first, second, ... break in a row without a new byte; then the download fails. */
const retryWaitsMs: readonly number[] = [500, 1000, 2000, 4000, 8000];

export interface DownloadOptions {
  readonly signal: AbortSignal;
  /** Takes the number of bytes of the file that are here. */
  readonly onProgress: (loadedBytes: number) => void;
  /** In place of retryWaitsMs, for tests that do not wait. */
  readonly waitsMs?: readonly number[];
}

/** Thrown if another request would not help. */
class Refused extends Error {}

/**
 * Downloads the missing part of a file and checks the whole. Rejects with the signal's reason when stopped, and with a
 * plain message if the server refuses or the connection breaks too often (the pieces are kept), or if the file is not what
 * was announced (the pieces are removed).
 */
export async function downloadFile(
  url: string,
  file: ListedFile,
  pieces: Pieces,
  { signal, onProgress, waitsMs = retryWaitsMs }: DownloadOptions,
): Promise<void> {
  const hash = file.sha256 === null ? null : sha256.create();
  let keptBytes = 0;
  for (const piece of await pieces.read()) {
    keptBytes += piece.size;
    if (hash) await hashBlob(piece, hash, signal);
  }
  const refuse = async (message: string): Promise<never> => {
    await pieces.clear();
    throw new Refused(`${file.path}: ${message} What came was removed: download it again.`);
  };
  if (keptBytes > file.sizeBytes)
    await refuse(`expected ${file.sizeBytes} bytes, but ${keptBytes} were kept.`);

  const keep = async (bytes: Uint8Array<ArrayBuffer>) => {
    if (bytes.length === 0) return;
    await pieces.append(bytes);
    hash?.update(bytes);
    keptBytes += bytes.length;
  };
  let breaks = 0;
  onProgress(keptBytes);
  while (keptBytes < file.sizeBytes) {
    const before = keptBytes;
    const problem = await loadOnce(url, file, keptBytes, keep, refuse, signal, onProgress);
    if (problem === null) continue;
    breaks = keptBytes > before ? 0 : breaks + 1;
    const waitMs = waitsMs[breaks];
    if (waitMs === undefined)
      throw new Error(
        `${file.path}: the connection broke ${breaks} times after ${keptBytes} of ${file.sizeBytes} bytes (${problem}). What came is kept: go on when the network is back.`,
      );
    await pause(waitMs, signal);
  }
  const found = hash && bytesToHex(hash.digest());
  if (found !== null && found !== file.sha256)
    await refuse(
      `its content is not what the hub says it is (SHA-256 ${found.slice(0, 12)}… instead of ${file.sha256!.slice(0, 12)}…).`,
    );
}

/**
 * Requests the rest of the file once and stores it piece by piece, including the last bytes before a break. Returns why
 * the connection broke; null if it did not.
 */
async function loadOnce(
  url: string,
  file: ListedFile,
  offset: number,
  keep: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>,
  refuse: (message: string) => Promise<never>,
  signal: AbortSignal,
  onProgress: (loadedBytes: number) => void,
): Promise<string | null> {
  let response: Response;
  try {
    response = await fetch(url, { signal, ...(offset > 0 && { headers: { Range: `bytes=${offset}-` } }) });
  } catch {
    signal.throwIfAborted();
    return 'no answer';
  }
  const { status } = response;
  // Too many requests, or a server error: it may work later.
  if (status === 429 || status >= 500) return `HTTP ${status}`;
  if (status === 416) await refuse('the hub has fewer bytes than it announced.');
  if (status !== 200 && status !== 206)
    throw new Refused(
      `${file.path}: expected the file from ${new URL(url).host}, got HTTP ${status}. What came before is kept.`,
    );
  const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
  if (status === 206 && start !== undefined && Number(start) !== offset)
    throw new Refused(
      `${file.path}: expected the bytes from ${offset} on, got those from ${start} on. What came before is kept.`,
    );

  // A server without range requests sends the file from its beginning.
  let toSkip = status === 200 ? offset : 0;
  let at = offset;
  let piece = new Uint8Array(Math.min(pieceBytes, file.sizeBytes - offset));
  let filled = 0;
  const reader = response.body!.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      let chunk = value.subarray(Math.min(toSkip, value.length));
      toSkip -= value.length - chunk.length;
      if (at + chunk.length > file.sizeBytes)
        await refuse(`expected ${file.sizeBytes} bytes, but more are coming.`);
      at += chunk.length;
      while (chunk.length > 0) {
        const part = chunk.subarray(0, piece.length - filled);
        piece.set(part, filled);
        filled += part.length;
        chunk = chunk.subarray(part.length);
        if (filled < piece.length) continue;
        const full = piece;
        // Reset before the call: if it fails, the catch below must not store the piece again.
        filled = 0;
        piece = new Uint8Array(Math.min(pieceBytes, file.sizeBytes - at + chunk.length));
        await keep(full);
      }
      onProgress(at);
    }
  } catch (error) {
    if (error instanceof Refused) throw error;
    if (!(signal.aborted || isBroken(error))) throw error;
    await keep(piece.slice(0, filled));
    signal.throwIfAborted();
    return 'the answer broke off';
  } finally {
    await reader.cancel().catch(() => {});
  }
  await keep(piece.slice(0, filled));
  return at < file.sizeBytes ? 'the answer ended early' : null;
}

/** Whether fetch threw this because the connection broke; a full storage throws something else. */
const isBroken = (error: unknown): boolean =>
  error instanceof TypeError || (error instanceof DOMException && error.name === 'NetworkError');

async function hashBlob(
  blob: Blob,
  hash: ReturnType<typeof sha256.create>,
  signal: AbortSignal,
): Promise<void> {
  const reader = blob.stream().getReader();
  for (;;) {
    signal.throwIfAborted();
    const { done, value } = await reader.read();
    if (done) return;
    hash.update(value);
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    function done() {
      signal.removeEventListener('abort', stop);
      resolve();
    }
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
