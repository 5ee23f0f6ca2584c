/**
 * Builds the lab into dist/, unless dist/ holds the build of the same sources. Node only. Not here: what a build is
 * (vite.config.ts), serving it (server.ts).
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { labVersion, pageSources } from './lab-version.ts';

const root = resolve(import.meta.dirname, '../..');

/** The folder of the build. */
export const buildFolder = join(root, 'dist');

/** Everything a build reads; of the packages, the list of what is installed. A package edited by hand goes unnoticed. */
const inputs = [...pageSources, 'node_modules/.package-lock.json'];

/** Holds the fingerprint of the sources of a build. A build empties the folder first, so half a build has none. */
const stampFile = join(buildFolder, '.built-from');

/** The hash of names and contents of all inputs, one that is missing counting as empty, and of the commit that the page names. */
function fingerprint(): string {
  const hash = createHash('sha256');
  const add = (path: string) => {
    const file = join(root, path);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found?.isDirectory()) {
      for (const name of readdirSync(file).sort()) add(`${path}/${name}`);
      return;
    }
    const bytes = found ? readFileSync(file) : Buffer.alloc(0);
    hash.update(`${path} ${bytes.length}\n`).update(bytes);
  };
  inputs.forEach(add);
  hash.update(JSON.stringify(labVersion()));
  return hash.digest('hex');
}

function builtFrom(): string | null {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return null;
  }
}

/**
 * Builds, as `npm run build` does, in a process of its own: a build takes its mode from its process. Calls `onBuild` before
 * that, and not if there is nothing to build. @throws Error with a plain message if the build fails.
 */
export function buildIfChanged(onBuild: () => void = () => {}): void {
  // Before the build: a source that changes while it runs must lead to another.
  const sources = fingerprint();
  if (builtFrom() === sources) return;
  onBuild();
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error'],
    {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  if (status !== 0)
    throw new Error(
      'The page could not be built, so nothing is served. The reason stands above: correct it and start again. If no source was changed, install again with `npm ci`.',
    );
  writeFileSync(stampFile, sources);
}
