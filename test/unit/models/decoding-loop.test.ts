/**
 * Decoders in a loop, in every form of export and on the embedded model, run by ONNX Runtime's WebAssembly build in
 * Node: the tokens are those of the untouched decoder, computed one a call. Not here: the worker (inference.test.ts).
 */
import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import { ModelConfig, type ModelConfig as Config } from '../../../models/config.ts';
import { readGraph } from '../../../models/onnx/read/graph.ts';
import { adapterInputs } from '../../../models/onnx/rewrite/adapter-input.ts';
import { loopDecoder, loopNames } from '../../../models/onnx/rewrite/decoding-loop.ts';
import { insertLora, type LoraTarget } from '../../../models/onnx/rewrite/surgery.ts';
import { BlockDecoder, loopFeeds, type LoopSession, plainOutputs } from '../../../models/onnx/session/block-decoder.ts';
import { join } from '../../../models/onnx/wire.ts';
import { activationsOf } from '../../../models/onnx/write/export-variant.ts';
import { type Feed, noiseAdapter } from '../../fixtures/variant-decoder.ts';
import { tensorsOf } from '../../fixtures/variant-session.ts';
import { variantConfig, variantFiles, variants } from '../../fixtures/variants.ts';

type Text = Config['text_config'];
type Values = Record<string, Tensor>;
type Bytes = Uint8Array<ArrayBuffer>;

const int64 = (values: readonly number[], dims: readonly number[]): Tensor =>
  new Tensor('int64', BigInt64Array.from(values, BigInt), dims);

/** What the untouched decoder is fed for these embeddings after so many tokens. */
function feedsOf(session: InferenceSession, embeddings: Tensor, past: Values, pastTokens: number): Values {
  const [rows, tokens] = embeddings.dims as [number, number];
  const all: Values = {
    ...past,
    inputs_embeds: embeddings,
    attention_mask: int64(new Array(rows * (pastTokens + tokens)).fill(1), [rows, pastTokens + tokens]),
    position_ids: int64(
      Array.from({ length: rows * tokens }, (_, i) => pastTokens + (i % tokens)),
      [rows, tokens],
    ),
    num_logits_to_keep: int64([1], []),
  };
  return Object.fromEntries(session.inputNames.filter((name) => all[name]).map((name) => [name, all[name]!]));
}

const noPast = (text: Text, session: InferenceSession, rows: number): Values =>
  Object.fromEntries(
    session.inputNames
      .filter((name) => name.startsWith('past_key_values.'))
      .map((name) => [
        name,
        new Tensor('float32', new Float32Array(), [rows, text.num_key_value_heads, 0, text.head_dim]),
      ]),
  );

/** Greedy tokens [rows, count], one a call. */
async function oneByOne(
  text: Text,
  session: InferenceSession,
  embed: (ids: Tensor) => Promise<Tensor>,
  ids: Tensor,
  adapter: Values,
  count: number,
): Promise<number[][]> {
  const rows = ids.dims[0]!;
  const written = Array.from({ length: rows }, (): number[] => []);
  let embeddings = await embed(ids);
  let past = noPast(text, session, rows);
  let pastTokens = 0;
  for (let step = 0; step < count; step++) {
    const output = await session.run({ ...feedsOf(session, embeddings, past, pastTokens), ...adapter });
    const logits = output.logits!.data as Float32Array; // [rows, kept, vocabulary]
    const kept = output.logits!.dims[1]!;
    const next = written.map((row, i) => {
      const at = (i * kept + kept - 1) * text.vocab_size;
      const last = logits.subarray(at, at + text.vocab_size);
      const token = last.indexOf(Math.max(...last));
      row.push(token);
      return token;
    });
    pastTokens += embeddings.dims[1]!;
    past = Object.fromEntries(
      Object.entries(output)
        .filter(([name]) => name.startsWith('present.'))
        .map(([name, tensor]) => [name.replace('present.', 'past_key_values.'), tensor]),
    );
    embeddings = await embed(int64(next, [rows, 1]));
  }
  return written;
}

/** The sessions of a decoder with LoRA inputs, without a loop and with it. */
async function open(decoder: Bytes, embedding: Bytes, text: Text) {
  const { chunks, targets } = insertLora(decoder, text, 'decoder');
  const adapted = join(chunks);
  const embedSession = await InferenceSession.create(embedding);
  const embed = async (ids: Tensor) => (await embedSession.run({ input_ids: ids })).inputs_embeds!;
  return {
    targets,
    embed,
    plain: await InferenceSession.create(adapted),
    looped: await InferenceSession.create(join(loopDecoder(adapted, embedding)!)),
  };
}

const fed = (targets: readonly LoraTarget[], adapter: Parameters<typeof adapterInputs>[0]): Values =>
  tensorsOf(adapterInputs(adapter, targets) as readonly Feed[]);
const going = async () => false;

describe.each(
  Object.entries(variants).filter(
    ([, form]) => activationsOf(form) === 'float32' && form.dataFiles === 0 && form.embedding !== 'q4',
  ),
)('%s', (_name, form) => {
  const text = variantConfig.text_config;
  const files = variantFiles(form);
  const file = (part: RegExp): Bytes => [...files].find(([path]) => part.test(path))![1] as Bytes;
  const rows = 3;
  const prompt = int64(
    Array.from({ length: rows * 5 }, (_, i) => (i * 37) % text.vocab_size),
    [rows, 5],
  );

  test('the same tokens as one a call, over several blocks, with an adapter and without', async () => {
    const { targets, embed, plain, looped } = await open(file(/decoder_model/), file(/embed_tokens/), text);
    for (const adapter of [null, noiseAdapter(targets, { rank: 4, alpha: 8 }, 0.05)]) {
      const lora = fed(targets, adapter);
      const expected = await oneByOne(text, plain, embed, prompt, lora, 20);
      const inputs = feedsOf(plain, await embed(prompt), noPast(text, plain, rows), 0);
      const decode = (count: number, endIds: readonly number[]) =>
        new BlockDecoder(looped as LoopSession, endIds).decode(inputs, lora, count, going);
      expect(await decode(20, [text.vocab_size])).toEqual(expected);
      // Each row's third token ends it.
      const ends = expected.map((row) => row[2]!);
      const ended = Math.max(...expected.map((row) => row.findIndex((id) => ends.includes(id)))) + 1;
      expect(await decode(20, ends)).toEqual(expected.map((row) => row.slice(0, ended)));
    }
  });
});
