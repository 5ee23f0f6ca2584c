/**
 * Merges an adapter into a stored model: the files of a folder that any ONNX Runtime runs without adapters, in the hub's
 * layout. Not here: the decoder's file (onnx/rewrite/merged-decoder.ts), where files come from and go to (the worker, the command).
 */
import { ModelConfig } from '../config.ts';
import { mergeIntoDecoder } from '../onnx/rewrite/merged-decoder.ts';
import { ModelFileError } from '../onnx/wire.ts';
import type { BaseModel } from '../registry.ts';
import { onnxFile } from '../source.ts';
import type { Adapter } from './adapter.ts';

/** A file of the merged model. */
export interface MergedFile {
  /** Within the folder. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Its bytes in order, each chunk made when it is asked for. */
  readonly bytes: () => AsyncGenerator<Uint8Array<ArrayBuffer>>;
}

/** Files are copied in pieces of this size. */
const copiedBytes = 16 * 2 ** 20;

/**
 * The files of the model with the adapter in its decoder; `files` are the model's, by path within its folder. Weights of
 * adapted layers become dense, float32 or float16 as the decoder computes; the other files stay as they are. Throws as
 * mergeIntoDecoder, and ModelFileError where a file is missing.
 */
export async function mergeAdapter(
  model: Pick<BaseModel, 'dtype'>,
  files: ReadonlyMap<string, Blob>,
  adapter: Adapter,
): Promise<MergedFile[]> {
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
  const decoder = await mergeIntoDecoder(
    {
      file: oldPath,
      bytes: await read(oldPath),
      external: (location) => read(oldPath.replace(/[^/]*$/, location)),
    },
    ModelConfig.parse(JSON.parse(configText)).text_config,
    adapter,
  );
  const newPath = onnxFile('decoder_model_merged', decoder.type === 'float32' ? 'fp32' : 'fp16');
  const config = new Blob([withoutExternalDecoder(configText, newPath)]);
  const merged: MergedFile = {
    path: newPath,
    sizeBytes: decoder.sizeBytes,
    async *bytes() {
      yield* decoder.bytes();
    },
  };
  const isDecoder = /^onnx\/decoder_model_merged[^/]*$/;
  const others = [...files].filter(([path]) => path !== 'config.json' && !isDecoder.test(path));
  return [copyOf('config.json', config), ...others.map(([path, blob]) => copyOf(path, blob)), merged];
}

const copyOf = (path: string, blob: Blob): MergedFile => ({
  path,
  sizeBytes: blob.size,
  async *bytes() {
    for (let at = 0; at < blob.size; at += copiedBytes)
      yield new Uint8Array(await blob.slice(at, at + copiedBytes).arrayBuffer());
  },
});

/**
 * config.json with the note for transformers.js that the decoder has no data beside itself; as it was where it has no such
 * note. Keys: https://huggingface.co/docs/transformers.js/api/configs
 */
function withoutExternalDecoder(text: string, decoderPath: string): string {
  const config: unknown = JSON.parse(text);
  const key = 'transformers.js_config';
  const external = 'use_external_data_format';
  if (!isRecord(config) || !isRecord(config[key]) || !config[key][external]) return text;
  const said = config[key][external];
  const parts = isRecord(said) ? said : { vision_encoder: said, embed_tokens: said };
  const none = { decoder_model_merged: false, [decoderPath.replace('onnx/', '')]: false };
  return JSON.stringify({ ...config, [key]: { ...config[key], [external]: { ...parts, ...none } } }, null, 2);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
