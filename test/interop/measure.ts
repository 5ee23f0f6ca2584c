/**
 * Items of the lab, and what the embedded model says about them with and without adapters: pixels, features, logits and
 * greedy answers, as on the processor. Not here: opening the model (embedded-lab.ts), training (train-step.ts).
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tensor } from 'onnxruntime-web';
import { adapterInputs } from '../../models/onnx/rewrite/adapter-input.ts';
import { insertLora } from '../../models/onnx/rewrite/surgery.ts';
import { join as joinChunks } from '../../models/onnx/wire.ts';
import { promptIds } from '../../models/prompt.ts';
import { floatTensor, type SafeTensor } from '../../models/safetensors.ts';
import reference from '../../models/sparkle-tiny/reference.json' with { type: 'json' };
import { readAdapterPath } from '../../src/headless/adapter-path.ts';
import { scoredItems } from '../../src/sparkle/task/generate.ts';
import { defaultTasks } from '../../src/sparkle/task/task-name.ts';
import {
  type DecoderPair,
  decodeInBlocks,
  fedAdapter,
  int64,
  openPair,
} from '../fixtures/greedy-decoding.ts';
import {
  config,
  decoderFile,
  drawInto,
  embeddingFile,
  fileOf,
  imageTokens,
  openEncoder,
  pixelsOf,
  tokenizer,
} from './embedded-lab.ts';
import type { LabResult, MeasuredCase } from './request.ts';

/** Items of each default task, beside those of reference.json. */
const itemsPerTask = 3;
const seed = 11;

const master = new URL('../../models/sparkle-tiny/', import.meta.url).pathname;
const { vocab_size: vocabulary, hidden_size: width } = config.text_config;

interface AskedItem {
  readonly id: string;
  /** A PNG file. */
  readonly image: string;
  readonly question: string;
  readonly inputIds: readonly number[];
}

/** The items of reference.json, and some of each task with their pictures in `out`. */
async function askedItems(out: string): Promise<AskedItem[]> {
  const asked = ({ id, image, question }: Omit<AskedItem, 'inputIds'>): AskedItem => ({
    id,
    image,
    question,
    inputIds: promptIds(tokenizer, question, imageTokens),
  });
  const recorded = reference.items.map(({ image, question }) =>
    asked({ id: image, image: join(master, image), question }),
  );
  const drawn = await Promise.all(
    defaultTasks
      .flatMap((task) => scoredItems(seed, 'evaluation', task, itemsPerTask))
      .map(async ({ id, scene, question }) => {
        const image = join(out, 'images', `${id}.png`);
        await drawInto(image, scene);
        return asked({ id, image, question });
      }),
  );
  return [...recorded, ...drawn];
}

/** The embeddings of a prompt with the image's features in place, [1, tokens, hidden]. */
async function embedded(pair: DecoderPair, { inputIds }: AskedItem, features: Float32Array): Promise<Tensor> {
  const rows = (await pair.embed(int64(inputIds, [1, inputIds.length]))).data as Float32Array;
  const filled = rows.slice();
  let image = 0;
  inputIds.forEach((id, place) => {
    if (id === config.image_token_id)
      filled.set(features.subarray(image * width, ++image * width), place * width);
  });
  return new Tensor('float32', filled, [1, inputIds.length, width]);
}

/** Logits [tokens, vocabulary] of a prompt. */
async function logitsOf(
  { plain, text }: DecoderPair,
  prompt: Tensor,
  adapter: Readonly<Record<string, Tensor>>,
): Promise<Float32Array<ArrayBuffer>> {
  const tokens = prompt.dims[1]!;
  const order = Array.from({ length: tokens }, (_, i) => i);
  const empty = [1, text.num_key_value_heads, 0, text.head_dim];
  const past = plain.inputNames
    .filter((name) => name.startsWith('past_key_values.'))
    .map((name) => [name, new Tensor('float32', new Float32Array(), empty)] as const);
  const { logits } = await plain.run({
    ...Object.fromEntries(past),
    ...adapter,
    inputs_embeds: prompt,
    attention_mask: int64(
      order.map(() => 1),
      [1, tokens],
    ),
    position_ids: int64(order, [1, tokens]),
    num_logits_to_keep: int64([0], []),
  });
  return logits!.data as Float32Array<ArrayBuffer>;
}

const answerTokens = 96;

/** The greedy answer to a prompt, as the lab reads it. */
async function answerOf(
  pair: DecoderPair,
  prompt: Tensor,
  adapter: Readonly<Record<string, Tensor>>,
): Promise<string> {
  const end = Number(tokenizer.eos_token_id);
  const [ids] = await decodeInBlocks(pair, prompt, adapter, answerTokens, [end]);
  return tokenizer.decode(ids!.slice(0, ids!.indexOf(end)), { skip_special_tokens: true }).trim();
}

/** Measures the cases; `out` gets the pictures and the decoder with LoRA inputs. */
export async function measureCases(out: string, cases: readonly MeasuredCase[]): Promise<LabResult> {
  const items = await askedItems(out);
  const [decoder, embedding] = [fileOf(decoderFile), fileOf(embeddingFile)];
  const pair = await openPair(decoder, embedding, config.text_config);
  const adapted = joinChunks(insertLora(decoder, config.text_config, decoderFile).chunks);
  writeFileSync(join(out, 'adapted-decoder.onnx'), adapted);
  const tensors = new Map<string, SafeTensor>();
  const answers: Record<string, Record<string, string>> = {};
  const all = new Map<string, Tensor>();
  for (const { id, image } of items) all.set(id, await pixelsOf(image));
  for (const [id, { dims, data }] of all)
    tensors.set(`pixels/${id}`, floatTensor(dims, data as Float32Array<ArrayBuffer>));
  for (const { name, adapter: path, place, answers: isAsked } of cases) {
    const encode = await openEncoder(place);
    const adapter = path === null ? null : (await readAdapterPath(path)).adapter;
    const fed = fedAdapter(pair, adapter);
    for (const { name: input, dims, data } of adapterInputs(adapter, pair.targets))
      tensors.set(`${name}/input/${input}`, floatTensor(dims, data as Float32Array<ArrayBuffer>));
    answers[name] = {};
    for (const item of items) {
      const features = await encode(all.get(item.id)!);
      const prompt = await embedded(pair, item, features);
      const logits = await logitsOf(pair, prompt, fed);
      tensors.set(
        `${name}/features/${item.id}`,
        floatTensor([imageTokens, width], features as Float32Array<ArrayBuffer>),
      );
      tensors.set(`${name}/logits/${item.id}`, floatTensor([item.inputIds.length, vocabulary], logits));
      if (isAsked) answers[name][item.id] = await answerOf(pair, prompt, fed);
    }
  }
  return { tensors, said: { items, answers } };
}
