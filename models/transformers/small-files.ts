/**
 * The small files of a checkpoint for transformers: those of the model, changed where they must say what the lab does with
 * it: whole images of the model's size, the chat template where a processor looks for it, the type of the weights. Not
 * here: what the files must hold (../small-files.ts), the weights (checkpoint.ts).
 */
import { isRecord, readJson } from '../json.ts';
import { imageTokensOf, shapeOf } from '../memory.ts';
import type { SmallFiles } from '../small-files.ts';
import { copyOf, type WrittenFile } from '../written-file.ts';

/** What the checkpoint's weights are. */
interface Weights {
  /** Whether the LM head is the embedding. */
  readonly isTied: boolean;
  readonly dtype: 'float32' | 'float16';
}

type Json = Readonly<Record<string, unknown>>;

/** The small files of the checkpoint. */
export function transformersSmallFiles(small: SmallFiles, weights: Weights): WrittenFile[] {
  const { texts, templates, config } = small;
  const json = (path: string): Json | null => {
    const read = texts.has(path) ? readJson(texts.get(path)!) : null;
    return read && 'value' in read && isRecord(read.value) ? read.value : null;
  };
  const processor = json('processor_config.json');
  const nested = processor?.image_processor;
  const side = config.vision_config.image_size;
  const settings = isRecord(nested) ? nested : (json('preprocessor_config.json') ?? {});
  const images = wholeImages(settings, side);
  const changed: Readonly<Record<string, string | Json>> = {
    'config.json': configOf(json('config.json')!, weights),
    'preprocessor_config.json': images,
    'processor_config.json': {
      processor_class: 'Idefics3Processor',
      ...processor,
      image_seq_len: imageTokensOf(shapeOf(config)),
      ...(isRecord(nested) && { image_processor: images }),
    },
    // transformers 5 does not look for a processor's template in tokenizer_config.json.
    'chat_template.jinja': templates[0]!.text,
  };
  const files = new Map<string, string | Json>([...texts, ...Object.entries(changed)]);
  return [...files].map(([path, content]) =>
    copyOf(path, new Blob([typeof content === 'string' ? content : `${JSON.stringify(content, null, 1)}\n`])),
  );
}

/**
 * The image processor's settings for images as the lab gives them to the model: square, of its size, and not split. For
 * these resizing is no change.
 */
const wholeImages = (settings: Json, side: number): Json => ({
  image_processor_type: 'Idefics3ImageProcessor',
  processor_class: 'Idefics3Processor',
  ...settings,
  do_image_splitting: false,
  size: { longest_edge: side },
  max_image_size: { longest_edge: side },
});

/** config.json without what it says of other files than these weights. */
function configOf(said: Json, { isTied, dtype }: Weights): Json {
  const { 'transformers.js_config': _engine, torch_dtype: _type, text_config, ...rest } = said;
  const text = isRecord(text_config) ? { ...text_config, tie_word_embeddings: isTied } : text_config;
  return { ...rest, text_config: text, tie_word_embeddings: isTied, dtype };
}
