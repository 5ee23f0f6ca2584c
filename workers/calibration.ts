/**
 * The calibration worker: times what a run will do on this computer. It is ended after its answer. Not here: the timing
 * (models/training/calibrate.ts, models/plain/time-product.ts), what is remembered of it (src/app/setup/pace.ts), what is
 * reported of it (src/check/check.ts).
 */
import './own-origin.ts';
import '../models/no-eval.ts';
import { expose } from 'comlink';
import type { TrainingDevice } from '../models/backend.ts';
import type { TilingChoice } from '../models/gpu/tiling-choice.ts';
import { useTilings } from '../models/kernels/tile.ts';
import { timeProduct } from '../models/plain/time-product.ts';
import { calibrateTraining, embeddedShape, timeTraining } from '../models/training/calibrate.ts';
import { decoderConfigOf, randomWeights } from '../models/training/random-weights.ts';
import { startPassWorker } from './pass-worker.ts';

/** The median of three is little moved by what slows one of them down. */
const timedPasses = 3;

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

  /**
   * Seconds for a token of training in each of some passes, of the embedded model's shape, or of that of a model of the hub,
   * by its name, which only a GPU holds. Rejects as measure.
   */
  async timeTraining(device: TrainingDevice, tilings: TilingChoice, model: string | null): Promise<number[]> {
    useTilings(tilings);
    const weights = model === null ? embeddedShape() : randomWeights(decoderConfigOf(model));
    return timeTraining(device, device === 'wasm' ? startPassWorker : null, weights, timedPasses);
  }

  /** Billions of operations a second in products on the processor, in one thread; one number a sample. */
  timeProduct(): Promise<number[]> {
    return timeProduct();
  }
}

expose(new Calibration());
