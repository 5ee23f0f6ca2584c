/**
 * `npm run interop`: the lab against the real tools, transformers, PEFT, ONNX Runtime and ms-swift. It makes a Python
 * environment with the pinned versions (python-environment.ts), runs the tests of this folder in it and closes with the line
 * `N passed, N failed`. Exit code 0 only if tests ran and none failed: what is missing is a failure, never a skip. Not here:
 * the tests (main.py), the lab's side (lab.ts).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../models/message-of.ts';
import { ensureChromium } from '../../src/headless/chromium.ts';
import { openEnvironment } from './python-environment.ts';

/** Runs the tests; counts of an interpreter that died are one failure. */
function runTests(python: string): { passed: number; failed: number } {
  const folder = mkdtempSync(join(tmpdir(), 'sparkle-interop-'));
  const result = join(folder, 'result.json');
  const { status } = spawnSync(
    python,
    [join(import.meta.dirname, 'main.py'), result, ...process.argv.slice(2)],
    {
      stdio: 'inherit',
      env: { ...process.env, ...quiet, HF_HOME: folder, MODELSCOPE_CACHE: folder },
    },
  );
  try {
    const { passed, failed } = JSON.parse(readFileSync(result, 'utf8'));
    return { passed, failed: status === 0 && passed > 0 ? failed : Math.max(failed, 1) };
  } catch {
    console.error(`The tests in Python ended with ${status} and left no result.`);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Nothing is fetched while tests run, and Python leaves no files beside its sources. One thread: of a model so small more
 * only wait for each other.
 */
const quiet = {
  HF_HUB_OFFLINE: '1',
  TRANSFORMERS_VERBOSITY: 'error',
  HF_HUB_DISABLE_PROGRESS_BARS: '1',
  TOKENIZERS_PARALLELISM: 'false',
  PYTHONDONTWRITEBYTECODE: '1',
  PYTHONUNBUFFERED: '1',
  OMP_NUM_THREADS: '1',
};

let counts = { passed: 0, failed: 1 };
try {
  process.env.CHROMIUM_PATH = ensureChromium();
  counts = runTests(openEnvironment());
} catch (error) {
  console.error(messageOf(error));
}
console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed === 0 ? 0 : 1);
