/** What a study found, in sentences, for reports whose numbers are given. */
import { describe, expect, test } from 'vitest';
import { pooledChange, pooledShare } from '../../../src/experiment/statistics/pooled.ts';
import { holmAdjust } from '../../../src/experiment/statistics/tests.ts';
import type { Task } from '../../../src/sparkle/tasks.ts';
import { readArm, Study } from '../../../src/study/study.ts';
import { armPhrase, studyFinding as findingOf, verdictOf } from '../../../src/study/study-finding.ts';
import type { StudyReport, StudyRow } from '../../../src/study/study-report.ts';
import { english } from '../../../src/words/english.ts';
import { german } from '../../../src/words/german.ts';

/** Right answers of 100 after training, a seed each; the base model has 10. */
type Given = { arm: string; value?: number; task?: Task; after: number[] };

/** A report as buildStudyReport makes it of such runs. */
function reportOf(given: readonly Given[], sweep: Study['sweep'] = null): StudyReport {
  const rows = given.map(({ arm, value = null, task = 'spp4', after }): StudyRow => {
    const seeds = after.map((right, i) => ({
      seed: i + 1,
      items: 100,
      before: 10,
      after: right,
      wrongToRight: Math.max(0, right - 10),
      rightToWrong: Math.max(0, 10 - right),
    }));
    return {
      arm,
      value,
      task,
      kind: task.startsWith('spp') || task.startsWith('tsp') ? 'composite' : 'basic',
      seeds,
      before: pooledShare(seeds.map(({ items, before }) => ({ items, right: before }))),
      after: pooledShare(seeds.map(({ items, after: right }) => ({ items, right }))),
      change: pooledChange(seeds),
      pHolm: null,
      blindBaseline: 0.05,
    };
  });
  const isOne = (a: StudyRow, b: StudyRow) => a.arm === b.arm && a.value === b.value;
  const adjusted = rows.map((row) => {
    const family = rows.filter((each) => isOne(each, row));
    if (row.change.p === null) return row;
    return { ...row, pHolm: holmAdjust(family.map(({ change }) => change.p!))[family.indexOf(row)]! };
  });
  const arms = [...new Set(given.map(({ arm }) => arm))].map((name) => readArm(name)!);
  return { study: Study.parse({ arms, seeds: [1], sweep }), finished: 1, rows: adjusted };
}

const studyFinding = (report: StudyReport) => findingOf(report, english);

const five = [52, 53, 55, 50, 56];
const nothing = [10, 10, 10, 10, 10];
const noise = [12, 9, 11, 13, 10];

const textOf = (given: readonly Given[]) => studyFinding(reportOf(given)).tasks[0]!.text;

test('what a class understands: the skills did it, the form of answers did not', () => {
  const { arms, tasks } = studyFinding(
    reportOf([
      { arm: 'none', after: nothing },
      { arm: 'all', after: five },
      { arm: 'shuffled', after: noise },
    ]),
  );
  expect(tasks).toEqual([
    {
      task: 'spp4',
      verdicts: { all: 'rose', shuffled: 'unclear' },
      text: 'All five trainings on all three basic skills raised shortest path 4 × 4 (mean +43 points, 95 % 37 to 49); training on shuffled answers did not clearly (mean +1 point, 95 % −1 to 3).',
    },
  ]);
  expect(arms).toEqual([
    { arm: 'all', name: 'all three basic skills', text: 'clearly better at the composite task' },
    { arm: 'shuffled', name: 'shuffled answers', text: 'no task clearly changed' },
  ]);
});

describe('the sentence on a task', () => {
  test('several arms that raised it, one that lowered it, and several that did neither', () => {
    expect(
      textOf([
        { arm: 'all', after: five },
        { arm: 'composite', after: [90, 91, 92, 93, 94] },
        { arm: 'direction', after: [1, 2, 1, 0, 1] },
        { arm: 'distance', after: noise },
        { arm: 'shuffled', after: nothing },
      ]),
    ).toBe(
      'All five trainings on all three basic skills (mean +43 points, 95 % 37 to 49) and the composite tasks themselves (mean +82 points, 95 % 77 to 87) raised shortest path 4 × 4; all five trainings on direction lowered it (mean −9 points, 95 % −13 to −5); trainings on distance (mean +1 point, 95 % −1 to 3) and shuffled answers (mean 0 points, 95 % −1 to 1) changed it not clearly.',
    );
  });

  test('a mean that is clear though not every training went that way', () => {
    expect(textOf([{ arm: 'all', after: [9, 55, 56, 54, 57, 55, 56, 58] }])).toMatch(
      /^Trainings on all three basic skills raised shortest path 4 × 4 \(mean \+40 points, 95 % \d+ to \d+, in 7 of 8\)\.$/,
    );
  });

  test('an arm that raised it is held against shuffled answers', () => {
    const [row] = reportOf([{ arm: 'all', after: five }]).rows;
    const told = (low: number) => {
      const beyondForm = { mean: 0.42, interval: { low, high: 0.5 }, p: 0.01 };
      const study = Study.parse({ arms: [[]], seeds: [1] });
      return studyFinding({ study, finished: 1, rows: [{ ...row!, beyondForm }] }).tasks[0]!.text;
    };
    expect(told(0.35)).toMatch(
      /95 % 37 to 49\)\. Against shuffled answers, training on all three basic skills makes a difference of \+42 points \(95 % 35 to 50\)\.$/,
    );
    expect(told(-0.02)).toMatch(/\(95 % −2 to 50\), which is not clear\.$/);
  });

  test('nothing is clear', () => {
    expect(textOf([{ arm: 'direction+distance', after: noise }])).toMatch(
      /^Shortest path 4 × 4 was not clearly changed by training on direction and distance \(mean \+1 point, /,
    );
  });

  test('two seeds are both; one says nothing about others', () => {
    expect(textOf([{ arm: 'all', after: [80, 81] }])).toMatch(
      /^Both trainings on all three basic skills raised/,
    );
    expect(
      textOf([
        { arm: 'all', after: [52] },
        { arm: 'shuffled', after: [9] },
      ]),
    ).toBe(
      'Shortest path 4 × 4 went from 10 to 52 of 100 with the one training on all three basic skills and from 10 to 9 of 100 with the one training on shuffled answers, which says nothing about other trainings.',
    );
  });

  test('a control that trained nothing is told only if answers changed', () => {
    expect(studyFinding(reportOf([{ arm: 'none', after: nothing }]))).toEqual({
      verdict: '',
      arms: [],
      tasks: [],
      reach: '',
    });
    expect(textOf([{ arm: 'none', after: noise }])).toMatch(/by training on nothing \(mean \+1 point/);
  });
});

test('each arm has a line: the tasks that it changed, or what its one training did', () => {
  const tasks: Task[] = ['spp4', 'spp5', 'tsp4'];
  const of = (arm: string, after: readonly number[][]): Given[] =>
    tasks.map((task, i) => ({ arm, task, after: after[i]! }));
  const { arms, tasks: found } = studyFinding(
    reportOf([
      ...of('all', [five, five, [1, 2, 1, 0, 1]]),
      ...of('distance', [noise, noise, noise]),
      ...of('shuffled', [noise, noise, noise]),
      ...of('composite', [[90], [90], [90]]),
    ]),
  );
  expect(arms.map(({ name, text }) => `${name}: ${text}`)).toEqual([
    'all three basic skills: clearly better at two of the three composite tasks (shortest path 4 × 4 and shortest path 5 × 5); clearly worse at one of the three composite tasks (route through 4)',
    'distance: no task clearly changed',
    'shuffled answers: no task clearly changed',
    'the composite tasks themselves: composite tasks from 30 to 270 of 300 right with one training, which says nothing about others',
  ]);
  expect(found.map(({ task, verdicts }) => [task, verdicts.all, verdicts.composite])).toEqual([
    ['spp4', 'rose', 'one-seed'],
    ['spp5', 'rose', 'one-seed'],
    ['tsp4', 'fell', 'one-seed'],
  ]);
});

test('without composite tasks the basic ones are told', () => {
  const { arms, tasks } = studyFinding(reportOf([{ arm: 'all', task: 'direction', after: five }]));
  expect(tasks[0]!.text).toMatch(/^All five trainings on all three basic skills raised direction \(/);
  expect(arms.map(({ text }) => text)).toEqual(['clearly better at the basic task']);
});

test('the verdict is about trainings on basic skills, and about what is beyond the form of answers', () => {
  const verdictOn = (given: readonly Given[]) => studyFinding(reportOf(given)).verdict;
  expect(verdictOn([{ arm: 'all', after: five }])).toBe('It transferred to shortest paths.');
  expect(
    verdictOn([
      { arm: 'all', after: noise },
      { arm: 'composite', after: five },
    ]),
  ).toBe('No sign that it transferred.');
  expect(verdictOn([{ arm: 'composite', after: five }])).toBe('');
  expect(verdictOn([{ arm: 'all', after: [52] }])).toMatch(/^One training with each choice: /);
  const [row] = reportOf([{ arm: 'all', after: five }]).rows;
  const study = Study.parse({ arms: [[]], seeds: [1] });
  const beyondForm = { mean: 0.02, interval: { low: -0.1, high: 0.2 }, p: 0.6 };
  expect(studyFinding({ study, finished: 1, rows: [{ ...row!, beyondForm }] }).verdict).toBe(
    'No sign that it transferred. What rose without being clearly ahead of shuffled answers is not counted.',
  );
});

test('of several choices of skills the verdict says from which it transferred', () => {
  const verdictOn = (given: readonly Given[]) => studyFinding(reportOf(given)).verdict;
  const all = { arm: 'all', after: five };
  const unclear = ['direction', 'distance'].map((arm) => ({ arm, after: noise }));
  const fallen = { arm: 'localization', after: [1, 2, 1, 0, 1] };
  expect(verdictOn([...unclear, { arm: 'localization', after: five }, all])).toBe(
    'It transferred from localization and from all three basic skills, not clearly from the other two.',
  );
  expect(verdictOn([unclear[0]!, all])).toBe(
    'It transferred from all three basic skills, not clearly from direction.',
  );
  expect(verdictOn([...unclear, fallen, all])).toBe(
    'It transferred from all three basic skills, not clearly from two others; training on localization made it worse.',
  );
  expect(verdictOn([{ arm: 'direction', after: five }, all])).toBe(
    'It transferred from every choice of skills.',
  );
  expect(verdictOn([unclear[0]!, fallen])).toBe('It got worse at shortest paths.');
  // What a basic task did is no transfer.
  expect(
    verdictOn([
      { arm: 'direction', after: noise },
      { arm: 'direction', task: 'direction', after: five },
      { arm: 'all', after: noise },
    ]),
  ).toBe('No sign that it transferred.');
});

test('the same in German', () => {
  const { verdict, arms, tasks, reach } = findingOf(
    reportOf([
      { arm: 'direction', after: noise },
      { arm: 'all', after: five },
      { arm: 'shuffled', after: [1, 2, 1, 0, 1] },
    ]),
    german,
  );
  expect(verdict).toMatch(
    /^Training auf alle drei Grundfähigkeiten hat sich übertragen, das auf \S+ nicht deutlich\.$/,
  );
  expect(arms.map(({ text }) => text)).toEqual([
    'keine Aufgabe deutlich verändert',
    'deutlich besser bei der zusammengesetzten Aufgabe',
    'deutlich schlechter bei der zusammengesetzten Aufgabe',
  ]);
  expect(tasks[0]!.text).toMatch(
    /^„.*“ wurde deutlich besser durch alle fünf Trainings auf alle drei Grundfähigkeiten \(im Mittel \+43 Punkte, 95 % 37 bis 49\); es wurde deutlich schlechter durch alle fünf Trainings auf vertauschte Antworten \(.*\); es änderte sich nicht deutlich durch Training auf \S+ \(im Mittel \+1 Punkt, 95 % −1 bis 3\)\.$/,
  );
  expect(reach).toMatch(/^Mit fünf Startwerten und 100 Aufgaben je Aufgabenart ist die Hälfte/);
});

test('basic tasks stand in the line of the arm, and the size of a study has its reach', () => {
  const { arms, reach } = studyFinding(
    reportOf([
      { arm: 'all', task: 'direction', after: five },
      { arm: 'all', task: 'distance', after: noise },
      { arm: 'all', after: five },
    ]),
  );
  expect(arms.map(({ text }) => text)).toEqual([
    'clearly better at the composite task and one of the two basic tasks (direction)',
  ]);
  expect(reach).toMatch(
    /^With five seeds and 100 items a task, half of the mean changes are known to ±\d points/,
  );
});

test('a sweep: where it is clear, and where it is most', () => {
  const sweep = { setting: 'place', values: [0, 0.5, 1] };
  const at = (arm: string, afters: readonly number[][]): Given[] =>
    afters.map((after, i) => ({ arm, value: sweep.values[i]!, after }));
  const report = reportOf(
    [...at('none', [nothing, nothing, nothing]), ...at('all', [noise, five, [92, 90, 91, 90, 92]])],
    sweep,
  );
  const { arms, tasks } = studyFinding(report);
  expect(tasks).toEqual([
    {
      task: 'spp4',
      verdicts: { all: 'rose' },
      text: 'Trained on all three basic skills, shortest path 4 × 4 rose clearly at strength of place 0.5 and 1 and did not change clearly at strength of place 0; it changed most at strength of place 1 (mean +81 points, 95 % 76 to 86).',
    },
  ]);
  expect(arms.map(({ text }) => text)).toEqual([
    'clearly better at the composite task, at some strength of place',
  ]);
  const single = studyFinding(reportOf(at('all', [[10], [30], [50]]), sweep)).tasks[0]!;
  expect(single.text).toBe(
    'Trained on all three basic skills, shortest path 4 × 4 changed most at strength of place 1 (from 10 to 50 of 100); with one training each, this says nothing about other trainings.',
  );
  expect(single.verdicts).toEqual({ all: 'one-seed' });
});

test('the verdict is by the adjusted p and the sign of the mean', () => {
  const [row] = reportOf([{ arm: 'all', after: five }]).rows;
  expect(verdictOf({ ...row!, pHolm: 0.049 })).toBe('rose');
  expect(verdictOf({ ...row!, pHolm: 0.05 })).toBe('unclear');
  expect(verdictOf({ ...row!, pHolm: null })).toBe('one-seed');
  expect(verdictOf({ ...row!, pHolm: 0.01, change: { ...row!.change, mean: -0.1 } })).toBe('fell');
});

test('arms as a sentence names them', () => {
  expect(
    ['none', 'all', 'direction', 'direction+localization', 'composite', 'shuffled'].map((name) =>
      armPhrase(name, english),
    ),
  ).toEqual([
    'nothing',
    'all three basic skills',
    'direction',
    'direction and localization',
    'the composite tasks themselves',
    'shuffled answers',
  ]);
});
