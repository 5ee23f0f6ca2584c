/**
 * Fetches what the first run needs into the browser's cache, once the page is there and has nothing to do. Not here: which
 * files (src/first-run.ts), and reading them: the workers ask for the same addresses and get them from the cache.
 */
import { sparkleTiny } from '../../../models/registry.ts';
import { codeFiles, embeddedModelFiles } from '../../first-run.ts';
import { config } from '../setup/state.ts';

/** A browser may tell that its person wants to save data: https://wicg.github.io/savedata/ */
const savesData = (): boolean =>
  (navigator as { connection?: { saveData?: boolean } }).connection?.saveData ?? false;

/** Resolves when the page is loaded and idle. Safari has no requestIdleCallback: there, two seconds after loading. */
async function idle(): Promise<void> {
  if (document.readyState !== 'complete')
    await new Promise((loaded) => window.addEventListener('load', loaded, { once: true }));
  await new Promise<void>((rest) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => rest());
    else setTimeout(rest, 2000);
  });
}

/** Fetches a file at low priority, and lets its bytes go: they are in the browser's cache. */
async function fetchAhead(path: string): Promise<void> {
  const response = await fetch(new URL(path, document.baseURI), { priority: 'low' });
  await response.body?.pipeTo(new WritableStream());
}

/**
 * Fetches one file after another, the model's last and only if it is the chosen one. Never rejects: what could not be
 * fetched is asked for again by the run, which tells what is wrong. Does nothing for a person who saves data.
 */
export async function prefetchWhenIdle(): Promise<void> {
  if (savesData()) return;
  await idle();
  const files = [...codeFiles, ...(config.value.model === sparkleTiny.id ? embeddedModelFiles : [])];
  for (const file of files) {
    try {
      await fetchAhead(file);
    } catch {
      return;
    }
  }
}
