/**
 * Builds the lab and serves the build on a free port of this machine, for headless runs and journeys.
 * Node only. Not here: the browser (chromium.ts).
 */
import { build, preview } from 'vite';

/** An address that ends in a slash, and what stops the server. */
export interface ServedLab {
  readonly url: string;
  close(): Promise<void>;
}

/** Builds into dist/ and serves it. */
export async function serveBuiltLab(): Promise<ServedLab> {
  await build({ logLevel: 'error' });
  // 0 asks the system for a free port.
  const server = await preview({ logLevel: 'error', preview: { port: 0, host: '127.0.0.1', open: false } });
  const url = server.resolvedUrls?.local[0];
  if (!url)
    throw new Error('The built lab could not be served: no local address came back from vite preview.');
  return { url, close: () => server.close() };
}
