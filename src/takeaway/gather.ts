/**
 * What an experiment asks and trains on, as its run would: the same items, the same conversations in the same batches,
 * the same pictures. It runs in a page, whose workers make and tokenize them. Not here: the files made of it
 * (takeaway.ts), the run (src/experiment/run.ts).
 */
import { proxy, type Remote } from 'comlink';
import { batchesOfSteps } from '../../models/batch-windows.ts';
import type { TrainConfig } from '../../models/config.ts';
import { atStrength } from '../../models/place-strength.ts';
import type { Data } from '../../workers/data.ts';
import type { Inference } from '../../workers/inference.ts';
import type { ExperimentConfig } from '../experiment/config.ts';
import { fingerprintOf } from '../experiment/fingerprint.ts';
import { dataHashes, modelHashes } from '../experiment/hashes.ts';
import {
  damageNotice,
  openSets,
  pictures,
  type TrainingData,
  trainingConversations,
} from '../experiment/imported-data.ts';
import type { OpenedModel } from '../experiment/open-model.ts';
import type { Draw } from '../experiment/run-state.ts';
import { counter, type Services } from '../experiment/services.ts';
import { prepareQuestions } from '../experiment/stage/answer.ts';
import { withinBudget } from '../experiment/stage/budget.ts';
import { type DrawnConversation, drawBatch, drawConversations } from '../experiment/stage/train-part.ts';
import { importedItems } from '../sparkle/dataset/imported.ts';
import { stream } from '../sparkle/scene/random.ts';
import { whyNotTaken } from './differences.ts';
import type { PicturedConversation, TakenParts } from './takeaway.ts';

/** What is needed from outside. */
export type GatheringServices = Pick<
  Services,
  'workers' | 'openModel' | 'openDataset' | 'onEvent' | 'signal'
>;

/** What an experiment is made of, and its model. */
interface Gathered extends Omit<TakenParts, 'model' | 'plugin'> {
  readonly opened: OpenedModel;
}

/** Gathers all of it; conversations are made when they are asked for. Rejects with a plain message. */
export async function gatherTakeaway(
  config: ExperimentConfig,
  services: GatheringServices,
): Promise<Gathered> {
  const obstacle = whyNotTaken(config);
  if (obstacle) throw new Error(obstacle);
  const { workers, signal } = services;
  const { model: found, source } = await services.openModel(config.model);
  const model = atStrength(found, config.place);
  const data = await workers.data();
  const sets = await openSets(config, services.openDataset);
  signal.throwIfAborted();
  const inference = await loadTokenizer({ model, source }, config, services);
  const made = await data.evaluationItems(config);
  const imported = sets.test ? importedItems(sets.test, config.seed, config.evaluation.items) : [];
  const { items, groups, notice } = await prepareQuestions([...made, ...imported], inference, services);
  const trainingData = await trainingConversations(
    config,
    sets,
    data,
    inference,
    counter(services, 'data', 'reading training data', sets.training?.questions.length ?? 0),
    signal,
  );
  const training = await withinBudget(config, trainingData.conversations, data, inference, services);
  const draw: Draw = (scenes) => pictures(scenes, model.imageSizePx, sets, data);
  const leftOut = [
    ...(notice ? [`Test data: ${notice}`] : []),
    ...trainingData.notices.map((each) => `Training data: ${each}`),
  ];
  const feed: Feed = { training, trainingData, draw, data, inference, leftOut, signal };
  return {
    config,
    weights: await fingerprintOf(model, source),
    place: model.place,
    hashes: { model: await modelHashes({ model, source }), ...(await dataHashes(sets)) },
    opened: { model, source },
    steps: training.steps,
    conversations: conversationsInOrder(config.seed, feed),
    heldOut: await heldOutOf(feed),
    items,
    maxNewTokens: groups.map(({ maxNewTokens }) => maxNewTokens),
    async png(scene) {
      signal.throwIfAborted();
      const images = (await draw([scene])).filter((image) => image !== null);
      return (await data.pngsOf(images))[0] ?? null;
    },
    leftOut,
  };
}

/** The inference worker with the model loaded: its tokenizer is what is needed. */
async function loadTokenizer(
  { model, source }: OpenedModel,
  { device }: ExperimentConfig,
  services: GatheringServices,
): Promise<Remote<Inference>> {
  const inference = await services.workers.inference();
  await inference.load(
    model,
    source,
    device,
    proxy(({ file, loadedBytes, totalBytes }) =>
      counter(services, 'data', `loading ${file}`, totalBytes ?? loadedBytes)(loadedBytes),
    ),
  );
  return inference;
}

/** Where conversations come from. */
interface Feed {
  readonly training: TrainConfig;
  readonly trainingData: TrainingData;
  readonly draw: Draw;
  readonly data: Remote<Data>;
  readonly inference: Remote<Inference>;
  /** Takes what is left out, as sentences. */
  readonly leftOut: string[];
  readonly signal: AbortSignal;
}

const drawing = ({ training: config, trainingData, draw, leftOut }: Feed) => ({
  config,
  data: trainingData,
  draw,
  onDamaged: (photos: Parameters<TrainingData['leaveOut']>[0]) => {
    trainingData.leaveOut(photos);
    leftOut.push(`Training data: ${damageNotice(photos, 'Others come in their place.')}`);
  },
});

/** A conversation, and the tokens that decide its batch. */
interface Measured extends PicturedConversation {
  readonly tokens: number;
}

/** The conversations in the order in which the trainer takes them: sorted by length within windows of batches. */
async function* conversationsInOrder(seed: number, feed: Feed): AsyncGenerator<PicturedConversation> {
  const { training, signal } = feed;
  let start = 0;
  const take = async (count: number): Promise<Measured[]> => {
    const taken: Measured[] = [];
    while (taken.length < count) {
      signal.throwIfAborted();
      taken.push(...(await measured(await drawBatch(drawing(feed), start), feed)));
      start += training.batchSize;
    }
    return taken;
  };
  const batches = batchesOfSteps(training, 0, training.steps, {
    take,
    lengthOf: ({ tokens }) => tokens,
    order: (firstBatch, count) =>
      stream(seed, 'batches', firstBatch).shuffle(Array.from({ length: count }, (_, rank) => rank)),
  });
  for await (const step of batches) yield* step.flat();
}

async function heldOutOf(feed: Feed): Promise<PicturedConversation[]> {
  const { heldOut } = feed.trainingData;
  const taken: PicturedConversation[] = [];
  for (let start = 0; start < heldOut.length; start += feed.training.batchSize) {
    feed.signal.throwIfAborted();
    const batch = heldOut.slice(start, start + feed.training.batchSize);
    taken.push(...(await measured(await drawConversations(drawing(feed), batch), feed)));
  }
  return taken;
}

/** With their PNGs, and only the turns that the model's context has room for. */
async function measured(drawn: readonly DrawnConversation[], { inference, data }: Feed): Promise<Measured[]> {
  const tokenized = await inference.tokenize(
    drawn.map(({ conversation: { id, scene, turns } }) => ({ id, imageId: scene.id, turns })),
  );
  const pngs = await data.pngsOf(drawn.map(({ image }) => image));
  return drawn.map(({ conversation: { scene, turns } }, i) => ({
    pictureId: scene.id,
    png: pngs[i]!,
    turns: turns.slice(0, answersIn(tokenized[i]!.labels)),
    tokens: tokenized[i]!.inputIds.length,
  }));
}

/** How many answers a training sequence has: runs of labels, which all others, below 0, stand between (models/prompt.ts). */
const answersIn = (labels: Int32Array): number =>
  labels.reduce((count, label, i) => (label >= 0 && !(i > 0 && labels[i - 1]! >= 0) ? count + 1 : count), 0);
