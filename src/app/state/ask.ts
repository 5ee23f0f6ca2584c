/** Asking the model about a scene: the scene, the question, the answer as it comes. Not here: loading the model (model.ts). */
import { computed, signal } from '@preact/signals';
import { proxy } from 'comlink';
import { freeScene, suggestedQuestions } from '../../sparkle/generate.ts';
import type { Scene } from '../../sparkle/scene.ts';
import { askStatus, runStatus } from './busy.ts';
import { baseModel, endWorkers, isModelReady, loadModel } from './model.ts';
import { messageOf, tell } from './notice.ts';
import { shownAdapter } from './runs.ts';
import { workers } from './workers.ts';

/** The scene that is asked about. */
export const scene = signal<Scene>(freeScene(1, 'points'));
/** Questions that fit the scene. */
export const suggestions = computed(() => suggestedQuestions(scene.value));
/** The question as it is typed. */
export const question = signal(suggestions.peek()[0] ?? '');
/** Whether to ask with the adapter of the shown run, where it has one. */
export const wantsAdapter = signal(false);
/** The answer as far as it has come; null: none. */
export const answer = signal<string | null>(null);

/** Longer than any answer the model was taught. */
const maxNewTokens = 192;

let seed = 1;
/** Counts askings: an answer that comes after the scene was changed is not shown. */
let asking = 0;
/** Whether Stop was pressed for the question at hand: what it breaks is no problem to tell. */
let isStopped = false;

/** Draws another scene of that kind. */
export function newScene(kind: 'points' | 'lattice'): void {
  asking += 1;
  seed += 1;
  scene.value = freeScene(seed, kind);
  question.value = suggestions.value[0] ?? '';
  answer.value = null;
}

/** Asks the question as it stands; the model is loaded first if it is not there. Does nothing while a run is on. */
export async function ask(): Promise<void> {
  if (askStatus.value !== 'idle' || runStatus.value !== 'idle' || question.value.trim() === '') return;
  const mine = ++asking;
  const asked = scene.value;
  let isWhole = false;
  answer.value = null;
  isStopped = false;
  try {
    askStatus.value = isModelReady() ? 'answering' : 'loading';
    const inference = await loadModel();
    askStatus.value = 'answering';
    const data = await workers.data();
    await inference.encode(await data.draw([asked], baseModel.imageSizePx), true);
    await inference.useAdapter(wantsAdapter.value ? shownAdapter.value : null);
    if (isStopped) return;
    const prompt = { id: `ask-${mine}`, imageId: asked.id, question: question.value.trim() };
    const whole = await inference.ask(
      prompt,
      maxNewTokens,
      proxy((piece) => {
        if (mine === asking && !isWhole) answer.value = (answer.value ?? '') + piece;
      }),
    );
    // Pieces and the whole come by two ways, in no fixed order.
    isWhole = true;
    if (mine === asking) answer.value = whole.text;
  } catch (error) {
    // Which worker failed is not known for sure, and a dead one would fail the next question too.
    endWorkers();
    if (!isStopped)
      tell(
        'problem',
        `The model could not answer: ${messageOf(error)} Its workers were ended; ask again to start new ones.`,
      );
  } finally {
    askStatus.value = 'idle';
  }
}

/** Ends the answer between tokens; what has come stays. While the model loads, ends the loading. Never rejects. */
export async function stopAsking(): Promise<void> {
  isStopped = true;
  if (askStatus.value === 'loading') return endWorkers();
  if (askStatus.value !== 'answering') return;
  try {
    await (await workers.inference()).stop();
  } catch {
    // The worker has died: the open question says so.
  }
}
