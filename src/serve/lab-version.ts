/**
 * Finds out which lab is built: the version of its package, and the last commit that changed a source of the page; and
 * puts that into the page. Node only. Not here: where it is told (src/experiment/lab.ts).
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Plugin } from 'vite';

const root = resolve(import.meta.dirname, '../..');

/** What the page is built from, without packages. A missing one is no error. */
export const pageSources = [
  'index.html',
  'card.html',
  'check.html',
  'headless.html',
  'vite.config.ts',
  'tsconfig.json',
  'package.json',
  'models',
  'workers',
  'src',
  'public',
];

/** What git says about the sources; null if there is no git or no repository. */
function git(...args: string[]): string | null {
  try {
    // The checkout may belong to another user than the one who builds it.
    return execFileSync('git', ['-c', 'safe.directory=*', ...args, '--', ...pageSources], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return null;
  }
}

/** The version and the commit, as src/experiment/lab.ts has them. */
export function labVersion(): { version: string; commit: string | null } {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const commit = git('log', '-1', '--format=%H');
  const changes = git('status', '--porcelain');
  return { version, commit: commit ? `${commit}${changes ? '+changes' : ''}` : null };
}

/**
 * Vite's plugin that puts the version into src/experiment/lab.ts. Vite's own `define` would make it bundle all packages anew
 * after each commit.
 */
export const tellLabVersion = (): Plugin => ({
  name: 'lab-version',
  enforce: 'post',
  transform(code, id) {
    if (!/\/src\/experiment\/lab\.ts(\?|$)/.test(id)) return null;
    return { code: `const __LAB__ = ${JSON.stringify(labVersion())};\n${code}`, map: null };
  },
});
