/** Which lab a report names: that of this checkout, put in by Vite's plugin, which builds and tests share. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lab } from '../../../src/experiment/lab.ts';
import { labVersion } from '../../../src/serve/lab-version.ts';

test('its version is the package’s, its commit one of git, or none without git', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(lab).toEqual(labVersion());
  expect(lab.version).toBe(version);
  if (lab.commit !== null) expect(lab.commit).toMatch(/^[0-9a-f]{40}(\+changes)?$/);
});
