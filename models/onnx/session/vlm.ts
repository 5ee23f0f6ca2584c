/**
 * A vision-language model on transformers.js and ONNX Runtime Web: sessions, LoRA inputs, forward passes. Everything
 * comes from the page's own origin. For workers. Not here: batching and answers (workers/inference.ts), files
 * (../read/files.ts).
 */
import {
  AutoModelForImageTextToText,
  AutoProcessor,
  env,
  LogLevel,
  type PreTrainedModel,
  type PreTrainedTokenizer,
  type Processor,
  RawImage,
  Tensor,
} from '@huggingface/transformers';
import * as ort from 'onnxruntime-web/webgpu';
import type { ModelConfig } from '../../config.ts';
import { halfToNumber, toHalves } from '../../float16.ts';
import { imageTokensOf, shapeOf } from '../../memory.ts';
import { rawMessageOf } from '../../message-of.ts';
import type { ChatTokenizer } from '../../prompt.ts';
import type { BaseModel } from '../../registry.ts';
import { type ModelSource, onnxPath } from '../../source.ts';
import { type ModelFiles, type OnnxPart, openModelFiles } from '../read/files.ts';
import type { AdapterInput } from '../rewrite/adapter-input.ts';
import type { ActivationType, LoraTarget } from '../rewrite/surgery.ts';
import { ModelFileError } from '../wire.ts';

import {
  BlockDecoder,
  hasLoop,
  isPurelyGreedy,
  loopFeeds,
  loopInputs,
  plainOutputs,
} from './block-decoder.ts';
import { templateNotice, useTemplate } from './chat-template.ts';

import { runtimeScript, runtimeWasm } from './runtime.ts';
import { checkSupport } from './support.ts';

/** A loaded model. */
export interface Vlm {
  readonly config: ModelConfig;
  readonly imageTokens: number;
  readonly sizeBytes: number;
  /** Which chat template is used, if the model has several that differ; null otherwise. */
  readonly notice: string | null;
  readonly targets: readonly LoraTarget[];
  /** Its eos_token is the token that ends a turn in the chat template. */
  readonly tokenizer: PreTrainedTokenizer & ChatTokenizer;
  /** Tokens that end an answer. */
  readonly endIds: readonly number[];
  /** Takes image features instead of pixel values. */
  readonly model: PreTrainedModel;
  /**
   * Many greedy tokens a call, for prompts of equal length: as BlockDecoder.decode, with the inputs of `model`. It is
   * null where each call computes one token (model.generate): on a GPU, and for forms that decoding-loop.ts does not know.
   */
  readonly decode:
    | ((
        feeds: Readonly<Record<string, Tensor>>,
        maxNewTokens: number,
        isStopped: () => boolean,
      ) => Promise<number[][]>)
    | null;
  /** Features [images, image tokens, width] of RGBA images of the model's size. */
  encode(images: readonly Uint8ClampedArray<ArrayBuffer>[]): Promise<Float32Array<ArrayBuffer>>;
  /** Replaces what is fed to the LoRA inputs, and frees the old tensors. */
  feed(inputs: readonly AdapterInput[]): void;
  /** Frees the sessions and the adapter's tensors. The GPU stays open. */
  dispose(): Promise<void>;
}

/** What transformers.js needs of a session: it reads names and metadata, and runs it. */
type Session = ort.InferenceSession & { readonly config: object };

env.allowRemoteModels = false;
env.allowLocalModels = true;
// Files are changed when they are loaded, so no cache may keep them.
env.useBrowserCache = false;
env.useWasmCache = false;
// ONNX Runtime would warn about shape arithmetic on the processor, which is right.
env.logLevel = LogLevel.ERROR;
// Give both files: the default is a public server, and with one alone several threads hang.
env.backends.onnx.wasm!.wasmPaths = { mjs: runtimeScript, wasm: runtimeWasm };
// The number of threads is ONNX Runtime's own: half the cores, at most four. Measured on two cores: two threads answer
// 1.6 times as fast as one while nothing else runs, and half as fast or slower when other programs do.

/**
 * Loads a model onto a GPU, or without one onto the processor. Before ONNX Runtime sees a file, throws ModelFileError,
 * ProjectionError or SurgeryError if it is missing, damaged or unknown, and UnsupportedModelError. Other errors are
 * those of ONNX Runtime.
 */
export async function loadVlm(
  base: BaseModel,
  source: ModelSource,
  gpu: GPUDevice | null,
  onProgress: (file: string, loadedBytes: number, totalBytes: number | null) => void,
): Promise<Vlm> {
  const files = await openModelFiles(base, source, onProgress);
  const parts = await files.readParts(!gpu);
  checkSupport(parts, gpu);
  env.localModelPath = '/';
  const processor = await loadProcessor(files, base);
  const tokenizer = processor.tokenizer as PreTrainedTokenizer & ChatTokenizer;
  const { config, templates } = files;
  const imageTokens = imageTokensOf(shapeOf(config));
  useTemplate(tokenizer, templates, { count: imageTokens, id: config.image_token_id }, base.path);
  const model = await openSessions(files, base, parts, gpu);
  const endIds = endTokens(model, tokenizer);
  setEndOfTurn(tokenizer, endIds);

  const targets = files.targets();
  const adapterTensors = new Map<string, ort.Tensor>();
  const sessions = model.sessions as Record<string, Session>;
  const decoder = sessions.decoder_model_merged!;
  const blocks = hasLoop(decoder) && isPurelyGreedy(model) ? new BlockDecoder(decoder, endIds) : null;
  sessions.decoder_model_merged = feedSession(decoder, targets, adapterTensors);
  const pixelType = floatType(sessions.vision_encoder!.inputMetadata, 'pixel_values');
  const embeddingType = floatType(sessions.embed_tokens!.outputMetadata, 'inputs_embeds');
  const encodePixels = model.encode_image.bind(model);
  // Features are computed once for an image, and then passed instead of its pixels.
  model.encode_image = async ({ pixel_values: features }: { pixel_values: Tensor }) =>
    toFloatType(features, embeddingType);

  const side = config.vision_config.image_size;
  const imageNumbers = imageTokens * config.text_config.hidden_size;
  return {
    config,
    imageTokens,
    sizeBytes: files.sizeBytes(),
    notice: templateNotice(templates),
    targets,
    tokenizer,
    endIds,
    model,
    decode:
      blocks &&
      (async (feeds, maxNewTokens, isStopped) => {
        const prompt = await decoderInputs(model, feeds);
        const pause = async () => {
          await nextTask();
          return isStopped();
        };
        return blocks.decode(prompt, Object.fromEntries(adapterTensors), maxNewTokens, pause);
      }),
    async encode(images) {
      const raw = images.map((pixels) => new RawImage(pixels, side, side, 4));
      const { pixel_values: pixels, pixel_attention_mask: mask } = await imageProcessor(processor)(raw, {
        do_image_splitting: false,
      });
      const features = floatsOf(
        await encodePixels({ pixel_values: toFloatType(pixels, pixelType), pixel_attention_mask: mask }),
      );
      if (features.length === images.length * imageNumbers) return features;
      throw new ModelFileError(
        `${base.path}/${onnxPath(base, 'vision_encoder')}: expected ${imageTokens} image tokens of width ${config.text_config.hidden_size} as config.json says, got ${features.length / images.length} numbers in place of ${imageNumbers}. Use the config.json of this model.`,
      );
    },
    feed(inputs) {
      for (const tensor of adapterTensors.values()) tensor.dispose();
      for (const input of inputs) adapterTensors.set(input.name, upload(input, gpu));
    },
    async dispose() {
      await model.dispose();
      for (const tensor of adapterTensors.values()) tensor.dispose();
      adapterTensors.clear();
    },
  };
}

/** Tokens that end a turn, from generation_config.json, else config.json, else the tokenizer. */
function endTokens(model: PreTrainedModel, tokenizer: PreTrainedTokenizer): number[] {
  type Said = { eos_token_id?: number | number[] | null } | null;
  const { generation_config: generation, config } = model as { generation_config: Said; config: Said };
  return [generation?.eos_token_id ?? config?.eos_token_id ?? tokenizer.eos_token_id ?? []].flat();
}

/** The processor, with its tokenizer. Throws ModelFileError if it cannot be made of the model's files. */
function loadProcessor(files: ModelFiles, base: BaseModel): Promise<Processor> {
  return withFetch(
    files,
    () => AutoProcessor.from_pretrained(files.engineId),
    (error) =>
      new ModelFileError(
        `${base.path}/tokenizer.json: expected a tokenizer of a kind that transformers.js knows, but with tokenizer_config.json it could not be made. Use the tokenizer.json that a current release of transformers saves for this model.`,
        { cause: error },
      ),
  );
}

/** Sets the eos_token to the one that ends turns in the chat template: a tokenizer's own may be another. */
function setEndOfTurn(tokenizer: PreTrainedTokenizer, endIds: readonly number[]): void {
  const message = (role: string) => ({ role, content: [{ type: 'text', text: 'a' }] });
  // transformers.js types a message's content as text alone.
  const turns = [message('user'), message('assistant')] as unknown as Parameters<
    PreTrainedTokenizer['apply_chat_template']
  >[0];
  const rendered = tokenizer.apply_chat_template(turns, { tokenize: false }) as string;
  for (const id of endIds) {
    const word = tokenizer.decode([id], { skip_special_tokens: false });
    if (word !== '' && rendered.includes(word))
      Object.assign(tokenizer, { eos_token: word, eos_token_id: id });
  }
}

/** The elements as float32. Halves come as Float16Array if the browser has it, else as 16-bit integers. */
export function floatsOf({ data }: Pick<Tensor, 'data'>): Float32Array<ArrayBuffer> {
  if (data instanceof Uint16Array) return Float32Array.from(data, halfToNumber);
  return Float32Array.from(data as Float32Array);
}

/** A float tensor in the type that a graph needs. */
function toFloatType(tensor: Tensor, type: ActivationType): Tensor {
  if (tensor.type === type) return tensor;
  const floats = floatsOf(tensor);
  return new Tensor(type, type === 'float16' ? toHalves(floats) : floats, tensor.dims);
}

function floatType(metadata: readonly ort.InferenceSession.ValueMetadata[], name: string): ActivationType {
  const value = metadata.find((each) => each.name === name);
  return value?.isTensor && value.type === 'float16' ? 'float16' : 'float32';
}

/**
 * Options for a session on a GPU. Only basic fusions: others depend on LoRA's nodes and round differently, so that a
 * zero adapter would differ from the original model in the last bits.
 */
export const gpuOptions = (gpu: GPUDevice): ort.InferenceSession.SessionOptions => ({
  executionProviders: [{ name: 'webgpu', device: gpu }],
  graphOptimizationLevel: 'basic',
});

/** Opens the model's sessions. Throws Error with a plain message if ONNX Runtime cannot. */
const openSessions = (
  files: ModelFiles,
  base: BaseModel,
  parts: readonly OnnxPart[],
  gpu: GPUDevice | null,
): Promise<PreTrainedModel> =>
  withFetch(
    files,
    () =>
      AutoModelForImageTextToText.from_pretrained(files.engineId, {
        device: gpu ? 'webgpu' : 'wasm',
        dtype: { ...base.dtype },
        use_external_data_format: Object.fromEntries(parts.map(({ file, dataFiles }) => [file, dataFiles])),
        session_options: gpu ? gpuOptions(gpu) : {},
      }),
    (error) =>
      new Error(
        /memory|bad_alloc/i.test(rawMessageOf(error))
          ? `${base.path}: expected memory for this model, but the browser has none left for it. Close other pages and programs, or choose a smaller model.`
          : `${base.path}: expected files that ONNX Runtime can open on ${gpu ? 'the GPU' : 'the processor'}, but it could not. Choose another export of the model, or another device.`,
        { cause: error },
      ),
  );

/** Calls `load` with the model's files in place of the network. What it throws becomes the file's own error, or `plain`. */
async function withFetch<T>(
  files: ModelFiles,
  load: () => Promise<T>,
  plain: (error: unknown) => Error,
): Promise<T> {
  const original = env.fetch;
  env.fetch = files.fetch;
  try {
    return await load();
  } catch (error) {
    throw files.failure() ?? plain(error);
  } finally {
    env.fetch = original;
  }
}

function imageProcessor(processor: Processor) {
  type Call = (
    images: RawImage[],
    options: { do_image_splitting: boolean },
  ) => Promise<{ pixel_values: Tensor; pixel_attention_mask: Tensor }>;
  // transformers.js has no exact types for a processor's parts.
  return processor.image_processor as unknown as Call;
}

/** What transformers.js would feed to the decoder for these inputs of the model, to have the next token's logits. */
async function decoderInputs(
  model: PreTrainedModel,
  feeds: Readonly<Record<string, Tensor>>,
): Promise<ort.InferenceSession.FeedsType> {
  const sessions = model.sessions as Record<string, Session>;
  const decoder = sessions.decoder_model_merged!;
  let inputs: ort.InferenceSession.FeedsType = {};
  const note = async (prepared: ort.InferenceSession.FeedsType) => {
    inputs = prepared;
    return {};
  };
  sessions.decoder_model_merged = { ...decoder, run: note as Session['run'] };
  try {
    await model.forward({ ...feeds, num_logits_to_keep: new Tensor('int64', [1n], []) });
  } finally {
    sessions.decoder_model_merged = decoder;
  }
  return inputs;
}

/**
 * The decoder's session with the inputs of LoRA, and those of a loop, hidden from transformers.js and fed here: one
 * token a call.
 */
function feedSession(
  session: Session,
  targets: readonly LoraTarget[],
  adapterTensors: ReadonlyMap<string, ort.Tensor>,
): Session {
  const embeddingType = floatType(session.inputMetadata, 'inputs_embeds');
  const hidden = new Set([...targets.flatMap(({ inputA, inputB }) => [inputA, inputB]), ...loopInputs]);
  const outputNames = plainOutputs(session);
  const run = async (feeds: ort.InferenceSession.FeedsType, options?: ort.InferenceSession.RunOptions) => {
    // On the processor, runs block messages: without this pause, stop() would wait for the last token.
    await nextTask();
    const embeddings = toFloatType(new Tensor(feeds.inputs_embeds!), embeddingType).ort_tensor;
    const fed = { ...feeds, inputs_embeds: embeddings, ...Object.fromEntries(adapterTensors) };
    if (!hasLoop(session)) return session.run(fed, options ?? {});
    return session.run({ ...fed, ...loopFeeds(1, embeddings.dims[0]!, []) }, outputNames, options ?? {});
  };
  return {
    config: session.config,
    inputNames: session.inputNames.filter((name) => !hidden.has(name)),
    inputMetadata: session.inputMetadata.filter(({ name }) => !hidden.has(name)),
    outputNames,
    outputMetadata: session.outputMetadata.filter(({ name }) => outputNames.includes(name)),
    run: run as Session['run'],
    release: () => session.release(),
    startProfiling: () => session.startProfiling(),
    endProfiling: () => session.endProfiling(),
  };
}

const { port1, port2 } = new MessageChannel();

/** Resolves after the messages that have arrived so far. */
const nextTask = (): Promise<void> =>
  new Promise((resolve) => {
    port1.onmessage = () => resolve();
    port2.postMessage(null);
  });

/** A tensor of the adapter; on a GPU in a buffer, so that it is uploaded once and not at every token. */
function upload({ dims, type, data }: AdapterInput, gpu: GPUDevice | null): ort.Tensor {
  if (!gpu) return new ort.Tensor(type, data, dims);
  // ONNX Runtime binds whole 16-byte units.
  const buffer = gpu.createBuffer({
    size: Math.ceil(data.byteLength / 16) * 16,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    mappedAtCreation: true,
  });
  // Mapped, because the queue writes whole 4-byte units only, and halves may not fill them.
  new Uint8Array(buffer.getMappedRange()).set(new Uint8Array(data.buffer));
  buffer.unmap();
  return ort.Tensor.fromGpuBuffer(buffer, { dataType: type, dims, dispose: () => buffer.destroy() });
}
