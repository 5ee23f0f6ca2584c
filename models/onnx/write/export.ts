/**
 * Exports an Idefics3/SmolVLM checkpoint to the ONNX files that transformers.js loads. Pure: tensors in, bytes out.
 * Not here: reading and writing folders (../../sparkle-tiny/build.ts).
 */
import type { ModelConfig } from '../../config.ts';
import type { Dtype, ModelPart } from '../../registry.ts';
import type { SafeTensor } from '../../safetensors.ts';
import { onnxFile } from '../../source.ts';
import { join } from '../wire.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { exportDecoder } from './export-decoder.ts';
import { exportEmbedding } from './export-embedding.ts';
import { type ExportVariant, plainVariant } from './export-variant.ts';
import { exportVisionEncoder } from './export-vision.ts';

/**
 * The ONNX files and their data files, by path in the model's folder. The same checkpoint gives the same bytes. Throws
 * SafetensorsError for a tensor that is missing or has another shape than the config says.
 */
export function exportModel(
  config: ModelConfig,
  tensors: ReadonlyMap<string, SafeTensor>,
  variant: ExportVariant = plainVariant,
): Map<string, Uint8Array<ArrayBuffer>> {
  const files = new Map<string, Uint8Array<ArrayBuffer>[]>();
  exportFiles(config, openCheckpoint(tensors), variant, (path, bytes) => {
    files.set(path, [...(files.get(path) ?? []), bytes]);
  });
  return new Map([...files].map(([path, chunks]) => [path, join(chunks)]));
}

/**
 * Writes the files of exportModel piece by piece: `append` adds bytes to the file at a path. With data files, no more
 * than one tensor is in memory at a time.
 */
export function exportFiles(
  config: ModelConfig,
  checkpoint: Checkpoint,
  variant: ExportVariant,
  append: (path: string, bytes: Uint8Array<ArrayBuffer>) => void,
): void {
  const write = (part: ModelPart, dtype: Dtype, exportPart: typeof exportDecoder): void => {
    const path = onnxFile(part, dtype);
    const dataFiles = ['_data', '_data_1'].slice(0, variant.dataFiles).map((suffix) => ({
      location: `${path.replace(/^onnx\//, '')}${suffix}`,
      append: (bytes: Uint8Array<ArrayBuffer>) => append(`${path}${suffix}`, bytes),
    }));
    const { scrambledNames } = variant;
    append(path, exportPart(config, checkpoint, variant, { dataFiles, scrambledNames }));
  };
  write('vision_encoder', variant.vision, exportVisionEncoder);
  write('embed_tokens', variant.embedding, exportEmbedding);
  write('decoder_model_merged', variant.decoder, exportDecoder);
}
