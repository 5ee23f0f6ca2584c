/**
 * The trainer reads the weights that inference computes with: for every form of export, logits of ONNX Runtime (its
 * WebAssembly build, in Node) against a plain decoder with the weights that were read.
 */
import { setBackend, tidy } from '@tensorflow/tfjs';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { expect, test } from 'vitest';
import { halfToNumber } from '../../../models/float16.ts';
import { dequantize } from '../../../models/frozen-matrix.ts';
import { readGraph } from '../../../models/onnx/read/graph.ts';
import type { ModelFile } from '../../../models/onnx/read/model-file.ts';
import type { ExportVariant } from '../../../models/onnx/write/export-variant.ts';
import { readDecoderWeights } from '../../../models/weights.ts';
import { referenceLogits } from '../../fixtures/decoder-reference.ts';
import { modelFilesOf } from '../../fixtures/model-files.ts';
import { variantConfig, variants } from '../../fixtures/variants.ts';

const text = variantConfig.text_config;
const ids = [5, 17, 300, 44, 511, 0, 17];

async function openSession({ bytes, file, external }: ModelFile): Promise<InferenceSession> {
  const places = [...readGraph(bytes, file).tensors.values()].flatMap((tensor) => tensor.external ?? []);
  const paths = [...new Set(places.map(({ location }) => location))];
  const externalData = paths.map(async (path) => ({ path, data: await external(path) }));
  return InferenceSession.create(bytes, { externalData: await Promise.all(externalData) });
}

const floats = ({ data }: Tensor): Float32Array =>
  data instanceof Uint16Array
    ? Float32Array.from(data, halfToNumber)
    : Float32Array.from(data as Float32Array);

/** Logits of all positions by ONNX Runtime, [T, V]. */
async function runOnnx(form: ExportVariant): Promise<Float32Array> {
  const { decoder, embedding } = modelFilesOf(form);
  const int64 = (numbers: readonly number[], dims: readonly number[]) =>
    new Tensor('int64', BigInt64Array.from(numbers, BigInt), dims);
  const table = await openSession(embedding);
  const embedded = await table.run({ input_ids: int64(ids, [1, ids.length]) });
  const session = await openSession(decoder);
  const feeds: Record<string, Tensor> = {
    inputs_embeds: embedded.inputs_embeds!,
    attention_mask: int64(
      ids.map(() => 1),
      [1, ids.length],
    ),
    position_ids: int64([...ids.keys()], [1, ids.length]),
    num_logits_to_keep: int64([0], []),
  };
  const cache = [1, text.num_key_value_heads, 0, text.head_dim];
  const isHalf = form.decoder === 'fp16' || form.decoder === 'q4f16';
  for (let layer = 0; layer < text.num_hidden_layers; layer++)
    for (const part of ['key', 'value'])
      feeds[`past_key_values.${layer}.${part}`] = isHalf
        ? new Tensor('float16', new Uint16Array(0), cache)
        : new Tensor('float32', new Float32Array(0), cache);
  const wanted = Object.fromEntries(session.inputNames.map((name) => [name, feeds[name]!]));
  const { logits } = await session.run(wanted);
  const numbers = floats(logits!);
  await table.release();
  await session.release();
  return numbers;
}

/** The same in plain operations, with the weights that were read. */
async function runPlainly(form: ExportVariant): Promise<Float32Array> {
  const { decoder, embedding } = modelFilesOf(form);
  const weights = await readDecoderWeights(variantConfig, decoder, embedding);
  const plain = new Map(
    weights.layers.flatMap(({ linear }) =>
      Object.values(linear).map((matrix) => [matrix.name, Float64Array.from(dequantize(matrix))] as const),
    ),
  );
  const none = { rank: 1, alpha: 1, modules: [] };
  const sequence = {
    inputIds: Int32Array.from(ids),
    labels: Int32Array.from(ids),
    features: new Float32Array(0),
  };
  return tidy(() => referenceLogits({ weights, plain }, none, [], sequence).dataSync() as Float32Array);
}

test.each(Object.entries(variants))('%s', async (_, form) => {
  await setBackend('cpu');
  const [theirs, mine] = [await runOnnx(form), await runPlainly(form)];
  expect(theirs).toHaveLength(ids.length * text.vocab_size);
  const scale = Math.max(...theirs.map(Math.abs));
  const error = Math.max(...theirs.map((logit, i) => Math.abs(logit - mine[i]!))) / scale;
  // Half precision has 11 bits.
  expect(error).toBeLessThan(form.decoder === 'fp16' || form.decoder === 'q4f16' ? 4e-3 : 3e-5);
});
