/** That a GPU was found right here before, so that it is not tested needlessly. Not here: the test, what follows from it. */
import { z } from 'zod';
import { doubtOf } from '../../experiment/device.ts';

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
    /** Names the GPU, the browser and the test. Browsers seldom name the driver: with another it may be the same. */
    gpu: z.string(),
    training: StoredTest.nullable(),
    inference: StoredTest.nullable(),
  })
  .readonly();
/** The tests of one GPU in one browser; null: not tested, or not found right. */
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

/**
 * Stores the tests of a GPU in place of those of any other. What was found wrong is tested again after the page is opened
 * anew: a GPU that was lost, or has another driver since, may do better.
 */
export function writeGpuTest({ gpu, training, inference }: StoredGpu): void {
  const good = (test: StoredGpu['training']) => (doubtOf(test) === null ? test : null);
  const stored: StoredGpu = { gpu, training: good(training), inference: good(inference) };
  try {
    localStorage.setItem(key, JSON.stringify(stored));
  } catch {}
}
