/** A random model in the exact shape of SmolVLM-256M: it is written, and its decoder is read without a copy. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AutoProcessor, RawImage } from '@huggingface/transformers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ModelConfig } from '../../../models/config.ts';
import type { FrozenMatrix } from '../../../models/frozen-matrix.ts';
import type { ModelFile } from '../../../models/onnx/read/model-file.ts';
import { readDecoderWeights, targetsOf } from '../../../models/weights.ts';
import { modelNamed, writeFullSizeModel } from '../../bench/full-size-model.ts';
import { readModelsFrom } from '../../fixtures/embedded-model.ts';

const model = modelNamed('SmolVLM-256M-Instruct');
const { shape } = model;
let scratch: string;
let sizes: Map<string, number>;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'full-size-'));
  sizes = writeFullSizeModel(model, join(scratch, '256m'));
}, 240_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const megabytes = (bytes: number): number => bytes / 1e6;
/** A view on what was read: a copy would take memory. */
function read(path: string): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, length } = readFileSync(join(scratch, '256m', path));
  return new Uint8Array(buffer, byteOffset, length);
}
const open = (path: string): ModelFile => ({
  file: path,
  bytes: read(path),
  external: async (location) => read(`onnx/${location}`),
});

test('the decoder is read as views on its files; beside them there are scales only', async () => {
  const config = ModelConfig.parse(JSON.parse(new TextDecoder().decode(read('config.json'))));
  const before = process.memoryUsage().arrayBuffers;
  const weights = await readDecoderWeights(
    config,
    open('onnx/decoder_model_merged_q4.onnx'),
    open('onnx/embed_tokens.onnx'),
  );
  const held = process.memoryUsage().arrayBuffers - before;

  expect(targetsOf(weights)).toHaveLength(210);
  const files = [...sizes].filter(([path]) => /decoder|embed/.test(path));
  const fileBytes = files.reduce((sum, [, size]) => sum + size, 0);
  const matrices: FrozenMatrix[] = [
    weights.lmHead,
    ...weights.layers.flatMap(({ linear }) => Object.values(linear)),
  ];
  const blockBytes = matrices.reduce((sum, { blocks }) => sum + blocks!.byteLength, 0);
  // 106 million weights of layers and 28 million of the LM head, in blocks of 32.
  expect(megabytes(blockBytes)).toBeCloseTo(33.6, 0);
  expect(megabytes(held)).toBeLessThan(megabytes(fileBytes + blockBytes) + 12);

  const buffers = new Set(matrices.map(({ words }) => words.buffer));
  expect(buffers.size).toBe(1);
  const row = new Float32Array(shape.hidden);
  weights.embedding.readRow(shape.vocabulary - 1, row, 0);
  expect(Math.hypot(...row)).toBeCloseTo(1, 0);
}, 120_000);

test('its tokenizer and processor are those of the family', async () => {
  readModelsFrom(scratch);
  const processor = await AutoProcessor.from_pretrained('256m');
  const text = processor.apply_chat_template(
    [{ role: 'user', content: [{ type: 'image' }, { type: 'text', text: 'Where is red?' }] }],
    { add_generation_prompt: true, tokenize: false },
  ) as string;
  expect(text).toBe('<|im_start|>User:<image>Where is red?<end_of_utterance>\nAssistant:');
  const image = new RawImage(new Uint8ClampedArray(3 * 512 * 512), 512, 512, 3);
  const { input_ids: ids, pixel_values: pixels } = await processor(text, [image], {
    do_image_splitting: false,
  });
  const tokens = [...(ids.data as BigInt64Array)].map(Number);
  expect(tokens.filter((id) => id === 49_190)).toHaveLength(64);
  expect(tokens.filter((id) => id === 49_189)).toHaveLength(2);
  expect(tokens).toContain(49_279);
  expect(pixels.dims).toEqual([1, 1, 3, 512, 512]);
  expect(processor.tokenizer?.decode(tokens, { skip_special_tokens: true })).toContain('Where is red?');
});
