/**
 * What a study found, in sentences that a class understands: one for each composite task, and one over all. The wording
 * follows the numbers of the report; nothing is tested here. Not here: the statistics (study-report.ts), the table
 * (src/headless/study-text.ts).
 */
import { optionOf } from '../experiment/option.ts';
import { type ChangedTask, significance, taskPhrase, verdict } from '../experiment/verdict.ts';
import type { ScoredTask } from '../sparkle/dataset/imported.ts';
import { series } from '../sparkle/style/wording.ts';
import { english } from '../words/english.ts';
import { readArm } from './study.ts';
import type { StudyReport, StudyRow } from './study-report.ts';

/**
 * What an arm did to a task: `rose` and `fell` if the adjusted p is below 0.05, `unclear` if it is not, `one-seed` if one
 * training says nothing about others.
 */
type Verdict = 'rose' | 'fell' | 'unclear' | 'one-seed';

/** What a study found about one task. */
interface TaskFinding {
  readonly task: ScoredTask;
  /** Of each arm, by its name; at the value of the sweep with the largest change. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
  /** One sentence. */
  readonly text: string;
}

/** What a study found. */
interface StudyFinding {
  /** Before all numbers: whether any training on basic skills transferred. Empty without such an arm that is finished. */
  readonly verdict: string;
  /** One sentence over all composite tasks; over the basic ones if no composite was scored. Empty without a finished run. */
  readonly summary: string;
  /** One sentence over all basic tasks; empty if `summary` is about them, and if none was scored. */
  readonly basics: string;
  /** Of the tasks of the summary, in their order. */
  readonly tasks: readonly TaskFinding[];
  /** What a study of this size can show, as a sentence. Empty without a finished run. */
  readonly reach: string;
}

/** The verdict on one row of a report. */
export function verdictOf({ change, pHolm }: StudyRow): Verdict {
  if (pHolm === null) return 'one-seed';
  if (pHolm >= significance) return 'unclear';
  return change.mean > 0 ? 'rose' : 'fell';
}

/** The finding of a study's report. */
export function studyFinding({ study, rows: all }: StudyReport): StudyFinding {
  const kind = all.some((row) => row.kind === 'composite') ? 'composite' : 'basic';
  const told = all.filter(isTold);
  const rows = told.filter((row) => row.kind === kind);
  const setting = study.sweep?.setting ?? null;
  const tasks = [...new Set(rows.map(({ task }) => task))].map((task): TaskFinding => {
    const ofTask = rows.filter((row) => row.task === task);
    const arms = armsOf(ofTask);
    return {
      task,
      verdicts: Object.fromEntries(arms.map((each) => [each[0]!.arm, verdictOf(largest(each))])),
      text: study.sweep
        ? arms.map((each) => sweptSentence(each, study.sweep!.setting)).join(' ')
        : sentence(ofTask),
    };
  });
  const basicRows = kind === 'basic' ? [] : told.filter((row) => row.kind === 'basic');
  const summary = summaryOf(rows, kind, setting);
  const basics = summaryOf(basicRows, 'basic', setting);
  return {
    verdict: transferOf(rows),
    summary,
    // Of one seed both say the same: that it is one training.
    basics: basics === summary ? '' : basics,
    tasks,
    reach: reachOf(rows),
  };
}

/** Whether an arm trains on basic skills: what comes of others is no transfer. */
function isOfSkills({ arm }: StudyRow): boolean {
  const value = readArm(arm);
  return value !== null && typeof value !== 'string' && value.length > 0;
}

/**
 * The verdict over all arms that train on basic skills: a task rose if it did with one of them, and clearly more than with
 * shuffled answers where these were trained on too.
 */
function transferOf(all: readonly StudyRow[]): string {
  const rows = all.filter(isOfSkills);
  if (rows.length === 0) return '';
  if (rows.every((row) => verdictOf(row) === 'one-seed'))
    return 'One training with each choice: see what it did, and repeat it with other seeds before you believe it.';
  const isBeyondForm = ({ beyondForm }: StudyRow) => !beyondForm?.interval || beyondForm.interval.low > 0;
  const changed = [...new Set(rows.map(({ task }) => task))].map((task): ChangedTask => {
    const own = rows.filter((row) => row.task === task);
    if (own.some((row) => verdictOf(row) === 'rose' && isBeyondForm(row))) return { task, change: 'rose' };
    const hasFallen =
      own.some((row) => verdictOf(row) === 'fell') && !own.some((row) => verdictOf(row) === 'rose');
    return { task, change: hasFallen ? 'fell' : 'unclear' };
  });
  const isOnlyForm = rows.some((row) => verdictOf(row) === 'rose' && !isBeyondForm(row));
  const said = verdict(readArm('all')!, changed, english.finding);
  return isOnlyForm
    ? `${said} What rose without being clearly ahead of shuffled answers is not counted.`
    : said;
}

/** How well the mean changes of the tasks are known. */
function reachOf(rows: readonly StudyRow[]): string {
  const trained = rows.filter(({ arm }) => arm !== 'none');
  const first = trained[0]?.seeds[0];
  if (!first) return '';
  const halves = trained
    .flatMap(({ change: { interval } }) => (interval ? [(interval.high - interval.low) / 2] : []))
    .sort((a, b) => a - b);
  const items = `${first.items} items a task`;
  if (halves.length === 0)
    return `With one seed and ${items}, it is not known how far one training differs from the next.`;
  const seeds = Math.max(...trained.map((row) => row.seeds.length));
  const half = halves[Math.floor(halves.length / 2)]!;
  return `With ${inWords(seeds)} seeds and ${items}, half of the mean changes are known to ±${points(half)} points or better: smaller effects stay unseen.`;
}

/** Training on nothing changes nothing: only if answers changed all the same is it told. */
const isTold = ({ arm, seeds }: StudyRow): boolean =>
  arm !== 'none' || seeds.some(({ wrongToRight, rightToWrong }) => wrongToRight + rightToWrong > 0);

/** Rows by arm, in their order. */
const armsOf = (rows: readonly StudyRow[]): StudyRow[][] =>
  [...new Set(rows.map(({ arm }) => arm))].map((arm) => rows.filter((row) => row.arm === arm));

/** The row with the largest change. */
const largest = (rows: readonly StudyRow[]): StudyRow =>
  rows.reduce((most, row) => (Math.abs(row.change.mean) > Math.abs(most.change.mean) ? row : most));

/** What an arm trains on, to follow "training on". */
export function armPhrase(name: string): string {
  const arm = readArm(name);
  if (arm === 'composite') return 'the composite tasks themselves';
  if (arm === 'shuffled') return 'shuffled answers';
  if (arm === null || typeof arm === 'string') return name;
  if (arm.length === 0) return 'nothing';
  return name === 'all' ? 'all three basic skills' : series(arm);
}

const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const inWords = (count: number): string => numbers[count] ?? String(count);

/** A share in points, with the minus sign of print. */
const points = (share: number): string => String(Math.round(share * 100) || 0).replace('-', '−');
const signed = (share: number): string => `${Math.round(share * 100) > 0 ? '+' : ''}${points(share)}`;

/** 'mean +43 points, 95 % 35 to 51'; of one seed, its counts. */
function measured({ change: { mean, interval }, seeds }: StudyRow): string {
  const [first] = seeds;
  if (!interval) return `from ${first!.before} to ${first!.after} of ${first!.items}`;
  const unit = Math.abs(Math.round(mean * 100)) === 1 ? 'point' : 'points';
  return `mean ${signed(mean)} ${unit}, 95 % ${points(interval.low)} to ${points(interval.high)}`;
}

const upIn = (row: StudyRow, sign: 1 | -1): number =>
  row.seeds.filter(({ before, after }) => (after - before) * sign > 0).length;

/** Where a sentence names the task, the first time; afterwards it says "it". */
const here = '{task}';

/** 'all five trainings on A raised the task (…)', or on A (…) and B (…): how many, which arms and what was measured. */
function clearClause(rows: readonly StudyRow[], sign: 1 | -1): string {
  const count = rows[0]!.seeds.length;
  const isAll = rows.every((row) => row.seeds.length === count && upIn(row, sign) === count);
  const numbers = rows.map(
    (row) => ` (${measured(row)}${isAll ? '' : `, in ${upIn(row, sign)} of ${row.seeds.length}`})`,
  );
  const opening = !isAll ? 'trainings' : count === 2 ? 'both trainings' : `all ${inWords(count)} trainings`;
  const verb = sign > 0 ? 'raised' : 'lowered';
  if (rows.length === 1) return `${opening} on ${armPhrase(rows[0]!.arm)} ${verb} ${here}${numbers[0]}`;
  const named = rows.map((row, i) => `${armPhrase(row.arm)}${numbers[i]}`);
  return `${opening} on ${series(named)} ${verb} ${here}`;
}

/** One sentence on a task: what is clear, then what is not. */
function sentence(rows: readonly StudyRow[]): string {
  const of = (verdict: Verdict) => rows.filter((row) => verdictOf(row) === verdict);
  const [rose, fell, unclear, single] = [of('rose'), of('fell'), of('unclear'), of('one-seed')];
  const clauses: string[] = [];
  if (rose.length > 0) clauses.push(clearClause(rose, 1));
  if (fell.length > 0) clauses.push(clearClause(fell, -1));
  if (unclear.length > 0) {
    const named = series(unclear.map((row) => `${armPhrase(row.arm)} (${measured(row)})`));
    const isOne = unclear.length === 1;
    const did = rose.length > 0 && fell.length > 0 ? `changed ${here} not clearly` : 'did not clearly';
    if (clauses.length === 0) clauses.push(`${here} was not clearly changed by training on ${named}`);
    else if (isOne)
      clauses.push(`training on ${armPhrase(unclear[0]!.arm)} ${did} (${measured(unclear[0]!)})`);
    else clauses.push(`trainings on ${named} ${did}`);
  }
  if (single.length > 0) {
    const named = single.map((row) => `${measured(row)} with the one training on ${armPhrase(row.arm)}`);
    clauses.push(`${here} went ${series(named)}, which says nothing about other trainings`);
  }
  return [written(clauses.join('; '), rows[0]!.task), ...rose.flatMap(ahead)].join(' ');
}

/** What an arm did beyond the form of its answers: that one is clear and the other is not would not show it. */
function ahead({ arm, beyondForm }: StudyRow): string[] {
  if (!beyondForm?.interval) return [];
  const { mean, interval } = beyondForm;
  const within = `95 % ${points(interval.low)} to ${points(interval.high)}`;
  const isClear = interval.low > 0 ? '' : ', which is not clear';
  return [
    `Against shuffled answers, training on ${armPhrase(arm)} makes a difference of ${signed(mean)} points (${within})${isClear}.`,
  ];
}

/** The clauses as one sentence about a task. */
function written(text: string, task: ScoredTask): string {
  const [first = '', ...others] = text.split(here);
  const full = `${first}${others.length > 0 ? taskPhrase(task, english.finding) : ''}${others.join('it')}`;
  return `${full[0]!.toUpperCase()}${full.slice(1)}.`;
}

/** One sentence on a task and an arm over the values of a sweep. */
function sweptSentence(rows: readonly StudyRow[], setting: string): string {
  const label = optionOf(setting).label.toLowerCase();
  const at = (some: readonly StudyRow[]) => `${label} ${series(some.map(({ value }) => String(value)))}`;
  const most = largest(rows);
  const of = (verdict: Verdict) => rows.filter((row) => verdictOf(row) === verdict);
  const [rose, fell, unclear] = [of('rose'), of('fell'), of('unclear')];
  const opening = `trained on ${armPhrase(most.arm)}, ${here}`;
  const extreme = `most at ${at([most])} (${measured(most)})`;
  if (of('one-seed').length > 0)
    return written(
      `${opening} changed ${extreme}; with one training each, this says nothing about other trainings`,
      most.task,
    );
  const clauses = [
    ...(rose.length > 0 ? [`rose clearly at ${at(rose)}`] : []),
    ...(fell.length > 0 ? [`fell clearly at ${at(fell)}`] : []),
    ...(unclear.length > 0 ? [`did not change clearly at ${at(unclear)}`] : []),
  ];
  return written(`${opening} ${series(clauses)}; it changed ${extreme}`, most.task);
}

/** How many tasks each arm changed clearly, arms that changed none together. `kind`: of which kind the tasks are. */
function summaryOf(rows: readonly StudyRow[], kind: string, setting: string | null): string {
  const total = new Set(rows.map(({ task }) => task)).size;
  if (total === 0) return '';
  const counted = armsOf(rows).map((ofArm) => {
    const found = [...new Set(ofArm.map(({ task }) => task))].map((task) =>
      verdictOf(largest(ofArm.filter((row) => row.task === task))),
    );
    const count = (verdict: Verdict) => found.filter((each) => each === verdict).length;
    return { arm: ofArm[0]!.arm, rose: count('rose'), fell: count('fell'), single: count('one-seed') };
  });
  const named = (some: typeof counted) => series(some.map(({ arm }) => armPhrase(arm)));
  const [single, tested] = [
    counted.filter((each) => each.single > 0),
    counted.filter((each) => each.single === 0),
  ];
  const none = tested.filter(({ rose, fell }) => rose + fell === 0);
  const where = setting === null ? '' : `, at some ${optionOf(setting).label.toLowerCase()}`;
  const clauses = tested
    .filter(({ rose, fell }) => rose + fell > 0)
    .map(({ arm, rose, fell }) => {
      const of = (verb: string, count: number) =>
        count === 0
          ? []
          : total === 1
            ? [verb]
            : [`${verb} ${count === total ? `all ${inWords(count)}` : inWords(count)}`];
      const what = series([...of('raised', rose), ...of('lowered', fell)]);
      const things =
        total === 1
          ? `the ${kind} task that was scored`
          : Math.max(rose, fell) === total
            ? `${kind} tasks`
            : `of the ${inWords(total)} ${kind} tasks`;
      return `training on ${armPhrase(arm)} clearly ${what} ${things}${where}`;
    });
  const noTask = clauses.length > 0 ? 'none' : `no ${kind} task`;
  if (none.length > 0) clauses.push(`training on ${named(none)} clearly changed ${noTask}`);
  if (single.length > 0)
    clauses.push(
      `one training ${single.length > 1 ? 'each ' : ''}on ${named(single)} says nothing about others`,
    );
  const text = clauses.join('; ');
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}
