/** What is read back from storage: runs of older versions open, what cannot be drawn or read is refused. */
import { describe, expect, test } from 'vitest';
import { completeReport, type ItemResult } from '../../../src/experiment/report.ts';
import { StoredItem, StoredPoint, StoredReport } from '../../../src/experiment/run-schema.ts';
import type { Scene } from '../../../src/sparkle/scene/scene.ts';
import { scoredItems } from '../../../src/sparkle/task/generate.ts';
import type { Item } from '../../../src/sparkle/task/item.ts';
import { recordedRun } from '../../fixtures/recorded-run.ts';

const run = recordedRun({
  direction: { broken: 0, fixed: 11, kept: 1 },
  tsp4: { broken: 8, fixed: 1, kept: 6 },
});
const written = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('reports', () => {
  test('come back as they were written', () => {
    const read = StoredReport.parse(written(run.report));
    expect(read).toEqual(run.report);
    expect(completeReport(read, run.items)).toEqual(run.report);
  });

  test('with a learning curve come back whole, and of a version that had none without', () => {
    const point = {
      step: 20,
      tasks: [
        { task: 'spp4@told', items: 24, correct: 3, parsed: 20 },
        { task: 'imported', items: 2, correct: 0, parsed: 0 },
      ],
      by: { device: 'webgpu', model: '0123abcd' },
    } as const;
    const report = { ...run.report!, curve: [point] };
    expect(StoredReport.parse(written(report))).toEqual(report);
    const { curve: _, ...older } = report;
    expect(StoredReport.parse(written(older)).curve).toEqual([]);
    expect(StoredPoint.safeParse({ ...point, step: -1 }).success).toBe(false);
  });

  test('of a version without adjusted p, lengths and reasons get them', () => {
    const tasks = run.report!.tasks.map(({ pHolm: _, lengthRatio: __, reasons: ___, ...row }) => row);
    const read = StoredReport.parse(written({ ...run.report, tasks }));
    expect(read.tasks.map(({ pHolm }) => pHolm)).toEqual(run.report!.tasks.map(({ pHolm }) => pHolm));
    expect(completeReport(read, run.items)).toEqual(run.report);
    expect(run.report!.tasks[1]!.lengthRatio).toMatchObject({ pairs: 6, legalBefore: 14, legalAfter: 7 });
    // 14 of 20 answers are the reference, the others say 'no idea'.
    expect(run.report!.tasks[1]!.reasons!.before).toMatchObject({
      verdicts: { form: 6, seeing: 0 },
      positions: { exact: 14 * 4, near: 0 },
    });
    expect(run.report!.tasks[0]!.reasons).toBeNull();
  });
});

describe('items', () => {
  const [plain] = run.items;
  const withScene = (scene: unknown) => written({ ...plain, item: { ...plain!.item, scene } });
  const scenes: readonly Scene[] = [
    {
      kind: 'points',
      id: 'distracted',
      objects: [{ name: 'N1', x: 1, y: 2, radius: 0.5 }],
      distractors: [{ name: 'grey', x: 5, y: 2, radius: 0.5 }],
      look: { objects: 'labels', background: [1, 2, 3], font: 'serif' },
    },
    {
      kind: 'lattice',
      id: 'walled',
      size: 3,
      start: { column: 0, row: 0 },
      end: { column: 2, row: 2 },
      hasNodeLabels: false,
      blocked: [
        [
          { column: 0, row: 0 },
          { column: 1, row: 0 },
        ],
      ],
      rotationDeg: 10,
      jitter: Array.from({ length: 9 }, () => ({ x: 0.1, y: 0 })),
    },
    {
      kind: 'figure',
      id: 'shapes',
      shapes: [
        { kind: 'line', from: { x: 0, y: 0 }, to: { x: 1, y: 1 }, lineWidth: 0.1, color: [0, 0, 0] },
        { kind: 'circle', centre: { x: 5, y: 5 }, radius: 1, color: [0, 0, 255] },
        { kind: 'text', centre: { x: 5, y: 5 }, text: 'A', height: 1, color: [0, 0, 0] },
      ],
    },
    { kind: 'points', id: 'noisy', objects: [], look: { background: 'noise', noiseSeed: 2 ** 31 - 1 } },
  ];

  test.each(scenes)('with a scene of kind $kind come back whole', (scene) => {
    expect(StoredItem.parse(withScene(scene)).item.scene).toEqual(scene);
  });

  test('in another style, with options, come back whole', () => {
    const styled: ItemResult = {
      ...plain!,
      item: { ...(plain!.item as Item), style: 'choice', options: ['left', 'right'] },
    };
    expect(StoredItem.parse(written(styled))).toEqual(styled);
  });

  test.each(['map', 'map@blank', 'crossings@told', 'spp4@maze@told', 'tsp4@colors'] as const)(
    'of the suite %s come back whole',
    (task) => {
      for (const item of scoredItems(1, 'evaluation', task, 2)) {
        const result: ItemResult = { ...plain!, item };
        expect(StoredItem.parse(written(result))).toEqual(result);
      }
    },
  );

  test('with who gave the answer come back whole', () => {
    const by = { device: 'webgpu', model: '0123abcd' } as const;
    const signed: ItemResult = { ...plain!, before: { ...plain!.before!, by } };
    expect(StoredItem.parse(written(signed))).toEqual(signed);
  });

  test('that are imported come back whole', () => {
    const imported: ItemResult = {
      ...plain!,
      item: {
        id: 'imported-3',
        task: 'imported',
        form: 'text',
        scene: { kind: 'photo', id: 'photo-a.png', dataset: '0123456789abcdef', path: 'a.png' },
        question: 'What is it?',
        answer: 'a cat',
      },
    };
    expect(StoredItem.parse(written(imported))).toEqual(imported);
    expect(
      StoredItem.safeParse(written({ ...imported, item: { ...imported.item, form: 'path' } })).success,
    ).toBe(false);
  });

  test.each([
    ['an unknown style', written({ ...plain, item: { ...plain!.item, style: 'song' } })],
    ['an unknown form', written({ ...plain, item: { ...plain!.item, form: 'song' } })],
    ['a wall without an end', withScene({ ...scenes[1], blocked: [[{ column: 0, row: 0 }]] })],
    ['a shape without a place', withScene({ ...scenes[2], shapes: [{ kind: 'circle', radius: 1 }] })],
  ])('%s is refused', (_, item) => {
    expect(StoredItem.safeParse(item).success).toBe(false);
  });
});
