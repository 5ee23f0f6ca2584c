/**
 * Small choices that outlast a visit: one word under one name in localStorage. Storage may be refused (private mode): a
 * choice then lasts until the page is closed. Not here: files and records (kept-files.ts, kept-record.ts).
 */

/** The word that is kept under a name; null if none is. */
export function readMark(page: Window, name: string): string | null {
  try {
    return page.localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Keeps a word under a name; null removes it. */
export function writeMark(page: Window, name: string, word: string | null): void {
  try {
    if (word === null) page.localStorage.removeItem(name);
    else page.localStorage.setItem(name, word);
  } catch {}
}
