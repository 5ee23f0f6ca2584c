/**
 * The base models that the lab knows, as data. No code, no weights; of the embedded one's weights their hash, which
 * sparkle-tiny/build.ts writes.
 *
 * The entries for models on the hub follow their cards and transformers.js' examples; the models themselves were not at
 * hand. Sizes of files are not listed: the page first estimates them from the shape (memory.ts), and asks the hub at
 * download (src/app/models/hub-listing.ts).
 */

import { usualStrength } from './place-strength.ts';
import embeddedWeights from './sparkle-tiny/weights.json' with { type: 'json' };

/** The ONNX files of a base model. */
export type ModelPart = 'vision_encoder' | 'embed_tokens' | 'decoder_model_merged';

/** How the numbers of an ONNX file are stored, by transformers.js' names. */
export type Dtype = 'fp32' | 'fp16' | 'q8' | 'q4' | 'q4f16';

/** The dtype of each ONNX file. */
export type Dtypes = Readonly<Record<ModelPart, Dtype>>;

/** A base model in the file layout that transformers.js expects. */
export interface BaseModel {
  /** A name of the registry, or `folder:<name>` for a folder that a person chose. */
  readonly id: string;
  readonly name: string;
  /** Folder relative to the page, without a trailing slash. Names its files, even if they are not served from there. */
  readonly path: string;
  readonly licence: string;
  /** The dtype of each ONNX file: transformers.js derives the file names from it. */
  readonly dtype: Dtypes;
  /** Side of the square image the vision encoder sees, in px. */
  readonly imageSizePx: number;
  /** Bytes of all its files, correct to a tenth: what is loaded before the first answer. */
  readonly sizeBytes: number;
  /**
   * Fingerprint of its ONNX files: the first eight hexadecimal digits of their SHA-256. Only of the embedded model is it
   * known before the files are read.
   */
  readonly weights?: string;
  /** The strength of place at which it is loaded, 0 to 1; null if it has none to set (place-strength.ts). */
  readonly place: number | null;
}

/** The sizes of an Idefics3 model. They determine the size of its files and the memory for training. */
export interface ModelShape {
  readonly hidden: number;
  readonly intermediate: number;
  readonly layers: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headSize: number;
  readonly vocabulary: number;
  readonly vision: {
    readonly hidden: number;
    readonly intermediate: number;
    readonly layers: number;
    readonly heads: number;
    readonly imageSizePx: number;
    readonly patchSizePx: number;
  };
  /** Patches along each side that become one image token. */
  readonly scaleFactor: number;
}

/** A base model on the hub. */
export interface HubModel {
  /** Owner and name on the hub. */
  readonly id: string;
  readonly name: HubName;
  readonly licence: string;
  readonly shape: ModelShape;
  /** The best files for GPUs with and without 16-bit floats. */
  readonly dtypes: { readonly withF16: Dtypes; readonly withoutF16: Dtypes };
}

/** The embedded model. */
export const sparkleTiny: BaseModel & {
  readonly weights: string;
  /** SHA-256 of its ONNX files, one after the other in the order of their paths. */
  readonly sha256: string;
  /** Tokens that it can read at once, as in its config.json. */
  readonly contextTokens: number;
} = {
  id: 'sparkle-tiny',
  name: 'sparkle-tiny',
  path: 'models/sparkle-tiny',
  licence: 'MIT',
  dtype: { vision_encoder: 'fp32', embed_tokens: 'fp32', decoder_model_merged: 'q4' },
  imageSizePx: 192,
  sizeBytes: 6_700_000,
  weights: embeddedWeights.sha256.slice(0, 8),
  sha256: embeddedWeights.sha256,
  contextTokens: 512,
  place: usualStrength,
};

/**
 * The peak learning rate that a model is trained with unless a person says otherwise. The embedded one's is from its
 * recipe's measurements (sparkle-tiny/README.md); nobody has measured the others'.
 */
export const usualLearningRate = (id: string): number => (id === sparkleTiny.id ? 6e-3 : 4e-3);

/** As in its config.json; a test compares them. */
export const sparkleTinyShape: ModelShape = {
  hidden: 192,
  intermediate: 512,
  layers: 6,
  heads: 3,
  keyValueHeads: 3,
  headSize: 64,
  vocabulary: 512,
  vision: { hidden: 128, intermediate: 512, layers: 4, heads: 4, imageSizePx: 192, patchSizePx: 16 },
  scaleFactor: 2,
};

/** SigLIP-B/16 at 512 px, in all four models. */
const siglip = { hidden: 768, intermediate: 3072, layers: 12, heads: 12, imageSizePx: 512, patchSizePx: 16 };

/** What all four models have in common. */
const smolVlm = { headSize: 64, vocabulary: 49_280, vision: siglip, scaleFactor: 4 };

/** The decoder is SmolLM2-135M's. */
const shape256M = { ...smolVlm, hidden: 576, intermediate: 1536, layers: 30, heads: 9, keyValueHeads: 3 };

/** The decoder is SmolLM2-360M's. */
const shape500M = { ...smolVlm, hidden: 960, intermediate: 2560, layers: 32, heads: 15, keyValueHeads: 5 };

/** By name; what each is, in a line, stands in the words of the page (src/words). */
const hubShapes = {
  'SmolVLM-256M-Instruct': shape256M,
  'SmolVLM-500M-Instruct': shape500M,
  'SmolVLM2-256M-Video-Instruct': shape256M,
  'SmolVLM2-500M-Video-Instruct': shape500M,
};
type HubName = keyof typeof hubShapes;

/** Small files that every such model has on the hub. */
export const usualDtypes: HubModel['dtypes'] = {
  withF16: { vision_encoder: 'fp16', embed_tokens: 'fp16', decoder_model_merged: 'q4' },
  withoutF16: { vision_encoder: 'q4', embed_tokens: 'fp32', decoder_model_merged: 'q4' },
};

/** The models that the page offers for download. */
export const hubModels: readonly HubModel[] = (Object.keys(hubShapes) as HubName[]).map((name) => ({
  id: `HuggingFaceTB/${name}`,
  name,
  licence: 'Apache-2.0',
  shape: hubShapes[name],
  dtypes: usualDtypes,
}));
