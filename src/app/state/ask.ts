/** Asking the model about a scene: the scene, the question, the answer as it comes. Not here: loading the model (model.ts). */
import { computed, signal } from '@preact/signals';
import { proxy } from 'comlink';
import { freeScene, suggestedQuestions } from '../../sparkle/generate.ts';
import type { Scene } from '../../sparkle/scene.ts';
import { baseModel, loadModel, modelState, restartInference } from './model.ts';
import { messageOf, tell } from './notice.ts';
import { shownAdapter } from './runs.ts';
import { workers } from './workers.ts';

export const scene = signal<Scene>(freeScene(1, 'points'));
export const suggestions = computed(() => suggestedQuestions(scene.value));
export const question = signal(suggestions.peek()[0] ?? '');
/** Whether to ask with the adapter of the shown run, where it has one. */
export const wantsAdapter = signal(false);
export const answer = signal<string | null>(null);
export const askStatus = signal<'idle' | 'loading' | 'answering'>('idle');

/** Longer than any answer the model was taught. */
const maxNewTokens = 192;

let seed = 1;
/** Counts askings: an answer that comes after the scene was changed is not shown. */
let asking = 0;

/** Draws another scene of that kind. */
export function newScene(kind: Scene['kind']): void {
  asking += 1;
  seed += 1;
  scene.value = freeScene(seed, kind);
  question.value = suggestions.value[0] ?? '';
  answer.value = null;
}

/** Asks the question as it stands; the model is loaded first if it is not there. */
export async function ask(): Promise<void> {
  if (askStatus.value !== 'idle' || question.value.trim() === '') return;
  const mine = ++asking;
  const asked = scene.value;
  answer.value = null;
  try {
    askStatus.value = modelState.value.kind === 'ready' ? 'answering' : 'loading';
    const inference = await loadModel();
    askStatus.value = 'answering';
    const data = await workers.data();
    await inference.encode(await data.draw([asked], baseModel.imageSizePx), true);
    await inference.useAdapter(wantsAdapter.value ? shownAdapter.value : null);
    const prompt = { id: `ask-${mine}`, imageId: asked.id, question: question.value.trim() };
    const whole = await inference.ask(
      prompt,
      maxNewTokens,
      proxy((piece) => {
        if (mine === asking) answer.value = (answer.value ?? '') + piece;
      }),
    );
    if (mine === asking) answer.value = whole.text;
  } catch (error) {
    restartInference();
    tell(
      'problem',
      `The model could not answer: ${messageOf(error)} It was ended and is loaded afresh with the next question.`,
    );
  } finally {
    askStatus.value = 'idle';
  }
}

/** Ends the answer between tokens; what has come stays. While the model loads, ends the loading. */
export async function stopAsking(): Promise<void> {
  if (askStatus.value === 'answering') await (await workers.inference()).stop();
  else if (askStatus.value === 'loading') restartInference();
}
