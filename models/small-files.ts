/**
 * The small files beside a model's weights: which there are, what each must hold, and what an engine gets of them. They
 * are all read when a model is opened, so that what is wrong with one is told then and by its name. Not here: the files
 * with weights (onnx/read/files.ts), whether the chat template suits the lab (prompt.ts).
 */
import { z } from 'zod';
import { ModelConfig } from './config.ts';
import { engineImageProcessor, processorClass } from './image-processor.ts';
import { isRecord, type Read, readAs, readJson } from './json.ts';
import { imageTokensOf, shapeOf } from './memory.ts';

/** Files without which no model is opened. */
export const requiredFiles: readonly string[] = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];

/**
 * Files that a model may have. The image processor's settings are in preprocessor_config.json, or with transformers 5 in
 * processor_config.json; a chat template is in one of four places.
 */
export const optionalFiles: readonly string[] = [
  'preprocessor_config.json',
  'processor_config.json',
  'generation_config.json',
  'chat_template.json',
  'chat_template.jinja',
];

/** All small files. */
export const smallFiles: readonly string[] = [...requiredFiles, ...optionalFiles];

/** A small file that is missing, damaged or another model's. The message names the file. */
export class SmallFileError extends Error {
  override readonly name = 'SmallFileError';
}

/** A chat template, and the file that it stands in. */
export interface ChatTemplate {
  readonly file: string;
  readonly text: string;
}

/** What the small files of a model say. */
export interface SmallFiles {
  readonly config: ModelConfig;
  /** The files as they are, by path. */
  readonly texts: ReadonlyMap<string, string>;
  /** The same as transformers.js gets them: complete, with the defaults that transformers has for what they omit. */
  readonly forEngine: ReadonlyMap<string, string>;
  /** All chat templates, in the order in which transformers looks for them: the first is the model's. At least one. */
  readonly templates: readonly ChatTemplate[];
}

/** What a config.json should be, and what to do if it is not. */
const aConfig = 'the config of a model this lab can run, an Idefics3 or SmolVLM model';
const anotherModel = 'Choose such a model, with its files as they were saved.';

/** What to do with a file that does not hold what it should. */
const itsOwnFile = 'Use the file that belongs to this model, as it was saved.';

/** The text of a model's config.json, checked and completed. Throws SmallFileError. */
export function readModelConfig(text: string): ModelConfig {
  return take('config.json', readAs(ModelConfig, text, aConfig, anotherModel));
}

/** Reads the small files of a model, texts by path. Throws SmallFileError for the first that cannot be used. */
export function readSmallFiles(texts: ReadonlyMap<string, string>): SmallFiles {
  const missing = requiredFiles.filter((path) => !texts.has(path));
  if (missing.length > 0)
    throw new SmallFileError(
      `${missing.join(', ')}: expected beside the model's weights, but not there. Get the whole model.`,
    );
  const config = readModelConfig(texts.get('config.json')!);
  const processor = readOptional(
    texts,
    'processor_config.json',
    ProcessorConfig,
    "an Idefics3 or SmolVLM processor's settings",
  );
  const tokenizerConfig = take(
    'tokenizer_config.json',
    readAs(TokenizerConfig, texts.get('tokenizer_config.json')!, "a tokenizer's settings", itsOwnFile),
  );
  checkTokenizer(texts.get('tokenizer.json')!, config);
  readOptional(texts, 'generation_config.json', TokenIds, 'settings of text generation');
  const templates = findTemplates(texts, processor, tokenizerConfig);
  const engine = {
    'config.json': engineConfig(texts.get('config.json')!, config),
    'preprocessor_config.json': imageProcessorOf(texts, processor, config),
    'processor_config.json': {
      processor_class: 'Idefics3Processor',
      image_seq_len: imageSeqLen(processor, config),
    },
    'tokenizer_config.json': { ...tokenizerConfig, chat_template: templates[0]!.text },
  };
  const forEngine = Object.entries(engine).map(([path, json]) => [path, JSON.stringify(json)] as const);
  return { config, texts, forEngine: new Map([...texts, ...forEngine]), templates };
}

/** Reads the small files of a model: `read` gives a file's text, or null if it is not there. Throws SmallFileError. */
export async function openSmallFiles(read: (path: string) => Promise<string | null>): Promise<SmallFiles> {
  const texts = new Map<string, string>();
  for (const path of smallFiles) {
    const text = await read(path);
    if (text !== null) texts.set(path, text);
  }
  return readSmallFiles(texts);
}

/** What was read of a file. Throws SmallFileError. */
function take<T>(file: string, read: Read<T>): T {
  if ('value' in read) return read.value;
  throw new SmallFileError(`${file}: ${read.problem}`);
}

/** What a file says that a model need not have; null if it is not there. */
function readOptional<T>(
  texts: ReadonlyMap<string, string>,
  file: string,
  schema: z.ZodType<T>,
  what: string,
): T | null {
  const text = texts.get(file);
  return text === undefined ? null : take(file, readAs(schema, text, what, itsOwnFile));
}

// ---- config.json and generation_config.json --------------------------------------------------------------------

const tokenId = z.int().min(0).nullish();

/** Token ids that transformers.js takes from config.json and generation_config.json. */
const TokenIds = z.looseObject({
  bos_token_id: tokenId,
  pad_token_id: tokenId,
  eos_token_id: z.union([z.int().min(0), z.array(z.int().min(0))]).nullish(),
});

/** config.json with all values that its schema completes. */
function engineConfig(text: string, config: ModelConfig): object {
  const said = take('config.json', readAs(TokenIds, text, aConfig, anotherModel));
  const within = (key: 'text_config' | 'vision_config') => ({
    ...(isRecord(said[key]) ? said[key] : {}),
    ...config[key],
  });
  return { ...said, ...config, text_config: within('text_config'), vision_config: within('vision_config') };
}

// ---- The processor ---------------------------------------------------------------------------------------------

/** A chat template: its text, or several by name. Of several the one named default is the model's. */
const Template = z.unknown().transform((said, context): string => {
  const named = Array.isArray(said)
    ? said.flatMap((each) => (isRecord(each) && each.name === 'default' ? [each.template] : []))[0]
    : isRecord(said)
      ? said.default
      : said;
  if (typeof named === 'string') return named;
  context.addIssue('expected a template as text, or several of which one is named "default"');
  return z.NEVER;
});

const ProcessorConfig = z.looseObject({
  processor_class: processorClass,
  image_seq_len: z.int().positive().nullish(),
  /** Where transformers 5 writes what preprocessor_config.json had. */
  image_processor: z.looseObject({}).nullish(),
  chat_template: Template.nullish(),
});
type ProcessorConfig = z.infer<typeof ProcessorConfig>;

/** Image tokens of an image. The lab counts them from config.json, so that a file that says another number is not its own. */
function imageSeqLen(processor: ProcessorConfig | null, config: ModelConfig): number {
  const counted = imageTokensOf(shapeOf(config));
  const said = processor?.image_seq_len ?? counted;
  if (said === counted) return counted;
  throw new SmallFileError(
    `processor_config.json: expected image_seq_len ${counted}, which follows from image_size, patch_size and scale_factor in config.json, got ${said}. Use the files of one model, or write the missing keys into config.json.`,
  );
}

/**
 * The image processor's settings, in transformers' order (5.24.0, image_processing_base.py): those in
 * processor_config.json, else preprocessor_config.json.
 */
function imageProcessorOf(
  texts: ReadonlyMap<string, string>,
  processor: ProcessorConfig | null,
  { vision_config: vision }: ModelConfig,
): object {
  const nested = processor?.image_processor;
  const text = texts.get('preprocessor_config.json');
  if (nested)
    return take('processor_config.json (image_processor)', engineImageProcessor(nested, vision.image_size));
  if (text === undefined)
    throw new SmallFileError(
      `preprocessor_config.json: expected this file, or image_processor in processor_config.json as transformers 5 writes it, got neither. Save the processor with save_pretrained beside the model.`,
    );
  const settings = take('preprocessor_config.json', readJson(text));
  return take('preprocessor_config.json', engineImageProcessor(settings, vision.image_size));
}

// ---- The tokenizer ---------------------------------------------------------------------------------------------

/** A token's word; older releases write an object about it. */
const token = z
  .union([z.string(), z.looseObject({ content: z.string() })])
  .nullish()
  .transform((said) => (said == null || typeof said === 'string' ? said : said.content));
const flag = z.boolean().nullish();

/** What transformers.js takes from tokenizer_config.json. */
const TokenizerConfig = z.looseObject({
  tokenizer_class: z.string().nullish(),
  chat_template: Template.nullish(),
  bos_token: token,
  eos_token: token,
  pad_token: token,
  unk_token: token,
  sep_token: token,
  cls_token: token,
  mask_token: token,
  add_prefix_space: flag,
  add_bos_token: flag,
  add_eos_token: flag,
  clean_up_tokenization_spaces: flag,
  padding_side: z.enum(['left', 'right']).nullish(),
  model_max_length: z.number().positive().nullish(),
});

const id = z.int().min(0);
const part = z.looseObject({ type: z.string() }).nullish();

/** Whether each element is a pair of words, in one text as older releases write it, or in a list of two. */
const areMerges = (merges: readonly unknown[]): boolean =>
  merges.every(
    (pair) =>
      typeof pair === 'string' ||
      (Array.isArray(pair) && pair.length === 2 && pair.every((word) => typeof word === 'string')),
  );

/** The parts of tokenizer.json. What each part's type means, transformers.js knows. */
const Tokenizer = z.looseObject({
  added_tokens: z.array(z.looseObject({ id, content: z.string(), special: z.boolean().optional() })),
  normalizer: part,
  pre_tokenizer: part,
  post_processor: part,
  decoder: part,
  model: z.looseObject({
    type: z.string().nullish(),
    vocab: z.union([z.record(z.string(), id), z.array(z.tuple([z.string(), z.number()]))]),
    merges: z.array(z.unknown()).refine(areMerges, 'expected pairs of words').nullish(),
  }),
});

/** The word that a prompt has in place of an image. */
const imageWord = '<image>';

/** Throws SmallFileError unless the file is a tokenizer whose `<image>` is the model's. */
function checkTokenizer(text: string, { image_token_id: imageId }: ModelConfig): void {
  const { model, added_tokens: added } = take(
    'tokenizer.json',
    readAs(Tokenizer, text, 'a tokenizer', itsOwnFile),
  );
  const { vocab } = model;
  const found =
    added.find(({ content }) => content === imageWord)?.id ??
    (Array.isArray(vocab) ? undefined : vocab[imageWord]);
  if (found === imageId) return;
  throw new SmallFileError(
    found === undefined
      ? `tokenizer.json: expected the token ${imageWord}, in whose place an image comes, got none. Use the tokenizer of this model.`
      : `config.json: expected image_token_id ${found}, which is ${imageWord} in tokenizer.json, got ${imageId} (transformers' default is 128257 where the file says nothing). Write "image_token_id": ${found} into config.json, if both files are of this model.`,
  );
}

// ---- The chat template -----------------------------------------------------------------------------------------

/**
 * All templates in the order of transformers (5.24.0, processing_utils.py, get_processor_dict): processor_config.json,
 * chat_template.json, chat_template.jinja; then that of tokenizer_config.json, which the processor does not look at, and
 * which is all that older models have. Throws SmallFileError if there is none.
 */
function findTemplates(
  texts: ReadonlyMap<string, string>,
  processor: ProcessorConfig | null,
  tokenizerConfig: { readonly chat_template?: string | null | undefined },
): ChatTemplate[] {
  const legacy = readOptional(
    texts,
    'chat_template.json',
    z.looseObject({ chat_template: Template }),
    'a chat template',
  );
  const found = [
    { file: 'processor_config.json', text: processor?.chat_template },
    { file: 'chat_template.json', text: legacy?.chat_template },
    { file: 'chat_template.jinja', text: texts.get('chat_template.jinja') },
    { file: 'tokenizer_config.json', text: tokenizerConfig.chat_template },
  ].flatMap(({ file, text }) => (typeof text === 'string' ? [{ file, text }] : []));
  if (found.length > 0) return found;
  throw new SmallFileError(
    'tokenizer_config.json: expected a chat_template, which says how this model is asked, here, in chat_template.jinja, in chat_template.json or in processor_config.json, got none. Use a model that was made for conversations.',
  );
}
