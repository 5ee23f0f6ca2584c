/** Parameters of datasets: ranges, starting values by mode, and what is said about those that cannot go together. */
import { describe, expect, test } from 'vitest';
import {
  DataConfig,
  type Mode,
  type Subject,
  startingConfig,
} from '../../../src/sparkle/dataset/data-config.ts';
import { makeSample } from '../../../src/sparkle/dataset/dataset.ts';
import { distance } from '../../../src/sparkle/scene/geometry.ts';

const subjects: readonly Subject[] = [
  'direction',
  'distance',
  'localization',
  'description',
  'basic',
  'path',
  'route',
];

describe('the schema', () => {
  test.each(subjects)('%s starts with its values in both modes', (subject) => {
    for (const mode of ['balanced', 'paper'] satisfies Mode[]) {
      const config = startingConfig(subject, mode);
      expect(config).toMatchObject({ subject, mode });
      expect(DataConfig.parse(JSON.parse(JSON.stringify(config)))).toEqual(config);
    }
  });

  test('every parameter has a label and says what it does', () => {
    for (const { shape } of DataConfig.options) {
      for (const [name, field] of Object.entries(shape)) {
        if (name === 'subject') continue;
        expect(field.meta(), name).toMatchObject({ label: expect.any(String), help: expect.any(String) });
      }
    }
  });

  test.each([
    [{ subject: 'volume' }],
    [{ subject: 'direction', mode: 'random' }],
    [{ subject: 'direction', objects: 1 }],
    [{ subject: 'distance', objects: 2 }],
    [{ subject: 'direction', objects: 3.5 }],
    [{ subject: 'direction', gap: Number.NaN }],
    [{ subject: 'direction', size: 4 }],
    [{ subject: 'path', size: 9 }],
    [{ subject: 'path', minHops: 1 }],
    [{ subject: 'route', objects: 21 }],
    [{ subject: 'path', rotationDeg: 41 }],
    [{ subject: 'path', jitter: 0.3 }],
    [{ subject: 'path', walls: 'all' }],
    [{ subject: 'route', walls: 'maze' }],
    [{ subject: 'route', start: 'closed' }],
  ])('refuses %j', (values) => {
    expect(DataConfig.safeParse(values).success).toBe(false);
  });

  test('the paper mode starts with the released generator’s values', () => {
    expect(startingConfig('basic', 'paper')).toEqual({
      subject: 'basic',
      mode: 'paper',
      style: 'words',
      objects: 3,
      distractors: 2,
      appearance: 'labels',
      radius: 0.5,
      gap: 3,
      background: 'plain',
      font: 'sans',
      angleMarginDeg: 0,
      distanceMargin: 0,
      regionMargin: 0,
      numbers: true,
    });
    expect(startingConfig('path', 'paper')).toMatchObject({
      size: 5,
      minHops: 2,
      hasNodeLabels: true,
      walls: 'none',
      rotationDeg: 0,
      jitter: 0,
      background: 'plain',
      font: 'sans',
    });
    expect(startingConfig('route', 'paper')).toMatchObject({ objects: 5, start: 'fixed', lengthMargin: 0 });
  });
});

describe('parameters that cannot be', () => {
  const refused: [values: Record<string, unknown>, says: RegExp][] = [
    [{ subject: 'path', size: 3, minHops: 5 }, /3 by 3 has 5 hops: the longest has 4.*at most 4 least hops/],
    [{ subject: 'direction', gap: 1, radius: 0.8 }, /gap of at least 1.6, or a smaller disc radius/],
    [
      { subject: 'direction', objects: 8, gap: 4, style: 'words', appearance: 'labels' },
      /no room for 8 objects/,
    ],
    [{ subject: 'direction', appearance: 'labels' }, /cannot say N1.*style words or choice/],
    [{ subject: 'direction', objects: 6 }, /6 objects, and colours for 5.*printed labels/],
    [{ subject: 'direction', distractors: 3 }, /3 distractors, and colours for 2.*printed labels/],
    [{ subject: 'direction', mode: 'paper', angleMarginDeg: 12 }, /narrowest sector.*less than 11.25/],
    [{ subject: 'localization', mode: 'paper', regionMargin: 1 }, /middle region.*less than 1.00/],
    [{ subject: 'route', objects: 9, lengthMargin: 0.1 }, /length margin of at most 0.03, or fewer objects/],
    [{ subject: 'route', start: 'free' }, /no question about a route with a free start.*fixed start/],
    [{ subject: 'route', objects: 11, lengthMargin: 0, gap: 2 }, /11 objects, and colours for 10/],
    [
      { subject: 'route', objects: 13, style: 'words', appearance: 'labels', lengthMargin: 0.01 },
      /second-best route is not known; there are 13. Choose a length margin of 0/,
    ],
    [
      { subject: 'route', objects: 20, style: 'words', appearance: 'labels', lengthMargin: 0 },
      /no room for 20 objects at least 3 apart/,
    ],
    [
      { subject: 'path', size: 3, walls: 'random', wallShare: 0.4 },
      /lose 4 edges.*takes 5. Choose a smaller wall share/,
    ],
    [{ subject: 'path', mode: 'paper', walls: 'maze' }, /The paper has .* without walls.*balanced mode/],
    [{ subject: 'path', mode: 'paper', rotationDeg: 10 }, /The paper has .*rotation/],
    [{ subject: 'direction', mode: 'paper', background: 'noise' }, /The paper has plain backgrounds/],
    [{ subject: 'direction', font: 'mono' }, /No labels are printed that could be in mono/],
    [
      { subject: 'path', font: 'serif', hasNodeLabels: false },
      /No labels are printed that could be in serif/,
    ],
  ];
  test.each(refused)('%j', (values, says) => {
    const config = DataConfig.parse(values);
    expect(() => makeSample(config, 1, 'evaluation', 0)).toThrow(says);
  });

  test('distractors only stand in evaluation scenes, and only there are they too many', () => {
    const config = DataConfig.parse({ subject: 'direction', distractors: 3 });
    expect(makeSample(config, 1, 'training', 0).items).not.toHaveLength(0);
  });

  test('more lattices than there are: the number is told, and the paper mode repeats them', () => {
    const config = DataConfig.parse({ subject: 'path', size: 3 });
    expect(makeSample(config, 1, 'evaluation', 23).items).toHaveLength(1);
    expect(() => makeSample(config, 1, 'evaluation', 24)).toThrow(/24 different scenes.*25 were asked for/);
    expect(makeSample({ ...config, mode: 'paper' }, 1, 'evaluation', 500).items).toHaveLength(1);
  });

  test('a training image of one object soon repeats itself: said, not done', () => {
    const config = DataConfig.parse({ subject: 'localization', objects: 1 });
    expect(() => makeSample(config, 1, 'training', 500)).toThrow(/hardly more than \d+ different scenes/);
  });

  test('what the ranges and checks let through can be made: corners of the parameters', () => {
    const labels = { style: 'words', appearance: 'labels' };
    const corners = [
      { subject: 'direction', objects: 2, gap: 4, angleMarginDeg: 15 },
      { subject: 'direction', ...labels, objects: 8, gap: 3 },
      { subject: 'distance', objects: 3, gap: 4, distanceMargin: 3 },
      { subject: 'distance', ...labels, objects: 6, distanceMargin: 3 },
      { subject: 'localization', objects: 4, regionMargin: 1.2, gap: 4 },
      { subject: 'localization', ...labels, objects: 8, gap: 3 },
      { subject: 'description', ...labels, objects: 8, gap: 2, distractors: 4 },
      { subject: 'basic', objects: 3, gap: 4 },
      { subject: 'basic', ...labels, objects: 6 },
      { subject: 'route', ...labels, objects: 12, gap: 2, lengthMargin: 0 },
      { subject: 'route', ...labels, objects: 20, gap: 1, radius: 0.3, lengthMargin: 0 },
      { subject: 'route', style: 'words', objects: 10, gap: 1, radius: 0.2, lengthMargin: 0, start: 'free' },
    ];
    for (const values of corners) {
      const config = DataConfig.parse(values);
      for (const part of ['training', 'evaluation'] as const) {
        for (let index = 0; index < 9; index++) {
          const { scene, items } = makeSample(config, 2, part, index);
          expect(items.length, JSON.stringify(values)).toBeGreaterThan(0);
          if (scene.kind !== 'points' || config.subject === 'path') throw new Error('These have discs.');
          const all = [...scene.objects, ...(scene.distractors ?? [])];
          for (const [i, a] of all.entries()) {
            for (const b of all.slice(i + 1)) expect(distance(a, b)).toBeGreaterThanOrEqual(config.gap);
          }
        }
      }
    }
  });
});
