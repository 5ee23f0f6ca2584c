/** Decoders read from every form of export have the numbers of the checkpoint. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ModelConfig, targetModules } from '../../../models/config.ts';
import { halfToNumber, toHalves } from '../../../models/float16.ts';
import { dequantize, type EmbeddingTable } from '../../../models/frozen-matrix.ts';
import { blocksOf } from '../../../models/onnx/write/export-linear.ts';
import { activationsOf } from '../../../models/onnx/write/export-variant.ts';
import type { FloatType } from '../../../models/onnx/write/model.ts';
import { type BlockFormat, plainBlocks, quantizeBlocks } from '../../../models/onnx/write/quantize.ts';
import { toFloat32 } from '../../../models/safetensors.ts';
import { readDecoderWeights, targetsOf } from '../../../models/weights.ts';
import { modelFile, modelFilesOf } from '../../fixtures/model-files.ts';
import { variantCheckpoint, variantConfig, variants } from '../../fixtures/variants.ts';

const master = (name: string) => toFloat32(variantCheckpoint.get(`model.text_model.${name}.weight`)!);
const rounded = (numbers: Float32Array, type: FloatType): Float32Array =>
  type === 'float32' ? numbers : Float32Array.from(toHalves(numbers), halfToNumber);

/** What blocks of these weights represent, code by code, row by row. */
function throughBlocks(
  weights: Float32Array<ArrayBuffer>,
  columns: number,
  format: BlockFormat,
  scaleType: FloatType,
): Float32Array {
  const rows = weights.length / columns;
  const { bits, blockSize, blocksPerRow, packed, scales, zeroPoints } = quantizeBlocks(
    weights,
    rows,
    columns,
    format,
  );
  const kept = rounded(scales, scaleType);
  return weights.map((_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    const at = row * blocksPerRow * blockSize + column;
    const code = bits === 8 ? packed[at]! : at % 2 === 0 ? packed[at / 2]! % 16 : packed[(at - 1) / 2]! >> 4;
    const block = row * blocksPerRow + Math.floor(column / blockSize);
    return (code - (zeroPoints ? zeroPoints[block]! : bits === 8 ? 128 : 8)) * kept[block]!;
  });
}

/** The whole table of an embedding, [vocabulary, width]. */
function wholeTable({ vocabulary, width, readRow }: EmbeddingTable): Float32Array {
  const rows = new Float32Array(vocabulary * width);
  for (let id = 0; id < vocabulary; id++) readRow(id, rows, id * width);
  return rows;
}

const largestDifference = (a: Float32Array, b: Float32Array): number =>
  a.length === b.length ? a.reduce((worst, x, i) => Math.max(worst, Math.abs(x - b[i]!)), 0) : Number.NaN;

const text = variantConfig.text_config;

describe.each(Object.entries(variants))('%s', (_, form) => {
  const files = modelFilesOf(form);
  const type = activationsOf(form);
  const format = blocksOf(form);

  test('is read with the numbers of the checkpoint', async () => {
    const weights = await readDecoderWeights(variantConfig, files.decoder, files.embedding);
    expect(targetsOf(weights).map(({ name }) => name)).toEqual(
      [0, 1].flatMap((layer) =>
        targetModules.map(
          (module) => `layers.${layer}.${/^[qkvo]_/.test(module) ? 'self_attn' : 'mlp'}.${module}`,
        ),
      ),
    );
    for (const [index, layer] of weights.layers.entries()) {
      for (const matrix of Object.values(layer.linear)) {
        const expected = format
          ? throughBlocks(master(matrix.name), matrix.inFeatures, format, type)
          : rounded(master(matrix.name), type);
        expect(matrix.bits).toBe(format?.bits ?? (type === 'float16' ? 16 : 32));
        expect(largestDifference(dequantize(matrix), expected), matrix.name).toBeLessThan(
          format ? 1e-6 : 1e-30,
        );
      }
      expect(layer.inputNorm).toEqual(rounded(master(`layers.${index}.input_layernorm`), type));
      expect(layer.postAttentionNorm).toEqual(
        rounded(master(`layers.${index}.post_attention_layernorm`), type),
      );
    }
    expect(weights.finalNorm).toEqual(rounded(master('norm'), type));

    const table = master('embed_tokens'); // [vocabulary, hidden]
    const head =
      form.head === 'blocks'
        ? throughBlocks(table, text.hidden_size, format ?? plainBlocks, type)
        : rounded(table, type);
    expect(weights.lmHead).toMatchObject({ outFeatures: text.vocab_size, inFeatures: text.hidden_size });
    expect(largestDifference(dequantize(weights.lmHead), head)).toBeLessThan(1e-6);
    const embedding = {
      fp32: () => table,
      fp16: () => rounded(table, 'float16'),
      q4: () => throughBlocks(table, text.hidden_size, plainBlocks, 'float32'),
    }[form.embedding]();
    expect(weights.embedding).toMatchObject({ vocabulary: text.vocab_size, width: text.hidden_size });
    expect(largestDifference(wholeTable(weights.embedding), embedding)).toBeLessThan(1e-6);
    expect(weights.config.head_dim).toBe(32);
  });

  test('large matrices are views on the file where they lie as kernels read them', async () => {
    const weights = await readDecoderWeights(variantConfig, files.decoder, files.embedding);
    if (form.dataFiles === 0 || !format) return;
    const buffers = files.data.map(({ buffer }) => buffer);
    for (const { words } of Object.values(weights.layers[0]!.linear)) expect(buffers).toContain(words.buffer);
  });
});

test('the decoder of sparkle-tiny is read', async () => {
  const folder = new URL('../../../public/models/sparkle-tiny/', import.meta.url).pathname;
  const open = (file: string) => modelFile(file, new Uint8Array(readFileSync(`${folder}onnx/${file}`)));
  const tiny = ModelConfig.parse(JSON.parse(readFileSync(`${folder}config.json`, 'utf8')));
  const weights = await readDecoderWeights(
    tiny,
    open('decoder_model_merged_q4.onnx'),
    open('embed_tokens.onnx'),
  );
  expect(targetsOf(weights).length).toBe(42);
  // The LM head is the embedding.
  expect(dequantize(weights.lmHead)).toEqual(wholeTable(weights.embedding));
});
