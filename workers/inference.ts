/** The inference worker. SKELETON: signatures are the contract. */
import { expose } from 'comlink';
import type { Adapter } from '../models/lora.ts';
import type { BaseModel } from '../models/registry.ts';
import type { SceneImage } from '../src/sparkle/item.ts';

export type InferenceDevice = 'webgpu' | 'wasm';

export interface LoadProgress {
  readonly file: string;
  readonly loadedBytes: number;
  readonly totalBytes: number | null;
}

export interface LoadedModel {
  readonly device: InferenceDevice;
  /** Plain sentence where the device is not what was asked for or expected; null otherwise. */
  readonly notice: string | null;
  readonly hiddenSize: number;
  /** Image tokens of one image. */
  readonly imageTokens: number;
  readonly sizeBytes: number;
}

/** One question about one image whose features are kept (see encode), or about none. */
export interface Prompt {
  readonly id: string;
  readonly imageId: string | null;
  readonly question: string;
}
export interface Answer {
  readonly id: string;
  readonly text: string;
  readonly tokens: number;
}

/** A tokenized training sequence: one image, several turns. Labels are -100 where no loss is taken, else the id at that place. */
export interface TokenizedConversation {
  readonly id: string;
  readonly imageId: string;
  readonly inputIds: Int32Array<ArrayBuffer>;
  readonly labels: Int32Array<ArrayBuffer>;
}

export class Inference {
  async load(_model: BaseModel, _device: 'auto' | InferenceDevice, _onProgress: (progress: LoadProgress) => void): Promise<LoadedModel> {
    throw new Error('not built');
  }
  /** Encodes images once. `keep`: hold the features here, under the image's id, for answer(); otherwise return them, [imageTokens, hiddenSize] each, transferred. */
  async encode(_images: readonly SceneImage[], _keep: boolean, _onProgress: (done: number) => void): Promise<{ id: string; features: Float32Array<ArrayBuffer> }[]> {
    throw new Error('not built');
  }
  /** Drops kept features. */
  forgetImages(): void {
    throw new Error('not built');
  }
  tokenize(_conversations: readonly { id: string; imageId: string; turns: readonly { question: string; answer: string }[] }[]): TokenizedConversation[] {
    throw new Error('not built');
  }
  /** Greedy answers, in batches of equal token length. Answers arrive through onAnswers as batches finish; stop() ends between tokens, keeping finished batches. */
  async answer(_prompts: readonly Prompt[], _maxNewTokens: number, _onAnswers: (answers: Answer[]) => void): Promise<Answer[]> {
    throw new Error('not built');
  }
  /** One greedy answer, streamed piece by piece. */
  async ask(_prompt: Prompt, _maxNewTokens: number, _onText: (piece: string) => void): Promise<Answer> {
    throw new Error('not built');
  }
  /** null: the base model. Swaps in milliseconds; later answers use it. */
  async useAdapter(_adapter: Adapter | null): Promise<void> {
    throw new Error('not built');
  }
  /** Mean answer-token loss (nats) of each conversation under the present adapter: the cross-check of the trainer's own loss. */
  async loss(_conversations: readonly TokenizedConversation[]): Promise<number[]> {
    throw new Error('not built');
  }
  /** Ends a running answer() or ask() between tokens. */
  stop(): void {
    throw new Error('not built');
  }
}
expose(new Inference());
