/** The learning rate, value by value. */
import { expect, test } from 'vitest';
import { learningRateAt } from '../../../models/schedule.ts';

const config = { learningRate: 4e-3, warmupSteps: 20, steps: 120, schedule: 'cosine' } as const;

test('warm-up times cosine, as the recipe of sparkle-tiny has it', () => {
  // Computed by hand from 4e-3 · min(1, (step + 1) / 20) · (1 + cos(π · step / 120)) / 2.
  expect(learningRateAt(0, config)).toBeCloseTo(2e-4, 15);
  expect(learningRateAt(9, config)).toBeCloseTo(2e-3 * 0.986_184_958, 10);
  expect(learningRateAt(20, config)).toBeCloseTo(4e-3 * 0.933_012_702, 10);
  expect(learningRateAt(60, config)).toBeCloseTo(2e-3, 15);
  expect(learningRateAt(80, config)).toBeCloseTo(1e-3, 15);
});

test('without warm-up the first step has the peak', () => {
  expect(learningRateAt(0, { ...config, warmupSteps: 0 })).toBe(4e-3);
});

test('linear and constant, after the same warm-up', () => {
  const linear = { ...config, schedule: 'linear' } as const;
  expect(learningRateAt(9, linear)).toBeCloseTo(4e-3 * 0.5 * (111 / 120), 15);
  expect(learningRateAt(30, linear)).toBeCloseTo(3e-3, 15);
  expect(learningRateAt(119, linear)).toBeCloseTo(4e-3 / 120, 15);
  const constant = { ...config, schedule: 'constant' } as const;
  expect(learningRateAt(9, constant)).toBeCloseTo(2e-3, 15);
  expect(learningRateAt(119, constant)).toBe(4e-3);
});
