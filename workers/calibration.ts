/**
 * The calibration worker: times what a run will do on this computer. It is ended after its answer. Not here: the timing
 * (models/training/calibrate.ts), what is remembered of it (src/app/setup/pace.ts).
 */
import './own-origin.ts';
import '../models/no-eval.ts';
import { expose } from 'comlink';
import type { TrainingDevice } from '../models/backend.ts';
import type { TilingChoice } from '../models/gpu/tiling-choice.ts';
import { useTilings } from '../models/kernels/tile.ts';
import { calibrateTraining } from '../models/training/calibrate.ts';
import { startPassWorker } from './pass-worker.ts';

/** The worker's service. */
export class Calibration {
  /**
   * Seconds for a token of training on the processor, and on the device that will train, with these tilings on a GPU. Rejects
   * if one cannot be opened.
   */
  async measure(
    device: TrainingDevice,
    tilings: TilingChoice,
  ): Promise<{ processor: number; training: number }> {
    useTilings(tilings);
    const processor = await calibrateTraining('wasm', startPassWorker);
    return { processor, training: device === 'wasm' ? processor : await calibrateTraining(device, null) };
  }
}

expose(new Calibration());
