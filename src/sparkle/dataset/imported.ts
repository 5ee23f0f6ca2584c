/**
 * Imported questions about imported images, as items and training conversations: chosen by the seed, asked and answered
 * in their own words. Not here: reading the files (dataset-import.ts), decoding images (workers/data.ts).
 *
 * In a dataset that the lab made, each unchanged line is judged like the lab's own items (score.ts): any shortest path is
 * right, and numbers have their tolerance. Of other lines only the words are known: an answer is right if it equals the
 * response, both in Unicode form NFKC and lower case, with white space as single spaces, without quotation marks around
 * them or . ! ? at the end. It counts as parsed if it is not empty. A choice between the captions of a published set
 * (caption-sets.ts) is read as the style 'choice' reads (style/choice.ts): by its letter.
 */

import { stream } from '../scene/random.ts';
import type { Scene } from '../scene/scene.ts';
import type { Score } from '../score.ts';
import { score } from '../score.ts';
import { chosenPlace } from '../style/choice.ts';
import { type Conversation, type Item, shownScene } from '../task/item.ts';
import { taskKind } from '../task/task-name.ts';
import type { Task, TaskKind } from '../tasks.ts';
import { type CaptionSetName, captionSets } from './caption-sets.ts';
import { makeSample } from './dataset.ts';
import type { ImportedDataset, ImportedQuestion } from './dataset-import.ts';
import { type DatasetRecipe, imageIndex } from './dataset-recipe.ts';

/** A picture that came as a file of any size and format. */
export interface PhotoScene {
  readonly kind: 'photo';
  readonly id: string;
  /** The id of its dataset. */
  readonly dataset: string;
  /** The key of the dataset's images. */
  readonly path: string;
}

/** The questions of an imported dataset, with the id by which configs name it. */
export interface QuestionSet extends Pick<ImportedDataset, 'questions' | 'images' | 'recipe'> {
  readonly id: string;
}

/** What imported questions are scored as: those of a published set of captions as a task of their own. */
export type ImportedTask = 'imported' | CaptionSetName;

/** All tasks of imported questions, in the order in which they are shown. */
export const importedTasks: readonly ImportedTask[] = ['imported', ...captionSets.map(({ name }) => name)];

export const isImportedTask = (task: string): task is ImportedTask =>
  importedTasks.some((name) => name === task);

/** One imported question that is scored. */
export interface ImportedItem {
  readonly id: string;
  readonly task: ImportedTask;
  readonly form: 'text';
  readonly scene: PhotoScene;
  readonly question: string;
  /** The response. */
  readonly answer: string;
  /** The item that the line was written from, by which answers are judged. Absent: only the response is known. */
  readonly made?: Item;
  /** The options, in the order of their letters. Absent: the answer is free. */
  readonly options?: readonly string[];
}

/** Anything that is scored. */
export type ScoredItem = Item | ImportedItem;
export type ScoredTask = Task | ImportedTask;
export type ScoredKind = TaskKind | 'imported';

/** The kind of any task, also of imported questions. */
export const scoredKind = (task: ScoredTask): ScoredKind =>
  isImportedTask(task) ? 'imported' : taskKind(task);

/** The picture that goes with a question; null if there is none. */
export const pictureOf = (item: ScoredItem): Scene | PhotoScene | null =>
  item.form === 'text' ? item.scene : shownScene(item);

/** Imported questions about one image: one training sequence. */
export interface ImportedConversation extends Omit<Conversation, 'scene'> {
  readonly scene: PhotoScene;
}

const photoOf = (set: QuestionSet, path: string): PhotoScene => ({
  kind: 'photo',
  id: `photo-${path}`,
  dataset: set.id,
  path,
});

/**
 * Finds the item that a line was written from: the one with the same question and answer, in the sample whose number the
 * image has. null if there is none: the line was changed, or an older lab made other samples. Never throws.
 */
function madeItems(
  recipe: DatasetRecipe | null,
): (line: Pick<ImportedQuestion, 'query' | 'response' | 'image'>) => Item | null {
  if (!recipe) return () => null;
  const { config, seed, part, images } = recipe;
  const known = new Map<number, readonly Item[]>();
  let isPossible = true;
  const itemsOf = (index: number): readonly Item[] => {
    if (!isPossible || index >= images) return [];
    let items = known.get(index);
    if (!items) {
      try {
        items = makeSample(config, seed, part, index).items;
      } catch {
        // Such a dataset is impossible: each further try would search as long.
        isPossible = false;
        items = [];
      }
      known.set(index, items);
    }
    return items;
  };
  return ({ query, response, image }) => {
    const index = imageIndex(image);
    const items = index === null ? [] : itemsOf(index);
    return (
      items.find(({ question, answer }) => question.trim() === query && answer.trim() === response) ?? null
    );
  };
}

/** `count` of the questions of each task, or all if there are fewer, drawn by the seed and in the order of their lines. */
export function importedItems(set: QuestionSet, seed: number, count: number): ImportedItem[] {
  const madeOf = madeItems(set.recipe);
  return importedTasks.flatMap((task) => {
    const own = set.questions.filter((question) => (question.set ?? 'imported') === task);
    const chosen = own.length <= count ? own : stream(seed, task, 'evaluation').sample(own, count);
    return chosen
      .sort((a, b) => a.line - b.line)
      .map((question): ImportedItem => {
        const { line, query, response, image, options } = question;
        const made = madeOf(question);
        return {
          id: `${task}-${line}`,
          task,
          form: 'text',
          scene: photoOf(set, image),
          question: query,
          answer: response,
          ...(made && { made }),
          ...(options && { options }),
        };
      });
  });
}

/** Whether a set can only be scored: the published captions are a test, and no answers to learn. */
export const isTestOnly = (questions: readonly Pick<ImportedQuestion, 'set'>[]): boolean =>
  questions.some(({ set }) => set !== undefined);

/**
 * Holds out some images of a set with all their questions, chosen by the seed: at most `count`, and at most half.
 */
export function splitImages(
  set: QuestionSet,
  seed: number,
  count: number,
): { kept: QuestionSet; heldOut: QuestionSet; images: number } {
  const paths = [...new Set(set.questions.map(({ image }) => image))];
  const images = Math.min(count, Math.floor(paths.length / 2));
  const chosen = new Set(stream(seed, 'imported', 'validation').sample(paths, images));
  const part = (isHeldOut: boolean): QuestionSet => ({
    ...set,
    questions: set.questions.filter(({ image }) => chosen.has(image) === isHeldOut),
  });
  return { kept: part(false), heldOut: part(true), images };
}

/**
 * The endless stream of training conversations: round after round every image once, in another order each time, with at
 * most `questionsPerImage` of its questions, which are dealt in another order each time too. In place of an image that is
 * among `damaged`, which may grow, comes the next of its round that is not.
 */
export function importedConversations(
  set: QuestionSet,
  seed: number,
  questionsPerImage: number,
  damaged: ReadonlySet<string> = new Set(),
): (index: number) => ImportedConversation {
  const byImage = new Map<string, ImportedQuestion[]>();
  for (const question of set.questions) {
    const known = byImage.get(question.image);
    if (known) known.push(question);
    else byImage.set(question.image, [question]);
  }
  const paths = [...byImage.keys()];
  if (paths.length === 0)
    throw new Error('The imported training data has no question that can be used. Choose other data.');
  return (index) => {
    const round = Math.floor(index / paths.length);
    const order = stream(seed, 'imported', 'training', round).shuffle(paths);
    const place = index % paths.length;
    const path = [...order.slice(place), ...order.slice(0, place)].find((each) => !damaged.has(each));
    if (path === undefined)
      throw new Error('None of the images of the training data can be decoded. Import the data again.');
    const turns = stream(seed, 'imported', 'turns', index)
      .sample(byImage.get(path)!, questionsPerImage)
      .map(({ query, response }) => ({ question: query, answer: response }));
    return { id: `train-${index}`, scene: photoOf(set, path), turns };
  };
}

const quotes = `"'“”‘’«»\``;
const edges = new RegExp(`^[${quotes}\\s]+|[${quotes}.!?\\s]+$`, 'gu');

/** A text in the form that is compared. A text of marks alone stays as it is. */
function normalized(text: string): string {
  const plain = text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
  return plain.replace(edges, '') || plain;
}

/** Judges an answer to an imported question. Never throws, whatever the text. */
export function scoreImported({ made, answer, options }: ImportedItem, answerText: string): Score {
  if (made) return score(made, answerText);
  if (options) {
    const place = chosenPlace(answerText, options);
    return {
      isParsed: place >= 0,
      isCorrect: place >= 0 && place === chosenPlace(answer, options),
      lengthRatio: null,
    };
  }
  return {
    isParsed: answerText.trim() !== '',
    isCorrect: normalized(answerText) === normalized(answer),
    lengthRatio: null,
  };
}

/** How many answers are tried. */
const constantsMax = 20;

/**
 * What can be reached without the images, as a share of items, 0 to 1. Between captions it is chance, one over the number
 * of options: their order is drawn, so no letter is better. Of other questions it is the best single answer.
 */
export function blindShare(items: readonly ImportedItem[]): number {
  const chances = items.flatMap(({ options }) => (options ? 1 / options.length : []));
  return chances.length > 0 && chances.length === items.length
    ? chances.reduce((sum, chance) => sum + chance, 0) / chances.length
    : bestConstantShare(items);
}

/** What can be reached without the images, 0 to 1, by the task; of those tasks alone that have items here. */
export function importedBaselines(items: readonly ScoredItem[]): Map<ImportedTask, number> {
  const imported = items.filter((item) => item.form === 'text');
  return new Map(
    importedTasks.flatMap((task) => {
      const own = imported.filter((item) => item.task === task);
      return own.length > 0 ? [[task, blindShare(own)] as const] : [];
    }),
  );
}

/**
 * The share of items, 0 to 1, that the best single answer gets right. The most common responses are tried, and judged like
 * a model's answers.
 */
function bestConstantShare(items: readonly ImportedItem[]): number {
  const counts = new Map<string, { answer: string; count: number }>();
  for (const { answer } of items) {
    const known = counts.get(normalized(answer));
    if (known) known.count++;
    else counts.set(normalized(answer), { answer, count: 1 });
  }
  const right = [...counts.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, constantsMax)
    .map(({ answer }) => items.filter((item) => scoreImported(item, answer).isCorrect).length);
  return Math.max(0, ...right) / Math.max(1, items.length);
}
