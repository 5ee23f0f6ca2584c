/**
 * A base model as a list of files, from the hub or a folder: which of them are needed, in which dtypes, and what is
 * missing. Not here: getting the list (src/app/models), reading the files (onnx/read/files.ts).
 */
import type { ModelConfig } from './config.ts';
import { placeFile, usualStrength } from './place-strength.ts';
import type { BaseModel, Dtype, Dtypes, ModelPart } from './registry.ts';
import { openSmallFiles, optionalFiles, requiredFiles } from './small-files.ts';
import { onnxFile } from './source.ts';

/** A file of a model. */
export interface ListedFile {
  /** Path within the model's folder, with slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  /** In hexadecimal digits; null if the source does not say. */
  readonly sha256: string | null;
}

/** Dtypes to take if the wanted one is missing, best first. The trainer reads all decoders but q8. */
const orders: Readonly<Record<ModelPart, readonly Dtype[]>> = {
  vision_encoder: ['fp16', 'fp32', 'q4f16', 'q4', 'q8'],
  embed_tokens: ['fp16', 'fp32', 'q8', 'q4f16', 'q4'],
  decoder_model_merged: ['q4', 'q4f16', 'fp16', 'fp32', 'q8'],
};

/** The ONNX files of every model. */
export const modelParts = Object.keys(orders) as ModelPart[];

/** Every ONNX file that a model may have. */
export const possibleOnnxFiles: readonly string[] = modelParts.flatMap((part) =>
  orders[part].map((dtype) => onnxFile(part, dtype)),
);

const isF16 = (dtype: Dtype): boolean => dtype === 'fp16' || dtype === 'q4f16';

/** The files of a model that are needed, or a sentence that says why it cannot be used. */
type FileChoice =
  | { readonly dtype: Dtypes; readonly files: readonly ListedFile[] }
  | { readonly problem: string };

/**
 * Chooses the files that are needed: of each ONNX file one dtype, the wanted one if there is one, with its external
 * data. Files with 16-bit floats are taken only if the GPU computes with them (`hasF16`).
 */
export function chooseFiles(listing: readonly ListedFile[], wished: Dtypes, hasF16: boolean): FileChoice {
  const byPath = new Map(listing.map((file) => [file.path, file]));
  const missing = requiredFiles.filter((path) => !byPath.has(path));
  // transformers 5 writes the image processor's settings into processor_config.json.
  if (!byPath.has('preprocessor_config.json') && !byPath.has('processor_config.json'))
    missing.push('preprocessor_config.json');
  const onlyF16: string[] = [];
  const dtype = { ...wished };
  for (const part of modelParts) {
    const order = [wished[part], ...orders[part]];
    const present = order.filter((each) => byPath.has(onnxFile(part, each)));
    const [best] = present.filter((each) => hasF16 || !isF16(each));
    if (best) dtype[part] = best;
    else if (present.length > 0) onlyF16.push(onnxFile(part, present[0]!));
    else
      missing.push(
        `${onnxFile(part, wished[part])} (or another of its kind: fp32, fp16, q4, q4f16, quantized)`,
      );
  }
  if (missing.length > 0)
    return {
      problem: `Expected the files of an Idefics3 or SmolVLM model in ONNX format, as the hub lays them out; missing are ${missing.join(', ')}. Add them, or choose the folder of a whole model.`,
    };
  if (onlyF16.length > 0)
    return {
      problem: `${onlyF16.join(', ')} ${onlyF16.length > 1 ? 'hold' : 'holds'} 16-bit floats, which the GPU of this browser does not compute with (shader-f16), and there is no other file in ${onlyF16.length > 1 ? 'their' : 'its'} place. Use an export with fp32 or q4 files.`,
    };
  const onnx = modelParts.map((part) => onnxFile(part, dtype[part]));
  const isNeeded = ({ path }: ListedFile) =>
    requiredFiles.includes(path) ||
    optionalFiles.includes(path) ||
    path === placeFile ||
    onnx.some((file) => path.startsWith(file));
  return { dtype, files: listing.filter(isNeeded) };
}

/** What is known about a model without its files. */
type ModelTitle = Pick<BaseModel, 'id' | 'name' | 'licence'>;

/**
 * The base model that consists of these files. Its small files are all read, by `read`, which gives a
 * file's text or null. Throws SmallFileError, with a message for the person, if one is not that of a model that this lab can run.
 */
export async function baseModelOf(
  title: ModelTitle,
  read: (path: string) => Promise<string | null>,
  { dtype, files }: { readonly dtype: Dtypes; readonly files: readonly ListedFile[] },
): Promise<{ model: BaseModel; config: ModelConfig }> {
  const { config } = await openSmallFiles(read);
  return {
    config,
    model: {
      ...title,
      path: modelPath(title.id),
      dtype,
      imageSizePx: config.vision_config.image_size,
      sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      place: files.some(({ path }) => path === placeFile) ? usualStrength : null,
    },
  };
}

/** The folder of a model, relative to the page. */
export const modelPath = (id: string): string => `models/${id.split('/').map(encodeURIComponent).join('/')}`;
