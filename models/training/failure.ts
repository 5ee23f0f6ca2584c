/**
 * Why training fails, in words for the person. Not here: what the trainer does then (workers/trainer.ts), GPU errors
 * (../gpu/device.ts).
 */
import type { Backend } from '../backend.ts';
import { messageOf } from '../message-of.ts';

/** A number that is not finite, found at a step counted from 0. The message is for the person. */
export class TrainingError extends Error {
  override readonly name = 'TrainingError';

  constructor(step: number, what: string) {
    super(
      `Training ended at step ${step + 1}: ${what}. The adapter of the steps before is kept. Lower the learning rate; if that does not help, the image features or the model's files are damaged: reload the page.`,
    );
  }
}

/** Throws unless a step's numbers can be believed: no GPU error, a finite loss and a finite gradient. */
export function checkStep(step: number, loss: number, gradNorm: number, engine: Backend): void {
  engine.check();
  if (!Number.isFinite(loss)) throw new TrainingError(step, `the loss is not a finite number (${loss})`);
  if (!Number.isFinite(gradNorm)) throw new TrainingError(step, `the gradient is not finite (${gradNorm})`);
}

/** The message of a failure: the GPU's own if it reported one, because TensorFlow.js does not name a lost device. */
export async function reasonOf(error: unknown, engine: Backend): Promise<string> {
  await nextTurn();
  try {
    engine.check();
  } catch (gpuError) {
    return messageOf(gpuError);
  }
  return messageOf(error);
}

/** Lets the event loop take one turn: calls from the page and the loss of a GPU come through only then. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
