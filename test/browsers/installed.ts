/**
 * The programs that the tests in other browsers need: where they are, and Debian's packages that bring them. Node only. Not
 * here: Chromium (src/headless/chromium.ts), what is done with them.
 */
import { existsSync, readdirSync } from 'node:fs';
import { canInstallPackages, installPackages } from '../../src/headless/debian.ts';

/** MiniBrowser stands in the folder of the machine's kind. */
const libraryFolders = (): string[] =>
  ['/usr/lib', '/usr/libexec'].flatMap((folder) =>
    existsSync(folder) ? [folder, ...readdirSync(folder).map((name) => `${folder}/${name}`)] : [],
  );

/** The programs, with Debian's package and the usual paths of each. */
const programs = {
  Firefox: {
    debianPackage: 'firefox-esr',
    paths: () => [
      '/usr/bin/firefox-esr',
      '/usr/bin/firefox',
      '/Applications/Firefox.app/Contents/MacOS/firefox',
    ],
  },
  MiniBrowser: {
    debianPackage: 'webkit2gtk-driver',
    paths: () => libraryFolders().map((folder) => `${folder}/webkit2gtk-4.1/MiniBrowser`),
  },
  "WebKitGTK's driver": {
    debianPackage: 'webkit2gtk-driver',
    paths: () => ['/usr/bin/WebKitWebDriver'],
  },
  Xvfb: { debianPackage: 'xvfb', paths: () => ['/usr/bin/Xvfb'] },
} as const;

type Program = keyof typeof programs;
const names = Object.keys(programs) as Program[];

const find = (program: Program): string | undefined =>
  programs[program].paths().find((path) => existsSync(path));

/** The path of a program. @throws Error if it is not there. */
export function installed(program: Program): string {
  const path = find(program);
  if (!path) throw new Error(missingText([program]));
  return path;
}

/** Installs what is missing, on Debian and as root. @throws Error with one plain line if something is missing still. */
export function ensureInstalled(): void {
  const missing = () => names.filter((program) => !find(program));
  if (missing().length === 0) return;
  if (canInstallPackages()) {
    console.log(`Not found: ${missing().join(', ')}. Installing ${packagesOf(missing())}.`);
    try {
      installPackages(...packagesOf(missing()).split(' '));
    } catch {
      // What is missing is said below, after apt-get's own words.
    }
  }
  if (missing().length > 0) throw new Error(missingText(missing()));
}

const packagesOf = (missing: readonly Program[]): string =>
  [...new Set(missing.map((program) => programs[program].debianPackage))].join(' ');

const missingText = (missing: readonly Program[]): string =>
  `Firefox and WebKitGTK are needed, but ${missing.join(', ')} ${missing.length === 1 ? 'was' : 'were'} not found. On Debian: apt-get install ${packagesOf(missing)}`;
