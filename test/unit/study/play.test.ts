/** How a study is played: with stand-in workers. A real one is in test/e2e/study.test.ts. */
import { describe, expect, test, vi } from 'vitest';
import type { RunOutcome } from '../../../src/experiment/report.ts';
import { pooledChange } from '../../../src/experiment/statistics/pooled.ts';
import { type CellOutcome, playStudy } from '../../../src/study/play.ts';
import { readRunFile, writeRunFile } from '../../../src/study/run-file.ts';
import { type Cell, cellsOf, Study } from '../../../src/study/study.ts';
import { buildStudyReport } from '../../../src/study/study-report.ts';
import {
  servicesOf,
  shortConfig,
  skipPauses,
  standIns,
  type Trouble,
} from '../../fixtures/stand-in-workers.ts';

skipPauses();

const study = Study.parse({ base: shortConfig, arms: [[], ['direction'], ['distance']], seeds: [1, 2] });

/** Plays the study and gives what was kept; `had` are runs that were finished before. */
async function play(
  had: ReadonlyMap<string, CellOutcome> = new Map(),
  trouble: Trouble = {},
  signal?: AbortSignal,
  played = study,
) {
  const kept = new Map<string, RunOutcome>();
  const begun: string[] = [];
  const { workers, encoded } = standIns(trouble);
  const ending = await playStudy(played, {
    ...servicesOf(workers, signal ? { signal } : {}),
    finished: async ({ key }) => had.get(key) ?? null,
    onCell: ({ key }) => begun.push(key),
    onFinished: async ({ key }, outcome) => void kept.set(key, outcome),
  });
  return { ending, kept, begun, encoded };
}

test('all runs in order, and the base model answers once a seed', async () => {
  const asked = vi.fn();
  const { ending, kept, begun } = await play(new Map(), {
    answer: (prompts, adapter) => {
      if (adapter === null) asked(prompts.length);
      return prompts;
    },
  });
  expect(ending).toEqual({ ending: 'finished', message: null });
  expect(begun).toEqual(cellsOf(study).map(({ key }) => key));
  // Six items: before, and again as the control, a seed; the other arms take the first answers.
  expect(asked.mock.calls.flat().reduce((sum: number, each: number) => sum + each, 0)).toBe(2 * 2 * 6);
  const before = (key: string) => kept.get(key)!.items.map(({ item, before }) => [item.id, before]);
  expect(before('direction-seed1')).toEqual(before('none-seed1'));
  expect(before('distance-seed2')).toEqual(before('none-seed2'));
  expect(before('none-seed2')).not.toEqual(before('none-seed1'));
});

test('the pictures of the items are encoded once a seed, and anew for another seed', async () => {
  const { encoded } = await play();
  // Six items a seed, each with its own picture; ids are the same in both seeds.
  expect(encoded.length).toBe(2 * 6);
  expect(new Set(encoded).size).toBe(6);
});

test('a seed that lost its worker has its pictures encoded again', async () => {
  let losses = 0;
  const { ending, encoded } = await play(new Map(), {
    encode: () => {
      if (losses++ === 0) throw Object.assign(new Error('the engine broke'), { name: 'EngineBroken' });
    },
  });
  expect(ending.ending).toBe('finished');
  expect(encoded.length).toBe(3 * 6);
});

describe('a sweep', () => {
  const swept = (setting: string, values: number[], arms: Study['arms']) =>
    Study.parse({ base: shortConfig, arms, seeds: [1], sweep: { setting, values } });
  const countAsked = () => {
    const asked = { base: 0, adapted: 0 };
    const answer: Trouble['answer'] = (prompts, adapter) => {
      asked[adapter === null ? 'base' : 'adapted'] += prompts.length;
      return prompts;
    };
    return { asked, answer };
  };

  test('of a setting of training: the base model answers once for all values, and once more as the control', async () => {
    const { asked, answer } = countAsked();
    const study = swept('rank', [2, 4], [[], ['direction']]);
    const { kept, encoded } = await play(new Map(), { answer }, undefined, study);
    expect([...kept.keys()]).toEqual([
      'none-rank2-seed1',
      'direction-rank2-seed1',
      'none-rank4-seed1',
      'direction-rank4-seed1',
    ]);
    expect(kept.get('direction-rank4-seed1')!.config.lora.rank).toBe(4);
    expect(asked).toEqual({ base: 2 * 6, adapted: 2 * 6 });
    expect(encoded.length).toBe(6);
  });

  test('of what the base model sees: it answers for each value', async () => {
    const { asked, answer } = countAsked();
    await play(new Map(), { answer }, undefined, swept('place', [0, 1], [['direction'], ['distance']]));
    expect(asked).toEqual({ base: 2 * 6, adapted: 4 * 6 });
  });

  test('a value that is added keeps what is finished', async () => {
    const first = await play(new Map(), {}, undefined, swept('place', [0], [['direction']]));
    const more = swept('place', [0, 1], [['direction'], 'shuffled']);
    const { begun } = await play(first.kept, {}, undefined, more);
    expect(begun).toEqual(['shuffled-place0-seed1', 'direction-place1-seed1', 'shuffled-place1-seed1']);
  });
});

test('what is finished is not made again, and its answers serve the arms that are added', async () => {
  const first = (await play()).kept;
  const had = new Map([['distance-seed1', first.get('distance-seed1')!]]);
  const asked = vi.fn();
  const { begun, kept } = await play(had, {
    answer: (prompts, adapter) => {
      if (adapter === null) asked();
      return prompts;
    },
  });
  expect(begun).not.toContain('distance-seed1');
  expect(kept.size).toBe(5);
  expect(kept.get('direction-seed1')!.items).toEqual(first.get('direction-seed1')!.items);
});

test('a run that fails ends the study with its reason; those before are kept', async () => {
  let trainings = 0;
  const { ending, kept } = await play(new Map(), {
    step: (step) => {
      if (step === 0) trainings++;
      return trainings === 2 ? { ending: 'failed', message: 'the loss is no number' } : undefined;
    },
  });
  expect(ending).toEqual({ ending: 'failed', message: 'the loss is no number' });
  expect([...kept.keys()]).toEqual(['none-seed1', 'direction-seed1']);
});

test('a stop ends it', async () => {
  const { ending, kept } = await play(new Map(), {}, AbortSignal.abort());
  expect(ending).toEqual({ ending: 'stopped', message: null });
  expect(kept.size).toBe(0);
});

/** The run as if the base model had answered this many of its first paths wrongly. */
const withWrongPaths = (outcome: CellOutcome, count: number): CellOutcome => {
  const paths = outcome.items.filter(({ item }) => item.task === 'spp4').slice(0, count);
  return {
    ...outcome,
    items: outcome.items.map((result) =>
      paths.includes(result)
        ? { ...result, before: { ...result.before!, score: { ...result.before!.score, isCorrect: false } } }
        : result,
    ),
  };
};

test('its report: the change of each arm and task over the seeds that are finished', async () => {
  const { kept } = await play();
  const runs = cellsOf(study).map((cell) => {
    const outcome = kept.get(cell.key)!;
    return { cell, outcome: cell.arm === 'direction' ? withWrongPaths(outcome, cell.seed) : outcome };
  });
  const { rows, finished } = buildStudyReport(study, runs);
  expect(finished).toBe(6);
  expect(
    rows.map(({ arm, task, kind, seeds, change }) => [
      arm,
      task,
      kind,
      seeds.map(({ seed, items, before, after }) => [seed, items, before, after]),
      change.mean,
    ]),
  ).toEqual(
    ['none', 'direction', 'distance'].flatMap((arm) => [
      [
        arm,
        'direction',
        'basic',
        [
          [1, 3, 3, 3],
          [2, 3, 3, 3],
        ],
        0,
      ],
      arm === 'direction'
        ? [
            arm,
            'spp4',
            'composite',
            [
              [1, 3, 2, 3],
              [2, 3, 1, 3],
            ],
            0.5,
          ]
        : [
            arm,
            'spp4',
            'composite',
            [
              [1, 3, 3, 3],
              [2, 3, 3, 3],
            ],
            0,
          ],
    ]),
  );
  const changed = rows.find(({ change }) => change.mean > 0)!;
  // Two tasks, of which this has the smaller p: other arms are no part of its family.
  expect(changed.pHolm).toBeCloseTo(Math.min(1, 2 * changed.change.p!), 12);
  const half = buildStudyReport(study, runs.slice(0, 2)).rows;
  expect(half.map(({ arm, change, pHolm }) => [arm, change.interval, pHolm])).toEqual([
    ['none', null, null],
    ['none', null, null],
    ['direction', null, null],
    ['direction', null, null],
  ]);
});

test('an arm is held against shuffled answers on the items of the seeds that both have', () => {
  const played = Study.parse({ base: shortConfig, arms: ['shuffled', ['direction']], seeds: [1, 2] });
  const answered = (id: string, isRight: boolean) => ({
    text: id,
    score: { isParsed: true, isCorrect: isRight, lengthRatio: null },
  });
  /** A run with so many of three right paths after training, the last ones. */
  const withRight = async (cell: Cell, right: number) => {
    const { kept } = await play(new Map(), {}, undefined, played);
    const outcome = kept.get(cell.key)!;
    let place = 0;
    const items = outcome.items.map((result) =>
      result.item.task === 'spp4'
        ? { ...result, after: answered(result.item.id, place++ >= 3 - right) }
        : result,
    );
    return { cell, outcome: { ...outcome, items } };
  };
  return Promise.all(cellsOf(played).map((cell, i) => withRight(cell, [1, 3, 0, 2][i]!))).then((runs) => {
    const { rows } = buildStudyReport(played, runs);
    const [control, path] = ['shuffled', 'direction'].map((arm) =>
      rows.find((row) => row.arm === arm && row.task === 'spp4'),
    );
    expect(control!.beyondForm).toBeUndefined();
    // Two of three more in each seed.
    expect(path!.beyondForm).toEqual(
      pooledChange([1, 2].map(() => ({ items: 3, wrongToRight: 2, rightToWrong: 0 }))),
    );
    const [, alone] = buildStudyReport(played, runs.slice(1, 3)).rows.filter(
      ({ arm }) => arm === 'direction',
    );
    expect(alone!.beyondForm).toBeUndefined();
  });
});

test('a run’s file gives it back; another study’s, a cut one and one of another version are refused', async () => {
  const { kept } = await play();
  const cell: Cell = cellsOf(study)[1]!;
  const { adapter: _, ...outcome } = kept.get(cell.key)!;
  const text = writeRunFile(outcome);
  expect(readRunFile(text, 'f.json', cell)).toEqual(JSON.parse(JSON.stringify(outcome)));
  // Written before experiments had a budget.
  const former = JSON.parse(text);
  delete former.config.budget;
  delete former.report.config.budget;
  expect(readRunFile(JSON.stringify(former), 'f.json', cell)).toEqual(JSON.parse(JSON.stringify(outcome)));
  const other = { ...cell, config: { ...cell.config, questionsPerImage: 3 } };
  expect(() => readRunFile(text, 'f.json', other)).toThrow(
    'f.json: expected a run of this study, got one of other settings.',
  );
  expect(() => readRunFile(text.slice(0, 99), 'f.json', cell)).toThrow('got text that is no JSON');
  expect(() => readRunFile(text.replace('"version": 1', '"version": 9'), 'f.json', cell)).toThrow(
    'f.json: expected the file of a finished run as this version writes it, got another (version:',
  );
});
