/** A training step of the embedded model's shape on the processor and on WebGPU. Not here: the timing itself (models/training/calibrate.ts). */
import { expose } from 'comlink';
import { calibrateTraining } from '../../models/training/calibrate.ts';
import { startPassWorker } from '../../workers/pass-worker.ts';

const bench = {
  /** Seconds for a token of training. */
  async measure(say: (text: string) => void) {
    say('one thread');
    const oneThread = await calibrateTraining('wasm', null);
    say('all threads');
    const processor = await calibrateTraining('wasm', startPassWorker);
    say('WebGPU');
    return { oneThread, processor, gpu: await calibrateTraining('webgpu', null) };
  },
};
export type ProcessorBenchWorker = typeof bench;

expose(bench);
