/**
 * `npm run kernels [-- FOLDER]`: writes every kernel as the whole WGSL module that runs, for readers and their tools.
 * Not here: the modules (every-kernel.ts).
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runnerImport } from 'vite';
import type { expandKernels } from './every-kernel.ts';

const folder = process.argv[2] ?? 'kernels-expanded';
// By Vite, which knows how a .wgsl file is imported.
const { module } = await runnerImport<{ expandKernels: typeof expandKernels }>(
  './test/kernels/every-kernel.ts',
  {
    logLevel: 'error',
  },
);
const kernels = await module.expandKernels();
mkdirSync(folder, { recursive: true });
for (const { name, variant, code } of kernels) {
  const file = [name, ...variant.split(/\W+/).filter(Boolean)].join('-');
  const title = `// models/kernels/${name}.wgsl as it runs${variant && `: ${variant}`}.`;
  writeFileSync(join(folder, `${file}.wgsl`), `${title}\n${code.trimStart()}\n`);
}
console.log(`${kernels.length} modules written to ${folder}/`);
