/**
 * What a run takes from imported datasets: the two sets its config names, conversations to train on, and the pictures
 * of any scene, drawn or decoded. Not here: choosing and judging questions (src/sparkle/dataset/imported.ts), storage.
 */
import type { Remote } from 'comlink';
import type { Data } from '../../workers/data.ts';
import type { Inference } from '../../workers/inference.ts';
import type { ImportedDataset } from '../sparkle/dataset/dataset-import.ts';
import {
  type ImportedConversation,
  importedConversations,
  isTestOnly,
  type PhotoScene,
  type QuestionSet,
  splitImages,
} from '../sparkle/dataset/imported.ts';
import type { Scene } from '../sparkle/scene/scene.ts';
import type { Conversation, SceneImage } from '../sparkle/task/item.ts';
import type { ExperimentConfig } from './config.ts';
import { readable } from './readable.ts';

/** Gives an imported dataset by the id that a config names it by. Rejects with a plain message if it is not there. */
export type OpenDataset = (id: string) => Promise<Pick<ImportedDataset, 'questions' | 'images' | 'recipe'>>;

/** The imported datasets of a run; null if its data are made. */
export interface QuestionSets {
  readonly training: QuestionSet | null;
  readonly test: QuestionSet | null;
}

/** Opens the datasets that a config names. @throws Error with a plain message for a test set that is to be trained on. */
export async function openSets({ data }: ExperimentConfig, open: OpenDataset): Promise<QuestionSets> {
  const setOf = async (id: string | null): Promise<QuestionSet | null> => {
    if (id === null) return null;
    const { questions, images, recipe } = await open(id);
    return { id, questions, images, recipe };
  };
  const training = await setOf(data.training);
  if (training && isTestOnly(training.questions))
    throw new Error(
      `The training data ${data.training} are published captions, which are a test and are not trained on. Choose them as test data, and others to train on.`,
    );
  // A set that has both uses is read once: that can take long.
  return { training, test: data.test === data.training ? training : await setOf(data.test) };
}

/** Gives training conversations number `start` to `start + count - 1` of an endless stream. */
type Conversations = (
  start: number,
  count: number,
) => Promise<readonly (Conversation | ImportedConversation)[]>;

/** The data of a training. */
export interface TrainingData {
  readonly conversations: Conversations;
  /** Held out of training for validation; empty if there is no validation. */
  readonly heldOut: readonly (Conversation | ImportedConversation)[];
  /** From now on, conversations about other photos come in place of those about these, whose files are damaged. */
  readonly leaveOut: (photos: readonly PhotoScene[]) => void;
  /** What is left out or missing, in plain sentences. */
  readonly notices: readonly string[];
}

/** The conversations a config trains on: made by the data worker, or imported questions that the model can read. */
export async function trainingConversations(
  config: ExperimentConfig,
  { training }: QuestionSets,
  data: Remote<Data>,
  inference: Remote<Inference>,
  onRead: (done: number) => void,
  signal: AbortSignal,
): Promise<TrainingData> {
  const { seed, questionsPerImage } = config;
  const { validationItems } = config.training;
  if (!training)
    return {
      conversations: (start, count) => data.trainingConversations(config, start, count),
      heldOut: validationItems > 0 ? await data.validationConversations(config) : [],
      leaveOut: () => {},
      notices: [],
    };
  const { read, notice } = await readable(
    training.questions,
    ({ query, response }) => ({ question: query, answer: response, hasImage: true }),
    inference,
    onRead,
    signal,
  );
  const questions = read.map(({ item }) => item);
  const { kept, heldOut, images } = splitImages({ ...training, questions }, seed, validationItems);
  if (validationItems > 0 && images === 0)
    throw new Error(
      'Expected training data of at least two images, to hold one out for validation. Set validation items to 0, or choose other data.',
    );
  const damaged = new Set<string>();
  const conversation = importedConversations(kept, seed, questionsPerImage, damaged);
  const validation = images > 0 ? importedConversations(heldOut, seed, questionsPerImage) : null;
  return {
    conversations: async (start, count) => Array.from({ length: count }, (_, i) => conversation(start + i)),
    heldOut: validation
      ? Array.from({ length: images }, (_, i) => ({ ...validation(i), id: `validation-${i}` }))
      : [],
    leaveOut: (photos) => {
      for (const { path } of photos) damaged.add(path);
    },
    notices: [
      ...(notice ? [notice] : []),
      ...(images < validationItems
        ? [`Validation is measured on ${images} images, half of those there are, not on ${validationItems}.`]
        : []),
    ],
  };
}

/** The pictures of scenes in their order: made ones drawn, photos of the sets decoded; null for a damaged photo. */
export async function pictures(
  scenes: readonly (Scene | PhotoScene)[],
  sizePx: number,
  sets: QuestionSets,
  data: Remote<Data>,
): Promise<(SceneImage | null)[]> {
  const made = scenes.flatMap((scene) => (scene.kind === 'photo' ? [] : [scene]));
  const photos = scenes.flatMap((scene) => (scene.kind === 'photo' ? [scene] : []));
  const images = [
    ...(made.length > 0 ? await data.draw(made, sizePx) : []),
    ...(photos.length > 0
      ? await data.decode(
          photos.map((scene) => fileOf(scene, sets)),
          sizePx,
        )
      : []),
  ];
  const byId = new Map(images.map((image) => [image?.id, image]));
  return scenes.map(({ id }) => byId.get(id) ?? null);
}

/** The photos among scenes that have no picture, because their files are damaged; each once. */
export function photosWithout(
  scenes: readonly (Scene | PhotoScene)[],
  images: readonly (SceneImage | null)[],
): PhotoScene[] {
  const photos = scenes.flatMap((scene, i) => (scene.kind === 'photo' && !images[i] ? [scene] : []));
  return [...new Map(photos.map((photo) => [photo.id, photo])).values()];
}

/** Says that photos are damaged, and what follows, as a sentence. */
export function damageNotice(photos: readonly PhotoScene[], consequence: string): string {
  const named = photos.slice(0, 5).map(({ path }) => `"${path}"`);
  const more = photos.length - named.length;
  const names = `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return photos.length === 1
    ? `The image ${names} cannot be decoded: its file is cut off or damaged. ${consequence}`
    : `The images ${names} cannot be decoded: their files are cut off or damaged. ${consequence}`;
}

function fileOf({ id, dataset, path }: PhotoScene, { training, test }: QuestionSets) {
  const image = [training, test].find((set) => set?.id === dataset)?.images.get(path);
  if (!image)
    throw new Error(`The image "${path}" is not in the imported dataset ${dataset}. Import that again.`);
  return { id, name: path, blob: image.blob };
}
