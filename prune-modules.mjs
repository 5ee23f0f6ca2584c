/**
 * Runs after every install: deletes what packages bring that nothing here loads, about 350 MB of bundles for other
 * module systems and of source maps. Plain JavaScript, for it runs where tsx may not be there yet.
 * Nothing breaks if it does not run.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Files of packages, by their paths below node_modules/, and those among them that stay. */
const unused = [
  // Node loads the bundle .node.js, Vite and TypeScript the modules beside the bundles.
  { folder: '@tensorflow', drop: /\.map$|\/miniprogram\/|\/tf(-[a-z-]+)?\.[^/]*$/, keep: /\.node\.js$/ },
  // Node loads ort.node, the page ort.webgpu.bundle; sessions run with the plain or the asyncify WebAssembly.
  {
    folder: 'onnxruntime-web/dist',
    drop: /\/ort[.-]/,
    keep: /\/ort\.node\.min\.m?js$|\/ort(\.webgpu)?\.bundle\.min\.mjs(\.map)?$|\/ort-wasm-simd-threaded(\.asyncify)?\.(mjs|wasm)$/,
  },
  // Puppeteer is loaded as a module, and loads its mapper in the older form.
  { folder: 'puppeteer-core/lib', drop: /^\/(cjs|es5-iife)\/|\.map$/ },
  { folder: 'chromium-bidi/lib', drop: /^\/(esm|iife)\/|\.map$/ },
];

for (const { folder, drop, keep } of unused) {
  const root = join(import.meta.dirname, 'node_modules', folder);
  if (!existsSync(root)) continue;
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    const path = `/${name.replaceAll('\\', '/')}`;
    if (drop.test(path) && !keep?.test(path)) rmSync(join(root, name), { recursive: true, force: true });
  }
}
