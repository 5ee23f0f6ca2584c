/** The learning rate over the steps: linear warm-up times a decay. Not here: the optimizer. */
import type { TrainConfig } from './config.ts';

/** The rate as a share of its peak, after a share of the steps; both from 0 to 1. */
const decays: Readonly<Record<TrainConfig['schedule'], (done: number) => number>> = {
  cosine: (done) => 0.5 + 0.5 * Math.cos(Math.PI * done),
  linear: (done) => 1 - done,
  constant: () => 1,
};

/**
 * The rate of a step, counted from 0: peak · min(1, (step + 1) / warm-up) · decay(step / steps), where decay(t) is
 * (1 + cos πt) / 2, 1 - t or 1.
 */
export function learningRateAt(
  step: number,
  {
    learningRate,
    warmupSteps,
    steps,
    schedule,
  }: Pick<TrainConfig, 'learningRate' | 'warmupSteps' | 'steps' | 'schedule'>,
): number {
  const warmup = warmupSteps === 0 ? 1 : Math.min(1, (step + 1) / warmupSteps);
  return learningRate * warmup * decays[schedule](step / steps);
}
