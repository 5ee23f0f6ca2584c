/**
 * The folder that goes to a cluster, file by file: the small files, the model, the pictures, and last the lines that name
 * them. Not here: where conversations, items and pictures come from (gather.ts), a ZIP or a folder of the files.
 */
import { decoderShapeOf } from '../../models/decoder-shape.ts';
import type { ModelShape } from '../../models/registry.ts';
import { readModelConfig } from '../../models/small-files.ts';
import { itemsHash } from '../experiment/hashes.ts';
import { damageNotice } from '../experiment/imported-data.ts';
import { lab } from '../experiment/lab.ts';
import { type PhotoScene, pictureOf, type ScoredItem } from '../sparkle/dataset/imported.ts';
import type { Scene } from '../sparkle/scene/scene.ts';
import type { Conversation } from '../sparkle/task/item.ts';
import { differences } from './differences.ts';
import {
  experimentFile,
  modelFolder,
  pluginFile,
  type TakenExperiment,
  type TakenFile,
  testFile,
  trainFile,
  validationFile,
} from './folder.ts';
import { testLine, trainingLine } from './lines.ts';
import { readmeText } from './readme.ts';
import { type Commands, inferScript, requirements, trainScript } from './scripts.ts';

/** A conversation with its picture as a PNG; turns that the model cannot read are gone. */
export interface PicturedConversation extends Pick<Conversation, 'turns'> {
  /** The same for conversations about one picture. */
  readonly pictureId: string;
  readonly png: Uint8Array;
}

/** What a question shows. */
type Picture = Scene | PhotoScene;

/** What the folder is made of. */
export interface TakenParts {
  readonly config: TakenExperiment['config'];
  readonly weights: string;
  readonly place: number | null;
  readonly hashes: Omit<TakenExperiment['hashes'], 'items'>;
  /** The files of the checkpoint that transformers opens, config.json among them. */
  readonly model: readonly TakenFile[];
  /** The plugin's text. */
  readonly plugin: string;
  /** Steps of training, as the budget gives them. */
  readonly steps: number;
  /** In the order of training. */
  readonly conversations: AsyncIterable<PicturedConversation>;
  readonly heldOut: readonly PicturedConversation[];
  /** What is asked; the forms of answer may have so many tokens. */
  readonly items: readonly ScoredItem[];
  readonly maxNewTokens: readonly number[];
  /** The picture of a scene as a PNG; null if its file is damaged. */
  readonly png: (scene: Picture) => Promise<Uint8Array | null>;
  /** What was left out, as sentences; more may come while conversations are made. */
  readonly leftOut: readonly string[];
}

/** What has been made so far, of `total` pictures and conversations. */
type TakenProgress = (done: number, total: number) => void;

/** Makes the files in their order. Throws Error with a plain message if the model is not one that ms-swift can train so. */
export async function* takeawayFiles(
  parts: TakenParts,
  onProgress: TakenProgress,
): AsyncGenerator<TakenFile> {
  const { config, steps, heldOut, items, maxNewTokens, plugin } = parts;
  const { batchSize, accumulate } = config.training;
  const total = steps * accumulate * batchSize + heldOut.length + items.length;
  let done = 0;
  const count = () => onProgress(++done, total);
  const model = await readModel(parts.model);
  const commands: Commands = {
    config,
    ...model,
    steps,
    isValidated: heldOut.length > 0,
    maxNewTokens: Math.max(...maxNewTokens),
  };
  yield textFile('train.sh', trainScript(commands));
  yield textFile('infer.sh', inferScript(commands));
  yield textFile(pluginFile, plugin);
  yield textFile('requirements.txt', requirements);
  for (const file of parts.model) {
    const path = `${modelFolder}/${file.path}`;
    const isProcessor = model.modelType === 'smolvlm' && processorFiles.includes(file.path);
    yield isProcessor ? textFile(path, withoutVideos(await textOf(file))) : { ...file, path };
  }

  const { asked, damaged } = yield* testFiles(parts, count);
  const conversations = yield* conversationFiles(trainFile, 'images/train', parts.conversations, count);
  if (heldOut.length > 0) yield* conversationFiles(validationFile, 'images/validation', heldOut, count);

  const experiment: TakenExperiment = {
    kind: 'sparkle-takeaway',
    version: 1,
    takenAt: new Date().toISOString(),
    lab,
    config,
    steps,
    weights: parts.weights,
    place: parts.place,
    hashes: { ...parts.hashes, items: itemsHash(asked.map(({ item }) => item)) },
    decoder: model.decoder,
    asked: asked.map(({ item, image }) => ({ id: item.id, image })),
  };
  yield textFile(experimentFile, `${JSON.stringify(experiment, null, 1)}\n`);
  const told = differences(config, { steps, heldOut: heldOut.length, maxNewTokens });
  const leftOut = [...parts.leftOut, ...damaged];
  yield textFile(
    'README.md',
    readmeText({ experiment, ...model, conversations, heldOut: heldOut.length, differences: told, leftOut }),
  );
}

/** The pictures of the items, then their lines. Gives what is asked, and which photos are damaged, as sentences. */
async function* testFiles(
  { items, png }: Pick<TakenParts, 'items' | 'png'>,
  count: () => void,
): AsyncGenerator<TakenFile, { asked: AskedItem[]; damaged: string[] }> {
  const asked: AskedItem[] = [];
  const damaged = new Map<string, PhotoScene>();
  const shown = new Pictures('images/test');
  for (const item of items) {
    count();
    const scene = pictureOf(item);
    if (scene && damaged.has(scene.id)) continue;
    if (!scene) {
      asked.push({ item, image: null });
      continue;
    }
    if (!shown.has(scene.id)) {
      const bytes = await png(scene);
      if (!bytes && scene.kind === 'photo') {
        damaged.set(scene.id, scene);
        continue;
      }
      yield bytesFile(shown.pathOf(scene.id).path, bytes!);
    }
    asked.push({ item, image: shown.pathOf(scene.id).path });
  }
  if (asked.length === 0)
    throw new Error('None of the scored images can be decoded. Import the test data again.');
  const lines = asked.map(({ item, image }) => testLine(item.id, item.question, image));
  yield textFile(testFile, lines.join(''));
  const lost = items.length - asked.length;
  return {
    asked,
    damaged:
      lost === 0
        ? []
        : [`Test data: ${damageNotice([...damaged.values()], `${lost} of the questions are left out.`)}`],
  };
}

/** An item that is asked, and the path of its picture. */
interface AskedItem {
  readonly item: ScoredItem;
  readonly image: string | null;
}

/** The pictures of conversations, then their lines. Gives how many there are. */
async function* conversationFiles(
  file: string,
  folder: string,
  conversations: AsyncIterable<PicturedConversation> | Iterable<PicturedConversation>,
  count: () => void,
): AsyncGenerator<TakenFile, number> {
  const lines: string[] = [];
  const shown = new Pictures(folder);
  for await (const { pictureId, png, turns } of conversations) {
    const image = shown.pathOf(pictureId);
    if (image.isNew) yield bytesFile(image.path, png);
    lines.push(trainingLine({ turns, image: image.path }));
    count();
  }
  yield textFile(file, lines.join(''));
  return lines.length;
}

/** The paths of pictures in a folder: each picture is written once. Ids may have letters that no file name has. */
class Pictures {
  readonly #paths = new Map<string, string>();
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  has(id: string): boolean {
    return this.#paths.has(id);
  }

  pathOf(id: string): { readonly path: string; readonly isNew: boolean } {
    const known = this.#paths.get(id);
    if (known !== undefined) return { path: known, isNew: false };
    const path = `${this.#folder}/${String(this.#paths.size).padStart(6, '0')}.png`;
    this.#paths.set(id, path);
    return { path, isNew: true };
  }
}

/** What the commands must know of the model, by its config.json. */
async function readModel(
  files: readonly TakenFile[],
): Promise<Pick<Commands, 'modelType' | 'contextTokens'> & { readonly decoder: Decoder }> {
  const file = files.find(({ path }) => path === 'config.json');
  if (!file)
    throw new Error(
      `Expected config.json among the files of the checkpoint, got ${files.length} files without. Take a model of the lab.`,
    );
  const { model_type: modelType, text_config } = readModelConfig(await textOf(file));
  return {
    modelType,
    contextTokens: text_config.max_position_embeddings,
    decoder: decoderShapeOf(text_config),
  };
}

async function textOf({ bytes }: TakenFile): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes()) chunks.push(chunk);
  return new Blob(chunks as Uint8Array<ArrayBuffer>[]).text();
}

const processorFiles = ['processor_config.json', 'preprocessor_config.json'];

/**
 * The settings of SmolVLM2's processor under the class of Idefics3's, which gives the same tokens and pixels for an image that
 * is not split (test/interop/test_smolvlm.py). Its own class handles videos too, and does not open without torchvision and
 * num2words.
 */
function withoutVideos(text: string): string {
  const renamed = text.replaceAll('"SmolVLMProcessor"', '"Idefics3Processor"');
  const {
    video_processor: _videos,
    video_sampling: _sampling,
    ...settings
  } = JSON.parse(renamed.replace(/"SmolVLMImageProcessor\w*"/g, '"Idefics3ImageProcessor"')) as Record<
    string,
    unknown
  >;
  return `${JSON.stringify(settings, null, 1)}\n`;
}

type Decoder = Pick<ModelShape, keyof TakenExperiment['decoder']>;

const bytesFile = (path: string, bytes: Uint8Array): TakenFile => ({ path, bytes: () => [bytes] });

const textFile = (path: string, text: string): TakenFile => bytesFile(path, new TextEncoder().encode(text));
