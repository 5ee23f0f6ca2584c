/** The trainer worker. SKELETON: signatures are the contract. */
import { expose } from 'comlink';
import type { LoraConfig, TrainConfig } from '../models/config.ts';
import type { Adapter } from '../models/lora.ts';
import type { BaseModel } from '../models/registry.ts';
import type { TokenizedConversation } from './inference.ts';

/** What one step measured. */
export interface StepMetrics {
  readonly step: number;
  /** Mean answer-token cross-entropy of the batch, nats. */
  readonly loss: number;
  /** Before clipping. */
  readonly gradNorm: number;
  readonly learningRate: number;
  readonly tokensPerSecond: number;
  /** Share of the batch's token places that are padding, 0 to 1. */
  readonly paddingShare: number;
  readonly stepMs: number;
}

export interface TrainerDevice {
  /** Vendor and architecture as the browser names them. */
  readonly adapter: string;
  readonly isSoftware: boolean;
}

/** Why training ended. `failed` keeps the last good adapter and says why. */
export interface TrainSummary {
  readonly ending: 'finished' | 'stopped' | 'failed';
  readonly message: string | null;
  readonly stepsDone: number;
  readonly adapter: Adapter;
}

export class Trainer {
  /** Opens the GPU, reads the frozen decoder from the model's ONNX files, makes the initial adapter (A random from the seed, B zero). */
  async load(_model: BaseModel, _lora: LoraConfig, _seed: number): Promise<TrainerDevice> {
    throw new Error('not built');
  }
  /** Adds training sequences with the features of their images ([imageTokens, hiddenSize], put where the image tokens stand). May be called while train() runs. */
  addConversations(_conversations: readonly { conversation: TokenizedConversation; features: Float32Array<ArrayBuffer> }[]): void {
    throw new Error('not built');
  }
  /** The training loop over the added conversations in order, batchSize a step; waits for conversations that have not arrived yet. onStep after every step. */
  async train(_config: TrainConfig, _onStep: (metrics: StepMetrics) => void): Promise<TrainSummary> {
    throw new Error('not built');
  }
  /** Ends train() after the step at hand; the adapter is kept. */
  stop(): void {
    throw new Error('not built');
  }
  /** Mean answer-token loss of each given conversation under the present adapter. */
  async loss(_conversations: readonly { conversation: TokenizedConversation; features: Float32Array<ArrayBuffer> }[]): Promise<number[]> {
    throw new Error('not built');
  }
  /** Logits [rows, vocabulary] at the places whose label is not -100, for tests against the inference engine. */
  async logits(_conversation: { conversation: TokenizedConversation; features: Float32Array<ArrayBuffer> }): Promise<Float32Array<ArrayBuffer>> {
    throw new Error('not built');
  }
  async exportAdapter(): Promise<Adapter> {
    throw new Error('not built');
  }
  async useAdapter(_adapter: Adapter): Promise<void> {
    throw new Error('not built');
  }
  dispose(): void {
    throw new Error('not built');
  }
}
expose(new Trainer());
