/**
 * The service worker. It gives the lab's pages and workers the headers that isolate them, for hosts that cannot send them;
 * and where its own address says `?keep`, it keeps every file of its build and serves those, so that the lab is there
 * without a connection. All else goes its usual way: other pages of the site, parts of files, the hub. It asks its own
 * origin only. Not here: when it is registered, and what a person is told (src/app/offline/), its building
 * (src/serve/offline-worker.ts).
 *
 * A worker that keeps is installed only once every file is here, each checked by its hash; it then waits until no window
 * shows the version before it. So a page never gets files of two versions.
 */
import { PrecacheController } from 'workbox-precaching/PrecacheController.js';
import { PrecacheRoute } from 'workbox-precaching/PrecacheRoute.js';
import { Route } from 'workbox-routing/Route.js';
import { Router } from 'workbox-routing/Router.js';
import { NetworkOnly } from 'workbox-strategies/NetworkOnly.js';
import { labHeaders } from '../src/serve/headers.ts';
import type { OfflineBuild, OfflineNews, OfflineState, OfflineWish } from './offline-messages.ts';

declare const self: ServiceWorkerGlobalScope;
/** The build puts the value in the place of this name. */
declare const __OFFLINE_BUILD__: OfflineBuild;

const { version, files } = __OFFLINE_BUILD__;
const isKeeping = new URL(self.location.href).searchParams.has('keep');
const { scope } = self.registration;
/** Labs of one origin are told apart by their folders. */
const cacheName = `sparkle-lab ${scope}`;
const news = new BroadcastChannel(cacheName);
const tell = (what: OfflineNews): void => news.postMessage(what);

const bytesOf = new Map(files.map(({ url, bytes }) => [new URL(url, scope).href, bytes]));
const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
let doneBytes = 0;
let isStopped = false;
/** What this worker put into the cache, by its addresses there. */
const added: string[] = [];

/** The lab's headers, beside those that the host sent: it may be stricter. */
async function withLabHeaders(response: Response): Promise<Response> {
  // A redirection cannot be copied: its target comes by here too.
  if (response.type === 'opaqueredirect' || response.type === 'error') return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(labHeaders)) if (!headers.has(name)) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

const kept = new PrecacheController({
  cacheName,
  plugins: [
    {
      requestWillFetch: async ({ request, event }) => {
        if (event.type !== 'install') return request;
        if (isStopped) throw new Error('stopped');
        tell({ kind: 'progress', doneBytes, fileBytes: bytesOf.get(request.url) ?? 0 });
        // Workbox would fetch anew what the page has just fetched; its hash is checked in any case.
        return request.cache === 'reload' ? new Request(request, { cache: 'no-cache' }) : request;
      },
      // Workbox would keep what it fetches later too: what a person removed would come back file by file.
      cacheWillUpdate: async ({ response, event }) =>
        event?.type === 'install' && response.status < 400 ? response : null,
      cacheDidUpdate: async ({ request }) => {
        added.push(request.url);
      },
      handlerDidComplete: async ({ request, event, error }) => {
        if (event.type !== 'install' || error) return;
        doneBytes += bytesOf.get(request.url) ?? 0;
        tell({ kind: 'progress', doneBytes, fileBytes: 0 });
      },
      handlerWillRespond: ({ response }) => withLabHeaders(response),
    },
  ],
});
kept.addToCacheList(
  // Names in assets/ hold a hash of what is in the file; all others may be of any version.
  files.map(({ url, integrity }) => ({
    url,
    integrity,
    revision: url.startsWith('assets/') ? null : integrity,
  })),
);

/** Whether every file of this build is in the cache. */
async function isAllHere(): Promise<boolean> {
  const cache = await self.caches.open(cacheName);
  const here = new Set((await cache.keys()).map(({ url }) => url));
  return [...kept.getURLsToCacheKeys().values()].every((address) => here.has(address));
}

/** Keeps every file, or none that was not here before. */
async function keep(event: ExtendableEvent): Promise<void> {
  try {
    await kept.install(event);
    // Another window may have removed what came.
    if (!(await isAllHere())) isStopped = true;
    if (isStopped) throw new Error('stopped');
  } catch (error) {
    const cache = await self.caches.open(cacheName);
    for (const address of added) await cache.delete(address);
    const isFull = (error as Partial<Error> | null)?.name === 'QuotaExceededError';
    tell({ kind: 'failed', reason: isStopped ? 'stopped' : isFull ? 'full' : 'fetch' });
    throw error;
  }
}

self.addEventListener('install', (event) => {
  // Who keeps nothing mixes nothing, and need not wait.
  event.waitUntil(isKeeping ? keep(event) : self.skipWaiting());
});

self.addEventListener('activate', (event) => {
  // Files of the versions before this one go.
  if (isKeeping) event.waitUntil(kept.activate(event));
});

async function isAlone(): Promise<boolean> {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return windows.filter(({ url }) => url.startsWith(scope)).length < 2;
}

/** Does what the page asks, and tells how things are then. */
async function answer(wish: OfflineWish): Promise<OfflineState> {
  const isTakingOver = wish === 'takeOver' || (wish === 'takeOverIfAlone' && (await isAlone()));
  // Not awaited: it may take until the worker before has answered all that it was asked.
  if (isTakingOver) void self.skipWaiting();
  if (wish === 'stop') isStopped = true;
  if (wish === 'forget') await self.caches.delete(cacheName);
  return {
    version,
    bytes: totalBytes,
    isKept: isKeeping && (await self.caches.has(cacheName)) && (await isAllHere()),
    isTakingOver,
    newsChannel: cacheName,
  };
}

self.addEventListener('message', (event) => {
  const [port] = event.ports;
  event.waitUntil(answer(event.data as OfflineWish).then((state) => port?.postMessage(state)));
});

const ofLab = new PrecacheRoute(kept, { ignoreURLParametersMatching: [/./] });
const router = new Router();
if (isKeeping) router.registerRoute(ofLab);
router.registerRoute(
  new Route(
    (asked) =>
      // The page of a version may start workers of the next one, whose names are not known here.
      asked.request.mode === 'navigate'
        ? ofLab.match(asked)
        : asked.request.destination === 'worker' && asked.url.href.startsWith(`${scope}assets/`),
    new NetworkOnly({ plugins: [{ handlerWillRespond: ({ response }) => withLabHeaders(response) }] }),
  ),
);

self.addEventListener('fetch', (event) => {
  // Workbox would answer a wish for a part with the whole.
  if (event.request.headers.has('range')) return;
  const response = router.handleRequest({ request: event.request, event });
  if (response) event.respondWith(response);
});
