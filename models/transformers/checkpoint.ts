/**
 * A model of the lab as a checkpoint that Hugging Face's transformers opens: the weights that the lab computes with, as
 * floats, under their names there, and the small files beside them. Not here: reading the decoder (../weights.ts) and the
 * vision encoder (vision.ts), what the small files must say (small-files.ts), writing a folder (the command).
 */

import { targetModules } from '../config.ts';
import { toHalves } from '../float16.ts';
import { dequantize } from '../frozen-matrix.ts';
import { foldPlace } from '../onnx/rewrite/placed-encoder.ts';
import { join, ModelFileError } from '../onnx/wire.ts';
import { openCheckpoint, transpose } from '../onnx/write/checkpoint.ts';
import { embeddingName } from '../onnx/write/export-embedding.ts';
import { readPlace, withStrength } from '../place.ts';
import { placeFile } from '../place-strength.ts';
import type { BaseModel, ModelPart } from '../registry.ts';
import { readSafetensors, writeSafetensors } from '../safetensors.ts';
import { openSmallFiles } from '../small-files.ts';
import { onnxFile } from '../source.ts';
import { type DecoderWeights, readDecoderWeights } from '../weights.ts';
import { copyOf, type WrittenFile } from '../written-file.ts';
import { type NamedWeights, weightsFile } from './named-weights.ts';
import { transformersSmallFiles } from './small-files.ts';
import { connectorName, readVisionWeights } from './vision.ts';

/** The file with the weights, by the name that transformers looks for. */
const weightsPath = 'model.safetensors';

/** The files of a model by path within its folder. */
type Files = ReadonlyMap<string, Blob>;

/** The bytes of a file. Throws ModelFileError if it is not there. */
async function read(files: Files, path: string): Promise<Uint8Array<ArrayBuffer>> {
  const blob = files.get(path);
  if (blob) return new Uint8Array(await blob.arrayBuffer());
  throw new ModelFileError(
    `${path}: expected this file among those of the model, but it is not there. Choose the model's whole folder.`,
  );
}

const openSmall = (files: Files) => openSmallFiles(async (path) => (await files.get(path)?.text()) ?? null);

/**
 * The files of the checkpoint: the lab's weights as they are computed with, in float32, and at the model's strength of
 * place. `files` are those of the model in the hub's layout, the base model's or a merged one's. Throws SmallFileError,
 * ModelFileError or WeightsError, all with a plain message.
 */
export async function transformersCheckpoint(
  { dtype, place }: Pick<BaseModel, 'dtype' | 'place'>,
  files: Files,
): Promise<WrittenFile[]> {
  const small = await openSmall(files);
  const { config } = small;
  const open = async (part: ModelPart) => {
    const file = onnxFile(part, dtype[part]);
    const external = (location: string) => read(files, file.replace(/[^/]*$/, location));
    return { file, bytes: await read(files, file), external };
  };
  const encoder = await open('vision_encoder');
  const bytes =
    place === null
      ? encoder.bytes
      : join(foldPlace(encoder.bytes, encoder.file, await readPlaceOf(files, config), place));
  const decoder = await readDecoderWeights(
    config,
    await open('decoder_model_merged'),
    await open('embed_tokens'),
  );
  const text = textWeights(decoder);
  const tensors = [...(await readVisionWeights(config, { ...encoder, bytes })), ...text];
  const isTied = text.every(({ name }) => name !== headName);
  return [...transformersSmallFiles(small, { isTied, dtype: 'float32' }), weightsFile(weightsPath, tensors)];
}

/**
 * The same of the master weights that a base model was exported from, float16 and never quantized: `files` has them as
 * model.safetensors. At another strength of place than the shipped one the connector's matrix is rounded to float16 anew.
 */
export async function masterCheckpoint(
  { place }: Pick<BaseModel, 'place'>,
  files: Files,
): Promise<WrittenFile[]> {
  const small = await openSmall(files);
  const { config } = small;
  const isTied = config.tie_word_embeddings;
  const others = transformersSmallFiles(small, { isTied, dtype: 'float16' });
  const weights = files.get(weightsPath) ?? new Blob([await read(files, weightsPath)]);
  const component = place === null ? null : await readPlaceOf(files, config);
  if (place === null || !component || place === component.shipped)
    return [...others, copyOf(weightsPath, weights)];
  const tensors = readSafetensors(await read(files, weightsPath), weightsPath);
  const { hidden_size: width } = config.text_config;
  const inner = config.vision_config.hidden_size * config.scale_factor ** 2;
  const connector = openCheckpoint(tensors)(connectorName, [width, inner]); // [width, inner]
  const folded = withStrength(transpose(connector, width, inner), component, place); // [inner, width]
  const halves = toHalves(transpose(folded, inner, width)); // [width, inner]
  tensors.set(connectorName, { type: 'F16', shape: [width, inner], data: new Uint8Array(halves.buffer) });
  return [...others, copyOf(weightsPath, new Blob([writeSafetensors(tensors, { format: 'pt' })]))];
}

const readPlaceOf = async (
  files: Files,
  { text_config: { hidden_size: hidden } }: { readonly text_config: { readonly hidden_size: number } },
) => readPlace(await read(files, placeFile), hidden, placeFile);

const headName = 'lm_head.weight';

/** The decoder's tensors. The LM head is one of them only if it differs from the embedding, as a quantized one does. */
function textWeights({ config, layers, finalNorm, lmHead, embedding }: DecoderWeights): NamedWeights[] {
  const { hidden_size: width, vocab_size: vocabulary } = config;
  const table = (): Float32Array<ArrayBuffer> => {
    const rows = new Float32Array(vocabulary * width); // [vocabulary, hidden]
    for (let id = 0; id < vocabulary; id++) embedding.readRow(id, rows, id * width);
    return rows;
  };
  const norm = (name: string, weight: Float32Array<ArrayBuffer>): NamedWeights => ({
    name: `model.text_model.${name}.weight`,
    shape: [width],
    elements: () => weight,
  });
  const head = dequantize(lmHead); // [vocabulary, hidden]
  const rows = table();
  const isTied = head.every((weight, i) => weight === rows[i]);
  return [
    { name: embeddingName, shape: [vocabulary, width], elements: table },
    ...layers.flatMap(({ inputNorm, postAttentionNorm, linear }, layer) => [
      norm(`layers.${layer}.input_layernorm`, inputNorm),
      ...targetModules.map((module): NamedWeights => {
        const matrix = linear[module];
        return {
          name: `model.text_model.${matrix.name}.weight`,
          shape: [matrix.outFeatures, matrix.inFeatures],
          elements: () => dequantize(matrix),
        };
      }),
      norm(`layers.${layer}.post_attention_layernorm`, postAttentionNorm),
    ]),
    norm('norm', finalNorm),
    ...(isTied ? [] : [{ name: headName, shape: [vocabulary, width], elements: () => dequantize(lmHead) }]),
  ];
}
