/**
 * Merges an adapter into a stored model. The result is a folder in the hub's layout that any ONNX Runtime runs without
 * adapters. Not here: the decoder's file (../onnx/rewrite/merged-decoder.ts), reading and storing files (the worker, the
 * command).
 */
import type { ModelConfig } from '../config.ts';
import { isRecord, readJson } from '../json.ts';
import { readGraph } from '../onnx/read/graph.ts';
import { checkSizes } from '../onnx/read/shapes.ts';
import { mergeIntoDecoder } from '../onnx/rewrite/merged-decoder.ts';
import { foldPlace } from '../onnx/rewrite/placed-encoder.ts';
import { ModelFileError } from '../onnx/wire.ts';
import { readPlace } from '../place.ts';
import { placeFile, usualStrength } from '../place-strength.ts';
import type { BaseModel } from '../registry.ts';
import { readModelConfig } from '../small-files.ts';
import { onnxFile } from '../source.ts';
import { copyOf, type WrittenFile } from '../written-file.ts';
import type { Adapter } from './adapter.ts';

/**
 * The files of the model with the adapter merged into its decoder, and the strength of place that it was made at into its
 * vision encoder. `files` are those of the model, by path within its folder. Weights of adapted layers become dense, in the
 * decoder's own float type; the other files are copied. Throws as mergeIntoDecoder, ModelFileError if a file is missing or
 * the weights have other sizes than config.json says, and SmallFileError for a config.json of another family.
 */
export async function mergeAdapter(
  model: Pick<BaseModel, 'dtype'>,
  files: ReadonlyMap<string, Blob>,
  adapter: Adapter,
): Promise<WrittenFile[]> {
  const read = async (path: string): Promise<Uint8Array<ArrayBuffer>> => {
    const blob = files.get(path);
    if (!blob)
      throw new ModelFileError(
        `${path}: expected this file among those of the model, but it is not there. Choose the model's whole folder.`,
      );
    return new Uint8Array(await blob.arrayBuffer());
  };
  const oldPath = onnxFile('decoder_model_merged', model.dtype.decoder_model_merged);
  const configText = new TextDecoder().decode(await read('config.json'));
  const config = readModelConfig(configText);
  const oldBytes = await read(oldPath);
  checkSizes(config, configText, 'config.json', {
    decoder_model_merged: { graph: readGraph(oldBytes, oldPath), file: oldPath },
  });
  const decoder = await mergeIntoDecoder(
    {
      file: oldPath,
      bytes: oldBytes,
      external: (location) => read(oldPath.replace(/[^/]*$/, location)),
    },
    config.text_config,
    adapter,
  );
  const seen = await placedFiles(model, files, read, config, adapter.place);
  const newPath = onnxFile('decoder_model_merged', decoder.type === 'float32' ? 'fp32' : 'fp16');
  const newConfig = new Blob([withoutExternalDecoder(configText, newPath)]);
  const merged: WrittenFile = {
    path: newPath,
    sizeBytes: decoder.sizeBytes,
    async *bytes() {
      yield* decoder.bytes();
    },
  };
  const isDecoder = /^onnx\/decoder_model_merged[^/]*$/;
  const others = [...seen].filter(([path]) => path !== 'config.json' && !isDecoder.test(path));
  return [copyOf('config.json', newConfig), ...others.map(([path, blob]) => copyOf(path, blob)), merged];
}

/**
 * The files with the strength of place at which the adapter was made folded into the vision encoder. The component is then
 * left out: it tells how to change the weights as they were. Throws ModelFileError if the model has none and would need it.
 */
async function placedFiles(
  { dtype }: Pick<BaseModel, 'dtype'>,
  files: ReadonlyMap<string, Blob>,
  read: (path: string) => Promise<Uint8Array<ArrayBuffer>>,
  { text_config: { hidden_size: hidden } }: ModelConfig,
  strength = usualStrength,
): Promise<ReadonlyMap<string, Blob>> {
  if (!files.has(placeFile)) {
    if (strength === usualStrength) return files;
    throw new ModelFileError(
      `${placeFile}: expected this file among those of the model, because the adapter was made at strength of place ${strength}, but it is not there. Choose the folder of the model that the adapter was made with.`,
    );
  }
  const place = readPlace(await read(placeFile), hidden, placeFile);
  if (strength === place.shipped) return files;
  const path = onnxFile('vision_encoder', dtype.vision_encoder);
  const encoder = new Blob([...foldPlace(await read(path), path, place, strength)]);
  const changed = new Map(files).set(path, encoder);
  changed.delete(placeFile);
  return changed;
}

/**
 * config.json, changed to tell transformers.js that the decoder has no external data; unchanged if it says nothing about
 * external data. Keys: https://huggingface.co/docs/transformers.js/api/configs
 */
function withoutExternalDecoder(text: string, decoderPath: string): string {
  const read = readJson(text);
  const config = 'value' in read ? read.value : null;
  const key = 'transformers.js_config';
  const external = 'use_external_data_format';
  if (!isRecord(config) || !isRecord(config[key]) || !config[key][external]) return text;
  const said = config[key][external];
  const parts = isRecord(said) ? said : { vision_encoder: said, embed_tokens: said };
  const none = { decoder_model_merged: false, [decoderPath.replace('onnx/', '')]: false };
  return JSON.stringify({ ...config, [key]: { ...config[key], [external]: { ...parts, ...none } } }, null, 2);
}
