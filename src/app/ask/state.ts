/**
 * Asks the model about a scene: the scene, the question, and the answers as they arrive, from each of the chosen adapters
 * in turn. Not here: loading the model (models/state.ts), which adapters there are (adapters/state.ts).
 */
import { computed, signal } from '@preact/signals';
import { proxy, type Remote } from 'comlink';
import { sparkleTiny } from '../../../models/registry.ts';
import type { Inference } from '../../../workers/inference.ts';
import type { Scene } from '../../sparkle/scene/scene.ts';
import type { Question } from '../../sparkle/style/styles.ts';
import { freeScene, suggestedQuestions } from '../../sparkle/task/generate.ts';
import { isSeeingQuestion, knownQuestion } from '../../sparkle/task/known-question.ts';
import { words } from '../../words/words.ts';
import { type AdapterChoice, adapterOf, chosenAdapters } from '../adapters/state.ts';
import { modelAbsence, openModel, placeObstacle } from '../models/choice.ts';
import { endWorkers, isModelReady, loadModel } from '../models/state.ts';
import { config } from '../setup/state.ts';
import { numberText, sentenceOf } from '../ui/format.ts';
import { askStatus, runStatus, workers } from '../workers.ts';

/** The answer of one choice. */
export interface GivenAnswer {
  /** The choice's key and name. */
  readonly key: string;
  readonly name: string;
  /** The answer so far; null before the first token. */
  readonly text: string | null;
  /** Whether all of it has come: only then it is judged. */
  readonly isWhole: boolean;
  /** That the adapter was made at another strength of place than it answers at, as a sentence; null if not. */
  readonly remark: string | null;
  /** Why there is no answer, as a sentence; null if nothing is wrong. */
  readonly problem: string | null;
}

/** The scene that is asked about. */
export const scene = signal<Scene>(freeScene(1, 'points'));
/** Questions that fit the scene. */
export const suggestions = computed(() => suggestedQuestions(scene.value));
/** The question as it is typed. */
export const question = signal(suggestions.peek()[0] ?? '');
/** The answers to the last question, in the order of asking. */
export const answers = signal<readonly GivenAnswer[]>([]);

/** The last question that was asked, if the lab knows its right answer; else null. */
export const askedQuestion = signal<Question | null>(null);

/** That the model may not know what is typed, before it is asked; null if it does, or if nothing is typed. */
export const languageNote = computed<string | null>(() => {
  const typed = question.value.trim();
  if (config.value.model !== sparkleTiny.id || typed === '') return null;
  if (knownQuestion(scene.value, typed) || isSeeingQuestion(scene.value, typed)) return null;
  return words.value.ask.unknown;
});

/** Why the last question has no answers, as sentences; null if nothing is wrong. */
export const askProblem = signal<string | null>(null);
/** Why nothing can be asked now, and what to do; null if a question can be asked. */
export const askObstacle = computed<string | null>(() => {
  const say = words.value.ask;
  if (runStatus.value !== 'idle') return say.busy;
  const noModel = modelAbsence.value ?? placeObstacle.value;
  if (noModel) return noModel;
  if (chosenAdapters.value.length === 0) return say.nothingChosen;
  return question.value.trim() === '' ? say.noQuestion : null;
});

/** Longer than any answer the model was taught. */
const maxNewTokens = 192;

let seed = 1;
/** Counts questions and new scenes: an answer that arrives after a newer one began is dropped. */
let asking = 0;
/** Whether Stop was pressed for the current question: errors that follow from it are not shown. */
let isStopped = false;

/** Makes another scene of that kind. */
export function newScene(kind: 'points' | 'lattice'): void {
  asking += 1;
  seed += 1;
  scene.value = freeScene(seed, kind);
  question.value = suggestions.value[0] ?? '';
  answers.value = [];
  askedQuestion.value = null;
}

/**
 * Asks the typed question once with each of the chosen, after loading the model if needed. Does nothing while a run is on
 * or if there is an obstacle.
 */
export async function ask(): Promise<void> {
  const chosen = chosenAdapters.value;
  if (askStatus.value !== 'idle' || askObstacle.value) return;
  const mine = ++asking;
  const asked = { scene: scene.value, text: question.value.trim() };
  const nothing = { text: null, isWhole: false, remark: null, problem: null };
  answers.value = chosen.map(({ key, name }) => ({ key, name, ...nothing }));
  askedQuestion.value = knownQuestion(asked.scene, asked.text);
  isStopped = false;
  askProblem.value = null;
  try {
    askStatus.value = isModelReady() ? 'answering' : 'loading';
    const { place } = config.value;
    const inference = await loadModel();
    askStatus.value = 'answering';
    const data = await workers.data();
    const { model } = await openModel(config.value.model);
    await inference.encode(await data.draw([asked.scene], model.imageSizePx), true);
    for (const choice of chosen) {
      if (isStopped) return;
      await askWith(choice, inference, mine, { ...asked, place });
    }
  } catch (error) {
    // It is not certain which worker failed, and a dead one would fail the next question too.
    endWorkers();
    if (!isStopped) askProblem.value = words.value.ask.failed(sentenceOf(error));
  } finally {
    askStatus.value = 'idle';
  }
}

const placeRemark = (madeAt: number | undefined, askedAt: number): string | null =>
  madeAt === undefined || madeAt === askedAt
    ? null
    : words.value.ask.otherPlace(numberText(String(madeAt)), numberText(String(askedAt)));

/** Names of the errors for an adapter that cannot be used, thrown here (models/adapter/peft.ts, storage) or in the worker (adapter-input.ts). */
const adapterErrors = ['AdapterError', 'PeftError', 'SafetensorsError', 'StoredAdapterError'];

/** Gets one answer. If the adapter cannot be read or does not fit the model, the reason stands in place of the answer. */
async function askWith(
  { key }: AdapterChoice,
  inference: Remote<Inference>,
  mine: number,
  asked: { readonly scene: Scene; readonly text: string; readonly place: number },
): Promise<void> {
  const note = (change: Partial<GivenAnswer>) => {
    if (mine === asking)
      answers.value = answers.value.map((each) => (each.key === key ? { ...each, ...change } : each));
  };
  try {
    const adapter = await adapterOf(key);
    await inference.useAdapter(adapter);
    note({ remark: placeRemark(adapter?.place, asked.place) });
  } catch (error) {
    // If a worker failed, not the adapter, no further answer is asked for.
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
  // The pieces and the whole answer arrive by two channels, in no fixed order.
  isWhole = true;
  // What was stopped is no answer yet.
  note({ text: whole.text, isWhole: !isStopped });
}

/** Stops the answer after the current token and keeps what there is; while the model loads, stops the loading. Never rejects. */
export async function stopAsking(): Promise<void> {
  isStopped = true;
  if (askStatus.value === 'loading') return endWorkers();
  if (askStatus.value !== 'answering') return;
  try {
    await (await workers.inference()).stop();
  } catch {
    // The worker has died: the open call reports it.
  }
}
