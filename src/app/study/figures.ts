/** A study's report as its figures take it. Not here: the report (src/study/study-report.ts), the drawings (figures/). */
import { type Arm, armRow, arms } from '../../experiment/arms.ts';
import { readArm } from '../../study/study.ts';
import type { StudyReport, StudyRow } from '../../study/study-report.ts';
import { words } from '../../words/words.ts';
import type { ArmMark } from '../figures/arm-marks.tsx';
import type { Difference } from '../figures/difference-table.tsx';
import type { Hue } from '../figures/palette.ts';
import type { Series, TaskRow } from '../figures/series.ts';
import type { SweepPoint } from '../figures/sweep-curves.tsx';
import { armText, settingText, valueText } from './words.ts';

/** The hue of the one skill that an arm trains on, or of the composites; null for others. */
function hueOf(arm: Arm | null): Hue | null {
  if (arm === 'composite') return arm;
  return arm !== null && typeof arm !== 'string' && arm.length === 1 ? arm[0]! : null;
}

const isControl = (arm: Arm | null): boolean =>
  arm !== null && arms.some(({ name }) => name === armRow(arm).name);

function seriesOf(name: string, label = armText(name)): Series {
  const arm = readArm(name);
  return { name: label, hue: hueOf(arm), isControl: isControl(arm) };
}

const share = (count: number, items: number): number => (items === 0 ? 0 : count / items);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** The tasks of a report; before training, every seed that is there counts once, whichever arms have it. */
function tasksOf({ rows }: StudyReport): TaskRow[] {
  return [...new Set(rows.map(({ task }) => task))].map((task) => {
    const own = rows.filter((row) => row.task === task);
    const before = new Map(
      own.flatMap(({ seeds }) => seeds.map((each) => [each.seed, share(each.before, each.items)])),
    );
    return {
      task,
      kind: own[0]!.kind,
      before: mean([...before.values()]),
      blind: mean(own.map(({ blindBaseline }) => blindBaseline)),
    };
  });
}

const seedsOf = ({ seeds }: StudyRow): number[] => seeds.map(({ after, items }) => share(after, items));

/** What the three figures of a study draw. Without a sweep there are no points; with one, no marks. */
export function figuresOf(report: StudyReport) {
  const { rows, study } = report;
  const names = [...new Set(rows.map(({ arm }) => arm))];
  const tasks = tasksOf(report);
  const { sweep } = study;
  // In the table, each value of a sweep is a column of its own.
  const columns = [...new Set(rows.map(columnOf))];
  const labels = columns.map((column) => {
    const { arm, value } = rows.find((row) => columnOf(row) === column)!;
    return seriesOf(
      arm,
      value === null ? undefined : words.value.study.armAt(armText(arm), valueText(value)),
    );
  });
  const differences = rows.map(
    (row): Difference => ({
      series: columns.indexOf(columnOf(row)),
      task: row.task,
      mean: row.change.mean,
      interval: row.change.interval,
      p: row.pHolm,
    }),
  );
  const placed = rows.map((row) => ({
    series: names.indexOf(row.arm),
    task: row.task,
    value: row.value,
    mean: row.after.mean,
    interval: row.after.interval,
    seeds: seedsOf(row),
  }));
  return {
    series: names.map((name) => seriesOf(name)),
    tasks,
    marks: sweep ? [] : placed.map(({ value: _, ...mark }): ArmMark => ({ ...mark, before: null })),
    points: placed.flatMap((point): SweepPoint[] =>
      point.value === null ? [] : [{ ...point, value: point.value }],
    ),
    labels,
    differences,
    setting: sweep ? settingText(sweep.setting) : null,
    ...aboutTexts(rows, tasks.length),
  };
}

const columnOf = ({ arm, value }: StudyRow): string => `${arm} ${value}`;

/** What the intervals are in the figure and in the table, which follows from how many seeds are finished; and what p is. */
function aboutTexts(rows: readonly StudyRow[], tasks: number): { about: string; aboutTable: string } {
  const say = words.value.study;
  const counts = rows.map(({ seeds }) => seeds.length);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  const p = rows.some(({ pHolm }) => pHolm !== null) ? say.adjusted(tasks) : '';
  if (most === 1) return { about: say.oneSeed, aboutTable: `${say.oneSeed} ${p}`.trim() };
  return {
    about: say.whiskers(fewest, most),
    aboutTable: `${say.intervals(fewest, most)} ${p}`.trim(),
  };
}
