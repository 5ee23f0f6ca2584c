/**
 * Where the files of a base model come from: the page's own origin, or files that the page has (downloaded and stored,
 * or chosen in a folder). Plain data that can be sent to a worker. Not here: reading them (onnx/read/folder.ts),
 * getting them (src/app/models/store.ts).
 */
import type { BaseModel, Dtype, ModelPart } from './registry.ts';

/** The page's own origin, or files as blobs. */
export type ModelSource =
  | {
      readonly kind: 'origin';
      /** Which of the files that a model need not have are there (small-files.ts): a server gives no list. */
      readonly optional: readonly string[];
    }
  | {
      readonly kind: 'files';
      /**
       * By path within the model's folder, such as `onnx/decoder_model_merged_q4.onnx`. Blobs are read when they are
       * needed.
       */
      readonly files: Readonly<Record<string, Blob>>;
    };

/** The page's own origin, with the files of the embedded model. */
export const ownOrigin: ModelSource = {
  kind: 'origin',
  optional: [
    'preprocessor_config.json',
    'processor_config.json',
    'generation_config.json',
    'chat_template.jinja',
  ],
};

/** As transformers.js names files: https://huggingface.co/docs/transformers.js/guides/dtypes */
const suffixes: Readonly<Record<Dtype, string>> = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  q4: '_q4',
  q4f16: '_q4f16',
};

/** The path of an ONNX file within a model's folder. */
export const onnxFile = (part: ModelPart, dtype: Dtype): string => `onnx/${part}${suffixes[dtype]}.onnx`;

/** The path of a part of a model within its folder. */
export const onnxPath = ({ dtype }: BaseModel, part: ModelPart): string => onnxFile(part, dtype[part]);

/** A key that is equal for sources with the same files, judged by names, sizes and times. */
export const sourceKey = (source: ModelSource): string =>
  source.kind === 'origin'
    ? 'origin'
    : Object.entries(source.files)
        .map(([path, blob]) => `${path} ${blob.size} ${blob instanceof File ? blob.lastModified : ''}`)
        .sort()
        .join('\n');
