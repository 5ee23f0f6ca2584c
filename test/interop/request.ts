/** What the tests in Python ask of the lab, and what it gives. Plain data. Not here: computing it (answer-request.ts). */
import type { SafeTensor } from '../../models/safetensors.ts';

/** An adapter on the embedded model, measured at a strength of place. */
export interface MeasuredCase {
  /** Names its results. */
  readonly name: string;
  /** A folder as PEFT saves it, or a ZIP of one; null is the base model. */
  readonly adapter: string | null;
  readonly place: number;
  /** Whether its greedy answers are wanted beside its logits. */
  readonly answers: boolean;
}

/** A request. What it leaves out is not computed. */
export interface LabRequest {
  /** The folder for the results; it gets the pictures of the items too. */
  readonly out: string;
  /** Features and logits of these on all items. */
  readonly measure?: readonly MeasuredCase[];
  /** One training step from this adapter. */
  readonly train?: { readonly adapter: string };
}

/** Tensors by name, and everything else as JSON. */
export interface LabResult {
  readonly tensors: ReadonlyMap<string, SafeTensor>;
  readonly said: Readonly<Record<string, unknown>>;
}
