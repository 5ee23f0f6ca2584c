/** Samples of datasets: reproducible, by their number, never twice, apart by part, with right answers. */
import { describe, expect, test, vi } from 'vitest';
import { simulateBaseline } from '../../../src/sparkle/baseline.ts';
import {
  DataConfig,
  type Mode,
  type Subject,
  startingConfig,
} from '../../../src/sparkle/dataset/data-config.ts';
import { datasetPresets, makeSample, type Sample } from '../../../src/sparkle/dataset/dataset.ts';
import { sceneKey } from '../../../src/sparkle/scene/geometry.ts';
import { shortestPathCount } from '../../../src/sparkle/scene/lattice.ts';
import { stream } from '../../../src/sparkle/scene/random.ts';
import { type Part, partOf } from '../../../src/sparkle/scene/sampling.ts';
import { score } from '../../../src/sparkle/score.ts';
import type { AnswerForm } from '../../../src/sparkle/style/query.ts';
import type { StyleName } from '../../../src/sparkle/style/styles.ts';

const parts: readonly Part[] = ['training', 'evaluation'];
const samplesOf = (config: DataConfig, part: Part, count: number, seed = 1): Sample[] =>
  Array.from({ length: count }, (_, index) => makeSample(config, seed, part, index));

const formCounts = ({ items }: Sample): Partial<Record<AnswerForm, number>> => {
  const counts: Partial<Record<AnswerForm, number>> = {};
  for (const { form } of items) counts[form] = (counts[form] ?? 0) + 1;
  return counts;
};

const namesIn = (samples: readonly Sample[]) =>
  new Set(
    samples.flatMap(({ scene }) =>
      scene.kind === 'points' ? scene.objects.map((object) => object.name) : [],
    ),
  );

describe('every subject, mode and style', () => {
  const subjects: Subject[] = [
    'direction',
    'distance',
    'localization',
    'description',
    'basic',
    'path',
    'route',
  ];
  const cases = subjects.flatMap((subject) =>
    (['balanced', 'paper'] satisfies Mode[]).flatMap((mode) =>
      (['embedded', 'words', 'choice'] satisfies StyleName[]).map((style) => [subject, mode, style] as const),
    ),
  );
  const configOf = (subject: Subject, mode: Mode, style: StyleName): DataConfig => {
    const config = startingConfig(subject, mode);
    const appearance = style === 'embedded' ? 'translucent' : 'labels';
    return DataConfig.parse({ ...config, style, ...('appearance' in config && { appearance }) });
  };

  test.each(cases)('%s, %s, %s: right answers, own ids, baselines', (subject, mode, style) => {
    const config = configOf(subject, mode, style);
    for (const part of parts) {
      const samples = samplesOf(config, part, 18);
      const items = samples.flatMap((sample) => sample.items);
      for (const item of items) {
        expect(score(item, item.answer), `${item.question} ${item.answer}`).toMatchObject({
          isParsed: true,
          isCorrect: true,
        });
        expect(item.style ?? 'embedded').toBe(style);
      }
      expect(new Set(items.map((item) => item.id)).size).toBe(items.length);
      const isAll = subject === 'path' && mode === 'paper' && part === 'evaluation';
      if (!isAll) expect(samples.every(({ scene }) => partOf(scene) === part)).toBe(true);
      const { bestConstant, random } = simulateBaseline(items.slice(0, 24), stream(1, 'guess'));
      for (const share of [bestConstant, random]) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }
    }
  });

  test('a free start is asked without one', () => {
    const config = DataConfig.parse({ ...startingConfig('route', 'paper'), start: 'free' });
    for (const { items } of samplesOf(config, 'evaluation', 20)) {
      expect(items[0]).toMatchObject({ form: 'route', names: [], task: 'tsp5' });
      expect(score(items[0]!, items[0]!.answer).isCorrect).toBe(true);
    }
  });
});

describe('a sample by its number', () => {
  // Few scenes, so that some of the first drawings come twice.
  const crowded = DataConfig.parse({ subject: 'localization', objects: 1 });

  test('does not depend on what was asked for before', async () => {
    const inOrder = samplesOf(crowded, 'evaluation', 60);
    const keys = inOrder.map(({ scene }) => sceneKey(scene));
    expect(new Set(keys).size).toBe(60);
    vi.resetModules();
    const fresh = await import('../../../src/sparkle/dataset/dataset.ts');
    for (const index of [41, 59, 0, 58, 41, 7])
      expect(fresh.makeSample(crowded, 1, 'evaluation', index)).toEqual(inOrder[index]);
    // Left to chance, as in the paper mode, scenes this few come again.
    const byChance = samplesOf({ ...crowded, mode: 'paper' }, 'evaluation', 60);
    expect(new Set(byChance.map(({ scene }) => sceneKey(scene))).size).toBeLessThan(60);
  });

  test('is another with another seed and in the other part', () => {
    for (const config of [startingConfig('basic', 'balanced'), startingConfig('route', 'paper')]) {
      const sample = makeSample(config, 1, 'training', 5);
      expect(makeSample(config, 1, 'training', 5)).toEqual(sample);
      expect(makeSample(config, 2, 'training', 5).scene).not.toEqual(sample.scene);
      expect(sceneKey(makeSample(config, 1, 'evaluation', 5).scene)).not.toBe(sceneKey(sample.scene));
    }
  });

  test('2,000 balanced samples show 2,000 scenes, and those of training are not those of evaluation', () => {
    const config = startingConfig('direction', 'balanced');
    const keys = parts.map((part) => samplesOf(config, part, 2000).map(({ scene }) => sceneKey(scene)));
    expect(new Set(keys.flat()).size).toBe(4000);
  });

  test('lattices are dealt: each once', () => {
    const config = DataConfig.parse({ subject: 'path', size: 4 });
    const keys = parts.flatMap((part) => samplesOf(config, part, 96, 3).map(({ scene }) => sceneKey(scene)));
    expect(new Set(keys).size).toBe(192); // all ordered pairs of a lattice of 4 at least 2 hops apart
  });
});

describe('pictures other than plain', () => {
  const lattices = (values: Record<string, unknown>, seed = 1) =>
    samplesOf(DataConfig.parse({ subject: 'path', ...values }), 'evaluation', 20, seed).map((sample) => {
      const [item] = sample.items;
      expect(score(item!, item!.answer)).toMatchObject({ isParsed: true, isCorrect: true });
      if (sample.scene.kind !== 'lattice') throw new Error('Paths are asked for on lattices.');
      return sample.scene;
    });

  test('plain lattices have nothing more than before', () => {
    for (const scene of lattices({}))
      expect(Object.keys(scene)).toEqual(['kind', 'id', 'size', 'start', 'end', 'hasNodeLabels']);
  });

  test.each(['embedded', 'words', 'choice'])('%s: walls leave a path, mazes one alone', (style) => {
    for (const scene of lattices({ style, walls: 'random', wallShare: 0.25 }))
      expect(scene.blocked).toHaveLength(10); // of 40 edges
    for (const scene of lattices({ style, walls: 'maze', rotationDeg: -30, jitter: 0.25 })) {
      expect(scene).toMatchObject({ rotationDeg: -30, jitter: { length: 25 } });
      expect(shortestPathCount(scene)).toBe(1);
    }
  });

  test('backgrounds and fonts of lattices and discs; noise is other noise under another seed', () => {
    const noise = (seed: number) =>
      lattices({ background: 'noise', font: 'mono' }, seed).map(({ look }) => look);
    for (const look of noise(1)) expect(look).toMatchObject({ background: 'noise', font: 'mono' });
    expect(noise(1)).toEqual(noise(1));
    const seeds = [...noise(1), ...noise(2)].map((look) => look?.noiseSeed);
    expect(new Set(seeds).size).toBe(40);
    const config = {
      subject: 'basic',
      style: 'words',
      appearance: 'labels',
      font: 'serif',
      background: 'gradient',
    };
    for (const { scene } of samplesOf(DataConfig.parse(config), 'training', 5))
      expect(scene).toMatchObject({ look: { objects: 'labels', font: 'serif', background: 'gradient' } });
  });
});

describe('the paper’s sets', () => {
  test('paths are evaluated on both parts of the pairs, and trained on one', () => {
    const config = DataConfig.parse({ ...startingConfig('path', 'paper'), size: 3 });
    const keysOf = (part: Part) =>
      new Set(samplesOf(config, part, 600).map(({ scene }) => sceneKey({ ...scene, id: '' })));
    // On 3 by 3, 48 ordered pairs lie at least 2 hops apart; 600 draws miss one with probability 2e-4.
    expect([keysOf('evaluation').size, keysOf('training').size]).toEqual([48, 24]);
  });

  test('paper-train: 3 directions, 7 distances, 6 localizations and a description an image; 34,000 in all', () => {
    const { config, images } = datasetPresets['paper-train'];
    for (const sample of samplesOf(config, 'training', 60)) {
      expect(formCounts(sample)).toEqual({
        direction: 3,
        pair: 4,
        number: 3,
        region: 3,
        coordinates: 3,
        description: 1,
      });
      expect(sample.scene).toMatchObject({ kind: 'points', look: { objects: 'labels' } });
      expect(sample.scene).not.toHaveProperty('distractors');
    }
    expect(images).toBe(2000);
    expect(images * 17).toBe(34_000);
    expect(namesIn(samplesOf(config, 'training', 60))).toEqual(new Set(['N1', 'N2', 'N3']));
  });

  test('without numbers: 3 + 4 + 3 + 1', () => {
    const config = DataConfig.parse({ ...datasetPresets['paper-train'].config, numbers: false });
    expect(makeSample(config, 1, 'training', 0).items).toHaveLength(11);
  });

  test('paper-test: one boxed letter a capability, two distractors, three of five labels', () => {
    const samples = samplesOf(datasetPresets['paper-test'].config, 'evaluation', 100);
    for (const { scene, items } of samples) {
      expect(items.map((item) => item.form)).toEqual(['direction', 'pair', 'region']);
      expect(items.map((item) => item.options?.length)).toEqual([8, 3, 9]);
      for (const { answer } of items) expect(answer).toMatch(/^\\boxed\{[A-I]\}$/);
      expect(scene.kind === 'points' && scene.distractors).toHaveLength(2);
    }
    expect(namesIn(samples)).toEqual(new Set(['N1', 'N2', 'N3', 'N4', 'N5']));
  });

  test('colours of training and test are disjoint; distractors are grey and olive', () => {
    const config = DataConfig.parse({ ...datasetPresets['paper-test'].config, appearance: 'translucent' });
    const [trained, tested] = parts.map((part) => samplesOf(config, part, 60));
    expect(namesIn(trained!)).toEqual(new Set(['yellow', 'red', 'green', 'brown']));
    expect(namesIn(tested!)).toEqual(new Set(['blue', 'purple', 'black', 'orange']));
    const others = tested!.flatMap(({ scene }) => (scene.kind === 'points' ? (scene.distractors ?? []) : []));
    expect(new Set(others.map((object) => object.name))).toEqual(new Set(['grey', 'olive']));
  });

  test('spp and tsp: 5 by 5 with labels from 2 hops; five objects, a fixed start', () => {
    const [path] = samplesOf(datasetPresets.spp.config, 'evaluation', 1);
    expect(path).toMatchObject({
      scene: { kind: 'lattice', size: 5, hasNodeLabels: true },
      items: [{ task: 'spp5', form: 'path' }],
    });
    const [route] = samplesOf(datasetPresets.tsp.config, 'evaluation', 1);
    expect(route!.items[0]).toMatchObject({ task: 'tsp5', form: 'route', names: [expect.any(String)] });
    expect(route!.scene.kind === 'points' && route!.scene.objects).toHaveLength(5);
  });
});
