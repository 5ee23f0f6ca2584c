/** How long a run takes at a known pace, and the pace of a run that has ended. */
import { expect, test } from 'vitest';
import { hubModels, sparkleTinyShape } from '../../../models/registry.ts';
import { defaultConfig, ExperimentConfig, presets } from '../../../src/experiment/config.ts';
import { paceOf, secondsOf } from '../../../src/experiment/duration.ts';

const pace = { training: 1e-3, answering: 5e-4 };
const seconds = (config: ExperimentConfig, at = pace) => secondsOf(config, sparkleTinyShape, at);
const start = seconds(defaultConfig, { training: 0, answering: 0 });

test('training takes its steps times the conversations of a step, answering its items', () => {
  const onlyTraining = (steps: number, batchSize = 8) =>
    seconds(ExperimentConfig.parse({ training: { steps, batchSize, warmupSteps: 1 } }), {
      training: 1e-3,
      answering: 0,
    }) - start;
  expect(onlyTraining(80)).toBeCloseTo(2 * onlyTraining(40), 9);
  expect(onlyTraining(40, 16)).toBeCloseTo(2 * onlyTraining(40), 9);
  // 40 steps of 8 conversations with 36 tokens of an image and 12 turns of 28.
  expect(onlyTraining(40)).toBeCloseTo(40 * 8 * 372 * 1e-3, 9);
  const onlyAnswers = (items: number) =>
    seconds(ExperimentConfig.parse({ evaluation: { items } }), { training: 0, answering: 1e-3 }) - start;
  expect(onlyAnswers(48)).toBeCloseTo(2 * onlyAnswers(24), 9);
});

test('the quick preset is quicker, a run without training too, a larger route longer', () => {
  expect(seconds(presets.quick.config)).toBeLessThan(0.4 * seconds(presets.full.config));
  expect(seconds(ExperimentConfig.parse({ trainOn: [] }))).toBeLessThan(seconds(defaultConfig));
  const ofTask = (task: string) => seconds(ExperimentConfig.parse({ evaluation: { tasks: [task] } }));
  expect(ofTask('tsp7')).toBeGreaterThan(ofTask('tsp4'));
});

test('items that are asked on the way count as answers, and only where they are asked', () => {
  const of = (training: object, evaluation: object, at = { training: 0, answering: 1e-3 }) =>
    seconds(
      ExperimentConfig.parse({ training, evaluation: { tasks: ['spp4'], items: 48, ...evaluation } }),
      at,
    );
  const off = of({ steps: 120 }, {});
  const once = of({ steps: 120 }, { probeEvery: 60 }) - off;
  // 24 questions about pictures whose features are there: 36 tokens of an image, 14 of a question, 31 of an answer.
  expect(once).toBeCloseTo(24 * 81 * 1e-3, 9);
  expect(of({ steps: 120 }, { probeEvery: 20 }) - off).toBeCloseTo(5 * once, 9);
  expect(of({ steps: 121 }, { probeEvery: 20 }) - off).toBeCloseTo(6 * once, 9);
  expect(of({ steps: 120 }, { probeEvery: 60, probeItems: 1000 }) - off).toBeCloseTo(2 * once, 9);
  expect(of({ steps: 120 }, { probeEvery: 120 })).toBe(off);
  expect(of({ steps: 0 }, { probeEvery: 20 })).toBe(of({ steps: 0 }, {}));
});

test('the pace of a run gives the time that the run took', () => {
  for (const shape of [sparkleTinyShape, hubModels[0]!.shape]) {
    const phases = { data: 16, baseline: 40, train: 200, evaluate: 44, result: 0 };
    const found = paceOf(defaultConfig, shape, phases, null)!;
    expect(secondsOf(defaultConfig, shape, found)).toBeCloseTo(16 + 40 + 200 + 44, 6);
    // What was asked on the way is no training.
    const probed = ExperimentConfig.parse({ evaluation: { probeEvery: 20 } });
    const foundThere = paceOf(probed, shape, phases, null)!;
    expect(secondsOf(probed, shape, foundThere)).toBeCloseTo(16 + 40 + 200 + 44, 6);
    expect(foundThere.answering).toBe(found.answering);
    expect(foundThere.training).toBeLessThan(found.training);
  }
});

test('a run that is given the base model’s answers takes less by them, and tells the same pace', () => {
  const answered = secondsOf(defaultConfig, sparkleTinyShape, pace, true);
  const saved = seconds(defaultConfig) - answered;
  const asking = seconds(ExperimentConfig.parse({ trainOn: [] })) - start;
  // Images are encoded all the same: less than half of what answering takes.
  expect(saved).toBeGreaterThan(0.3 * asking);
  expect(saved).toBeLessThan(0.5 * asking);
  const phases = { data: 16, baseline: 0, train: 200, evaluate: 44, result: 0 };
  const found = paceOf(defaultConfig, sparkleTinyShape, phases, null, true)!;
  expect(secondsOf(defaultConfig, sparkleTinyShape, found, true)).toBeCloseTo(16 + 200 + 44, 6);
});

test('a run that trains nothing tells the pace of answers alone', () => {
  const untrained = ExperimentConfig.parse({ trainOn: [] });
  const phases = { data: 10, baseline: 30, train: 0, evaluate: 30, result: 0 };
  expect(paceOf(untrained, sparkleTinyShape, phases, null)).toBeNull();
  const found = paceOf(untrained, sparkleTinyShape, phases, pace)!;
  expect(found.training).toBe(pace.training);
  expect(secondsOf(untrained, sparkleTinyShape, found)).toBeCloseTo(70, 6);
});
