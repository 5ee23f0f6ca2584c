/**
 * Remembers that a GPU passed its test, and with which tilings, so that it is not tested again. Not here: the test, what
 * follows from it.
 */
import { z } from 'zod';
import { subgroupUses } from '../../../models/gpu/self-test-case.ts';
import { tilingNames, timedProducts } from '../../../models/gpu/tiling-choice.ts';
import { doubtOf } from '../../experiment/device.ts';

const StoredTest = z
  .object({
    checks: z
      .array(z.object({ name: z.string(), error: z.number(), limit: z.number() }).readonly())
      .readonly(),
    failure: z.string().nullable(),
    subgroups: z.enum(subgroupUses).optional(),
    tilings: z.partialRecord(z.enum(timedProducts), z.enum(tilingNames)).optional(),
  })
  .readonly();

const StoredGpu = z
  .object({
    /**
     * Names the GPU, the browser and the version of the test. Browsers seldom name the driver, so it may be the same with
     * another driver.
     */
    gpu: z.string(),
    training: StoredTest.nullable(),
    inference: StoredTest.nullable(),
  })
  .readonly();
/** The tests of one GPU in one browser; null if not tested, or not passed. */
type StoredGpu = z.infer<typeof StoredGpu>;

const key = 'gpu-test';

// Storage may be refused (private mode) or hold what an older page wrote; then the GPU is tested again.
/** The tests of this GPU, if it is the one that was tested last; null otherwise. */
export function readGpuTest(gpu: string): StoredGpu | null {
  try {
    const stored = StoredGpu.parse(JSON.parse(localStorage.getItem(key) ?? 'null'));
    return stored.gpu === gpu ? stored : null;
  } catch {
    return null;
  }
}

/**
 * Stores the tests of a GPU in place of those of any other. A failed test is not stored, so it runs again after the page is
 * reloaded: a GPU that was lost, or has a new driver since, may pass.
 */
export function writeGpuTest({ gpu, training, inference }: StoredGpu): void {
  const good = (test: StoredGpu['training']) => (doubtOf(test) === null ? test : null);
  const stored: StoredGpu = { gpu, training: good(training), inference: good(inference) };
  try {
    localStorage.setItem(key, JSON.stringify(stored));
  } catch {}
}
