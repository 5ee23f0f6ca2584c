/**
 * The page behind `npm run experiment`, `npm run study` and `npm run takeaway`: the same runs as in the lab's page, without a
 * view. It offers the functions below to the command that drives the browser. Not here: the command lines (experiment.ts,
 * study.ts, takeaway.ts).
 */
import { proxy } from 'comlink';
import { requestGpuAdapter } from '../../models/gpu/adapter.ts';
import { gpuKindOf } from '../../models/gpu/answering-device.ts';
import { sparkleTiny } from '../../models/registry.ts';
import { createWorkers } from '../connect.ts';
import type { ExperimentConfig } from '../experiment/config.ts';
import { doubtOf } from '../experiment/device.ts';
import type { RunEvent } from '../experiment/event.ts';
import { testGpu } from '../experiment/gpu-trust.ts';
import type { OpenAdapter } from '../experiment/measured-adapter.ts';
import { type OpenModel, openEmbeddedModel, openServedModel } from '../experiment/open-model.ts';
import { adapterWeightsOf, type RunOutcome } from '../experiment/report.ts';
import { runExperiment } from '../experiment/run.ts';
import type { Services, Workers } from '../experiment/services.ts';
import { findAdapterFiles, readAdapter } from '../files/adapter-files.ts';
import { adapterZip } from '../files/adapter-zip.ts';
import type { FolderFile } from '../files/chosen-files.ts';
import { type ImportedDataset, type LineProblem, placeOf } from '../sparkle/dataset/dataset-import.ts';
import { type CellOutcome, playStudy, type StudyEnding } from '../study/play.ts';
import type { Cell, Study } from '../study/study.ts';
import { writeTakeaway } from '../takeaway/write.ts';

declare global {
  interface Window {
    /** Set by the driver: receives the events of the run, as JSON values. */
    onRunEvent?: (event: RunEvent) => void;
    /**
     * Runs the experiment to its end. `datasets` are the names that the config has for the ZIP files or folders which the
     * driver put into #dataset-0 or #dataset-folder-0 and so on, in the same order. The adapter stays in the page: it is
     * not JSON.
     */
    runHeadless: (config: ExperimentConfig, datasets: readonly string[]) => Promise<CellOutcome>;
    /** Downloads the adapter of the last run as a ZIP; false if it has none. */
    offerAdapter: () => boolean;
    /** Downloads the experiment as a folder for a cluster, in a ZIP. Rejects with a plain message. */
    takeAway: (config: ExperimentConfig, datasets: readonly string[]) => Promise<void>;
    /** Plays a study to its end, in the same way, with the three functions below. */
    runStudy: (study: Study, datasets: readonly string[]) => Promise<StudyEnding>;
    /** Set by the driver: a run of the study that was finished earlier, or null. */
    finishedRun?: (cell: Cell) => Promise<CellOutcome | null>;
    /** Set by the driver: keeps a finished run, whose adapter is the one that is offered meanwhile. */
    keepRun?: (cell: Cell, outcome: CellOutcome) => Promise<void>;
    /** Set by the driver: a run of the study begins. */
    onCell?: (cell: Cell, done: number, total: number) => void;
  }
}

/** A place into which the driver puts files. */
function fileInput(id: string): HTMLInputElement {
  const made = Object.assign(document.createElement('input'), { type: 'file', multiple: true, id });
  document.body.append(made);
  return made;
}
/** Of the training data and the test data: a ZIP goes into the first, a folder into the second. */
const datasetInputs = [0, 1].map((place) => ({
  zip: fileInput(`dataset-${place}`),
  folder: Object.assign(fileInput(`dataset-folder-${place}`), { webkitdirectory: true }),
}));
const adapterInput = fileInput('adapter');

/** How many lines that cannot be used are told one by one. */
const toldProblems = 10;

/** Which lines cannot be used, and why. */
function problemsText(problems: readonly LineProblem[]): string {
  const count = problems.length === 1 ? '1 line' : `${problems.length} lines`;
  const told = problems.slice(0, toldProblems).map((problem) => `${placeOf(problem)}: ${problem.reason}`);
  const more = problems.length - told.length;
  return [`${count} could not be used.`, ...told, ...(more > 0 ? [`And ${more} more.`] : [])].join(' ');
}

/** What the driver put in for the dataset of that place. */
function datasetSource(place: number): File | FolderFile[] | undefined {
  const { zip, folder } = datasetInputs[place] ?? {};
  const files = [...(folder?.files ?? [])];
  return files.length > 0
    ? files.map((blob) => ({ path: blob.webkitRelativePath, blob }))
    : (zip?.files?.[0] ?? undefined);
}

/**
 * Reads a ZIP or a folder, decodes its images and reports the lines that cannot be used. @throws Error with a plain message
 * if no line can be used.
 */
async function readSource(
  name: string,
  source: File | FolderFile[] | undefined,
  workers: Pick<Workers, 'data'>,
): Promise<ImportedDataset> {
  if (!source) throw new Error(`No file was given for the dataset ${name}.`);
  const onProgress = (done: number, total: number) =>
    window.onRunEvent?.({ kind: 'progress', phase: 'data', doing: 'checking images', done, total });
  const reading = await (await workers.data()).readDataset(source, proxy(onProgress));
  if ('problem' in reading) throw new Error(`${name}: ${reading.problem}`);
  const { dataset } = reading;
  const problems = dataset.problems.length > 0 ? problemsText(dataset.problems) : null;
  if (dataset.questions.length === 0)
    throw new Error(`${name} has no question that can be used. ${problems ?? 'data.jsonl is empty.'}`);
  if (problems) window.onRunEvent?.({ kind: 'notice', message: `${name}: ${problems}` });
  return dataset;
}

/** Opens the adapter that the driver put into #adapter. */
const openAdapter: OpenAdapter = async ({ file }) => {
  const zip = adapterInput.files?.[0];
  if (!zip) throw new Error(`No file was given for the adapter ${file}.`);
  return readAdapter((await findAdapterFiles(zip)).files);
};

/** Opens the embedded model, or one whose files are served beside the page. */
const openModel: OpenModel = async (id) => {
  const opened = id === sparkleTiny.id ? await openEmbeddedModel(id) : await openServedModel(id);
  if (opened) return opened;
  throw new Error(
    `The base model ${id} is not beside the page. Name the folder of its files with --model-folder.`,
  );
};

/** What runs need, with workers that they share. */
const servicesOf = (workers: ReturnType<typeof createWorkers>, datasets: readonly string[]): Services => ({
  workers,
  openModel,
  openDataset: (name) => readSource(name, datasetSource(datasets.indexOf(name)), workers),
  openAdapter,
  gpuKind: async () => gpuKindOf(await requestGpuAdapter().catch(() => null)),
  trustGpu: async (use, device) => doubtOf(await testGpu(use, device, workers)),
  // Checkpoints are for the page that resumes; as JSON their matrices would be megabytes.
  onEvent: (event) => void (event.kind !== 'checkpoint' && window.onRunEvent?.(event)),
  signal: new AbortController().signal,
});

const withoutAdapter = ({ adapter: _adapter, ...outcome }: RunOutcome): CellOutcome => outcome;

/** The run that was played last, while it is offered. */
let last: RunOutcome | null = null;

window.offerAdapter = () => {
  if (!last?.adapter) return false;
  const { adapter, config } = last;
  download(
    'adapter.zip',
    new Blob([adapterZip(adapter, config.model, config.lora.dropout, adapterWeightsOf(last))]),
  );
  return true;
};

function download(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
}

window.takeAway = async (config, datasets) => {
  const workers = createWorkers();
  const pieces: Blob[] = [];
  const sink = new WritableStream<Uint8Array>({
    write: (chunk) => void pieces.push(new Blob([chunk as Uint8Array<ArrayBuffer>])),
  });
  try {
    await writeTakeaway(config, sink, servicesOf(workers, datasets));
    download('takeaway.zip', new Blob(pieces));
  } finally {
    workers.dispose();
  }
};

window.runHeadless = async (config, datasets) => {
  const workers = createWorkers();
  try {
    last = await runExperiment(config, servicesOf(workers, datasets));
    return withoutAdapter(last);
  } finally {
    workers.dispose();
  }
};

window.runStudy = async (study, datasets) => {
  const workers = createWorkers();
  try {
    return await playStudy(study, {
      ...servicesOf(workers, datasets),
      finished: (cell) => window.finishedRun!(cell),
      onCell: (cell, done, total) => void window.onCell?.(cell, done, total),
      onFinished: (cell, outcome) => {
        last = outcome;
        return window.keepRun!(cell, withoutAdapter(outcome));
      },
    });
  } finally {
    workers.dispose();
  }
};
