/** Model files that are truncated, damaged or of another model: always a plain error that names the file. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ModelConfig } from '../../../models/config.ts';
import type { ModelFile } from '../../../models/onnx/read/model-file.ts';
import { readDecoderWeights } from '../../../models/weights.ts';
import { fuzzRuns } from '../../fixtures/fuzz-runs.ts';
import { modelFile, modelFilesOf, type SmallModelFiles } from '../../fixtures/model-files.ts';
import { variantConfig, variants } from '../../fixtures/variants.ts';

const plain = modelFilesOf(variants['q4 in blocks of 32, as the embedded model']!);
const beside = modelFilesOf(variants['q4 in blocks of 128 with zero points, data beside']!);
const halves = modelFilesOf(variants.fp16!);
const scrambled = modelFilesOf(variants['names scrambled']!);
const spelled = modelFilesOf(variants['q4f16, plain attention and norms, names scrambled']!);

const read = (files: Partial<SmallModelFiles>, text: Partial<ModelConfig['text_config']> = {}) =>
  readDecoderWeights(
    { ...variantConfig, text_config: { ...variantConfig.text_config, ...text } },
    files.decoder ?? plain.decoder,
    files.embedding ?? plain.embedding,
  );

const withBytes = (file: ModelFile, bytes: Uint8Array<ArrayBuffer>): ModelFile => ({ ...file, bytes });
const cut = (file: ModelFile, length: number): ModelFile => withBytes(file, file.bytes.slice(0, length));

/** The file with a sequence of bytes replaced everywhere by another of the same length. */
function exchange(file: ModelFile, from: readonly number[], to: readonly number[]): ModelFile {
  const bytes = file.bytes.slice();
  let count = 0;
  for (let at = bytes.indexOf(from[0]!); at >= 0; at = bytes.indexOf(from[0]!, at + 1)) {
    if (!from.every((byte, i) => bytes[at + i] === byte)) continue;
    bytes.set(to, at);
    count++;
  }
  expect(count).toBeGreaterThan(0);
  return withBytes(file, bytes);
}
const letters = (text: string): number[] => [...new TextEncoder().encode(text)];
/** The encoding of an integer attribute below 128. */
const attribute = (name: string, value: number): number[] => [10, name.length, ...letters(name), 24, value];

const plainErrors = /^(ModelFileError|WeightsError|ProjectionError)$/;

describe('cut at any place', () => {
  test('the decoder and the embedding', async () => {
    for (const part of ['decoder', 'embedding'] as const) {
      await fc.assert(
        fc.asyncProperty(fc.nat(plain[part].bytes.length - 1), async (length) => {
          const error = await read({ [part]: cut(plain[part], length) }).catch((error: unknown) => error);
          expect(error).toMatchObject({
            name: 'ModelFileError',
            message: expect.stringMatching(
              /\.onnx: expected an ONNX model, got \d+ bytes .* The file is damaged/,
            ),
          });
        }),
        { numRuns: Math.ceil(fuzzRuns / 10) },
      );
    }
  });

  test('a file of data beside the decoder', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(99), async (percent) => {
        const external = async (location: string) => {
          const data = await beside.decoder.external(location);
          return data.slice(0, Math.floor((data.length * percent) / 100));
        };
        await expect(read({ decoder: { ...beside.decoder, external } })).rejects.toThrow(
          /q4\.onnx: expected \d+ bytes of tensor .* in decoder_model_merged_q4\.onnx_data from byte \d+, but that file has \d+\. It is cut short/,
        );
      }),
      { numRuns: 40 },
    );
  });
});

test('bytes changed at random: read, or refused plainly', async () => {
  // With external data, the file contains only names, shapes and offsets.
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(beside.decoder.bytes.length - 1), fc.nat(255)), {
        minLength: 1,
        maxLength: 3,
      }),
      async (changes) => {
        const bytes = beside.decoder.bytes.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        const external = (location: string) =>
          beside.decoder.external(location).catch(() => new Uint8Array(100));
        const error = await read({ decoder: { ...beside.decoder, bytes, external } }).then(
          () => null,
          (error: unknown) => error as Error,
        );
        if (error) expect(error.name, error.stack).toMatch(plainErrors);
      },
    ),
    { numRuns: Math.ceil(fuzzRuns / 2) },
  );
}, 120_000);

test('data that is missing: what the fetch says', async () => {
  await expect(
    read({ decoder: { ...beside.decoder, external: modelFile('', new Uint8Array()).external } }),
  ).rejects.toThrow('no file decoder_model_merged_q4.onnx_data');
});

describe('a format that is not read', () => {
  const bits = (from: number, to: number) =>
    exchange(plain.decoder, attribute('bits', from), attribute('bits', to));

  test.each<[string, () => ModelFile, RegExp]>([
    [
      '2 bits',
      () => bits(4, 2),
      /layers\.0\.self_attn\.q_proj in 4 or 8 bits and blocks of 16 to 256, got 2 bits/,
    ],
    [
      '8 bits announced, 4 there',
      () => bits(4, 8),
      /expected 16384 bytes of packed weights for layers\.0\.self_attn\.q_proj, got 8192/,
    ],
    [
      'blocks of 8',
      () => exchange(plain.decoder, attribute('block_size', 32), attribute('block_size', 8)),
      /got 4 bits and blocks of 8/,
    ],
    [
      'another operator',
      () => exchange(plain.decoder, letters('MatMulNBits'), letters('MatMulFpQ4x')),
      /expected 14 linear layers .* found 0.*not read: 14 x MatMulFpQ4x/,
    ],
    [
      'bfloat16',
      () =>
        exchange(
          halves.decoder,
          [16, 10, 66, 33, ...letters('model.layers.0.mlp.up_proj.weight')],
          [16, 16, 66, 33, ...letters('model.layers.0.mlp.up_proj.weight')],
        ),
      /tensor model\.layers\.0\.mlp\.up_proj\.weight \[128, 256\] as float32 or float16, got ONNX data type 16/,
    ],
  ])('%s', async (_, decoder, message) => {
    await expect(read({ decoder: decoder() })).rejects.toThrow(message);
  });
});

describe('files of another model', () => {
  test.each<[string, Parameters<typeof read>, RegExp]>([
    ['one more layer', [{}, { num_hidden_layers: 3 }], /expected 21 linear layers/],
    [
      'a wider MLP',
      [{}, { intermediate_size: 384 }],
      /gate_proj as \[384, 128\] as config\.json says, got \[256, 128\]/,
    ],
    [
      'a wider MLP, without names',
      [{ decoder: scrambled.decoder }, { intermediate_size: 384 }],
      /by the names of nodes 0, by the graph.s structure 4\..*4 x MatMulNBits \[256, 128\]/,
    ],
    [
      'another vocabulary',
      [{}, { vocab_size: 500 }],
      /logits as a product with a constant matrix \[500, 128\] as config\.json says, got \[512, 128\]/,
    ],
    [
      'another epsilon',
      [{}, { rms_norm_eps: 1e-6 }],
      /expected epsilon 0\.000001 in the input norm of layer 0/,
    ],
    [
      'another rotation',
      [{}, { rope_theta: 10000 }],
      /expected the rotation of rope_theta 10000 as config\.json says/,
    ],
    [
      'another rotation, computed from positions',
      [{ decoder: spelled.decoder }, { rope_theta: 6000 }],
      /expected the rotation of rope_theta 6000 as config\.json says, but .* node Cos node_\d+ are off by 0\.0/,
    ],
    [
      'other heads of the same width',
      [{}, { num_attention_heads: 2, num_key_value_heads: 1, head_dim: 64 }],
      /expected numbers turned in a head 64 as config\.json says, got 32/,
    ],
    ['a width no kernel takes', [{}, { hidden_size: 72 }], /hidden_size 72 \(a multiple of 32\)/],
    [
      'the embedding as the decoder',
      [{ decoder: plain.embedding }],
      /embed_tokens\.onnx: expected 14 linear layers .* found 0/,
    ],
    [
      'the decoder as the embedding',
      [{ embedding: plain.decoder }],
      /decoder_model_merged_q4\.onnx: expected the token embedding \[512, 128\]/,
    ],
  ])('%s', async (_, [files, text], message) => {
    await expect(read(files, text)).rejects.toThrow(message);
  });
});
