/**
 * Answers to the scored items: which of them the model can read, their images encoded once, their questions asked, each
 * answer judged as it arrives. Not here: what is right (src/sparkle/score.ts, src/sparkle/dataset/imported.ts), when it is
 * asked (run.ts).
 */
import { proxy, type Remote } from 'comlink';
import type { Adapter } from '../../../models/adapter/adapter.ts';
import type { Inference } from '../../../workers/inference.ts';
import type { Answer } from '../../../workers/messages.ts';
import {
  importedBaselines,
  type PhotoScene,
  pictureOf,
  type ScoredItem,
  scoreImported,
} from '../../sparkle/dataset/imported.ts';
import { score } from '../../sparkle/score.ts';
import type { ExperimentConfig } from '../config.ts';
import type { Phase } from '../event.ts';
import { damageNotice, photosWithout } from '../imported-data.ts';
import { readable } from '../readable.ts';
import type { AnsweredBy, ItemResult, JudgedAnswer } from '../report.ts';
import type { PreparedRun, Questions } from '../run-state.ts';
import { counter, notify, type Services, type Telling } from '../services.ts';

/**
 * The items that the model can read, form by form (forms differ in length). An answer may be half as long again as the
 * longest right one of its form, and 8 tokens more: a model that knows the form of the answer never needs that much.
 * `notice` says in a plain sentence what was left out; null if nothing was. Throws if nothing is left of a task.
 */
export async function prepareQuestions(
  all: readonly ScoredItem[],
  inference: Remote<Inference>,
  services: Telling,
): Promise<Questions & { readonly notice: string | null }> {
  const { read, notice } = await readable(
    all,
    (item) => ({ question: item.question, answer: item.answer, hasImage: pictureOf(item) !== null }),
    inference,
    counter(services, 'data', 'reading questions', all.length),
    services.signal,
  );
  const lost = all.find(({ task }) => !read.some(({ item }) => item.task === task));
  if (lost) throw new Error(`No question of ${lost.task} can be asked. ${notice}`);
  const groups = [...new Set(read.map(({ item }) => item.form))].map((form) => {
    const group = read.filter(({ item }) => item.form === form);
    const longest = Math.max(...group.map(({ answerTokens }) => answerTokens));
    return { items: group.map(({ item }) => item), maxNewTokens: Math.ceil(1.5 * longest) + 8 };
  });
  return { items: read.map(({ item }) => item), groups, notice };
}

/** Images drawn and encoded at a time: small enough to show progress and to stop within a second or so. */
const imagesPerChunk = 16;

/** What decides the pictures of a run's items. Runs of which it is the same, as the arms of a study, share their encodings. */
const pictureSet = ({ seed, evaluation, style, data }: ExperimentConfig): string =>
  JSON.stringify([seed, evaluation, style.test, data.test]);

/**
 * Draws what the items show and lets the inference worker encode and keep the images, each once: those that it has kept
 * from the run before are not made again. Items whose photo is damaged are left out of the run.
 */
export async function encodeItems(
  items: readonly ScoredItem[],
  run: PreparedRun,
  services: Services,
  phase: Phase,
): Promise<void> {
  const { draw, inference } = run;
  const encoded = counter(services, phase, 'encoding images', items.length);
  const set = pictureSet(run.config);
  const kept = new Set(await inference.keptImages(set));
  const shown = items.flatMap((item) => pictureOf(item) ?? []);
  const distinct = new Map(shown.map((scene) => [scene.id, scene]));
  const scenes = [...distinct.values()].filter(({ id }) => !kept.has(id));
  const damaged: PhotoScene[] = [];
  for (let start = 0; start < scenes.length; start += imagesPerChunk) {
    services.signal.throwIfAborted();
    const chunk = scenes.slice(start, start + imagesPerChunk);
    const images = await draw(chunk);
    damaged.push(...photosWithout(chunk, images));
    await inference.encode(
      images.filter((image) => image !== null),
      true,
      set,
    );
    // Counted in items: several may share an image, or have none.
    encoded(Math.round((Math.min(start + imagesPerChunk, scenes.length) / scenes.length) * items.length));
  }
  leaveOut(damaged, run, services);
}

/** Takes the items about damaged photos out of the run, and tells it. Throws if nothing is left of a task. */
function leaveOut(damaged: readonly PhotoScene[], run: PreparedRun, services: Services): void {
  if (damaged.length === 0) return;
  const ids = new Set(damaged.map(({ id }) => id));
  const isKept = (item: ScoredItem) => !ids.has(pictureOf(item)?.id ?? '');
  const { items, groups } = run.questions;
  const lost = items.filter((item) => !isKept(item));
  const notice = damageNotice(
    damaged,
    lost.length === 1 ? '1 question is left out.' : `${lost.length} questions are left out.`,
  );
  run.questions = {
    items: items.filter(isKept),
    groups: groups.map((group) => ({ ...group, items: group.items.filter(isKept) })),
  };
  for (const { id } of lost) run.results.delete(id);
  const gone = lost.find(({ task }) => !run.questions.items.some((item) => item.task === task));
  if (gone) throw new Error(`No question of ${gone.task} can be asked. ${notice}`);
  setImportedBaseline(run);
  notify(services, `Test data: ${notice}`);
}

/** What can be reached without the images of the imported questions. */
export function setImportedBaseline({ questions, baselines }: PreparedRun): void {
  for (const [task, share] of importedBaselines(questions.items)) baselines.set(task, share);
}

const deviceNames = { webgpu: 'the GPU (WebGPU)', wasm: 'the processor (WebAssembly)' } as const;

/** Who answers now. */
export const answererOf = ({ loaded, fingerprint }: PreparedRun): AnsweredBy => ({
  device: loaded.device,
  model: fingerprint,
});

/**
 * Drops every answer that another model or another device gave, or that does not say who gave it: only answers of one
 * model on one device can be compared. The person is told how many will be asked for again. Points of the learning curve
 * cannot be: their adapters are gone.
 */
export function askForeignAgain(run: PreparedRun, services: Services): void {
  const { results, curve } = run;
  const { device, model } = answererOf(run);
  const isOwn = (by: AnsweredBy | undefined) => by?.device === device && by.model === model;
  let dropped = 0;
  const own = (given: JudgedAnswer | null) => {
    if (!given || isOwn(given.by)) return given;
    dropped++;
    return null;
  };
  for (const [id, result] of results)
    results.set(id, { ...result, before: own(result.before), after: own(result.after) });
  if (dropped > 0)
    notify(
      services,
      `${dropped} answers are asked for again: they were not given by this model on ${deviceNames[run.loaded.device]}, or it is not known. So before and after can be compared.`,
    );
  run.curve = curve.filter(({ by }) => isOwn(by));
  const lost = curve.length - run.curve.length;
  if (lost === 0) return;
  services.onEvent({ kind: 'curve', points: run.curve });
  notify(
    services,
    `The curve loses ${lost === 1 ? 'a point' : `${lost} points`} that came from elsewhere: answers while it trains cannot be asked for again. Those before and after training are.`,
  );
}

/** Lets inference encode the images of all items again, if it was loaded again since it did. */
export async function encodeAgain(run: PreparedRun, services: Services, phase: Phase): Promise<void> {
  if (run.hasImages) return;
  await encodeItems(run.questions.items, run, services, phase);
  run.hasImages = true;
}

/**
 * The second evaluation: every item with the adapter. If inference was loaded again meanwhile it has no images, and if it
 * is on another device since then, the base model answers again first.
 */
export async function answerAgain(run: PreparedRun, services: Services): Promise<void> {
  await encodeAgain(run, services, 'evaluate');
  askForeignAgain(run, services);
  if (run.questions.items.some(({ id }) => !run.results.get(id)!.before))
    await answer('before', run, services, 'evaluate', 'answering as before training');
  await answer('after', run, services, 'evaluate');
}

/**
 * Asks the base model (`before`), or the base model with the run's adapter (`after`), every item that has no such answer
 * yet, and judges each answer as it arrives.
 */
export async function answer(
  when: 'before' | 'after',
  run: PreparedRun,
  services: Services,
  phase: Phase,
  doing = 'answering',
): Promise<void> {
  const { questions, results } = run;
  const { signal, onEvent } = services;
  const count = counter(services, phase, doing, questions.items.length);
  const isOpen = ({ id }: ScoredItem) => !results.get(id)![when];
  let done = questions.items.filter((item) => !isOpen(item)).length;
  const take = (answers: readonly Answer[]) => {
    const judged = answers.flatMap(({ id, text }): ItemResult[] => {
      const result = results.get(id)!;
      return result[when] ? [] : [{ ...result, [when]: judge(result.item, text, run) }];
    });
    if (judged.length === 0) return;
    for (const result of judged) results.set(result.item.id, result);
    done += judged.length;
    onEvent({ kind: 'items', items: judged });
    count(done);
  };
  count(done);
  await ask(isOpen, when === 'before' ? null : run.adapter, run, signal, take);
  checkCount(done, questions.items.length);
}

/**
 * Asks the model, with an adapter or without, the items that `isAsked` names. `take` gets every answer once or twice.
 * Rejects for a stop.
 */
export async function ask(
  isAsked: (item: ScoredItem) => boolean,
  adapter: Adapter | null,
  { inference, questions }: PreparedRun,
  signal: AbortSignal,
  take: (answers: readonly Answer[]) => void,
): Promise<void> {
  await inference.useAdapter(adapter);
  // If the worker itself has died, the open call says so.
  const stop = () => {
    inference.stop().catch(() => {});
  };
  signal.addEventListener('abort', stop);
  try {
    for (const group of questions.groups) {
      signal.throwIfAborted();
      const prompts = group.items.filter(isAsked).map((item) => ({
        id: item.id,
        imageId: pictureOf(item)?.id ?? null,
        question: item.question,
      }));
      if (prompts.length === 0) continue;
      // Batches and the whole come by two ways, in no fixed order: the whole fills in what has not come yet.
      take(await inference.answer(prompts, group.maxNewTokens, proxy(take)));
    }
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** An answer that was given now, judged. */
export const judge = (item: ScoredItem, text: string, run: PreparedRun): JudgedAnswer => ({
  text,
  score: item.form === 'text' ? scoreImported(item, text) : score(item, text),
  by: answererOf(run),
});

/** Throws if not every item was answered. */
export function checkCount(answered: number, items: number): void {
  if (answered < items)
    throw new Error(
      `Expected ${items} answers, got ${answered}: the inference engine left some out. Run the experiment again.`,
    );
}
