/**
 * The base models the lab knows, as data. No code, no weights.
 */

/** The ONNX files of a base model. */
export type ModelPart = 'vision_encoder' | 'embed_tokens' | 'decoder_model_merged';

/** How the numbers of an ONNX file are stored, in transformers.js's words. */
export type Dtype = 'fp32' | 'fp16' | 'q8' | 'q4' | 'q4f16';

/** A base model in the file layout transformers.js expects, under `path` on the page's own origin. */
export interface BaseModel {
  readonly id: string;
  readonly name: string;
  /** Folder on the page's own origin, relative to the page, without a trailing slash. */
  readonly path: string;
  readonly licence: string;
  /** The dtype of each ONNX file: transformers.js derives the file names from it. */
  readonly dtype: Readonly<Record<ModelPart, Dtype>>;
  /** Side of the square image the vision encoder sees, in px. */
  readonly imageSizePx: number;
  /** Bytes of all its files, to within a tenth: what there is to load before the first answer. */
  readonly sizeBytes: number;
}

export const sparkleTiny: BaseModel = {
  id: 'sparkle-tiny',
  name: 'sparkle-tiny',
  path: 'models/sparkle-tiny',
  licence: 'MIT',
  dtype: { vision_encoder: 'fp32', embed_tokens: 'fp32', decoder_model_merged: 'q4' },
  imageSizePx: 192,
  sizeBytes: 6_700_000,
};

export const baseModels: readonly BaseModel[] = [sparkleTiny];
