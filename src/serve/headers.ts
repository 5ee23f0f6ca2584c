/**
 * The headers with which the lab is served: in development (vite.config.ts) and built (server.ts). Whoever hosts the build
 * elsewhere sets the same ones; README names them. Not here: how a file is found and in which encoding it is sent.
 */

/** Cross-origin isolation, on every answer: without it a page has no threads in WebAssembly. */
export const isolationHeaders: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * How long a browser may keep the file at a path of the build. Names in assets/ hold a hash of what is in the file, so it
 * never changes; all others are asked for again, and come again only if they changed.
 */
export const cacheControl = (path: string): string =>
  path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
