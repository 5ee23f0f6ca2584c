/**
 * What travels between the page and its workers: plain data, types only. Not here: the workers' methods (data.ts,
 * inference.ts, trainer.ts, merge.ts), and what is also stored, as adapters and checkpoints (models/).
 */
import type { Adapter } from '../models/adapter/adapter.ts';
import type { InferenceDevice } from '../models/gpu/answering-device.ts';
import type { TrainCheckpoint } from '../models/train-checkpoint.ts';

// ---- Data worker -----------------------------------------------------------------------------------------------

/** An image that came as a file. `name` is for error messages. */
export interface ImageFile {
  readonly id: string;
  readonly name: string;
  readonly blob: Blob;
}

// ---- Inference worker ------------------------------------------------------------------------------------------

/** How much of one file has been fetched; totalBytes is null if the server does not say. */
export interface LoadProgress {
  readonly file: string;
  readonly loadedBytes: number;
  readonly totalBytes: number | null;
}

/** What was loaded, and where it computes. */
export interface LoadedModel {
  readonly device: InferenceDevice;
  /**
   * Plain sentences if the device is not the one that was asked for or expected, or if the model has several chat
   * templates; null otherwise.
   */
  readonly notice: string | null;
  readonly hiddenSize: number;
  /** Image tokens of one image. */
  readonly imageTokens: number;
  readonly sizeBytes: number;
}

/** A question about one image, or about none. The image must have been encoded and kept (Inference.encode). */
export interface Prompt {
  readonly id: string;
  readonly imageId: string | null;
  readonly question: string;
}

/** The text a model wrote to a prompt. */
export interface Answer {
  readonly id: string;
  readonly text: string;
  /** Tokens written, without the end of the turn. */
  readonly tokens: number;
}

/**
 * A tokenized training sequence: one image, several turns. A label is the id of the token at its position, or -100 where
 * no loss is taken.
 */
export interface TokenizedConversation {
  readonly id: string;
  readonly imageId: string;
  readonly inputIds: Int32Array<ArrayBuffer>;
  readonly labels: Int32Array<ArrayBuffer>;
}

// ---- Trainer worker --------------------------------------------------------------------------------------------

/** A training sequence and the features of its image, [image tokens, hidden size]. */
export interface Example {
  readonly conversation: TokenizedConversation;
  readonly features: Float32Array<ArrayBuffer>;
}

/** The device that trains. */
export interface TrainerDevice {
  /** Vendor and architecture as the browser names them. */
  readonly adapter: string;
  readonly isSoftware: boolean;
  /** What the person should know of it; null if there is nothing. */
  readonly notice: string | null;
}

/** What one step measured. */
export interface StepMetrics {
  /** From 0. */
  readonly step: number;
  /** Mean answer-token cross-entropy of the step's batches before its update, nats. */
  readonly loss: number;
  /** Length of the gradient before clipping. */
  readonly gradNorm: number;
  readonly learningRate: number;
  /** Tokens without padding, over the time of the step. This and the next two are absent of a training outside the lab. */
  readonly tokensPerSecond?: number;
  /** Share of the batches' token positions that are padding, 0 to 1. */
  readonly paddingShare?: number;
  /** Without the wait for data and without validation. */
  readonly stepMs?: number;
  /** Measured after the update; absent if no validation was due. */
  readonly validation?: ValidationMetrics;
}

/** How well the adapter predicts conversations that are held out of training. */
export interface ValidationMetrics {
  /** Mean answer-token cross-entropy over all of them, nats. */
  readonly loss: number;
  /**
   * Share of their answer tokens, 0 to 1, to which the model gives the largest logit after the correct tokens before it
   * (teacher forcing). This is not the share of correct answers: the evaluation measures that.
   */
  readonly accuracy: number;
}

/** What train() reports while it runs, in this order. */
export type TrainEvent =
  /** On the processor, before the first step: roughly how long all remaining steps will take. */
  | { readonly kind: 'estimate'; readonly seconds: number }
  | { readonly kind: 'step'; readonly metrics: StepMetrics }
  | { readonly kind: 'checkpoint'; readonly checkpoint: TrainCheckpoint };

/** How train() ended. */
export interface TrainSummary {
  /** `paused`: the step it was to reach is done, others are left. `failed`: `adapter` is the last good one. */
  readonly ending: 'finished' | 'paused' | 'stopped' | 'failed';
  /** Why it failed, or a remark on how it finished; null if there is none. */
  readonly message: string | null;
  readonly stepsDone: number;
  readonly adapter: Adapter;
  /** Whether it failed because the GPU was lost: a fresh trainer may go on from the last checkpoint. */
  readonly isGpuLost: boolean;
}
