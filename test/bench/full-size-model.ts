/**
 * Writes a random model in the exact shape of one of the SmolVLM family to a folder, in the hub's layout, for tests and
 * measurements of full size: `npx tsx test/bench/full-size-model.ts SmolVLM-256M-Instruct <folder>`. Its answers mean
 * nothing. Each tensor is made when it is written, so no more than one is held at a time.
 */
import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ModelConfig } from '../../models/config.ts';
import { imageTokensOf } from '../../models/memory.ts';
import { exportFiles } from '../../models/onnx/write/export.ts';
import { hubModels, type ModelShape } from '../../models/registry.ts';
import { fullSizeConfig, fullSizeVariant, imageToken, noiseWeights } from '../fixtures/full-size.ts';
import { preprocessorConfig, smolVlmTemplate } from '../fixtures/smolvlm-files.ts';

/** Token ids of the family. */
const ids = {
  globalImage: 49_152,
  firstTile: 49_153,
  imageEdge: 49_189,
  image: imageToken,
  endOfTurn: 49_279,
};
/** A split image has at most this many tiles in a row or column. */
const tileGrid = 6;
const words = {
  start: '<|im_start|>',
  end: '<end_of_utterance>',
  pad: '<|im_end|>',
  unknown: '<|endoftext|>',
};

/** The shape of a model of the registry, by its name there. */
export function shapeNamed(name: string): ModelShape {
  const model = hubModels.find((model) => model.name === name);
  if (model) return model.shape;
  throw new Error(`Expected one of ${hubModels.map((model) => model.name).join(', ')}, got ${name}.`);
}

/** The parts of a tokenizer.json that are read here. */
interface Tokenizer {
  added_tokens: { id: number; content: string }[];
  model: { vocab: Record<string, number> };
}

/**
 * A tokenizer of the family's size and special tokens: sparkle-tiny's words and merges, filled up with tokens that
 * occur in no text.
 */
function tokenizerOf(vocabulary: number): Tokenizer {
  const folder = new URL('../../public/models/sparkle-tiny/', import.meta.url);
  const tiny = JSON.parse(readFileSync(new URL('tokenizer.json', folder), 'utf8')) as Tokenizer;
  const special = new Map<number, string>([
    [0, words.unknown],
    [1, words.start],
    [2, words.pad],
    [ids.globalImage, '<global-img>'],
    [ids.imageEdge, '<fake_token_around_image>'],
    [ids.image, '<image>'],
    [ids.endOfTurn, words.end],
  ]);
  for (let tile = 0; tile < tileGrid ** 2; tile++)
    special.set(
      ids.firstTile + tile,
      `<row_${Math.floor(tile / tileGrid) + 1}_col_${(tile % tileGrid) + 1}>`,
    );
  for (let id = ids.globalImage; id < vocabulary; id++)
    if (!special.has(id)) special.set(id, `<|reserved_special_token_${id - ids.image - 1}|>`);
  const taken = new Set(tiny.added_tokens.map(({ content }) => content));
  const ordinary = Object.keys(tiny.model.vocab).filter((token) => !taken.has(token));
  const vocab: Record<string, number> = {};
  for (let id = 0; id < vocabulary; id++)
    vocab[special.get(id) ?? ordinary.shift() ?? `\u0120filler${id}`] = id;
  const plain = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  return {
    ...tiny,
    added_tokens: [...special].sort(([a], [b]) => a - b).map(([id, content]) => ({ id, content, ...plain })),
    model: { ...tiny.model, vocab },
  };
}

/** Writes the model to `folder`, whose contents are replaced. Returns the bytes of each file by its path. */
export function writeFullSizeModel(
  shape: ModelShape,
  folder: string,
  variant = fullSizeVariant,
): Map<string, number> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  const paths = new Set<string>();
  const write = (name: string, json: object): void => {
    writeFileSync(join(folder, name), JSON.stringify(json, null, 1));
    paths.add(name);
  };
  write('config.json', fullSizeConfig(shape));
  write('generation_config.json', { bos_token_id: 1, eos_token_id: ids.endOfTurn, pad_token_id: 2 });
  write('preprocessor_config.json', preprocessorConfig(shape.vision.imageSizePx));
  write('processor_config.json', {
    image_seq_len: imageTokensOf(shape),
    processor_class: 'Idefics3Processor',
  });
  write('tokenizer.json', tokenizerOf(shape.vocabulary));
  write('tokenizer_config.json', {
    tokenizer_class: 'GPT2Tokenizer',
    processor_class: 'Idefics3Processor',
    add_prefix_space: false,
    bos_token: words.start,
    eos_token: words.end,
    pad_token: words.pad,
    unk_token: words.unknown,
    clean_up_tokenization_spaces: false,
    model_max_length: 8192,
    chat_template: smolVlmTemplate,
  });
  const config = ModelConfig.parse(fullSizeConfig(shape));
  exportFiles(config, noiseWeights(1, shape.hidden), variant, (path, bytes) => {
    appendFileSync(join(folder, path), bytes);
    paths.add(path);
  });
  return new Map([...paths].map((path) => [path, statSync(join(folder, path)).size]));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [name, folder] = process.argv.slice(2);
  if (!name || !folder)
    throw new Error('Expected a model and a folder: tsx test/bench/full-size-model.ts <name> <folder>');
  let totalBytes = 0;
  for (const [path, sizeBytes] of writeFullSizeModel(shapeNamed(name), resolve(folder))) {
    console.log(`${(sizeBytes / 1e6).toFixed(1).padStart(8)} MB  ${path}`);
    totalBytes += sizeBytes;
  }
  console.log(`${(totalBytes / 1e6).toFixed(1).padStart(8)} MB  in all`);
}
