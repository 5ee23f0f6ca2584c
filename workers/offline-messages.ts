/**
 * What travels between the page and the service worker, and what the build tells the worker: plain data, types only. Not
 * here: the worker (offline.ts), the page's part (src/app/offline/keeping.ts), the build's (src/serve/offline-worker.ts).
 */

/** A file of the build. */
interface OfflineFile {
  /** Relative to the page. */
  readonly url: string;
  /** SHA-256 of what is in it, as Subresource Integrity writes it: https://www.w3.org/TR/SRI/ */
  readonly integrity: string;
  /** Bytes, not compressed, as a browser keeps it. */
  readonly bytes: number;
}

/** All files of one build that are kept together. */
export interface OfflineBuild {
  /** The same for two builds only if all their files are the same. */
  readonly version: string;
  readonly files: readonly OfflineFile[];
}

/**
 * What the page asks of a worker. `tell`: for an OfflineState. `stop`: to stop keeping. `forget`: to remove what is kept.
 * `takeOver`: to take the place of the worker before it; `takeOverIfAlone`: only if a single window shows the lab.
 */
export type OfflineWish = 'tell' | 'stop' | 'forget' | 'takeOver' | 'takeOverIfAlone';

/** A worker's answer to each wish, after it was done. */
export interface OfflineState {
  readonly version: string;
  /** Bytes of all files of its build. */
  readonly bytes: number;
  /** Whether every file is here. */
  readonly isKept: boolean;
  /** Whether it does not wait for a place any more; false if other windows show the lab. */
  readonly isTakingOver: boolean;
  /** The name of the BroadcastChannel of its news. */
  readonly newsChannel: string;
}

/** What a worker that keeps files tells all windows. */
export type OfflineNews =
  | {
      readonly kind: 'progress';
      readonly doneBytes: number;
      /** Bytes of the file that comes now; 0 at the end. */
      readonly fileBytes: number;
    }
  | { readonly kind: 'failed'; readonly reason: 'stopped' | 'full' | 'fetch' };
