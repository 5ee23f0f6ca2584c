/**
 * Tests the GPU again at the press of a button. Not in state.ts, because it ends the workers and with them the loaded model.
 */

import { words } from '../../words/words.ts';
import { endWorkers } from '../models/state.ts';
import { tell } from '../page/notice.ts';
import { sentenceOf } from '../ui/format.ts';
import { askStatus, runStatus } from '../workers.ts';
import { isTestingGpu, testFor } from './state.ts';

/** Whether the workers are free for a test. */
export const canTestGpu = () =>
  runStatus.value === 'idle' && askStatus.value === 'idle' && !isTestingGpu.value;

/** Tests the GPU for all its uses, in fresh workers. Does nothing while the workers are busy. */
export async function testGpuAgain(): Promise<void> {
  if (!canTestGpu()) return;
  endWorkers();
  try {
    await testFor('training', 'webgpu');
    await testFor('inference', 'webgpu');
  } catch (error) {
    tell('problem', words.value.gpu.notTestable(sentenceOf(error)));
  } finally {
    endWorkers();
  }
}
