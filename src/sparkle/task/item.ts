/**
 * What is scored and trained on: items, conversations, pictures.
 * Not here: the names of tasks (task-name.ts), how the words are made (style/styles.ts), how an answer is judged (score.ts).
 */
import type { Scene } from '../scene/scene.ts';
import type { Question } from '../style/styles.ts';
import type { Task } from '../tasks.ts';

/** One scored question about one scene. */
export interface Item extends Question {
  readonly id: string;
  readonly task: Task;
  /** What the model is shown in place of the scene, null for no image. Absent: the scene. */
  readonly shown?: Scene | null;
}

/** The picture that goes with an item's question; null if there is none. */
export const shownScene = ({ scene, shown }: Item): Scene | null => (shown === undefined ? scene : shown);

/** Several questions about one scene: one training sequence. */
export interface Conversation {
  readonly id: string;
  readonly scene: Scene;
  readonly turns: readonly { readonly question: string; readonly answer: string }[];
}

/** A drawn scene: RGBA, `sizePx` by `sizePx`, row-major from the top-left. `id` is the scene's. */
export interface SceneImage {
  readonly id: string;
  readonly sizePx: number;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}
