/**
 * What a place for files offers, whatever the browser keeps them in: its private file system (opfs-files.ts), IndexedDB
 * (indexeddb-files.ts) or memory (memory-files.ts). Not here: which of them is used, and what is told to a person
 * (kept-files.ts).
 */

/** Names of folders and, last, of a file or a folder. No name is empty or has a slash. */
export type Path = readonly string[];

/** Bytes of a file. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** A file that is being written. Until it is closed, the file has its old content; a new one does not exist or is empty. */
export interface FileWriter {
  write(bytes: Bytes): Promise<void>;
  close(): Promise<void>;
  /** Keeps nothing of what was written. */
  abort(): Promise<void>;
}

/** A place for files. Folders come with their files. Whatever the browser refuses rejects with its error. */
export interface FileStore {
  readonly kind: 'private files' | 'database' | 'memory';
  /** Opens a file to write. */
  open(path: Path): Promise<FileWriter>;
  /** The content of a file; null if there is none. */
  read(path: Path): Promise<Blob | null>;
  /** Bytes of a file, without reading it; null if there is none. */
  sizeOf(path: Path): Promise<number | null>;
  /** When the content of a file was written, in ms since 1970, without reading it; null if there is none. */
  writtenAtMs(path: Path): Promise<number | null>;
  /** The names of the files or of the folders in a folder, in no order; none if it does not exist. */
  list(path: Path, kind: 'file' | 'folder'): Promise<string[]>;
  /** Removes a file, or a folder with its content; does nothing if it does not exist. */
  remove(path: Path): Promise<void>;
}
