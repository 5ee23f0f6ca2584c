/**
 * A record of what is kept, apart from it: where the browser has removed runs between two visits, the page can say what it
 * expected. Not here: what is kept (kept-files.ts), which calls this at each write.
 */

/** What a person calls the folders of each kind. */
const nouns = {
  runs: ['run', 'runs'],
  studies: ['study', 'studies'],
  datasets: ['dataset', 'datasets'],
  adapters: ['adapter', 'adapters'],
  models: ['model', 'models'],
} as const;
type Kind = keyof typeof nouns;
const kinds = Object.keys(nouns) as Kind[];

const storeKey = 'kept';

/** The folder of a path, as "runs/2026-11-21T10-15-30-s1"; null if it is none that is counted. */
const folderOf = ([kind, id]: readonly string[]): string | null =>
  kind !== undefined && id !== undefined && kind in nouns ? `${kind}/${id}` : null;

// Storage may be refused (private mode), or hold what another version wrote; then nothing is expected.
function readRecord(): Set<string> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storeKey) ?? '[]');
    return new Set(Array.isArray(stored) ? stored.filter((each) => typeof each === 'string') : []);
  } catch {
    return new Set();
  }
}

function changeRecord(change: (record: Set<string>) => void): void {
  try {
    const record = readRecord();
    change(record);
    localStorage.setItem(storeKey, JSON.stringify([...record]));
  } catch {
    // Nothing is expected, then.
  }
}

/** Folders that this page has recorded: most writes are to one of them. */
const recorded = new Set<string>();

/** A file at that path is kept. */
export function recordKept(path: readonly string[]): void {
  const folder = folderOf(path);
  if (folder === null || recorded.has(folder)) return;
  recorded.add(folder);
  changeRecord((record) => record.add(folder));
}

/** The file or folder at that path is about to be removed by the lab. */
export function recordRemoved(path: readonly string[]): void {
  const folder = folderOf(path);
  if (folder === null || path.length !== 2) return;
  recorded.delete(folder);
  changeRecord((record) => record.delete(folder));
}

/**
 * What was kept at earlier visits and is not found any more, as sentences; null if nothing. It is told once. `list` gives the
 * names of the folders of a kind.
 */
export async function lostText(list: (kind: Kind) => Promise<readonly string[]>): Promise<string | null> {
  const expected = readRecord();
  const lost: [Kind, number][] = [];
  for (const kind of kinds) {
    const found = new Set((await list(kind)).map((id) => `${kind}/${id}`));
    const gone = [...expected].filter((folder) => folder.startsWith(`${kind}/`) && !found.has(folder));
    if (gone.length > 0) lost.push([kind, gone.length]);
    changeRecord((record) => {
      for (const folder of gone) record.delete(folder);
      // Also what a version of the lab kept that had no record.
      for (const folder of found) record.add(folder);
    });
  }
  if (lost.length === 0) return null;
  const what = lost.map(([kind, count]) => `${count} ${nouns[kind][count === 1 ? 0 : 1]}`).join(', ');
  return `The lab kept ${what} here at an earlier visit, and does not find them any more: the browser removed them to make room or after weeks without a visit, or its data for this address were cleared. Import what you saved as a file; what was not saved is lost.`;
}
