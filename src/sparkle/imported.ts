/**
 * A person's own questions about their own images, as items and training conversations: chosen by the seed, asked and
 * answered in their own words. Nothing is known of what the images show.
 * Not here: reading the files (dataset-import.ts), decoding images (workers/data.ts).
 *
 * An answer is right when it is the response: both in Unicode form NFKC and lower case, white space as single spaces,
 * without quotation marks around them or . ! ? at the end. It is read when it is not empty.
 */
import type { ImportedDataset, ImportedQuestion } from './dataset-import.ts';
import {
  type Conversation,
  type Item,
  type Score,
  shownScene,
  type Task,
  type TaskKind,
  taskKind,
} from './item.ts';
import { stream } from './random.ts';
import type { Scene } from './scene.ts';

/** A picture that came as a file of any size and format. */
export interface PhotoScene {
  readonly kind: 'photo';
  readonly id: string;
  /** The id of its dataset. */
  readonly dataset: string;
  /** The key of the dataset's images. */
  readonly path: string;
}

/** What is asked of an imported dataset, under the id that configs name it by. */
export interface QuestionSet extends Pick<ImportedDataset, 'questions' | 'images'> {
  readonly id: string;
}

/** One imported question that is scored. */
export interface ImportedItem {
  readonly id: string;
  readonly task: 'imported';
  readonly form: 'text';
  readonly scene: PhotoScene;
  readonly question: string;
  /** The response. */
  readonly answer: string;
}

/** Anything that is scored. */
export type ScoredItem = Item | ImportedItem;
export type ScoredTask = Task | 'imported';
export type ScoredKind = TaskKind | 'imported';

/** The kind of a task, imported ones too. */
export const scoredKind = (task: ScoredTask): ScoredKind => (task === 'imported' ? task : taskKind(task));

/** The picture that goes with a question; null where there is none. */
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

/** `count` of the questions, all where there are no more, drawn by the seed and in the order of their lines. */
export function importedItems(set: QuestionSet, seed: number, count: number): ImportedItem[] {
  const chosen =
    set.questions.length <= count
      ? [...set.questions]
      : stream(seed, 'imported', 'evaluation').sample(set.questions, count);
  return chosen
    .sort((a, b) => a.line - b.line)
    .map(({ line, query, response, image }) => ({
      id: `imported-${line}`,
      task: 'imported',
      form: 'text',
      scene: photoOf(set, image),
      question: query,
      answer: response,
    }));
}

/**
 * The endless stream of training conversations: round after round every image once, in another order each time, with at
 * most `questionsPerImage` of its questions, which are dealt in another order each time too.
 */
export function importedConversations(
  set: QuestionSet,
  seed: number,
  questionsPerImage: number,
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
    const path = stream(seed, 'imported', 'training', round).shuffle(paths)[index % paths.length]!;
    const turns = stream(seed, 'imported', 'turns', index)
      .sample(byImage.get(path)!, questionsPerImage)
      .map(({ query, response }) => ({ question: query, answer: response }));
    return { id: `train-${index}`, scene: photoOf(set, path), turns };
  };
}

const quotes = `"'“”‘’«»\``;
const edges = new RegExp(`^[${quotes}\\s]+|[${quotes}.!?\\s]+$`, 'gu');

/** A text as it is compared. One of nothing but marks is compared as it stands. */
function normalized(text: string): string {
  const plain = text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
  return plain.replace(edges, '') || plain;
}

/** Judges an answer to an imported question. Never throws, whatever the text. */
export const scoreImported = (item: ImportedItem, answerText: string): Score => ({
  isParsed: answerText.trim() !== '',
  isCorrect: normalized(answerText) === normalized(item.answer),
  lengthRatio: null,
});

/** The share of questions, 0 to 1, that the best single answer to all of them gets right: the most common response. */
export function bestConstantShare(questions: readonly ImportedQuestion[]): number {
  const counts = new Map<string, number>();
  for (const { response } of questions) {
    const answer = normalized(response);
    counts.set(answer, (counts.get(answer) ?? 0) + 1);
  }
  return questions.length > 0 ? Math.max(...counts.values()) / questions.length : 0;
}
