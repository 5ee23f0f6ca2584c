/**
 * A record of what is kept, apart from it: where the browser has removed runs between two visits, the page can say what it
 * expected. It says where each was kept: what is in a place that is refused at one visit is there at the next. Not here:
 * what is kept (kept-files.ts), which calls this at each write.
 */
import { words } from '../../words/words.ts';
import type { FileStore, Path } from './file-store.ts';

/** The folders that are counted, by what they hold; of a class, its files. */
const kinds = ['runs', 'studies', 'datasets', 'adapters', 'models', 'class'] as const;
type Kind = (typeof kinds)[number];

type Place = FileStore['kind'];

const storeKey = 'kept';

/** How a path is recorded, as "database/runs/2026-11-21T10-15-30-s1". */
const keyOf = (place: Place, path: Path): string => [place, ...path.slice(0, 2)].join('/');

/** Whether a path is of what is counted, or in it. */
const isCounted = ([kind, id]: Path): boolean =>
  id !== undefined && kinds.some((counted) => counted === kind);

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

/** What this page has recorded: most writes are to one folder. */
const recorded = new Set<string>();

/** A file at that path is kept in that place. */
export function recordKept(place: Place, path: Path): void {
  const key = keyOf(place, path);
  if (!isCounted(path) || recorded.has(key)) return;
  recorded.add(key);
  changeRecord((record) => record.add(key));
}

/** The file or folder at that path is about to be removed by the lab. */
export function recordRemoved(place: Place, path: Path): void {
  if (!isCounted(path) || path.length !== 2) return;
  const key = keyOf(place, path);
  recorded.delete(key);
  changeRecord((record) => record.delete(key));
}

/** All that was kept in one place is in the other now. */
export const recordMoved = (from: Place, to: Place): void =>
  changeRecord((record) => {
    for (const key of record)
      if (key.startsWith(`${from}/`)) {
        record.delete(key);
        record.add(to + key.slice(from.length));
      }
  });

/**
 * What was kept in the open place at earlier visits and is not found there any more, as sentences; null if nothing. It is
 * told once.
 */
export async function lostText({
  kind: place,
  list,
}: Pick<FileStore, 'kind' | 'list'>): Promise<string | null> {
  const expected = readRecord();
  const lost: [Kind, number][] = [];
  for (const kind of kinds) {
    const names = await list([kind], kind === 'class' ? 'file' : 'folder');
    const found = new Set(names.map((name) => keyOf(place, [kind, name])));
    const gone = [...expected].filter((key) => key.startsWith(keyOf(place, [kind, ''])) && !found.has(key));
    if (gone.length > 0) lost.push([kind, gone.length]);
    changeRecord((record) => {
      for (const key of gone) record.delete(key);
      // Also what a version of the lab kept that had no record.
      for (const key of found) record.add(key);
    });
  }
  if (lost.length === 0) return null;
  const { storage } = words.value;
  const told = storage.lost(lost.map(([kind, count]) => storage.counted[kind](count)).join(', '));
  return lost.some(([kind]) => kind === 'class') ? `${told} ${storage.askClassAgain}` : told;
}
