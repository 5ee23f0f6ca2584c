/**
 * Whether a GPU may be used: a test by the worker that would use it, and what it comes to in words.
 * Not here: the test (models/gpu/self-test.ts, models/onnx/session/self-test.ts), remembering it (src/app/gpu/state.ts).
 */
import type { SelfTest } from '../../models/gpu/self-test-case.ts';
import type { ExperimentConfig } from './config.ts';
import type { Workers } from './run.ts';

/** What a GPU is used for: the lab's own kernels train, ONNX Runtime answers. */
export type GpuUse = 'training' | 'inference';

/** Why the GPU is not to be used, as a sentence; null: it may be. `device` is the config's, for inference. */
export type TrustGpu = (use: GpuUse, device: ExperimentConfig['device']) => Promise<string | null>;

/** Tests the GPU in the worker that would use it; null where that would use none. Rejects where the worker dies. */
export async function testGpu(
  use: GpuUse,
  device: ExperimentConfig['device'],
  workers: Workers,
): Promise<SelfTest | null> {
  if (use === 'training') return (await workers.trainer()).selfTest();
  const test = await (await workers.inference()).selfTest(device);
  // A pass that failed would block the worker's next one.
  if (doubtOf(test)) workers.restart('inference');
  return test;
}

/** Why a GPU that was tested is not to be used, as a sentence; null: it may be, or there was none to test. */
export function doubtOf(test: SelfTest | null): string | null {
  if (!test) return null;
  if (test.failure !== null) return `The GPU cannot be used. ${test.failure}`;
  const wrong = test.checks.filter(({ error, limit }) => !(error <= limit));
  if (wrong.length === 0) return null;
  const offs = wrong.map(
    ({ name, error, limit }) => `${name} off by ${share(error)}, at most ${share(limit)}`,
  );
  return `The GPU computes wrong numbers and is not used (${offs.join('; ')}). A newer graphics driver or browser may mend it.`;
}

/** A relative error in percent, as short as can be. */
const share = (error: number): string =>
  error > 10 ? 'more than 1000 %' : `${Number((100 * error).toPrecision(2))} %`;

/** How long something takes, in words: whole minutes from two on. */
export function aboutTime(seconds: number): string {
  if (seconds < 100) return `about ${Math.max(2, Math.round(seconds))} seconds`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `about ${minutes} minutes`;
  return `about ${Number((minutes / 60).toPrecision(2))} hours`;
}

/** What follows for inference from a GPU that is not used. */
export const answersOnProcessor = 'Answers are computed on the processor (WebAssembly), which is slower.';

/** Files of a larger model hold more weights than the processor can train (models/plain/decoder.ts). */
export const maxProcessorModelBytes = 64e6;
