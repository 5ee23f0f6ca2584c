/** Counting judged items into the report. */
import { expect, test } from 'vitest';
import { defaultConfig } from '../../../src/experiment/config.ts';
import {
  buildReport,
  completeReport,
  type ItemResult,
  type JudgedAnswer,
  trainingReport,
  weightsOf,
} from '../../../src/experiment/report.ts';
import { compareLengths } from '../../../src/experiment/statistics/route-length.ts';
import type { Item } from '../../../src/sparkle/task/item.ts';
import type { Task } from '../../../src/sparkle/tasks.ts';

const item = (id: string, task: Task): Item => ({
  id,
  task,
  form: 'region',
  scene: { kind: 'points', id: `scene-${id}`, objects: [] },
  names: [],
  question: '',
  answer: '',
});
const judged = (isCorrect: boolean, isParsed = true): JudgedAnswer => ({
  text: '',
  score: { isCorrect, isParsed, lengthRatio: null },
});
const result = (id: string, task: Task, before: JudgedAnswer, after: JudgedAnswer | null): ItemResult => ({
  item: item(id, task),
  before,
  after,
});

test('tallies, pairs and first and last loss are those of the items and steps', () => {
  const items: ItemResult[] = [
    ...Array.from({ length: 8 }, (_, i) =>
      result(`gain${i}`, 'direction', judged(false, false), judged(true)),
    ),
    result('loss', 'direction', judged(true), judged(false)),
    result('same', 'direction', judged(true), judged(true)),
    result('composite', 'spp4', judged(false), judged(false)),
  ];
  const step = { gradNorm: 1, learningRate: 1, tokensPerSecond: 1, paddingShare: 0 };
  const report = buildReport({
    config: {
      ...defaultConfig,
      evaluation: { ...defaultConfig.evaluation, tasks: ['direction', 'spp4'], items: 10 },
    },
    curve: [],
    items,
    steps: [
      { ...step, step: 0, loss: 3, stepMs: 1000 },
      { ...step, step: 1, loss: 1, stepMs: 3000 },
    ],
    baselines: new Map([
      ['direction', 0.125],
      ['spp4', 0.05],
    ] as const),
    secondsTotal: 5,
    isResumed: false,
    weights: '0123abcd',
    environment: {
      userAgent: '',
      gpu: null,
      isSoftwareGpu: null,
      trainingDevice: null,
      inferenceDevice: 'wasm',
    },
    provenance: null,
  });
  const [direction, path] = report.tasks;
  expect(direction).toMatchObject({
    kind: 'basic',
    items: 10,
    before: { correct: 2, parsed: 2 },
    after: { correct: 9, parsed: 10 },
    blindBaseline: 0.125,
  });
  // 8 gained, 1 lost: two-sided binomial tail 2 * (C(9,0) + C(9,1)) / 2^9 = 20 / 512.
  expect(direction!.p).toBeCloseTo(20 / 512, 12);
  expect(path).toMatchObject({ kind: 'composite', items: 1, p: 1, pHolm: 1, lengthRatio: null });
  // Of two tests the smaller p counts twice.
  expect(direction!.pHolm).toBeCloseTo(40 / 512, 12);
  expect(report.training).toEqual({
    steps: 2,
    lossFirst: 3,
    lossLast: 1,
    secondsPerStep: 2,
    validation: null,
  });
});

const routed = (id: string, before: number | null, after: number | null): ItemResult => {
  const judgedRoute = (lengthRatio: number | null): JudgedAnswer => ({
    text: '',
    score: { isCorrect: lengthRatio === 1, isParsed: true, lengthRatio },
  });
  return {
    item: { ...item(id, 'tsp4'), form: 'route' },
    before: judgedRoute(before),
    after: judgedRoute(after),
  };
};
const routes = (pairs: readonly (readonly [number | null, number | null])[]) =>
  pairs.map(([before, after], i) => routed(`route${i}`, before, after));

test('lengths are compared over items with legal routes both times', () => {
  const lengths = compareLengths(
    routes([
      [1.4, 1],
      [1.2, 1],
      [null, 1],
      [1.3, null],
      [1.1, 1.1],
      [1, 1],
      [1.3, 1.2],
      [null, null],
    ]),
    1,
  )!;
  expect(lengths).toMatchObject({ legalBefore: 6, legalAfter: 6, pairs: 5 });
  const { meanInterval, medianInterval, ...change } = lengths.change!;
  expect(change.meanBefore).toBeCloseTo(6 / 5, 12);
  expect(change.meanAfter).toBeCloseTo(5.3 / 5, 12);
  expect(change.meanDifference).toBeCloseTo(-0.7 / 5, 12);
  expect(change.medianDifference).toBeCloseTo(-0.1, 12);
  expect(meanInterval!.low).toBeLessThan(-0.14);
  expect(meanInterval!.high).toBeGreaterThan(-0.14);
  // A median of differences is one of them.
  expect([-0.4, -0.2]).toContainEqual(expect.closeTo(medianInterval!.low, 12));
  expect(medianInterval!.high).toBeCloseTo(0, 12);
});

test('few pairs have no interval, no pair has no change, other tasks no lengths', () => {
  const few = compareLengths(routes(Array.from({ length: 4 }, () => [1.2, 1] as const)), 1)!;
  expect(few.change).toMatchObject({ meanInterval: null, medianInterval: null });
  expect(few.change!.meanDifference).toBeCloseTo(-0.2, 12);
  expect(compareLengths(routes([[null, 1]]), 1)).toEqual({
    legalBefore: 0,
    legalAfter: 1,
    pairs: 0,
    change: null,
  });
  expect(compareLengths([result('a', 'direction', judged(true), judged(true))], 1)).toBeNull();
});

test('a report from before lengths were counted is completed from its items', () => {
  const items = routes([
    [1.4, 1],
    [1.2, 1],
  ]);
  const report = buildReport({
    config: { ...defaultConfig, evaluation: { ...defaultConfig.evaluation, tasks: ['tsp4'], items: 2 } },
    curve: [],
    items,
    steps: [],
    baselines: new Map([['tsp4', 0.1]] as const),
    secondsTotal: 5,
    isResumed: false,
    weights: '0123abcd',
    environment: {
      userAgent: '',
      gpu: null,
      isSoftwareGpu: null,
      trainingDevice: null,
      inferenceDevice: 'wasm',
    },
    provenance: null,
  });
  expect(report.tasks[0]!.lengthRatio).toMatchObject({ pairs: 2 });
  const older = { ...report, tasks: report.tasks.map((row) => ({ ...row, lengthRatio: null })) };
  expect(completeReport(older, items)).toEqual(report);
});

test('of validations the report has the lowest loss, whose adapter is used, and the accuracy then', () => {
  const at = (step: number, loss?: number, accuracy = 0) => ({
    step,
    loss: 1,
    gradNorm: 1,
    learningRate: 1,
    tokensPerSecond: 1,
    paddingShare: 0,
    stepMs: 1,
    ...(loss !== undefined && { validation: { loss, accuracy } }),
  });
  const steps = [at(0), at(1, 0.9, 0.4), at(2), at(3, 0.5, 0.8), at(4), at(5, 0.6, 0.9)];
  expect(trainingReport(steps).validation).toEqual({ steps: 4, loss: 0.5, accuracy: 0.8 });
  expect(trainingReport([at(0)]).validation).toBeNull();
});

test('a step in which the computer slept is not in the mean; steps that all take minutes are', () => {
  const step = { step: 0, loss: 1, gradNorm: 1, learningRate: 1, tokensPerSecond: 1, paddingShare: 0 };
  const secondsOf = (...seconds: number[]) =>
    trainingReport(seconds.map((each) => ({ ...step, stepMs: 1000 * each }))).secondsPerStep;
  expect(secondsOf(1, 3, 8 * 3600, 2)).toBe(2);
  expect(secondsOf(200, 400, 300)).toBe(300);
  expect(secondsOf(1, 8 * 3600)).toBe(1);
});

test('the weights of a run are those that its report or all its answers name', () => {
  const by = (model: string) => ({ ...judged(true), by: { device: 'wasm', model } as const });
  const of = (...answers: readonly (JudgedAnswer | null)[]) =>
    weightsOf({
      report: null,
      items: answers.map((before, i) => ({ ...result(`${i}`, 'direction', judged(true), null), before })),
    });
  expect(of(by('a'), null, by('a'))).toBe('a');
  expect(of(by('a'), by('b'))).toBeNull();
  expect(of(by('a'), judged(true))).toBeNull();
  expect(of(null)).toBeUndefined();
});
