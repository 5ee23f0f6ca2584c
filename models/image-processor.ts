/**
 * The settings of a model's image processor, from preprocessor_config.json or from processor_config.json, in the forms
 * of all releases of transformers, completed with the family's defaults. Not here: which files there are
 * (listing.ts), the pixels (onnx/session/vlm.ts).
 */
import { z } from 'zod';
import { checked, type Read } from './json.ts';

/** A class of the family: slow, fast, and transformers 5's with Pillow do the same. */
const imageProcessorClass = z
  .enum(
    ['Idefics3', 'SmolVLM'].flatMap((family) =>
      ['', 'Fast', 'Pil'].map((kind) => `${family}ImageProcessor${kind}`),
    ),
  )
  .nullish();

/** The name of a processor's class. */
export const processorClass = z.enum(['Idefics3Processor', 'SmolVLMProcessor']).nullish();

/** A square's side in px, from {"longest_edge": n}, {"height": n, "width": n}, [n, n] or n. */
const Side = z.unknown().transform((size, context): number => {
  const { longest_edge, height, width } = (size ?? {}) as Record<string, unknown>;
  const sides = Array.isArray(size)
    ? size
    : typeof size === 'number'
      ? [size]
      : [longest_edge ?? height, longest_edge ?? width];
  const [first] = sides;
  if (
    typeof first === 'number' &&
    Number.isInteger(first) &&
    first > 0 &&
    sides.every((side) => side === first)
  )
    return first;
  context.addIssue(
    `expected a square in px, such as {"longest_edge": 512}, got ${JSON.stringify(size).slice(0, 60)}`,
  );
  return z.NEVER;
});

const rgb = z.preprocess(
  (value) => (typeof value === 'number' ? [value, value, value] : (value ?? undefined)),
  z.tuple([z.number(), z.number(), z.number()]),
);
const either = (unsaid: boolean) =>
  z
    .boolean()
    .nullish()
    .transform((said) => said ?? unsaid);

/**
 * What is read of an image processor's settings. Defaults are those of Idefics3ImageProcessor and SmolVLMImageProcessor
 * (transformers 5.24.0, models/smolvlm/image_processing_smolvlm.py; mean and deviation: utils/constants.py); that of
 * max_image_size alone depends on the model, see below. How an image is resized and split is not read: the lab draws at
 * the model's size.
 */
const ImageProcessor = z.object({
  image_processor_type: imageProcessorClass,
  processor_class: processorClass,
  do_rescale: either(true),
  rescale_factor: z
    .number()
    .positive()
    .nullish()
    .transform((factor) => factor ?? 1 / 255),
  do_normalize: either(true),
  image_mean: rgb.prefault(0.5),
  image_std: rgb.prefault(0.5),
  max_image_size: Side.nullish(),
});

/**
 * The settings as transformers.js reads them, complete, for images that have the model's size already: they are neither
 * resized nor padded nor split. A max_image_size that is left out is the model's image_size and not the class's 364 px,
 * which would fit no other model; one that is another is refused, as the image then has another number of tokens than
 * the model expects.
 */
export function engineImageProcessor(settings: unknown, imageSizePx: number): Read<Record<string, unknown>> {
  const read = checked(
    ImageProcessor,
    settings,
    "the image processor's settings of an Idefics3 or SmolVLM model",
    'Use the files of one model, as they were saved.',
  );
  if ('problem' in read) return read;
  const {
    max_image_size: side,
    do_rescale,
    rescale_factor,
    do_normalize,
    image_mean,
    image_std,
  } = read.value;
  if (side != null && side !== imageSizePx)
    return {
      problem: `expected max_image_size ${imageSizePx}, which is image_size of vision_config in config.json, got ${side}. Use the files of one model.`,
    };
  return {
    value: {
      image_processor_type: 'Idefics3ImageProcessor',
      processor_class: 'Idefics3Processor',
      // Pixels come with an alpha channel.
      do_convert_rgb: true,
      do_image_splitting: false,
      do_resize: false,
      do_pad: false,
      do_rescale,
      rescale_factor,
      do_normalize,
      image_mean,
      image_std,
      size: { longest_edge: imageSizePx },
      max_image_size: { longest_edge: imageSizePx },
    },
  };
}
