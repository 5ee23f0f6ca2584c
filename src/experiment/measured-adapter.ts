/**
 * The adapter that a run measures in place of training one: opening it, and what speaks against it. Not here: its files
 * (models/adapter/peft.ts), where it is kept.
 */
import type { Adapter } from '../../models/adapter/adapter.ts';
import type { ExperimentConfig, MeasuredAdapter } from './config.ts';
import { otherWeights } from './fingerprint.ts';

/** An adapter that was read, and the SHA-256 of its weights file. */
interface OpenedAdapter {
  readonly adapter: Adapter;
  readonly sha256: string;
}

/** Opens an adapter by what a config says of it. Rejects with a plain message if it is not there or damaged. */
export type OpenAdapter = (measured: MeasuredAdapter) => Promise<OpenedAdapter>;

/**
 * What a person should know of an adapter that was made for something else, as sentences. Throws if it says that it was
 * trained on other weights than the base model has, whose fingerprint is `fingerprint`.
 */
export function adapterNotices(
  { model, place }: ExperimentConfig,
  { name, baseWeights }: MeasuredAdapter,
  { place: madeAt }: Adapter,
  fingerprint: string,
): string[] {
  if (baseWeights !== null && baseWeights !== fingerprint)
    throw new Error(
      `The adapter ${name} was trained on ${otherWeights(model, baseWeights) ?? `other files of ${model} than those that are here`}, and does not fit these. Train it again, or choose the model that it was trained on.`,
    );
  return [
    ...(baseWeights === null
      ? [
          `The adapter ${name} does not say on which weights it was trained. If not on those that are here, its answers are worth nothing. Choose another if you doubt it.`,
        ]
      : []),
    ...(madeAt !== undefined && madeAt !== place
      ? [
          `The adapter ${name} was made at strength of place ${madeAt} and is measured at ${place}. Set it to ${madeAt} to measure it as it was trained.`,
        ]
      : []),
  ];
}
