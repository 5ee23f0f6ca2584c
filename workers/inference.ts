/**
 * The inference worker: encodes images once, answers prompts in batches or streamed, with or without an adapter, and
 * turns conversations into training sequences. Not here: sessions and LoRA inputs (models/onnx/session/vlm.ts), judging
 * answers (src/sparkle/score.ts).
 */
import './own-origin.ts';
import '../models/no-eval.ts';
import { InterruptableStoppingCriteria, Tensor, TextStreamer } from '@huggingface/transformers';
import { expose, transfer } from 'comlink';
import type { Adapter } from '../models/adapter/adapter.ts';
import type { InferenceDevice } from '../models/gpu/answering-device.ts';
import { shapeOf } from '../models/memory.ts';
import { messageOf } from '../models/message-of.ts';
import { adapterInputs } from '../models/onnx/rewrite/adapter-input.ts';
import { AllAnswered, batchByLength, readAnswer } from '../models/onnx/session/answer-batch.ts';
import { chooseDevice, deviceFailure } from '../models/onnx/session/device.ts';
import { testInference } from '../models/onnx/session/self-test.ts';
import { loadVlm, type Vlm } from '../models/onnx/session/vlm.ts';
import { imagesPerPass } from '../models/pass-sizes.ts';
import { measureTurn, promptIds, type Turn, tokenizeConversation } from '../models/prompt.ts';
import type { BaseModel } from '../models/registry.ts';
import { type ModelSource, sourceKey } from '../models/source.ts';
import type { SceneImage } from '../src/sparkle/task/item.ts';
import type { Answer, LoadedModel, LoadProgress, Prompt, TokenizedConversation } from './messages.ts';

/** A pass failed, which blocks ONNX Runtime's queue forever: the page must end this worker and start another. */
class EngineBroken extends Error {
  override readonly name = 'EngineBroken';
}

/** Errors in a model's files. They are found before anything reaches the engine. */
const beforeEngine = ['ModelFileError', 'ProjectionError', 'SurgeryError', 'UnsupportedModelError'];

/** A prompt and its token ids. */
interface ReadyPrompt {
  readonly prompt: Prompt;
  readonly ids: readonly number[];
}

/** A loaded model and what load() was asked for. */
interface Loaded {
  /** Model, source and device, as text to compare. */
  readonly request: string;
  readonly vlm: Vlm;
  readonly gpu: GPUDevice | null;
  readonly report: LoadedModel;
}

/**
 * The worker's service: one model at a time, one call after another. After a failed pass all later calls reject with
 * EngineBroken.
 */
export class Inference {
  #model: Loaded | null = null;
  #failure: string | null = null;
  #avoidsSubgroups = false;
  /** Rejects if the GPU fails outside a pass; null on the processor. */
  #gpuFailure: Promise<never> | null = null;
  /** Features of kept images by id, [image tokens, hidden size] each, all of one set. */
  readonly #features = new Map<string, Float32Array<ArrayBuffer>>();
  #keptSet = '';
  readonly #stopper = new InterruptableStoppingCriteria();
  /** The last call; the next one waits for it. */
  #last: Promise<unknown> = Promise.resolve();

  /**
   * Loads a model for a device. 'auto' takes WebGPU if it computes on a graphics card, else the processor; 'webgpu' also
   * takes a software adapter. If the same model is loaded for the same device, it is kept with its images but without its
   * adapter; another model is freed first. Throws ModelFileError, ProjectionError or SurgeryError with a plain message for a file
   * that is missing, damaged or foreign, and UnsupportedModelError for a model that this device cannot run.
   */
  async load(
    model: BaseModel,
    source: ModelSource,
    device: 'auto' | InferenceDevice,
    onProgress: (progress: LoadProgress) => void,
  ): Promise<LoadedModel> {
    return this.exclusive(async () => {
      const request = JSON.stringify([model, sourceKey(source), device]);
      if (this.#model?.request === request) {
        const { vlm, report } = this.#model;
        vlm.feed(adapterInputs(null, vlm.targets));
        return report;
      }
      await this.#giveUpModel();
      const { gpu, ...choice } = await chooseDevice(device, this.#avoidsSubgroups);
      this.#gpuFailure = gpu && deviceFailure(gpu);
      try {
        const loading = loadVlm(model, source, gpu, (file, loadedBytes, totalBytes) =>
          onProgress({ file, loadedBytes, totalBytes }),
        );
        const vlm = await (this.#gpuFailure ? Promise.race([loading, this.#gpuFailure]) : loading);
        vlm.feed(adapterInputs(null, vlm.targets));
        const { imageTokens, sizeBytes } = vlm;
        const hiddenSize = vlm.config.text_config.hidden_size;
        const notice = [choice.notice, vlm.notice].filter(Boolean).join(' ') || null;
        this.#model = {
          request,
          vlm,
          gpu,
          report: { ...choice, notice, hiddenSize, imageTokens, sizeBytes },
        };
        return this.#model.report;
      } catch (error) {
        gpu?.destroy();
        throw error;
      }
    });
  }

  /** From now on a GPU is opened without its subgroups: with them its test failed. */
  avoidSubgroups(): void {
    this.#avoidsSubgroups = true;
  }

  /** Tests the GPU that load() would take; null if it would take none. If the test fails, end this worker. */
  selfTest(device: 'auto' | InferenceDevice) {
    return this.exclusive(() => testInference(device, this.#avoidsSubgroups));
  }

  /**
   * Encodes images. With `keep` it stores their features here for later prompts, by the image's id, and returns none; the
   * images of another set are freed, for theirs may have the same ids. Without, it returns them, [image tokens, hidden size]
   * each, transferred.
   */
  async encode(
    images: readonly SceneImage[],
    keep: boolean,
    set = '',
  ): Promise<{ id: string; features: Float32Array<ArrayBuffer> }[]> {
    const vlm = this.loaded();
    for (const image of images) checkImage(image, vlm);
    return this.exclusive(async () => {
      if (keep) this.#openSet(set);
      const encoded: { id: string; features: Float32Array<ArrayBuffer> }[] = [];
      const together = imagesPerPass(shapeOf(vlm.config).vision);
      const size = vlm.imageTokens * vlm.config.text_config.hidden_size;
      for (let start = 0; start < images.length; start += together) {
        const batch = images.slice(start, start + together);
        const features = await vlm.encode(batch.map(({ pixels }) => pixels)); // [images, image tokens, width]
        batch.forEach(({ id }, i) => {
          const own = features.slice(i * size, (i + 1) * size); // [image tokens, width]
          if (keep) this.#features.set(id, own);
          else encoded.push({ id, features: own });
        });
      }
      const buffers = encoded.map(({ features }) => features.buffer);
      return transfer(encoded, buffers);
    });
  }

  /** The ids of the kept images of a set. */
  keptImages(set: string): string[] {
    return this.#keptSet === set ? [...this.#features.keys()] : [];
  }

  /** From now on the kept images are of this set. */
  #openSet(set: string): void {
    if (this.#keptSet !== set) this.#features.clear();
    this.#keptSet = set;
  }

  /**
   * Training sequences of conversations, without the last turns if the model's context is too short for all. The images
   * need not be encoded yet.
   */
  tokenize(
    conversations: readonly { id: string; imageId: string; turns: readonly Turn[] }[],
  ): TokenizedConversation[] {
    const { tokenizer, imageTokens, config } = this.loaded();
    const maxTokens = config.text_config.max_position_embeddings;
    return conversations.map(({ id, imageId, turns }) => ({
      id,
      imageId,
      ...tokenizeConversation(tokenizer, turns, imageTokens, maxTokens),
    }));
  }

  /** For each turn, with an image or without: the tokens of its answer, or why the model cannot read it. */
  measure(turns: readonly (Turn & { readonly hasImage: boolean })[]) {
    const { tokenizer, imageTokens, config } = this.loaded();
    const maxTokens = config.text_config.max_position_embeddings;
    return turns.map((turn) => measureTurn(tokenizer, turn, turn.hasImage ? imageTokens : null, maxTokens));
  }

  /**
   * Greedy answers, in batches of prompts of equal token length. onAnswers receives each batch when it is finished. stop()
   * ends between two tokens; only finished batches count. Returns the answers in the order of the prompts.
   */
  async answer(
    prompts: readonly Prompt[],
    maxNewTokens: number,
    onAnswers: (answers: Answer[]) => void,
  ): Promise<Answer[]> {
    const vlm = this.loaded();
    const ready = prompts.map((prompt) => this.#prepare(prompt, vlm));
    return this.exclusive(async () => {
      const answers = new Map<string, Answer>();
      this.#stopper.reset();
      for (const batch of batchByLength(ready)) {
        const found = await this.#generate(batch, maxNewTokens, vlm);
        if (this.#stopper.interrupted) break;
        for (const answer of found) answers.set(answer.id, answer);
        onAnswers(found);
      }
      return prompts.flatMap(({ id }) => answers.get(id) ?? []);
    });
  }

  /** One greedy answer, streamed piece by piece to onText. */
  async ask(prompt: Prompt, maxNewTokens: number, onText: (piece: string) => void): Promise<Answer> {
    const vlm = this.loaded();
    const ready = this.#prepare(prompt, vlm);
    return this.exclusive(async () => {
      this.#stopper.reset();
      const streamer = new TextStreamer(vlm.tokenizer, {
        skip_prompt: true,
        callback_function: onText,
        decode_kwargs: { skip_special_tokens: true },
      });
      const [answer] = await this.#generate([ready], maxNewTokens, vlm, streamer);
      return answer!;
    });
  }

  /**
   * Swaps the adapter, in milliseconds; null for the base model. Later answers use it. Throws AdapterError for an adapter
   * of another model.
   */
  async useAdapter(adapter: Adapter | null): Promise<void> {
    const vlm = this.loaded();
    const inputs = adapterInputs(adapter, vlm.targets);
    return this.exclusive(async () => vlm.feed(inputs));
  }

  /** Ends a running answer() or ask() between two tokens. */
  stop(): void {
    this.#stopper.interrupt();
  }

  /** Frees the sessions, the adapter's buffers and the GPU. */
  async #giveUpModel(): Promise<void> {
    const model = this.#model;
    this.#model = null;
    this.#features.clear();
    this.#gpuFailure = null;
    await model?.vlm.dispose();
    model?.gpu?.destroy();
  }

  /** Runs `work` when all earlier calls are done. An error in it counts as a failure of the engine. */
  protected exclusive<T>(work: () => Promise<T>): Promise<T> {
    const run = async (): Promise<T> => {
      this.#checkFailure();
      try {
        const result = work();
        return await (this.#gpuFailure ? Promise.race([result, this.#gpuFailure]) : result);
      } catch (error) {
        if (error instanceof Error && beforeEngine.includes(error.name)) throw error;
        this.#failure = messageOf(error);
        throw this.#broken();
      }
    };
    const result = this.#last.then(run);
    this.#last = result.catch(() => {});
    return result;
  }

  #checkFailure(): void {
    if (this.#failure !== null) throw this.#broken();
  }

  #broken(): EngineBroken {
    return new EngineBroken(`The inference engine failed and must be started again: ${this.#failure}`);
  }

  protected loaded(): Vlm {
    this.#checkFailure();
    if (!this.#model) throw new Error('Expected a loaded model, got none: call load() first.');
    return this.#model.vlm;
  }

  #featuresOf(imageId: string): Float32Array<ArrayBuffer> {
    const features = this.#features.get(imageId);
    if (!features)
      throw new Error(
        `Expected image ${imageId} among the ${this.#features.size} kept ones, but it is not: call encode() with keep first.`,
      );
    return features;
  }

  #checkLength(tokens: number, { config }: Vlm): void {
    const most = config.text_config.max_position_embeddings;
    if (tokens > most)
      throw new Error(
        `Expected at most ${most} tokens, which is what this model can read, got ${tokens}. Ask something shorter.`,
      );
  }

  #prepare(prompt: Prompt, vlm: Vlm): ReadyPrompt {
    if (prompt.imageId !== null) this.#featuresOf(prompt.imageId);
    const ids = promptIds(vlm.tokenizer, prompt.question, prompt.imageId === null ? null : vlm.imageTokens);
    this.#checkLength(ids.length + 1, vlm);
    return { prompt, ids };
  }

  /** The inputs of a pass over sequences of equal length: token ids [b, t], and image features in place of pixels. */
  protected feeds(sequences: readonly (readonly number[])[], imageIds: readonly (string | null)[], vlm: Vlm) {
    const dims = [sequences.length, sequences[0]!.length];
    const ids = BigInt64Array.from(sequences.flat(), BigInt); // [b, t]
    const mask = ids.map(() => 1n); // [b, t]
    const feeds = {
      input_ids: new Tensor('int64', ids, dims),
      attention_mask: new Tensor('int64', mask, dims),
    };
    const kept = imageIds.flatMap((id) => (id === null ? [] : [this.#featuresOf(id)]));
    if (kept.length === 0) return feeds;
    const width = vlm.config.text_config.hidden_size;
    const size = vlm.imageTokens * width;
    const features = new Float32Array(kept.length * size); // [images, image tokens, width]
    kept.forEach((own, i) => {
      features.set(own, i * size);
    });
    return { ...feeds, pixel_values: new Tensor('float32', features, [kept.length, vlm.imageTokens, width]) };
  }

  /** Greedy answers to prompts of equal token length. */
  async #generate(
    batch: readonly ReadyPrompt[],
    maxNewTokens: number,
    vlm: Vlm,
    streamer?: TextStreamer,
  ): Promise<Answer[]> {
    const promptTokens = batch[0]!.ids.length;
    const feeds = this.feeds(
      batch.map(({ ids }) => ids),
      batch.map(({ prompt }) => prompt.imageId),
      vlm,
    );
    const most = Math.min(maxNewTokens, vlm.config.text_config.max_position_embeddings - promptTokens);
    const written =
      vlm.decode && !streamer
        ? await vlm.decode(feeds, most, () => this.#stopper.interrupted)
        : await this.#generateEach(feeds, most, vlm, streamer);
    return batch.map(({ prompt }, row) => ({
      id: prompt.id,
      ...readAnswer(written[row]!, vlm.endIds, vlm.tokenizer),
    }));
  }

  /** The tokens after each prompt, one a call of the decoder. */
  async #generateEach(
    feeds: Readonly<Record<string, Tensor>>,
    maxNewTokens: number,
    vlm: Vlm,
    streamer?: TextStreamer,
  ): Promise<number[][]> {
    const output = await vlm.model.generate({
      ...feeds,
      max_new_tokens: maxNewTokens,
      do_sample: false,
      eos_token_id: [...vlm.endIds],
      stopping_criteria: [new AllAnswered(vlm.endIds), this.#stopper],
      ...(streamer ? { streamer } : {}),
    });
    const promptTokens = feeds.input_ids!.dims[1]!;
    const sequences = (output as Tensor).tolist() as bigint[][];
    return sequences.map((ids) => ids.slice(promptTokens).map(Number));
  }
}

function checkImage({ id, sizePx, pixels }: SceneImage, { config }: Vlm): void {
  const side = config.vision_config.image_size;
  if (sizePx !== side || pixels.length !== 4 * side * side) {
    throw new Error(
      `Expected image ${id} as ${side} x ${side} RGBA pixels, which this model sees, got ${sizePx} x ${sizePx} with ${pixels.length} bytes. Draw it at that size.`,
    );
  }
}

expose(new Inference());
