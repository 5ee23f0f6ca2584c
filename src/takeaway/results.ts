/**
 * What came back from a cluster becomes a run like any other: its files are found, its answers are judged as the lab
 * judges its own, and counted. Not here: reading answers (answers.ts) and the adapter (trained-adapter.ts), how a run is
 * stored or written.
 */
import { z } from 'zod';
import { configFile, type PeftFiles, weightsFile } from '../../models/adapter/peft.ts';
import { readAs } from '../../models/json.ts';
import type { ExperimentConfig } from '../experiment/config.ts';
import { dataHashes, itemsHash } from '../experiment/hashes.ts';
import { lab } from '../experiment/lab.ts';
import { buildReport, type ItemResult, type JudgedAnswer, type RunOutcome } from '../experiment/report.ts';
import { findAdapterFiles } from '../files/adapter-files.ts';
import {
  type ChosenFile,
  chosenFiles,
  type FolderFile,
  fileFault,
  outermostNamed,
} from '../files/chosen-files.ts';
import {
  importedBaselines,
  importedItems,
  type QuestionSet,
  type ScoredItem,
  type ScoredTask,
  scoreImported,
} from '../sparkle/dataset/imported.ts';
import { score } from '../sparkle/score.ts';
import type { BlindBaseline } from '../sparkle/scored.ts';
import type { Item } from '../sparkle/task/item.ts';
import { type AskedQuestion, readAnswers } from './answers.ts';
import { answersFile, beforeFile, experimentFile, logFile, TakenExperiment, versionsFile } from './folder.ts';
import { requirements } from './scripts.ts';
import { readTrained } from './trained-adapter.ts';
import { type LoggedTraining, readTrainingLog } from './training-log.ts';

/** A file as text, with its name. */
interface TextFile {
  readonly name: string;
  readonly text: string;
}

/** What came back. */
export interface Results {
  readonly experiment: TakenExperiment;
  readonly after: TextFile;
  /** null if the base model's answers did not come. */
  readonly before: TextFile | null;
  /** null if it did not come. */
  readonly adapter: PeftFiles | null;
  /** What ms-swift logged while it trained; null if it did not come. */
  readonly log: TextFile | null;
  /** The versions of the packages that gave the answers, as infer.sh wrote them; empty if it is not known. */
  readonly versions: Readonly<Record<string, string>>;
}

/** More than the answers to 1,000 items of every task have. */
const maxTextBytes = 2 ** 28;

const again = 'Take it from the folder as npm run takeaway or the page made it.';

/**
 * Finds what came back among chosen files, or in a ZIP: results.zip, the whole folder, or the files themselves. Throws Error
 * with a plain message.
 */
export async function findResults(source: Blob | readonly FolderFile[]): Promise<Results> {
  const files = await chosenFiles(source);
  const [experiment, after] = [outermostNamed(files, experimentFile), outermostNamed(files, answersFile)];
  if (!after || !experiment)
    throw new Error(
      `Expected ${answersFile} together with ${experimentFile}, which says what was asked, but there is no ${after ? experimentFile : answersFile}. Choose results.zip, or both files of the folder that went to the cluster.`,
    );
  const read = readAs(
    TakenExperiment,
    (await textOf(experiment)).text,
    'an experiment that was taken to a cluster',
    again,
  );
  if ('problem' in read) throw new Error(`${experiment.path}: ${read.problem}`);
  const before = outermostNamed(files, beforeFile);
  const versions = outermostNamed(files, versionsFile);
  const log = outermostNamed(files, logFile.slice(logFile.indexOf('/') + 1));
  return {
    experiment: read.value,
    after: await textOf(after),
    before: before ? await textOf(before) : null,
    adapter: await adapterAmong(files, source),
    log: log ? await textOf(log) : null,
    versions: versions ? versionsIn(await textOf(versions)) : {},
  };
}

async function textOf(file: ChosenFile): Promise<TextFile> {
  const { path, sizeBytes } = file;
  if (sizeBytes > maxTextBytes)
    throw new Error(
      `Expected at most ${maxTextBytes / 2 ** 20} MiB in ${path}, but it has ${Math.ceil(sizeBytes / 2 ** 20)}. ${again}`,
    );
  try {
    return { name: path.slice(path.lastIndexOf('/') + 1), text: await (await file.open()).text() };
  } catch (error) {
    throw new Error(`${path} ${fileFault(error)}.`);
  }
}

/** The adapter beside the answers; null if there is none. */
async function adapterAmong(
  files: readonly ChosenFile[],
  source: Blob | readonly FolderFile[],
): Promise<PeftFiles | null> {
  if (!files.some(({ path }) => /(^|\/)adapter_config\.json$/i.test(path))) return null;
  return (await findAdapterFiles(source)).files;
}

function versionsIn({ name, text }: TextFile): Readonly<Record<string, string>> {
  const read = readAs(z.record(z.string(), z.string()), text, 'versions of packages by their names', again);
  if ('problem' in read) throw new Error(`${name}: ${read.problem}`);
  return read.value;
}

/** Where what was asked comes from. */
export interface ScoringServices {
  /** The scored items of a config, and what blind guessing reaches on them. */
  readonly items: (config: ExperimentConfig) => Promise<readonly Item[]>;
  readonly baselines: (config: ExperimentConfig) => Promise<readonly BlindBaseline[]>;
  /** The imported test data that a config names. Rejects with a plain message if they are not there. */
  readonly testSet: (id: string) => Promise<QuestionSet>;
}

/** Answers that were judged. Without those of the base model there is nothing to compare, and no run. */
export interface Scored {
  readonly config: ExperimentConfig;
  readonly items: readonly ItemResult[];
  readonly baselines: ReadonlyMap<ScoredTask, number>;
  readonly run: RunOutcome | null;
  /** What a person should know, as sentences. */
  readonly notices: readonly string[];
}

/** Judges what came back. Throws Error with a plain message if it does not belong to the experiment. */
export async function scoreResults(results: Results, services: ScoringServices): Promise<Scored> {
  const { experiment, before, after, versions } = results;
  const { config, asked } = experiment;
  const items = await itemsOf(experiment, services);
  const questions = items.map(
    ({ id, question }, i): AskedQuestion => ({ id, question, image: asked[i]!.image }),
  );
  const judge = (file: TextFile) => judged(readAnswers(file.name, file.text, questions), experiment, items);
  const [afterAnswers, beforeAnswers] = [judge(after), before && judge(before)];
  const adapter = results.adapter && readTrained(results.adapter, experiment);
  const judgedItems = items.map(
    (item): ItemResult => ({
      item,
      before: beforeAnswers?.get(item.id) ?? null,
      after: afterAnswers.get(item.id)!,
    }),
  );
  const baselines = new Map<ScoredTask, number>();
  for (const { task, best } of await services.baselines(config)) baselines.set(task, best);
  for (const [task, share] of importedBaselines(items)) baselines.set(task, share);
  const { steps, seconds }: LoggedTraining = results.log
    ? readTrainingLog(results.log.name, results.log.text, experiment)
    : { steps: [], seconds: null };
  const scored = { config, items: judgedItems, baselines, notices: noticesOf(results) };
  if (!before) return { ...scored, run: null };
  const now = new Date().toISOString();
  const run: RunOutcome = {
    startedAt: now,
    ending: 'finished',
    message: null,
    config,
    steps,
    curve: [],
    items: judgedItems,
    report: buildReport({
      config,
      items: judgedItems,
      steps,
      curve: [],
      baselines,
      secondsTotal: seconds,
      isResumed: false,
      weights: experiment.weights,
      environment: {
        userAgent: softwareText(versions),
        gpu: versions.device ?? null,
        isSoftwareGpu: null,
        trainingDevice: null,
        inferenceDevice: 'ms-swift',
      },
      provenance: {
        startedAt: experiment.takenAt,
        finishedAt: now,
        lab,
        hashes: { ...experiment.hashes, adapter: null },
      },
    }),
    adapter,
  };
  return { ...scored, run };
}

/** The items that were asked, made again from the experiment, in the order of `asked`. */
async function itemsOf(
  { config, asked, hashes, lab: takenBy }: TakenExperiment,
  services: ScoringServices,
): Promise<ScoredItem[]> {
  const { test } = config.data;
  const set = test === null ? null : await services.testSet(test);
  if (set && (await dataHashes({ training: null, test: set })).testData !== hashes.testData)
    throw new Error(
      `Expected the test data of which the questions were taken, got others of the name ${test}. Choose the ZIP that the experiment was taken with.`,
    );
  const imported = set ? importedItems(set, config.seed, config.evaluation.items) : [];
  const made = new Map<string, ScoredItem>(
    [...(await services.items(config)), ...imported].map((item) => [item.id, item]),
  );
  const items = asked.flatMap(({ id }) => made.get(id) ?? []);
  if (items.length < asked.length || itemsHash(items) !== hashes.items)
    throw new Error(
      `Expected the ${asked.length} items that were asked, but this version of the lab makes others from the same settings: they were taken with version ${takenBy.version}${takenBy.commit === null ? '' : ` (${takenBy.commit})`}. Take that version to score them, or take the experiment to the cluster anew.`,
    );
  return items;
}

function judged(
  answers: ReadonlyMap<string, string>,
  { weights }: TakenExperiment,
  items: readonly ScoredItem[],
): Map<string, JudgedAnswer> {
  return new Map(
    items.map((item) => {
      const text = answers.get(item.id)!;
      const by = { device: 'ms-swift', model: weights } as const;
      return [
        item.id,
        { text, score: item.form === 'text' ? scoreImported(item, text) : score(item, text), by },
      ];
    }),
  );
}

/** The packages in one line, as the report names what gave the numbers. */
function softwareText(versions: Results['versions']): string {
  const told = Object.entries(versions).flatMap(([name, version]) =>
    name === 'device' ? [] : `${name} ${version}`,
  );
  return told.length > 0 ? told.join(', ') : 'ms-swift, of a version that is not told';
}

function noticesOf({ adapter, before, log, versions }: Results): string[] {
  const tested = new Map(
    requirements
      .trim()
      .split('\n')
      .map((line) => line.split('==') as [string, string]),
  );
  const others = Object.entries(versions).filter(
    ([name, version]) => tested.has(name) && tested.get(name) !== version.replace(/\+.*$/, ''),
  );
  return [
    ...(others.length > 0
      ? [
          `The answers were given with versions that were not tested together: ${others.map(([name, version]) => `${name} ${version} in place of ${tested.get(name)}`).join(', ')}.`,
        ]
      : []),
    ...(before
      ? []
      : [
          `There is no ${beforeFile}: without the base model's answers from ms-swift nothing can be compared, and those of the lab's own engine would be another measurement. infer.sh writes both files.`,
        ]),
    ...(adapter
      ? []
      : [
          `There is no ${configFile} with ${weightsFile}: the adapter did not come, so it can be neither asked nor measured here.`,
        ]),
    ...(log
      ? []
      : [
          `There is no ${logFile}: losses, learning rates and validation of the training did not come. infer.sh packs it.`,
        ]),
  ];
}
