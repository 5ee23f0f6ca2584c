/**
 * `npm test`: makes sure there is a Chromium, runs every test (Node, Chromium, journeys through the built
 * page) and closes with the line `N passed, N failed`. Exit code 0 only if tests ran and none failed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from '../src/headless/chromium.ts';

try {
  process.env.CHROMIUM_PATH = ensureChromium();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  console.log('\n0 passed, 1 failed');
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'sparkle-test-'));
const resultFile = join(folder, 'result.json');
const run = spawnSync(
  'npx',
  [
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${resultFile}`,
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit', shell: process.platform === 'win32' },
);

/** Vitest's own count; a suite that failed to load counts as one failure. */
function count(): { passed: number; failed: number } {
  try {
    const result = JSON.parse(readFileSync(resultFile, 'utf8'));
    const brokenFiles = result.testResults.filter(
      (file: { status: string; assertionResults: unknown[] }) =>
        file.status === 'failed' && file.assertionResults.length === 0,
    ).length;
    return { passed: result.numPassedTests, failed: result.numFailedTests + brokenFiles };
  } catch (error) {
    console.error(
      `The test runner left no readable result: ${error instanceof Error ? error.message : String(error)}`,
    );
    return { passed: 0, failed: 1 };
  }
}
const { passed, failed } = count();
rmSync(folder, { recursive: true });
const isGood = run.status === 0 && failed === 0 && passed > 0;
console.log(`\n${passed} passed, ${isGood ? 0 : Math.max(failed, 1)} failed`);
process.exit(isGood ? 0 : 1);
