/**
 * Tests a GPU before it is trusted, in the worker that would use it. Not here: the test (models/gpu/self-test.ts,
 * models/onnx/session/self-test.ts), what follows from it (device.ts), remembering it (src/app/gpu/state.ts).
 */
import type { SelfTest } from '../../models/gpu/self-test-case.ts';
import type { ExperimentConfig } from './config.ts';
import { doubtOf, type GpuUse } from './device.ts';
import type { Workers } from './services.ts';

/**
 * Tests the GPU for one use; null if that use needs no GPU. Inference is tried again without the GPU's subgroups if its
 * answers are wrong with them, and keeps the way that passed; training keeps the tilings that its test chose. Rejects if the worker dies. `device` is the config's.
 */
export async function testGpu(
  use: GpuUse,
  device: ExperimentConfig['device'],
  workers: Workers,
): Promise<SelfTest | null> {
  if (use === 'training') {
    const test = await (await workers.trainer()).selfTest();
    workers.useTilings(test.tilings ?? {});
    return test;
  }
  workers.avoidSubgroups(false);
  const test = await testInference(device, workers);
  if (test?.subgroups !== 'used' || !doubtOf(test)) return test;
  workers.avoidSubgroups(true);
  const again = await testInference(device, workers);
  return doubtOf(again) ? test : again;
}

async function testInference(device: ExperimentConfig['device'], workers: Workers): Promise<SelfTest | null> {
  const test = await (await workers.inference()).selfTest(device);
  // A failed pass would block the worker's next one.
  if (doubtOf(test)) workers.restart('inference');
  return test;
}
