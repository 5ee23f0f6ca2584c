/**
 * Asking the model about a scene: the scene, the question, and the answers as they come, of the base model and of each
 * chosen adapter in turn. Not here: loading the model (models/state.ts), which adapters there are (adapters/state.ts).
 */
import { computed, signal } from '@preact/signals';
import { proxy, type Remote } from 'comlink';
import type { Inference } from '../../../workers/inference.ts';
import type { Scene } from '../../sparkle/scene/scene.ts';
import { freeScene, suggestedQuestions } from '../../sparkle/task/generate.ts';
import { type AdapterChoice, adapterOf, chosenAdapters } from '../adapters/state.ts';
import { modelAbsence, openModel } from '../models/choice.ts';
import { endWorkers, isModelReady, loadModel } from '../models/state.ts';
import { askStatus, runStatus } from '../run/busy.ts';
import { config } from '../setup/state.ts';
import { sentenceOf } from '../ui/format.ts';
import { workers } from '../workers.ts';

/** What one of the chosen answers. */
interface GivenAnswer {
  /** The choice's key and name. */
  readonly key: string;
  readonly name: string;
  /** The answer as far as it has come; null: nothing yet. */
  readonly text: string | null;
  /** How long the adapter's matrices took to take the place of those before; null: not yet. */
  readonly swapMs: number | null;
  /** Why there is no answer, as a sentence; null: nothing is wrong. */
  readonly problem: string | null;
}

/** The scene that is asked about. */
export const scene = signal<Scene>(freeScene(1, 'points'));
/** Questions that fit the scene. */
export const suggestions = computed(() => suggestedQuestions(scene.value));
/** The question as it is typed. */
export const question = signal(suggestions.peek()[0] ?? '');
/** The answers to the last question, in the order they were asked for. */
export const answers = signal<readonly GivenAnswer[]>([]);

/** Why the last question has no answers, as sentences; null: nothing is wrong. */
export const askProblem = signal<string | null>(null);
/** Why nothing can be asked now, and what to do; null: it can. */
export const askObstacle = computed<string | null>(() => {
  if (runStatus.value !== 'idle') return 'The model is busy with the run; ask when it has ended.';
  if (modelAbsence.value) return modelAbsence.value;
  if (chosenAdapters.value.length === 0)
    return 'Nothing is chosen to answer with: tick the base model or an adapter.';
  return question.value.trim() === '' ? 'There is no question yet: type one, or choose one above.' : null;
});

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
  answers.value = [];
}

/**
 * Asks the question as it stands, once with each of the chosen; the model is loaded first if it is not there. Does
 * nothing while a run is on.
 */
export async function ask(): Promise<void> {
  const chosen = chosenAdapters.value;
  if (askStatus.value !== 'idle' || askObstacle.value) return;
  const mine = ++asking;
  const asked = { scene: scene.value, text: question.value.trim() };
  answers.value = chosen.map(({ key, name }) => ({ key, name, text: null, swapMs: null, problem: null }));
  isStopped = false;
  askProblem.value = null;
  try {
    askStatus.value = isModelReady() ? 'answering' : 'loading';
    const inference = await loadModel();
    askStatus.value = 'answering';
    const data = await workers.data();
    const { model } = await openModel(config.value.model);
    await inference.encode(await data.draw([asked.scene], model.imageSizePx), true);
    for (const choice of chosen) {
      if (isStopped) return;
      await askWith(choice, inference, mine, asked);
    }
  } catch (error) {
    // Which worker failed is not known for sure, and a dead one would fail the next question too.
    endWorkers();
    if (!isStopped)
      askProblem.value = `The model could not answer: ${sentenceOf(error)} Its workers were ended; ask again to start new ones.`;
  } finally {
    askStatus.value = 'idle';
  }
}

/** What is thrown for an adapter that cannot be used, here (models/adapter/peft.ts, storage) or in the worker (adapter-input.ts). */
const adapterErrors = ['AdapterError', 'PeftError', 'SafetensorsError', 'StoredAdapterError'];

/** One answer. An adapter that cannot be read or does not fit the model is told in its place. */
async function askWith(
  { key }: AdapterChoice,
  inference: Remote<Inference>,
  mine: number,
  asked: { readonly scene: Scene; readonly text: string },
): Promise<void> {
  const note = (change: Partial<GivenAnswer>) => {
    if (mine === asking)
      answers.value = answers.value.map((each) => (each.key === key ? { ...each, ...change } : each));
  };
  try {
    const adapter = await adapterOf(key);
    const startedMs = performance.now();
    await inference.useAdapter(adapter);
    note({ swapMs: performance.now() - startedMs });
  } catch (error) {
    // A worker that failed, not an adapter, ends the whole asking.
    if (error instanceof Error && !adapterErrors.includes(error.name)) throw error;
    return note({ problem: sentenceOf(error) });
  }
  if (isStopped) return;
  let isWhole = false;
  let soFar = '';
  const whole = await inference.ask(
    { id: `ask-${mine}-${key}`, imageId: asked.scene.id, question: asked.text },
    maxNewTokens,
    proxy((piece) => {
      if (isWhole) return;
      soFar += piece;
      note({ text: soFar });
    }),
  );
  // Pieces and the whole come by two ways, in no fixed order.
  isWhole = true;
  note({ text: whole.text });
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
