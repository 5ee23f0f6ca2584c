/**
 * Installs packages of Debian, for commands that need a browser. Node only. Not here: which packages (chromium.ts,
 * test/browsers/installed.ts).
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Whether this process may install packages of Debian: apt-get is there, and the user is root. */
export const canInstallPackages = (): boolean => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/** Installs packages. @throws Error of the system if that fails. */
export function installPackages(...names: readonly string[]): void {
  const apt = (...args: readonly string[]) =>
    execFileSync('apt-get', args, {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  apt('update', '-qq');
  apt('install', '-y', '-qq', ...names);
}
