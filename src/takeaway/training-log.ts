/**
 * training/logging.jsonl as ms-swift 4.6 writes it, as the steps of a run: losses, gradients, learning rates and
 * validation. What ms-swift does not measure stays out. Not here: when the training ran, who answered (results.ts).
 *
 * swift/trainers/patcher.py: a line for each step, each validation and the end. A step counts from 1, and the rate beside it
 * is the next step's, because it is read after the scheduler. A training that was killed and goes on adds to the file, and
 * repeats steps that were lost.
 */
import { z } from 'zod';
import { checked, readJson } from '../../models/json.ts';
import { learningRateAt } from '../../models/schedule.ts';
import type { StepMetrics, ValidationMetrics } from '../../workers/messages.ts';
import type { TakenExperiment } from './folder.ts';

/** A training as its log tells it. */
export interface LoggedTraining {
  readonly steps: readonly StepMetrics[];
  /** Of its last start; null if the log does not say it. */
  readonly seconds: number | null;
}

const at = z.string().regex(/^\d+\/\d+$/);
const Line = z.union([
  z.object({
    loss: z.number(),
    grad_norm: z.number(),
    learning_rate: z.number(),
    'global_step/max_steps': at,
  }),
  z.object({ eval_loss: z.number(), eval_token_acc: z.number(), 'global_step/max_steps': at }),
  z.object({ train_runtime: z.number().min(0) }),
  z.object({ global_step: z.number() }),
]);

/** Reads the log. Throws Error with a plain message; `name` names the file in it. */
export function readTrainingLog(
  name: string,
  text: string,
  { config: { training }, steps: planned }: Pick<TakenExperiment, 'config' | 'steps'>,
): LoggedTraining {
  const logged = new Map<number, { loss: number; gradNorm: number; nextRate: number }>();
  const validations = new Map<number, ValidationMetrics>();
  let seconds: number | null = null;
  for (const [i, row] of text.split('\n').entries()) {
    if (row.trim() === '') continue;
    const read = readJson(row);
    const line = 'problem' in read ? read : checked(Line, read.value, 'a line of ms-swift', again);
    if ('problem' in line) throw new Error(`${name}, line ${i + 1}: ${line.problem}`);
    const { value } = line;
    if ('train_runtime' in value) seconds = value.train_runtime;
    if (!('global_step/max_steps' in value)) continue;
    const step = Number.parseInt(value['global_step/max_steps'], 10) - 1;
    if ('eval_loss' in value)
      validations.set(step, { loss: value.eval_loss, accuracy: value.eval_token_acc });
    else logged.set(step, { loss: value.loss, gradNorm: value.grad_norm, nextRate: value.learning_rate });
  }
  const steps = Array.from({ length: logged.size }, (_, step): StepMetrics => {
    const own = logged.get(step);
    if (!own)
      throw new Error(
        `${name}: expected a line for each of the steps, but step ${step + 1} of the ${logged.size} has none. ${again}`,
      );
    const { loss, gradNorm } = own;
    const learningRate =
      logged.get(step - 1)?.nextRate ?? learningRateAt(step, { ...training, steps: planned });
    const validation = validations.get(step);
    return { step, loss, gradNorm, learningRate, ...(validation && { validation }) };
  });
  return { steps, seconds };
}

const again = 'Take the file as train.sh wrote it.';
