/**
 * Decoders in a loop, run by ONNX Runtime's WebAssembly build in Node: the tokens are those of the decoder as it is, one
 * a call, in every form of export and on real prompts of the embedded model. Not here: the worker (inference.test.ts).
 */
import { readFileSync } from 'node:fs';
import { RawImage } from '@huggingface/transformers';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import { ModelConfig } from '../../../models/config.ts';
import { readGraph } from '../../../models/onnx/read/graph.ts';
import { loopDecoder } from '../../../models/onnx/rewrite/decoding-loop.ts';
import { insertLora } from '../../../models/onnx/rewrite/surgery.ts';
import { isPurelyGreedy } from '../../../models/onnx/session/block-decoder.ts';
import { join } from '../../../models/onnx/wire.ts';
import { activationsOf, type ExportVariant } from '../../../models/onnx/write/export-variant.ts';
import { createGraph } from '../../../models/onnx/write/model.ts';
import { promptIds } from '../../../models/prompt.ts';
import { scenePng } from '../../../src/headless/node-canvas.ts';
import { scoredItems } from '../../../src/sparkle/task/generate.ts';
import { defaultTasks } from '../../../src/sparkle/task/task-name.ts';
import { embeddedProcessor } from '../../fixtures/embedded-model.ts';
import {
  type DecoderPair,
  decodeInBlocks,
  decodeOneByOne,
  fedAdapter,
  int64,
  openPair,
} from '../../fixtures/greedy-decoding.ts';
import { noiseAdapter } from '../../fixtures/variant-decoder.ts';
import { variantConfig, variantFiles, variants } from '../../fixtures/variants.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** The files of a form whose weights are in them. */
function filesOf(form: ExportVariant): { decoder: Bytes; embedding: Bytes } {
  const files = [...variantFiles(form)];
  const file = (part: RegExp) => files.find(([path]) => part.test(path) && path.endsWith('.onnx'))![1];
  return { decoder: file(/decoder_model/) as Bytes, embedding: file(/embed_tokens/) as Bytes };
}

/** Forms of 16-bit floats, or with weights elsewhere, are answered one token a call. */
const isLooped = (form: ExportVariant): boolean => activationsOf(form) === 'float32' && form.dataFiles === 0;
const looped = Object.entries(variants).filter(([, form]) => isLooped(form));

test('forms that are not known stay as they are', () => {
  for (const [name, form] of Object.entries(variants)) {
    const { decoder, embedding } = filesOf(form);
    const adapted = join(insertLora(decoder, variantConfig.text_config, 'decoder').chunks);
    expect([name, loopDecoder(adapted, embedding) !== null]).toEqual([name, isLooped(form)]);
  }
  expect(looped.length).toBeGreaterThan(8);
});

test('an embedding of other versions of the operators, or with an input more, is not joined to the decoder', () => {
  const { decoder, embedding } = filesOf(looped[0]![1]);
  const version = embedding.slice();
  // OperatorSetIdProto { version: 21 }, the first import of the file.
  const at = version.findIndex((byte, i) => byte === 0x10 && version[i + 1] === 21);
  version[at + 1] = 20;
  expect(loopDecoder(decoder, version)).toBeNull();
  const graph = createGraph();
  for (const input of ['input_ids', 'other']) graph.input(input, 7, ['b', 't']);
  graph.output('inputs_embeds', 1, ['b', 't', 128]);
  expect(loopDecoder(decoder, graph.finish('embedding'))).toBeNull();
});

test('blocks and attention take their faster form, and the old weights are gone', () => {
  const { decoder, embedding } = filesOf(variants['q4 in blocks of 32, as the embedded model']!);
  const { tensors, nodes } = readGraph(join(loopDecoder(decoder, embedding)!), 'loop');
  expect(nodes.map(({ operator }) => operator)).toEqual(['Loop']);
  const names = [...tensors.keys()];
  expect(names.filter((name) => name.endsWith('/dense')).length).toBe(2 * 7);
  expect(names.filter((name) => /_Q4|_scales/.test(name))).toEqual([]);
});

test.each(looped.filter(([, { embedding }]) => embedding !== 'q4'))(
  '%s: the same tokens as one a call, over several blocks, with an adapter and without',
  async (_name, form) => {
    const { decoder, embedding } = filesOf(form);
    const pair = await openPair(decoder, embedding, variantConfig.text_config);
    const ids = Array.from({ length: 3 * 5 }, (_, i) => (i * 37) % variantConfig.text_config.vocab_size);
    const prompt = await pair.embed(int64(ids, [3, 5]));
    for (const adapter of [null, noiseAdapter(pair.targets, { rank: 4, alpha: 8 }, 0.05)]) {
      const fed = fedAdapter(pair, adapter);
      const expected = await decodeOneByOne(pair, prompt, fed, 20);
      const noEnd = variantConfig.text_config.vocab_size;
      expect(await decodeInBlocks(pair, prompt, fed, 20, [noEnd])).toEqual(expected);
      // Each row's third token ends it, and perhaps another row's earlier.
      const ends = expected.map((row) => row[2]!);
      const last = Math.max(...expected.map((row) => row.findIndex((id) => ends.includes(id))));
      const ended = expected.map((row) => row.slice(0, last + 1));
      expect(await decodeInBlocks(pair, prompt, fed, 20, ends)).toEqual(ended);
    }
  },
);

describe('the embedded model', () => {
  const folder = new URL('../../../public/models/sparkle-tiny/', import.meta.url);
  const read = (file: string) => new Uint8Array(readFileSync(new URL(file, folder)));
  const config = ModelConfig.parse(JSON.parse(new TextDecoder().decode(read('config.json'))));
  const { text_config: text, vision_config: vision } = config;
  const open = () =>
    openPair(read('onnx/decoder_model_merged_q4.onnx'), read('onnx/embed_tokens.onnx'), text);

  /** Embedded prompts [rows, tokens, width] of a task's items with their pictures, in groups of equal length. */
  async function promptsOf(pair: DecoderPair, task: (typeof defaultTasks)[number], count: number) {
    const { tokenizer } = await embeddedProcessor();
    const encoder = await InferenceSession.create(read('onnx/vision_encoder.onnx'));
    const side = vision.image_size;
    const groups = new Map<number, { ids: number[]; features: Float32Array }[]>();
    for (const { scene, question } of scoredItems(5, 'evaluation', task, count, 'embedded')) {
      const png = await scenePng(scene, side);
      const picture = await RawImage.fromBlob(new Blob([png as Uint8Array<ArrayBuffer>]));
      const { data } = picture.rgb();
      const pixels = Float32Array.from({ length: 3 * side ** 2 }, (_, i) => {
        const [plane, at] = [Math.floor(i / side ** 2), i % side ** 2];
        return (data[3 * at + plane]! / 255) * 2 - 1;
      });
      const output = await encoder.run({
        pixel_values: new Tensor('float32', pixels, [1, 1, 3, side, side]),
      });
      const features = output.image_features!.data as Float32Array; // [image tokens, width]
      const ids = promptIds(tokenizer, question, features.length / text.hidden_size);
      groups.set(ids.length, [...(groups.get(ids.length) ?? []), { ids, features }]);
    }
    await encoder.release();
    return Promise.all(
      [...groups.values()].map(async (rows) => {
        const ids = rows.flatMap((row) => row.ids);
        const prompt = await pair.embed(int64(ids, [rows.length, rows[0]!.ids.length]));
        rows.forEach(({ features }, row) => {
          const first = ids.indexOf(config.image_token_id, row * rows[0]!.ids.length);
          (prompt.data as Float32Array).set(features, first * text.hidden_size);
        });
        return prompt;
      }),
    );
  }

  test('answers the questions of every task with the same tokens', async () => {
    const pair = await open();
    const base = fedAdapter(pair, null);
    for (const task of defaultTasks) {
      for (const prompt of await promptsOf(pair, task, 4)) {
        const expected = await decodeOneByOne(pair, prompt, base, 24);
        expect(await decodeInBlocks(pair, prompt, base, 24, [text.vocab_size])).toEqual(expected);
      }
    }
  }, 180_000);

  test('a stop ends it between two blocks, with what was written', async () => {
    const pair = await open();
    const prompt = await pair.embed(int64([1, 20, 30, 40], [1, 4]));
    let pauses = 0;
    const stopAtSecond = async () => ++pauses === 2;
    const base = fedAdapter(pair, null);
    const [written] = await decodeInBlocks(pair, prompt, base, 40, [text.vocab_size], stopAtSecond);
    expect(pauses).toBe(2);
    expect(written!.length).toBeGreaterThan(0);
    expect(written!.length).toBeLessThan(40);
    expect(await decodeInBlocks(pair, prompt, base, 40, [], async () => true)).toEqual([[]]);
  });
});

test('settings of a model that change its logits are left to transformers.js', () => {
  const model = (settings: object) => ({ _prepare_generation_config: () => settings });
  expect(isPurelyGreedy(model({ repetition_penalty: 1, bad_words_ids: null, eos_token_id: 2 }))).toBe(true);
  expect(isPurelyGreedy(model({ repetition_penalty: 1.1 }))).toBe(false);
  expect(isPurelyGreedy(model({ suppress_tokens: [3] }))).toBe(false);
});
