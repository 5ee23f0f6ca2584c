/**
 * The base models the lab knows, as data. No code, no weights.
 */

/** A base model in the file layout transformers.js expects, under `path` on the page's own origin. */
export interface BaseModel {
  readonly id: string;
  readonly name: string;
  /** Folder on the page's own origin, relative to the page, without a trailing slash. */
  readonly path: string;
  readonly licence: string;
  /** The dtype of each ONNX file: transformers.js derives the file names from it. */
  readonly dtype: Readonly<Record<'vision_encoder' | 'embed_tokens' | 'decoder_model_merged', 'fp32' | 'q4'>>;
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
