/**
 * What a study found, so that a class understands it: a verdict over all, a line for each arm, a sentence for each task. It
 * follows the numbers of the report; nothing is tested here. Not here: the statistics (study-report.ts), the words
 * (src/words/english/study-finding.ts), the table (src/headless/study-text.ts).
 */
import { optionOf } from '../experiment/option.ts';
import { type ChangedTask, significance, taskPhrase, verdict } from '../experiment/verdict.ts';
import { isImportedTask, type ScoredTask } from '../sparkle/dataset/imported.ts';
import { partsOfTask } from '../sparkle/task/task-name.ts';
import type { KindFacts, MeasuredChange, TaskFacts } from '../words/english/study-finding.ts';
import type { Words } from '../words/english.ts';
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

/** What an arm did. */
interface ArmFinding {
  readonly arm: string;
  /** What it trains on. */
  readonly name: string;
  /** What became of the composite and of the basic tasks, to follow its name. */
  readonly text: string;
}

/** What a study found. */
interface StudyFinding {
  /** Before all numbers, one sentence: whether any training on basic skills transferred. Empty without such an arm that is finished. */
  readonly verdict: string;
  /** Of each arm with a finished run, in the order of the study. */
  readonly arms: readonly ArmFinding[];
  /** Of the composite tasks, of the basic ones if no composite was scored; in their order. */
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

/** The kinds of tasks that an arm's line counts, in their order. */
const kinds = ['composite', 'basic'] as const;

/** The finding of a study's report. */
export function studyFinding({ study, rows: all }: StudyReport, say: Words): StudyFinding {
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
      text:
        setting === null
          ? say.study.finding.task(factsOf(ofTask, say))
          : arms.map((each) => sweptSentence(each, setting, say)).join(' '),
    };
  });
  return {
    verdict: transferOf(rows, say),
    arms: armsOf(told.filter(({ kind }) => kinds.some((each) => each === kind))).map((own) =>
      armFinding(own, setting, say),
    ),
    tasks,
    reach: reachOf(rows, say),
  };
}

/** Whether an arm trains on basic skills: what comes of others is no transfer. */
function isOfSkills({ arm }: StudyRow): boolean {
  const value = readArm(arm);
  return value !== null && typeof value !== 'string' && value.length > 0;
}

/** A task without a variant or a control: these are shown, and no verdict is about them. */
function isPlain({ task }: StudyRow): boolean {
  if (isImportedTask(task)) return false;
  const { variant, control } = partsOfTask(task);
  return variant === null && control === null;
}

/** What is beyond the form of answers, as far as the study can tell. */
const isBeyondForm = ({ beyondForm }: StudyRow): boolean =>
  !beyondForm?.interval || beyondForm.interval.low > 0;

/** What became of tasks: one rose if it did in a row, and clearly more than with shuffled answers where these were trained on too. */
function changeIn(rows: readonly StudyRow[]): ChangedTask['change'] {
  if (rows.some((row) => verdictOf(row) === 'rose' && isBeyondForm(row))) return 'rose';
  const hasFallen = rows.some((row) => verdictOf(row) === 'fell');
  return hasFallen && !rows.some((row) => verdictOf(row) === 'rose') ? 'fell' : 'unclear';
}

/**
 * The verdict over all arms that train on basic skills. Where composite tasks rose, and there are several such arms, it says
 * with which of them; else what became of which tasks.
 */
function transferOf(all: readonly StudyRow[], say: Words): string {
  const rows = all.filter(isOfSkills);
  const { finding } = say.study;
  if (rows.length === 0) return '';
  if (rows.every((row) => verdictOf(row) === 'one-seed')) return finding.oneTrainingEach;
  const isOnlyForm = rows.some((row) => verdictOf(row) === 'rose' && !isBeyondForm(row));
  const said = transferByArm(rows, say) ?? transferByTask(rows, say);
  return isOnlyForm ? `${said} ${finding.onlyForm}` : said;
}

/** Which arms transferred; null if none did, if there is only one, or if no composite task was scored. */
function transferByArm(rows: readonly StudyRow[], say: Words): string | null {
  const arms = armsOf(rows.filter((row) => row.kind === 'composite' && isPlain(row))).map((own) => ({
    name: armPhrase(own[0]!.arm, say),
    change: changeIn(own),
  }));
  const of = (change: ChangedTask['change']) =>
    arms.flatMap((each) => (each.change === change ? [each.name] : []));
  const facts = { rose: of('rose'), fell: of('fell'), unclear: of('unclear') };
  return arms.length < 2 || facts.rose.length === 0 ? null : say.study.finding.transferred(facts);
}

/** What became of which tasks, over all arms. */
const transferByTask = (rows: readonly StudyRow[], say: Words): string =>
  verdict(
    readArm('all')!,
    [...new Set(rows.map(({ task }) => task))].map((task) => ({
      task,
      change: changeIn(rows.filter((row) => row.task === task)),
    })),
    say.finding,
  );

/** How well the mean changes of the tasks are known. */
function reachOf(rows: readonly StudyRow[], { study: { finding } }: Words): string {
  const trained = rows.filter(({ arm }) => arm !== 'none');
  const first = trained[0]?.seeds[0];
  if (!first) return '';
  const halves = trained
    .flatMap(({ change: { interval } }) => (interval ? [(interval.high - interval.low) / 2] : []))
    .sort((a, b) => a - b);
  if (halves.length === 0) return finding.reachOfOneSeed(first.items);
  const seeds = Math.max(...trained.map((row) => row.seeds.length));
  return finding.reach(seeds, first.items, halves[Math.floor(halves.length / 2)]!);
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
export function armPhrase(name: string, say: Words): string {
  const { finding } = say.study;
  const arm = readArm(name);
  if (arm === null) return name;
  if (typeof arm === 'string') return finding.arms[arm];
  if (arm.length === 0) return finding.arms.none;
  return name === 'all'
    ? finding.arms.all
    : finding.skills(arm.map((skill) => taskPhrase(skill, say.finding)));
}

/** What was measured; of one seed, its counts. */
function measured({ change: { mean, interval }, seeds }: StudyRow): MeasuredChange {
  const { before, after, items } = seeds[0]!;
  return interval ? { mean, low: interval.low, high: interval.high } : { before, after, items };
}

const upIn = (row: StudyRow, sign: 1 | -1): number =>
  row.seeds.filter(({ before, after }) => (after - before) * sign > 0).length;

/** What became of one task, from its rows, an arm each. */
function factsOf(rows: readonly StudyRow[], say: Words): TaskFacts {
  const of = (verdict: Verdict) => rows.filter((row) => verdictOf(row) === verdict);
  const changed = (row: StudyRow) => ({ arm: armPhrase(row.arm, say), change: measured(row) });
  const clear = (some: readonly StudyRow[], sign: 1 | -1) =>
    some.map((row) => ({ ...changed(row), trainings: row.seeds.length, agreeing: upIn(row, sign) }));
  return {
    task: taskPhrase(rows[0]!.task, say.finding),
    rose: clear(of('rose'), 1),
    fell: clear(of('fell'), -1),
    unclear: of('unclear').map(changed),
    single: of('one-seed').map(changed),
    // That one is clear and the other is not would not show it.
    beyondForm: of('rose').flatMap(({ arm, beyondForm }) => {
      if (!beyondForm?.interval) return [];
      const { mean, interval } = beyondForm;
      return [{ arm: armPhrase(arm, say), mean, low: interval.low, high: interval.high }];
    }),
  };
}

/** One sentence on a task and an arm over the values of a sweep. */
function sweptSentence(rows: readonly StudyRow[], setting: string, say: Words): string {
  const valueText = ({ value }: StudyRow) => say.format.number(String(value));
  const most = largest(rows);
  const of = (verdict: Verdict) => rows.filter((row) => verdictOf(row) === verdict).map(valueText);
  return say.study.finding.swept({
    task: taskPhrase(most.task, say.finding),
    arm: armPhrase(most.arm, say),
    setting: optionOf(setting).label,
    isOneTraining: of('one-seed').length > 0,
    rose: of('rose'),
    fell: of('fell'),
    unclear: of('unclear'),
    most: { value: valueText(most), change: measured(most) },
  });
}

/** What an arm did to the tasks of each kind, from its rows; at the value of a sweep with the largest change of the task. */
function armFinding(rows: readonly StudyRow[], setting: string | null, say: Words): ArmFinding {
  const found = [...new Set(rows.map(({ task }) => task))].map((task) =>
    largest(rows.filter((each) => each.task === task)),
  );
  const facts = kinds.flatMap((kind): KindFacts[] => {
    const own = found.filter((row) => row.kind === kind);
    const of = (verdict: Verdict) =>
      own.flatMap((row) => (verdictOf(row) === verdict ? [taskPhrase(row.task, say.finding)] : []));
    const sum = (count: 'before' | 'after' | 'items') =>
      own.flatMap(({ seeds }) => seeds).reduce((all, seed) => all + seed[count], 0);
    const right = { before: sum('before'), after: sum('after'), items: sum('items') };
    return own.length === 0 ? [] : [{ kind, total: own.length, rose: of('rose'), fell: of('fell'), right }];
  });
  const { arm } = rows[0]!;
  const label = setting === null ? null : optionOf(setting).label;
  const { finding } = say.study;
  const isOneTraining = found.some((row) => verdictOf(row) === 'one-seed');
  const text = isOneTraining ? finding.oneTraining(facts) : finding.arm(facts, label);
  return { arm, name: armPhrase(arm, say), text };
}
