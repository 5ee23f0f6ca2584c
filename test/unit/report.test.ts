/** Counting judged items into the report. */
import { expect, test } from 'vitest';
import { defaultConfig } from '../../src/experiment/config.ts';
import { buildReport, type ItemResult, type JudgedAnswer } from '../../src/experiment/report.ts';
import type { Item, Task } from '../../src/sparkle/item.ts';

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
const result = (id: string, task: Task, before: JudgedAnswer, after: JudgedAnswer): ItemResult => ({
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
    config: { ...defaultConfig, evaluation: { tasks: ['direction', 'spp4'], items: 10 } },
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
    environment: { userAgent: '', gpu: null, isSoftwareGpu: null, inferenceDevice: 'wasm' },
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
  expect(path).toMatchObject({ kind: 'composite', items: 1, p: 1 });
  expect(report.training).toEqual({ steps: 2, lossFirst: 3, lossLast: 1, secondsPerStep: 2 });
});
