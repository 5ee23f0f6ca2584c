/** What GPUs tested here before came to, so that none is tested needlessly. Not here: the test, what follows from it. */
import { z } from 'zod';

const StoredTest = z
  .object({
    checks: z
      .array(z.object({ name: z.string(), error: z.number(), limit: z.number() }).readonly())
      .readonly(),
    failure: z.string().nullable(),
  })
  .readonly();

const StoredGpu = z
  .object({
    /** Names the GPU and the browser: another driver or browser is another one. */
    gpu: z.string(),
    training: StoredTest.nullable(),
    inference: StoredTest.nullable(),
  })
  .readonly();
/** The tests of one GPU in one browser; null: not tested. */
export type StoredGpu = z.infer<typeof StoredGpu>;

const key = 'gpu-test';

// Storage may be refused (private mode) or hold what an older page wrote: the GPU is then tested again.
/** The tests of the GPU that was tested last, if it is this one. */
export function readGpuTest(gpu: string): StoredGpu | null {
  try {
    const stored = StoredGpu.parse(JSON.parse(localStorage.getItem(key) ?? 'null'));
    return stored.gpu === gpu ? stored : null;
  } catch {
    return null;
  }
}

/** Stores the tests of a GPU in place of those of any other; a test that broke off (a lost GPU) may go better next time. */
export function writeGpuTest({ gpu, training, inference }: StoredGpu): void {
  const whole = (test: StoredGpu['training']) => (test?.failure === null ? test : null);
  const stored: StoredGpu = { gpu, training: whole(training), inference: whole(inference) };
  try {
    localStorage.setItem(key, JSON.stringify(stored));
  } catch {}
}
