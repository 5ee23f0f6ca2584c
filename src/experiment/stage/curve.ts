/**
 * The learning curve: a few items, asked with the adapter as it is every so many training steps. They are the first of
 * each task's scored items: so the answers before and after training are points of the curve that cost nothing, and the
 * images are encoded already; and as classes and forms take turns from item to item, few items have them all.
 * Not here: when training pauses for it (train.ts), its figure (src/app/figures/learning-curve.tsx).
 */
import type { TrainCheckpoint } from '../../../models/train-checkpoint.ts';
import type { Answer } from '../../../workers/messages.ts';
import { isImportedTask, type ScoredItem } from '../../sparkle/dataset/imported.ts';
import { stream } from '../../sparkle/scene/random.ts';
import { hasCurve, probesOf } from '../config.ts';
import { type CurvePoint, type JudgedAnswer, trainingReport } from '../report.ts';
import type { PreparedRun } from '../run-state.ts';
import { counter, type Services } from '../services.ts';
import { answererOf, ask, checkCount, encodeAgain, judge } from './answer.ts';

/** When training pauses, and what is done then. */
export interface Probe {
  /** Steps from one pause to the next. */
  readonly every: number;
  /** Asks with the adapter of the checkpoint; does nothing if that was done before. */
  readonly ask: (checkpoint: TrainCheckpoint) => Promise<void>;
}

/** How the curve of a run is asked while it trains; null if it has none. */
export function probeOf(run: PreparedRun, services: Services): Probe | null {
  if (probesOf(run.config) === 0) return null;
  return {
    every: run.config.evaluation.probeEvery,
    async ask(checkpoint) {
      const { step, adapter } = checkpoint;
      if (run.curve.some((point) => point.step === step)) return;
      await encodeAgain(run, services, 'train');
      const items = new Map(probedItems(run).map((item) => [item.id, item]));
      const count = counter(services, 'train', `asking after ${step} steps`, items.size);
      const judged = new Map<string, JudgedAnswer>();
      count(0);
      const take = (answers: readonly Answer[]) => {
        for (const { id, text } of answers) judged.set(id, judge(items.get(id)!, text, run));
        count(judged.size);
      };
      await ask(({ id }) => items.has(id), adapter, run, services.signal, take);
      checkCount(judged.size, items.size);
      tell([pointOf(step, (id) => judged.get(id)!, run)], run, services);
    },
  };
}

/** The first point of the curve: what the base model answered. Does nothing if the run has no curve. */
export function beginCurve(run: PreparedRun, services: Services): void {
  if (hasCurve(run.config)) tell([firstPoint(run)], run, services);
}

const firstPoint = (run: PreparedRun): CurvePoint => pointOf(0, (id) => run.results.get(id)!.before!, run);

/**
 * The last point of the curve: what was answered after training, with the adapter that the run ends with. Where validation
 * chose that one, it is of an earlier step than the last. The first point is made again, in case its answers were.
 */
export function endCurve(run: PreparedRun, services: Services): void {
  const { config, steps, results } = run;
  if (!hasCurve(config)) return;
  const step = trainingReport(steps).validation?.steps ?? config.training.steps;
  tell([firstPoint(run), pointOf(step, (id) => results.get(id)!.after!, run)], run, services);
}

/** The items that are asked at every point. */
function probedItems({ config, questions }: PreparedRun): ScoredItem[] {
  const tasks = [...new Set(questions.items.map(({ task }) => task))];
  return tasks.flatMap((task) => {
    const own = questions.items.filter((item) => item.task === task);
    // Imported questions stand in the order of their file, where the first may all be alike. A number for each, so that one
    // whose photo is damaged changes nothing for the others.
    const place = ({ id }: ScoredItem) => stream(config.seed, 'probe', id).int(2 ** 31);
    const inOrder = isImportedTask(task) ? own.toSorted((a, b) => place(a) - place(b)) : own;
    return inOrder.slice(0, config.evaluation.probeItems);
  });
}

/** Counts the answers of a point. */
function pointOf(step: number, answerOf: (id: string) => JudgedAnswer, run: PreparedRun): CurvePoint {
  const items = probedItems(run);
  const tasks = [...new Set(items.map(({ task }) => task))].map((task) => {
    const scores = items.filter((item) => item.task === task).map(({ id }) => answerOf(id).score);
    return {
      task,
      items: scores.length,
      correct: scores.filter(({ isCorrect }) => isCorrect).length,
      parsed: scores.filter(({ isParsed }) => isParsed).length,
    };
  });
  return { step, tasks, by: answererOf(run) };
}

/** Puts points in their places, and tells the curve. */
function tell(points: readonly CurvePoint[], run: PreparedRun, { onEvent }: Services): void {
  const others = run.curve.filter(({ step }) => !points.some((point) => point.step === step));
  run.curve = [...others, ...points].sort((a, b) => a.step - b.step);
  onEvent({ kind: 'curve', points: run.curve });
}
