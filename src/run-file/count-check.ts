/**
 * Whether a run that was read from a file is what its own answers say: each answer is judged again, and counted again.
 * Not here: reading the file (run-json.ts), judging (src/sparkle/score.ts).
 */
import type { Read } from '../../models/json.ts';
import { itemsHash } from '../experiment/hashes.ts';
import {
  countTask,
  type ItemResult,
  type JudgedAnswer,
  type Report,
  type TaskReport,
  tallyTask,
  trainingReport,
  weightsOf,
  withHolm,
} from '../experiment/report.ts';
import { quoted } from '../files/file-name.ts';
import { sha256OfValue } from '../files/sha256.ts';
import { scoreImported } from '../sparkle/dataset/imported.ts';
import { type Score, score } from '../sparkle/score.ts';
import type { PlainRun } from './run-json.ts';

const edited =
  'The file was edited, or made by a lab that judges otherwise. Get the run again from the lab that made it.';

/** The run, its rows counted anew from its answers; or what does not match, as sentences. */
export function recounted(run: PlainRun): Read<PlainRun> {
  const { items, report } = run;
  const ids = new Set(items.map(({ item }) => item.id));
  if (ids.size < items.length)
    return {
      problem: `expected each item once, got ${items.length} items with ${ids.size} names. ${edited}`,
    };
  for (const result of items) {
    const problem = misjudged(result);
    if (problem) return { problem };
  }
  if (!report) return { value: run };
  const problem = reportFault(run, report, () => itemsHash(items.map(({ item }) => item)));
  if (problem) return { problem };
  const rows = report.tasks.map((row) =>
    countTask(
      row.task,
      items.filter(({ item }) => item.task === row.task),
      row.blindBaseline,
      run.config.seed,
    ),
  );
  const tasks = withHolm(rows);
  const fault = tasks.map((row, i) => rowFault(report.tasks[i]!, row)).find((each) => each !== null);
  if (fault) return { problem: fault };
  return { value: { ...run, report: { ...report, tasks, training: trainingReport(run.steps) } } };
}

/** How an answer is stored otherwise than it is judged; null if not. */
function misjudged({ item, before, after }: ItemResult): string | null {
  const judge = (answer: JudgedAnswer) =>
    item.form === 'text' ? scoreImported(item, answer.text) : score(item, answer.text);
  for (const [when, answer] of [['before', before] as const, ['after', after] as const]) {
    if (!answer) continue;
    const [said, is] = [verdictOf(answer.score), verdictOf(judge(answer))];
    if (said !== is)
      return `expected the answers as they are judged, but ${item.id} has ${quoted(answer.text)} ${when} training as ${said}, and it is ${is}. ${edited}`;
  }
  return null;
}

const verdictOf = ({ isCorrect, isParsed }: Score): string =>
  isCorrect ? 'right' : isParsed ? 'wrong' : 'not readable';

/**
 * How the counts of a report differ from those of a run's answers as they are judged, as sentences; null if not. Quicker than
 * counting everything anew. `hash`: of the items.
 */
export function countFault(run: PlainRun, report: Report, hash: () => string): string | null {
  const tally = ({ task }: TaskReport) => tallyTask(run.items.filter(({ item }) => item.task === task));
  const faults = report.tasks.map((row) => rowFault(row, tally(row)));
  return reportFault(run, report, hash) ?? faults.find((each) => each !== null) ?? null;
}

/** How a report as a whole differs from the run that it is of; null if not. */
function reportFault({ config, steps, items }: PlainRun, report: Report, hash: () => string): string | null {
  const differs = (what: string, expected: unknown, got: unknown): string =>
    `expected ${what}, ${expected}, got ${got}. ${edited}`;
  if (sha256OfValue(config) !== sha256OfValue(report.config))
    return `expected the settings of the run in its report too, got others. ${edited}`;
  const rows = new Set<string>(report.tasks.map(({ task }) => task));
  const stray = items.find(({ item }) => !rows.has(item.task));
  if (stray)
    return `expected a row in the report for every task that was asked, got none for ${stray.item.task}. ${edited}`;
  if (report.training.steps !== steps.length)
    return differs(
      'the report to count the steps of training that are there',
      steps.length,
      report.training.steps,
    );
  const open = items.find(({ before, after }) => !before || !after);
  if (open)
    return `expected two answers to every item of a run that has a report, but ${open.item.id} lacks one. ${edited}`;
  const weights = weightsOf({ report: null, items });
  if (weights && weights !== report.weights)
    return differs('the report to name the weights that gave the answers', weights, report.weights);
  const said = report.provenance?.hashes.items;
  const is = said === undefined ? '' : hash();
  if (said !== undefined && said !== is)
    return differs('the questions that were asked, by their SHA-256', said.slice(0, 12), is.slice(0, 12));
  return null;
}

/** How a row of the report differs from what its answers count to; null if not. */
function rowFault(said: TaskReport, is: ReturnType<typeof tallyTask>): string | null {
  const counts: readonly [what: string, said: number, is: number][] = [
    ['items', said.items, is.items],
    ['right answers before training', said.before.correct, is.before.correct],
    ['right answers after training', said.after.correct, is.after.correct],
    ['readable answers before training', said.before.parsed, is.before.parsed],
    ['readable answers after training', said.after.parsed, is.after.parsed],
  ];
  for (const [what, told, counted] of counts)
    if (told !== counted)
      return `expected the counts of its answers, but its report has ${told} ${what} of ${said.task}, and there are ${counted}. ${edited}`;
  return Math.abs(said.p - is.p) < 1e-9
    ? null
    : `expected p of ${said.task} as its answers give it, ${is.p.toPrecision(3)}, got ${said.p.toPrecision(3)}. ${edited}`;
}
