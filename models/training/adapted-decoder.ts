/**
 * The model in training: a frozen decoder on its device, and the adapter that is trained on it as one flat tensor. Not
 * here: the steps (workers/trainer.ts), what training keeps between steps (progress.ts), how the decoder computes
 * (../decoder.ts).
 */

import { tensor1d, type Variable, variable } from '@tensorflow/tfjs';
import type { LoraLayout } from '../adapter/layout.ts';
import { layOut } from '../adapter/layout.ts';
import { packAdapter } from '../adapter/pack.ts';
import type { Backend, TrainingDevice } from '../backend.ts';
import type { Batch, Sequence } from '../batch.ts';
import { createBatch } from '../batch.ts';
import type { LoraConfig, ModelConfig } from '../config.ts';
import { initAdapter } from '../lora.ts';
import { openBackend } from '../open-backend.ts';
import type { Member } from '../plain/member.ts';
import type { BaseModel } from '../registry.ts';
import type { ModelSource } from '../source.ts';
import { type DecoderWeights, loadDecoderWeights, targetsOf } from '../weights.ts';
import { nextTurn, TrainingError } from './failure.ts';

/** A frozen decoder and the adapter that is trained on it. */
export interface AdaptedDecoder {
  /** Id of the base model. */
  readonly id: string;
  readonly engine: Backend;
  /** Seed of the first adapter, of dropout and of the order of batches. */
  readonly seed: number;
  /** Share of the LoRA branches' inputs that a training step leaves out. */
  readonly dropout: number;
  readonly config: ModelConfig;
  readonly weights: DecoderWeights;
  readonly layout: LoraLayout;
  /** The adapter on the device, [N]. A step changes it in place. */
  readonly flat: Variable;
  /** The last elements of `flat` that gave finite numbers, [N]: what is exported, and restored after a failure. */
  good: Float32Array;
  /** Token positions of the last batch, padding included. */
  positions: number;
}

/**
 * Reads the frozen decoder from the model's ONNX files, puts it on the device and makes the initial adapter: A random
 * from the seed, B zero. `startMember` starts a worker that shares in the steps on the processor. Throws GpuError, ModelFileError or WeightsError, all with a plain message.
 */
export async function openAdaptedDecoder(
  model: BaseModel,
  source: ModelSource,
  lora: LoraConfig,
  seed: number,
  device: TrainingDevice,
  startMember: (() => Member) | null,
): Promise<AdaptedDecoder> {
  const { config, weights } = await loadDecoderWeights(model, source);
  const targets = targetsOf(weights);
  const layout = { ...layOut(targets, lora), ...(model.place !== null && { place: model.place }) };
  const good = packAdapter(initAdapter(targets, lora, seed), layout); // [N]
  const engine = await openBackend(device, weights, layout, startMember);
  const first = tensor1d(good); // [N]
  const flat = variable(first); // [N]
  first.dispose();
  const { dropout } = lora;
  const decoder = { id: model.id, engine, seed, dropout, config, weights, layout, flat, good, positions: 0 };
  try {
    // A GPU that was lost meanwhile has accepted the weights without an error.
    await engine.settle();
    await nextTurn();
    engine.check();
  } catch (error) {
    closeAdaptedDecoder(decoder);
    throw error;
  }
  return decoder;
}

/** Gives the weights, the adapter and the device back. */
export function closeAdaptedDecoder({ flat, engine }: AdaptedDecoder): void {
  flat.dispose();
  engine.dispose();
}

/** The sequences as one batch; the caller disposes it. Frees the buffers of the last batch if it had another shape. */
export function prepareBatch(decoder: AdaptedDecoder, sequences: readonly Sequence[]): Batch {
  const { batch } = createBatch(sequences, decoder.weights, decoder.config.image_token_id);
  if (batch.positions !== decoder.positions) decoder.engine.trim();
  decoder.positions = batch.positions;
  return batch;
}

/** Replaces the adapter by these elements [N]: on the device, and as the last good one. */
export function setAdapter(decoder: AdaptedDecoder, elements: Float32Array): void {
  const fresh = tensor1d(elements); // [N]
  decoder.flat.assign(fresh);
  fresh.dispose();
  decoder.good = elements;
}

/** Reads the adapter [N] back from the device after so many steps. Throws if it is not finite. */
export async function readAdapter({ flat, engine }: AdaptedDecoder, step: number): Promise<Float32Array> {
  const elements = (await flat.data()) as Float32Array; // [N]
  engine.check();
  if (!elements.every(Number.isFinite)) throw new TrainingError(step, 'the adapter is not finite');
  return elements.slice();
}
