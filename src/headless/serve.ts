/**
 * Builds the lab and serves the build on a free port of this machine, for headless runs and journeys.
 * Node only. Not here: the browser (chromium.ts).
 */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { preview } from 'vite';
import { type ServedModel, serveModelFolder } from './model-folder.ts';

const root = resolve(import.meta.dirname, '../..');

/** An address that ends in a slash, and what stops the server. */
interface ServedLab {
  readonly url: string;
  close(): Promise<void>;
}

/** Builds into dist/, as `npm run build` does, in a process of its own: a build takes its mode from its process. */
function buildLab(): void {
  execFileSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Builds the lab and serves the build, with a base model beside it if one is given. */
export async function serveBuiltLab(model: ServedModel | null = null): Promise<ServedLab> {
  buildLab();
  // 0 asks the system for a free port.
  const server = await preview({
    logLevel: 'error',
    preview: { port: 0, host: '127.0.0.1', open: false },
    plugins: model ? [serveModelFolder(model)] : [],
  });
  const url = server.resolvedUrls?.local[0];
  if (!url)
    throw new Error('The built lab could not be served: no local address came back from vite preview.');
  return { url, close: () => server.close() };
}
