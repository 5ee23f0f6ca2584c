/** `npm run interop` without what it needs: a clear line each, and a failure. Not here: the comparisons themselves (test/interop). */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { requirements as forCluster } from '../../../src/takeaway/scripts.ts';
import { findPython, pinnedVersions, versionFaults } from '../../interop/python-environment.ts';

test('without a Python it is said what was looked for', () => {
  expect(() => findPython(['python-that-is-not-there'])).toThrow(
    'Expected Python 3.11 or newer among python-that-is-not-there, got none. Install it',
  );
});

test('every package is pinned, and a version that differs is named', () => {
  const requirements = readFileSync('test/interop/requirements.txt', 'utf8');
  const pinned = pinnedVersions(requirements);
  expect(pinned.size).toBe(requirements.split('\n').filter((line) => line && !line.startsWith('#')).length);
  const installed = Object.fromEntries(pinned);
  // What the folder for a cluster installs is what was tested.
  for (const [name, version] of pinnedVersions(forCluster))
    expect([name, pinned.get(name)]).toEqual([name, version]);
  expect(pinnedVersions(forCluster).size).toBeGreaterThan(5);
  expect(versionFaults(pinned, { ...installed, torch: `${installed.torch}+cpu` })).toEqual([]);
  expect(versionFaults(pinned, { ...installed, peft: '0.19.0', torch: null })).toEqual([
    `torch ${installed.torch} expected, got none`,
    `peft ${installed.peft} expected, got 0.19.0`,
  ]);
});
