/**
 * Writes a random model in the exact shape of one of the SmolVLM family to a folder, in the hub's layout, for tests and
 * measurements of full size: `npx tsx test/bench/full-size-model.ts SmolVLM-256M-Instruct <folder>`. Its answers say
 * nothing. Each tensor is made when it is written, so no more than one is held at a time.
 */
import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ModelConfig } from '../../models/config.ts';
import { imageTokensOf } from '../../models/memory.ts';
import type { Checkpoint } from '../../models/onnx/checkpoint.ts';
import { exportFiles } from '../../models/onnx/export.ts';
import { type ExportVariant, plainVariant } from '../../models/onnx/export-variant.ts';
import { hubModels, type ModelShape } from '../../models/registry.ts';
import { preprocessorConfig, smolVlmTemplate } from '../fixtures/smolvlm-files.ts';
import { createNoise } from '../fixtures/tiny-checkpoint.ts';

/**
 * Small files that run on every GPU, as the registry chooses them where there are no 16-bit floats. The sample code of
 * SmolVLM's model card feeds its decoder no num_logits_to_keep, and an attention_mask that only attention spelled out in
 * ONNX' own operators can take.
 */
export const fullSizeVariant: ExportVariant = {
  ...plainVariant,
  dataFiles: 1,
  attention: 'plain',
  norms: 'plain',
  head: 'blocks',
  keepsLastLogits: false,
  vision: 'q4',
};

/** Token ids of the family. */
const ids = { globalImage: 49_152, firstTile: 49_153, imageEdge: 49_189, image: 49_190, endOfTurn: 49_279 };
/** Tiles of a split image lie in a grid of at most that side. */
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

/** config.json as this family has it: what transformers leaves out, because it is the default, is left out. */
const configOf = (shape: ModelShape) => ({
  architectures: ['Idefics3ForConditionalGeneration'],
  model_type: 'idefics3',
  image_token_id: ids.image,
  scale_factor: shape.scaleFactor,
  tie_word_embeddings: true,
  vocab_size: shape.vocabulary,
  text_config: {
    model_type: 'llama',
    hidden_size: shape.hidden,
    intermediate_size: shape.intermediate,
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    num_key_value_heads: shape.keyValueHeads,
    head_dim: shape.headSize,
    max_position_embeddings: 8192,
    rms_norm_eps: 1e-5,
    rope_interleaved: false,
    rope_scaling: null,
    rope_theta: 100_000,
    qk_layer_norms: false,
    vocab_size: shape.vocabulary,
  },
  vision_config: {
    model_type: 'idefics3',
    hidden_size: shape.vision.hidden,
    intermediate_size: shape.vision.intermediate,
    num_hidden_layers: shape.vision.layers,
    num_attention_heads: shape.vision.heads,
    image_size: shape.vision.imageSizePx,
    patch_size: shape.vision.patchSizePx,
  },
});

/** Noise by the name of a tensor. Weights by their fan-in; the embedding so that logits have a spread near 1. */
function randomWeights(seed: number, hidden: number): Checkpoint {
  return (name, shape) => {
    const hash = [...name].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, seed);
    const noise = createNoise(hash);
    const count = shape.reduce((product, size) => product * size, 1);
    const isNorm = /norm\d?\.weight$|layernorm\.weight$/.test(name);
    const fanIn = name.includes('embed_tokens') ? hidden : shape.slice(1).reduce((a, b) => a * b, 1);
    const spread = shape.length === 1 ? 0.1 : Math.sqrt(3 / fanIn);
    const elements = new Float32Array(count);
    for (let i = 0; i < count; i++) elements[i] = (isNorm ? 1 : 0) + noise(spread);
    return elements;
  };
}

/** What of a tokenizer.json is read here. */
interface Tokenizer {
  added_tokens: { id: number; content: string }[];
  model: { vocab: Record<string, number> };
}

/**
 * A tokenizer of the family's size and special tokens: sparkle-tiny's words and merges, filled up with tokens that no
 * text becomes.
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
  write('config.json', configOf(shape));
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
  const config = ModelConfig.parse(configOf(shape));
  exportFiles(config, randomWeights(1, shape.hidden), variant, (path, bytes) => {
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
