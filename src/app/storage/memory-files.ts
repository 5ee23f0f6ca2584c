/** Files in memory, until the page is closed: where a browser keeps nothing. Not here: the contract (file-store.ts). */
import type { Bytes, FileStore, Path } from './file-store.ts';

/** A new place without files. */
export function memoryFiles(): FileStore {
  /** By their paths; no name has a slash. */
  const files = new Map<string, File>();
  const keyOf = (path: Path) => path.join('/');
  return {
    kind: 'memory',
    async open(path) {
      const parts: Bytes[] = [];
      return {
        // A copy: the caller may go on with its own bytes.
        write: async (bytes) => void parts.push(bytes.slice()),
        close: async () => void files.set(keyOf(path), new File(parts, path.at(-1)!)),
        abort: async () => void parts.splice(0),
      };
    },
    read: async (path) => files.get(keyOf(path)) ?? null,
    sizeOf: async (path) => files.get(keyOf(path))?.size ?? null,
    writtenAtMs: async (path) => files.get(keyOf(path))?.lastModified ?? null,
    async list(path, kind) {
      const start = path.map((name) => `${name}/`).join('');
      const inside = [...files.keys()].filter((key) => key.startsWith(start));
      const names = inside.map((key) => key.slice(start.length).split('/'));
      return [
        ...new Set(names.filter(({ length }) => length > 1 === (kind === 'folder')).map(([name]) => name!)),
      ];
    },
    async remove(path) {
      const key = keyOf(path);
      for (const each of files.keys()) if (each === key || each.startsWith(`${key}/`)) files.delete(each);
    },
  };
}
