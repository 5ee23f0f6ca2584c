/**
 * Writes the service worker into a build, with the list of the files that it keeps. A step of Vite. Not here: what the
 * worker does (workers/offline.ts), when it is registered (src/app/offline/keeping.ts).
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import type { Plugin } from 'vite';
import type { OfflineBuild } from '../../workers/offline-messages.ts';
import { buildTargets } from './page-policy.ts';

/** Its place, beside the pages: a worker there may serve all that lies beside and below it. */
const offlineWorkerFile = 'offline-worker.js';

/** Files of a build that a person's lab does without: the page of the commands, README's picture, marks of the build. */
export const isOfTheLab = (path: string): boolean =>
  !/^(headless\.html|screenshot\.png|\.[^/]+)(\.(br|gz))?$|^assets\/headless-/.test(path);

/** The files of a folder with their hashes, small ones first, for a bar that moves. Rejects if one cannot be read. */
export async function offlineBuild(folder: string): Promise<OfflineBuild> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => isOfTheLab(path) && path !== offlineWorkerFile && !/\.(br|gz)$/.test(path));
  const files = await Promise.all(
    paths.map(async (url) => {
      const content = await readFile(join(folder, url));
      return {
        url,
        integrity: `sha256-${createHash('sha256').update(content).digest('base64')}`,
        bytes: content.length,
      };
    }),
  );
  files.sort((a, b) => a.bytes - b.bytes || (a.url < b.url ? -1 : 1));
  return { version: createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16), files };
}

/** Writes the worker for what is in a folder: one script without imports, which every browser takes. */
export async function writeOfflineWorker(folder: string): Promise<void> {
  const bundle = await rolldown({
    input: resolve(import.meta.dirname, '../../workers/offline.ts'),
    transform: {
      target: [...buildTargets],
      define: {
        'process.env.NODE_ENV': JSON.stringify('production'),
        __OFFLINE_BUILD__: JSON.stringify(await offlineBuild(folder)),
      },
    },
  });
  await bundle.write({ file: join(folder, offlineWorkerFile), format: 'iife', minify: true });
  await bundle.close();
}

/** What stands at its place in development: a lab that `npm start` kept at this address makes room for the sources. */
const leavingWorker = `
self.addEventListener('install', (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener('activate', (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name === 'sparkle-lab ' + registration.scope) await caches.delete(name);
  await registration.unregister();
  for (const window of await clients.matchAll({ type: 'window' })) await window.navigate(window.url);
})()));
`;

/** The step, after all other files are written, and before their compressed copies. */
export const offlineWorker = (): Plugin => ({
  name: 'offline-worker',
  writeBundle: { order: 'post', sequential: true, handler: ({ dir }) => writeOfflineWorker(dir!) },
  configureServer(server) {
    server.middlewares.use((request, response, next) => {
      if (request.url?.split('?')[0] !== `/${offlineWorkerFile}`) return next();
      response.setHeader('Content-Type', 'text/javascript');
      response.end(leavingWorker);
    });
  },
});
