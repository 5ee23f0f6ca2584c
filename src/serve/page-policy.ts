/**
 * A step of Vite: puts into every page of the build what a browser may do on it, for hosts that send no headers, and into
 * all pages the names of the oldest browsers that run the lab. Not here: the policy (headers.ts).
 */
import type { Plugin } from 'vite';
import { pagePolicy } from './headers.ts';

/**
 * The oldest browsers that run the lab: WebAssembly SIMD came with Chrome 91, Firefox 89 and Safari 16.4, workers that are
 * modules with 80, 114 and 15, `popover` with 114, 125 and 17 (https://caniuse.com). Older ones see a plain sentence.
 */
export const buildTargets: readonly string[] = ['chrome114', 'edge114', 'firefox125', 'safari17'];

const oldestBrowsers = 'Chrome 114, Edge 114, Firefox 125, Safari 17';

/** The step. In development Vite's own scripts are inline: there is no policy there. */
export const pagePolicyStep = (): Plugin => ({
  name: 'page-policy',
  transformIndexHtml: {
    order: 'pre',
    handler: (html, { server }) => ({
      html: html.replaceAll('%OLDEST_BROWSERS%', oldestBrowsers),
      tags: server
        ? []
        : [
            {
              tag: 'meta',
              attrs: { 'http-equiv': 'Content-Security-Policy', content: pagePolicy },
              injectTo: 'head-prepend',
            },
            { tag: 'meta', attrs: { name: 'referrer', content: 'no-referrer' }, injectTo: 'head-prepend' },
          ],
    }),
  },
});
