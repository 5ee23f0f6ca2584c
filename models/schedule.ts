/** The learning rate over the steps: linear warm-up times cosine decay. Not here: the optimizer. */
import type { TrainConfig } from './config.ts';

/** The rate of a step, counted from 0: peak · min(1, (step + 1) / warm-up) · (1 + cos(π · step / steps)) / 2. */
export function learningRateAt(
  step: number,
  { learningRate, warmupSteps, steps }: Pick<TrainConfig, 'learningRate' | 'warmupSteps' | 'steps'>,
): number {
  const warmup = warmupSteps === 0 ? 1 : Math.min(1, (step + 1) / warmupSteps);
  return learningRate * warmup * (0.5 + 0.5 * Math.cos((Math.PI * step) / steps));
}
