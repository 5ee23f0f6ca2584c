/**
 * A recorded study: finished runs that ship with the lab, as one small ZIP with record.json in it. What runs share, their
 * questions and the base model's answers, is kept once; marks and counts are not kept but made anew when it is read. The
 * adapter of one run lies in a ZIP of its own beside it (record-adapter.ts). Not here: which records there are (records.ts),
 * making one (src/headless/record.ts), whether the generator still asks the same (replayed.ts).
 */
import { strToU8, zipSync } from 'fflate';
import { z } from 'zod';
import { checked, isRecord, readJson } from '../../models/json.ts';
import { messageOf } from '../../models/message-of.ts';
import { ExperimentConfig } from '../experiment/config.ts';
import { itemsHash } from '../experiment/hashes.ts';
import type { Lab } from '../experiment/lab.ts';
import type { AnsweredBy, ItemResult, JudgedAnswer } from '../experiment/report.ts';
import {
  StoredAnswerer,
  StoredPoint,
  StoredQuestion,
  StoredReport,
  StoredStep,
} from '../experiment/run-schema.ts';
import { zipTime } from '../files/adapter-zip.ts';
import { chosenFiles, outermostNamed } from '../files/chosen-files.ts';
import { countFault } from '../run-file/count-check.ts';
import type { ScoredItem } from '../sparkle/dataset/imported.ts';
import { score } from '../sparkle/score.ts';
import { cellsOf, Study } from '../study/study.ts';
import type { FinishedCell } from '../study/study-report.ts';

const recordFile = 'record.json';
const version = 1;

/** More than a hundred runs have. */
const maxJsonBytes = 2 ** 28;

/** The run whose adapter ships with a record. */
export interface RecordedAdapter {
  /** The key of its run in the study. */
  readonly key: string;
  /**
   * Answers of that run that differ where the adapter was trained once more for the record, because it had not been kept:
   * 0 if that training gave the same answers, and if it is the adapter of the run itself.
   */
  readonly differing: number;
}

/** A study that was made elsewhere, with all its runs. */
export interface StudyRecord {
  readonly study: Study;
  /** All runs of the study, in its order. */
  readonly runs: readonly FinishedCell[];
  /** The computer that made it, in words. */
  readonly machine: string;
  /** When its last run ended; ISO 8601. */
  readonly recordedAt: string;
  /** The lab that made its last run. */
  readonly lab: Lab;
  /** null if no adapter lies beside it. */
  readonly adapter: RecordedAdapter | null;
}

/** A record cannot be written or read. The message says what was expected, what came, and what to do. */
class RecordError extends Error {
  override readonly name = 'RecordError';
}

const place = z.int().min(0);

const RecordJson = z.object({
  version: z.literal(version),
  machine: z.string().min(1),
  study: Study,
  /** Lists of questions, each of which several runs ask. */
  questions: z.array(z.array(StoredQuestion)),
  /** Lists of answers, each as long as the questions that it answers. */
  answers: z.array(z.array(z.string())),
  runs: z.array(
    z.object({
      key: z.string(),
      startedAt: z.iso.datetime(),
      by: StoredAnswerer,
      /** Places in the lists above. */
      questions: place,
      before: place,
      after: place,
      steps: z.array(StoredStep),
      curve: z.array(StoredPoint),
      report: StoredReport,
    }),
  ),
  adapter: z.object({ key: z.string(), differing: z.int().min(0) }).nullable(),
});
type RecordJson = z.infer<typeof RecordJson>;

// ---- Writing ---------------------------------------------------------------------------------------------------

/** Digits that a step of training keeps of its numbers: more than a figure shows. */
const keptDigits = 5;

/** Values by their place in a list that has each once. */
function shared<T>() {
  const values: T[] = [];
  const places = new Map<string, number>();
  return {
    values,
    placeOf(value: T): number {
      const key = JSON.stringify(value);
      const known = places.get(key);
      if (known !== undefined) return known;
      places.set(key, values.length);
      return values.push(value) - 1;
    },
  };
}

/** What to do with a run that cannot be recorded. */
const anew = 'Remove its file from the folder of the study, and it is made again.';

/** The one that gave all answers of a run. Throws if there are several: a record keeps one. */
function answererOf(key: string, items: readonly ItemResult[]): AnsweredBy {
  const given = items.flatMap(({ before, after }) => [before?.by, after?.by]);
  const [first, ...others] = new Set(given.map((by) => JSON.stringify(by)));
  if (first === undefined || others.length > 0)
    throw new RecordError(
      `${key}: expected the answers of one device with one base model, got those of ${others.length + 1}. ${anew}`,
    );
  return JSON.parse(first) as AnsweredBy;
}

const answersOf = (when: 'before' | 'after', key: string, items: readonly ItemResult[]): string[] =>
  items.map(({ item, [when]: answer }) => {
    if (answer) return answer.text;
    throw new RecordError(`${key}: expected two answers to every item, but ${item.id} lacks one. ${anew}`);
  });

/** A number with the digits that are kept. */
const rounded = (_key: string, value: unknown): unknown =>
  typeof value === 'number' ? Number(value.toPrecision(keptDigits)) : value;

/** The bytes of a record; its runs must be all of the study. The same record gives the same bytes. @throws RecordError. */
export function writeRecord({
  study,
  runs,
  machine,
  adapter,
}: Pick<StudyRecord, 'study' | 'runs' | 'machine' | 'adapter'>): Uint8Array<ArrayBuffer> {
  const questions = shared<readonly ScoredItem[]>();
  const answers = shared<readonly string[]>();
  const written = runs.map(({ cell: { key }, outcome }) => {
    const { startedAt, items, steps, curve, report } = outcome;
    if (!report) throw new RecordError(`${key}: expected a finished run, got one without a report. ${anew}`);
    const [before, after] = [answersOf('before', key, items), answersOf('after', key, items)];
    return {
      key,
      startedAt,
      by: answererOf(key, items),
      questions: questions.placeOf(items.map(({ item }) => item)),
      before: answers.placeOf(before),
      after: answers.placeOf(after),
      steps: JSON.parse(JSON.stringify(steps, rounded)) as typeof steps,
      curve,
      report,
    };
  });
  const value = {
    version,
    machine,
    study,
    questions: questions.values,
    answers: answers.values,
    runs: written,
    adapter,
  };
  return zipSync({ [recordFile]: strToU8(JSON.stringify(value)) }, { mtime: zipTime, level: 9 });
}

// ---- Reading ---------------------------------------------------------------------------------------------------

/**
 * Reads a record: every answer is judged again, and all counts are made again from the answers and must be those of its
 * reports. `name` names it in messages. @throws RecordError.
 */
export async function readRecord(name: string, file: Blob): Promise<StudyRecord> {
  const fail = (problem: string) => new RecordError(`The record ${name}: ${problem}`);
  let text: string;
  try {
    const inZip = outermostNamed(await chosenFiles(file), recordFile);
    if (!inZip) throw new Error(`expected ${recordFile} in it, got a ZIP without. ${again}`);
    if (inZip.sizeBytes > maxJsonBytes)
      throw new Error(
        `expected at most ${maxJsonBytes / 2 ** 20} MiB in ${recordFile}, got ${Math.ceil(inZip.sizeBytes / 2 ** 20)}. ${again}`,
      );
    text = await (await inZip.open()).text();
  } catch (error) {
    throw fail(messageOf(error));
  }
  const json = readJson(text);
  if ('problem' in json) throw fail(json.problem);
  const said = isRecord(json.value) ? json.value.version : undefined;
  if (said !== undefined && said !== version)
    throw fail(`expected version ${version}, which this lab reads, got ${JSON.stringify(said)}. ${again}`);
  const read = checked(RecordJson, json.value, 'a recorded study as this lab writes it', again);
  if ('problem' in read) throw fail(read.problem);
  return unpacked(read.value, fail);
}

const again = 'Load the page again; if that does not help, its host has an incomplete copy of the lab.';

/** A function that keeps what it gave for each pair of places. */
function oncePer<T>(make: (a: number, b: number) => T): (a: number, b: number) => T {
  const made = new Map<string, T>();
  return (a, b) => {
    const key = `${a} ${b}`;
    if (!made.has(key)) made.set(key, make(a, b));
    return made.get(key)!;
  };
}

function unpacked(json: RecordJson, fail: (problem: string) => RecordError): StudyRecord {
  const { study, machine, adapter, questions, answers } = json;
  // What runs share is judged and hashed once: a page waits for it.
  const scoresOf = oncePer((asked, given) =>
    questions[asked]!.map((item, i) => {
      // Records have none of imported data (src/headless/record-options.ts).
      if (item.form === 'text')
        throw fail(`expected questions that the lab makes, got imported ones. ${again}`);
      return score(item, answers[given]![i]!);
    }),
  );
  const hashOf = oncePer((asked) => itemsHash(questions[asked]!));
  const runs = cellsOf(study).map((cell): FinishedCell => {
    const run = json.runs.find(({ key }) => key === cell.key);
    if (!run) throw fail(`expected all runs of its study, but ${cell.key} is missing. ${again}`);
    const { startedAt, steps, curve, report, by } = run;
    const asked = questions[run.questions];
    if (!asked || [run.before, run.after].some((given) => answers[given]?.length !== asked.length))
      throw fail(`expected two answers to each question of ${run.key}, got others. ${again}`);
    const answersIn = (given: number): JudgedAnswer[] =>
      scoresOf(run.questions, given).map((each, i) => ({ text: answers[given]![i]!, score: each, by }));
    const [before, after] = [answersIn(run.before), answersIn(run.after)];
    const outcome = {
      startedAt,
      ending: 'finished',
      message: null,
      config: ExperimentConfig.parse(cell.config),
      steps,
      curve,
      items: asked.map((item, i): ItemResult => ({ item, before: before[i]!, after: after[i]! })),
      report,
    } as const;
    const fault = countFault(outcome, report, () => hashOf(run.questions, run.questions));
    if (fault) throw fail(`${cell.key}: ${fault}`);
    return { cell, outcome };
  });
  const last = runs
    .flatMap(({ outcome }) => outcome.report?.provenance ?? [])
    .toSorted((a, b) => a.finishedAt.localeCompare(b.finishedAt))
    .at(-1);
  if (!last) throw fail(`expected runs that say when they were made, got none. ${again}`);
  return { study, runs, machine, recordedAt: last.finishedAt, lab: last.lab, adapter };
}
