/**
 * The first stage of a run: opens the base model, chooses the devices, makes the items and their blind baselines, loads
 * inference, reads the training data and encodes the items' images. What makes a run impossible ends it here, before
 * anything is asked. Not here: asking (answer.ts), training (train.ts), how data are made (workers/data.ts).
 */
import { proxy, type Remote } from 'comlink';
import { atStrength, usualStrength } from '../../../models/place-strength.ts';
import type { BaseModel } from '../../../models/registry.ts';
import type { Data } from '../../../workers/data.ts';
import {
  importedItems,
  type QuestionSet,
  type ScoredItem,
  type ScoredTask,
} from '../../sparkle/dataset/imported.ts';
import { type ExperimentConfig, stepsOf, whyNotShuffled } from '../config.ts';
import { chooseDevices, type Devices, type Doubts, whyNotGpu } from '../device.ts';
import type { Phase } from '../event.ts';
import { fingerprintOf } from '../fingerprint.ts';
import {
  openSets,
  pictures,
  type QuestionSets,
  type TrainingData,
  trainingConversations,
} from '../imported-data.ts';
import type { Draw, LoadedInference, PreparedRun, RunState } from '../run-state.ts';
import { counter, notify, type Services } from '../services.ts';
import { askForeignAgain, encodeItems, prepareQuestions, setImportedBaseline } from './answer.ts';
import { withinBudget } from './budget.ts';

/** Prepares a run. Gives the same value, with more in it. */
export async function prepare(run: RunState, services: Services): Promise<PreparedRun> {
  const { config } = run;
  const obstacle = whyNotShuffled(config);
  if (obstacle) throw new Error(obstacle);
  const opened = await openBaseModel(run, services);
  const devices = await findDevices(config, opened.model, services);
  const data = await services.workers.data();
  const sets = await openSets(config, services.openDataset);
  const draw: Draw = (scenes) => pictures(scenes, opened.model.imageSizePx, sets, data);
  const { made, baselines } = await makeItems(config, sets.test, data, services);
  const inference = await loadInference({ ...opened, devices }, services, 'data');
  for (const notice of [inference.loaded.notice, idlePatienceNotice(config), devices.answering.notice])
    if (notice) notify(services, notice);
  const { notice, ...questions } = await prepareQuestions(made, inference.inference, services);
  if (notice) notify(services, `Test data: ${notice}`);
  const trainingData = await readTrainingData(run, sets, data, inference, services);
  for (const each of trainingData?.notices ?? []) notify(services, `Training data: ${each}`);
  const training = trainingData
    ? await withinBudget(config, trainingData.conversations, data, inference.inference, services)
    : config.training;
  const prepared: PreparedRun = Object.assign(run, {
    ...opened,
    ...inference,
    devices,
    draw,
    questions,
    baselines,
    trainingData,
    training,
    hasImages: true,
  });
  setImportedBaseline(prepared);
  await takeUpAnswers(prepared, services);
  return prepared;
}

/**
 * Opens the base model. Throws if training of the run was begun with other files of that name, or that is not known, or at
 * another strength of place.
 */
async function openBaseModel({ config, checkpoint, results }: RunState, { openModel }: Services) {
  const { model: opened, source } = await openModel(config.model);
  const model = atStrength(opened, config.place);
  const trainedAt = checkpoint?.adapter.place ?? usualStrength;
  if (checkpoint && trainedAt !== config.place)
    throw new Error(
      `Expected a checkpoint at strength of place ${config.place}, at which this run sees, got one at ${trainedAt}. Start a new run.`,
    );
  const fingerprint = await fingerprintOf(model, source);
  const isOurs = [...results.values()].every(({ before }) => !before || before.by?.model === fingerprint);
  if (checkpoint && !isOurs) {
    throw new Error(
      `Expected the files of ${model.name} that this run was begun with, got others of that name: its checkpoint does not fit them. Choose the former files, or start a new run.`,
    );
  }
  return { model, source, fingerprint };
}

/** Has the GPU tested as far as it would be used, and chooses the devices. Throws if the model cannot be trained on them. */
async function findDevices(
  config: ExperimentConfig,
  { name, sizeBytes }: BaseModel,
  services: Services,
): Promise<Devices> {
  const found = {
    wanted: config,
    gpu: await services.gpuKind(),
    trained: stepsOf(config) > 0 ? { name, sizeBytes } : null,
  };
  const isGpuForTraining = found.trained !== null && whyNotGpu(found) === null;
  const devices = chooseDevices({ ...found, doubts: await findDoubts(config, isGpuForTraining, services) });
  if (devices.training.obstacle) throw new Error(devices.training.obstacle.ofRun);
  return devices;
}

async function findDoubts(
  { device }: ExperimentConfig,
  isForTraining: boolean,
  services: Services,
): Promise<Doubts> {
  const { trustGpu, signal } = services;
  const tested = counter(services, 'data', 'testing the GPU', 1);
  // Without a GPU, or with one that was tested before, the answer comes at once: then no test is shown.
  let isShown = false;
  const timer = setTimeout(() => {
    isShown = true;
    tested(0);
  });
  try {
    const inference = device === 'wasm' ? null : await trustGpu('inference', device);
    signal.throwIfAborted();
    const training = isForTraining ? await trustGpu('training', device) : null;
    if (isShown) tested(1);
    return { inference, training };
  } finally {
    clearTimeout(timer);
  }
}

/** The items to score, made and imported, and the blind baseline of each task whose items are made. */
async function makeItems(
  config: ExperimentConfig,
  test: QuestionSet | null,
  data: Remote<Data>,
  services: Services,
): Promise<{ made: readonly ScoredItem[]; baselines: Map<ScoredTask, number> }> {
  const made = await data.evaluationItems(config);
  const imported = test ? importedItems(test, config.seed, config.evaluation.items) : [];
  const simulated = counter(services, 'data', 'simulating blind guesses', 1);
  simulated(0);
  const baselines = new Map<ScoredTask, number>();
  for (const { task, best } of await data.blindBaselines(config)) baselines.set(task, best);
  simulated(1);
  return { made: [...made, ...imported], baselines };
}

/** Loads the base model into the inference worker. */
export async function loadInference(
  { model, source, devices }: Pick<PreparedRun, 'model' | 'source' | 'devices'>,
  { workers, onEvent }: Services,
  phase: Phase,
): Promise<LoadedInference> {
  const inference = await workers.inference();
  const loaded = await inference.load(
    model,
    source,
    devices.answering.device,
    proxy(({ file, loadedBytes, totalBytes }) =>
      onEvent({
        kind: 'progress',
        phase,
        doing: `loading ${file}`,
        done: loadedBytes,
        total: totalBytes ?? loadedBytes,
      }),
    ),
  );
  return { inference, loaded };
}

const idlePatienceNotice = (config: ExperimentConfig): string | null =>
  stepsOf(config) > 0 && config.training.patience > 0 && config.training.validationItems === 0
    ? 'Patience has no effect in this run: without validation items nothing is measured that could end training early. All steps are trained. To end early, set Validation items above 0.'
    : null;

/** null if nothing is left to train. Throws if the data cannot be trained on. */
async function readTrainingData(
  { config, checkpoint }: RunState,
  sets: QuestionSets,
  data: Remote<Data>,
  { inference }: LoadedInference,
  services: Services,
): Promise<TrainingData | null> {
  if (stepsOf(config) === 0 || checkpoint?.isComplete) return null;
  const read = counter(services, 'data', 'reading training data', sets.training?.questions.length ?? 0);
  return trainingConversations(config, sets, data, inference, read, services.signal);
}

/** Keeps the answers of a resumed run that count, tells of them, and encodes the images of the items that lack any. */
async function takeUpAnswers(run: PreparedRun, services: Services): Promise<void> {
  const { config, checkpoint, results, questions, steps } = run;
  const answered = new Map(results);
  results.clear();
  // An answer after training counts only if it is known what was trained.
  const isTrained = stepsOf(config) === 0 || checkpoint?.isComplete;
  for (const item of questions.items) {
    const { before = null, after = null } = answered.get(item.id) ?? {};
    results.set(item.id, { item, before, after: isTrained ? after : null });
  }
  askForeignAgain(run, services);
  if (run.isResumed) {
    services.onEvent({ kind: 'items', items: [...results.values()].filter(({ before }) => before) });
    services.onEvent({ kind: 'rewind', steps: steps.length });
  }
  const open = questions.items.filter(({ id }) => !results.get(id)!.before || !results.get(id)!.after);
  await encodeItems(open, run, services, 'data');
}
