/**
 * Exports an Idefics3/SmolVLM checkpoint to the ONNX files transformers.js loads. Pure: tensors in, bytes out.
 * Not here: reading and writing folders (../sparkle-tiny/build.ts).
 */
import type { ModelConfig } from '../config.ts';
import type { SafeTensor } from '../safetensors.ts';
import { openCheckpoint } from './checkpoint.ts';
import { exportDecoder, exportEmbedding } from './export-decoder.ts';
import { exportVisionEncoder } from './export-vision.ts';

/**
 * The ONNX files by their path in the model's folder; the same checkpoint gives the same bytes. Throws
 * SafetensorsError for a tensor that is missing or of another shape than the config says.
 */
export function exportModel(
  config: ModelConfig,
  tensors: ReadonlyMap<string, SafeTensor>,
): Map<string, Uint8Array<ArrayBuffer>> {
  const checkpoint = openCheckpoint(tensors);
  return new Map([
    ['onnx/vision_encoder.onnx', exportVisionEncoder(config, checkpoint)],
    ['onnx/embed_tokens.onnx', exportEmbedding(config, checkpoint)],
    ['onnx/decoder_model_merged_q4.onnx', exportDecoder(config, checkpoint)],
  ]);
}
