/**
 * Finds a Chromium and the flags that give it WebGPU. Node only; used by the tests, the headless
 * experiment and the bench. Not here: what they do with it.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';
import { messageOf } from '../../models/message-of.ts';
import { canInstallPackages, installPackages } from './debian.ts';

/** For the new headless mode, since the old one has no WebGPU. No sandbox: it needs rights that containers lack. */
export const chromiumFlags: readonly string[] = [
  '--enable-unsafe-webgpu',
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** The path of a Chromium that is on this machine, or null. `CHROMIUM_PATH` wins; a wrong one is an error. */
export function findChromium(): string | null {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (!existsSync(named))
      throw new Error(
        `CHROMIUM_PATH names ${named}, but there is no such file. Set it to a Chromium or Chrome binary, or unset it.`,
      );
    return named;
  }
  const known = [...usualPlaces, chromium.executablePath()].find((path) => path && canStart(path));
  return known ?? null;
}

/** Playwright's Chromium may be installed without the system libraries that it needs. On Windows there is no --version. */
const canStart = (path: string): boolean =>
  existsSync(path) &&
  (process.platform === 'win32' || spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0);

/**
 * The path of a Chromium. If there is none it is installed: Playwright's, or Debian's package if that fails and the user is
 * root.
 */
export function ensureChromium(): string {
  const found = findChromium();
  if (found) return found;
  const attempts: { what: string; run: () => void }[] = [
    {
      what: "Playwright's Chromium",
      run: () =>
        execFileSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'inherit', timeout: 300_000 }),
    },
  ];
  if (canInstallPackages())
    attempts.push({ what: "Debian's package chromium", run: () => installPackages('chromium') });
  const failures: string[] = [];
  for (const { what, run } of attempts) {
    console.log(`No Chromium found: installing ${what}.`);
    try {
      run();
    } catch (error) {
      failures.push(`${what}: ${messageOf(error).split('\n')[0]}`);
      continue;
    }
    const path = findChromium();
    if (path) return path;
    failures.push(`${what}: installed, but it does not start`);
  }
  throw new Error(
    `A Chromium is needed and none could be installed. Tried: ${failures.join('; ')}. Install Chromium or Chrome and set CHROMIUM_PATH to its binary.`,
  );
}
