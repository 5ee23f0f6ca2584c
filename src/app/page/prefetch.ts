/**
 * Fetches what the first run needs into the browser's cache, once the page is there and has nothing to do. Not here: which
 * files (src/first-run.ts), and reading them: the workers ask for the same addresses and get them from the cache.
 */
import { sparkleTiny } from '../../../models/registry.ts';
import { codeFiles, embeddedModelFiles, processorFiles } from '../../first-run.ts';
import { gpu, gpuKind } from '../gpu/state.ts';
import { config } from '../setup/state.ts';

/** Whether the browser tells that its person wants to save data: https://wicg.github.io/savedata/ */
export const savesData = (): boolean =>
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

/**
 * Files that are fetched ahead: the processor's only where it will train, the model's last, and only if it is the chosen
 * one.
 */
const filesAhead = (): readonly string[] => [
  ...codeFiles,
  ...(gpu.value.kind === 'real' ? [] : processorFiles),
  ...(config.value.model === sparkleTiny.id ? embeddedModelFiles : []),
];

const addressOf = (path: string): string => new URL(path, document.baseURI).href;

/** Bytes of the files that are fetched ahead, as the server sent them; null if one is not here, or the browser does not tell. */
export function fetchedAheadBytes(): number | null {
  const sizes = filesAhead().map((path) => {
    const [fetched] = performance.getEntriesByName(addressOf(path), 'resource');
    return fetched instanceof PerformanceResourceTiming ? fetched.encodedBodySize : 0;
  });
  return sizes.every((size) => size > 0) ? sizes.reduce((sum, size) => sum + size, 0) : null;
}

/** Fetches a file at low priority, and lets its bytes go: they are in the browser's cache. */
async function fetchAhead(path: string): Promise<void> {
  const response = await fetch(addressOf(path), { priority: 'low' });
  await response.body?.pipeTo(new WritableStream());
}

/**
 * Fetches one file after another. Never rejects: what could not be
 * fetched is asked for again by the run, which tells what is wrong. Does nothing for a person who saves data.
 */
export async function prefetchWhenIdle(): Promise<void> {
  if (savesData()) return;
  await idle();
  await gpuKind();
  for (const file of filesAhead()) {
    try {
      await fetchAhead(file);
    } catch {
      return;
    }
  }
}
