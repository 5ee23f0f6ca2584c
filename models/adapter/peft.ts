/**
 * Adapters as files in the layout of Hugging Face's PEFT: adapter_config.json and adapter_model.safetensors.
 * Keys are in snake_case, as PEFT writes them. Not here: names of tensors (peft-keys.ts), which modules
 * the settings name (peft-names.ts), the safetensors format, storage.
 * Format: https://huggingface.co/docs/peft/developer_guides/checkpoint
 */
import { z } from 'zod';
import { targetModules } from '../config.ts';
import { isRecord, readAs, readJson } from '../json.ts';
import { loraScale } from '../lora-scale.ts';
import { readStrength } from '../place-strength.ts';
import {
  floatTensor,
  halfTensor,
  peekMetadata,
  readMetadata,
  readSafetensors,
  type SafeTensor,
  toFloat32,
  writeSafetensors,
} from '../safetensors.ts';
import type { Adapter, LoraModule } from './adapter.ts';
import { foreignReason, parseKey, unwrapped } from './peft-keys.ts';
import { nameKeys, patterns } from './peft-names.ts';

/** The file with the settings, by the name that PEFT looks for. */
export const configFile = 'adapter_config.json';
/** The file with the matrices. */
export const weightsFile = 'adapter_model.safetensors';

/** An adapter file that is damaged or is something else. The message says what was expected and what came. */
export class PeftError extends Error {
  override readonly name = 'PeftError';
}

/** The two files of an adapter. */
export interface PeftFiles {
  readonly [configFile]: string;
  readonly [weightsFile]: Uint8Array<ArrayBuffer>;
}

// ---- Writing ---------------------------------------------------------------------------------------------------

/** Where the decoder is in an Idefics3 or SmolVLM model of transformers. */
const decoderPath = 'model.text_model.';
/** The strength of place, in the metadata of the weights file. */
const placeKey = 'strength_of_place';
/** What PEFT puts before the name of a module in a weights file. */
const peftPrefix = 'base_model.model.';

/** The key of `baseWeights` in the metadata of the weights file, where PEFT overlooks it. */
const baseWeightsKey = 'base_model_weights';

/**
 * The two files of an adapter. `baseModel` names the model it belongs to; `dropout` is the rate it was trained with;
 * `baseWeights` is the fingerprint of the model's files, null if it is not known. The same adapter gives the same bytes. The
 * keys are those of PEFT 0.10: every later version reads them, while an older one would fail on keys that it does not know.
 * `type`: F16 takes half the room and rounds the numbers.
 */
export function writePeft(
  adapter: Adapter,
  baseModel: string,
  dropout = 0,
  baseWeights: string | null = null,
  type: 'F32' | 'F16' = 'F32',
): PeftFiles {
  const tensorOf = type === 'F16' ? halfTensor : floatTensor;
  const tensors = new Map<string, SafeTensor>();
  for (const { name, inFeatures, outFeatures, loraA, loraB } of adapter.modules) {
    const key = `${peftPrefix}${decoderPath}${name}`;
    tensors.set(`${key}.lora_A.weight`, tensorOf([adapter.rank, inFeatures], loraA));
    tensors.set(`${key}.lora_B.weight`, tensorOf([outFeatures, adapter.rank], loraB));
  }
  const config = {
    alpha_pattern: {},
    auto_mapping: null,
    base_model_name_or_path: baseModel,
    bias: 'none',
    fan_in_fan_out: false,
    inference_mode: true,
    init_lora_weights: true,
    layer_replication: null,
    layers_pattern: null,
    layers_to_transform: null,
    loftq_config: {},
    lora_alpha: adapter.alpha,
    lora_dropout: dropout,
    megatron_config: null,
    megatron_core: 'megatron.core',
    modules_to_save: null,
    peft_type: 'LORA',
    r: adapter.rank,
    rank_pattern: {},
    revision: null,
    target_modules: writtenTargets(adapter),
    task_type: 'CAUSAL_LM',
    use_dora: false,
    use_rslora: adapter.scaling === 'rslora',
  };
  return {
    [configFile]: `${JSON.stringify(config, null, 2)}\n`,
    // PEFT does not look at other metadata, while a key of ours in the config could stop it.
    [weightsFile]: writeSafetensors(tensors, {
      format: 'pt',
      ...(baseWeights !== null && { [baseWeightsKey]: baseWeights }),
      ...(adapter.place !== undefined && { [placeKey]: String(adapter.place) }),
    }),
  };
}

/**
 * The modules as one regular expression, which PEFT matches with a module's whole name. With a list of last names PEFT
 * would also adapt q_proj, k_proj and v_proj of the vision encoder, which have no weights here. If the layers do not all
 * have the same modules, the list of their whole names.
 */
function writtenTargets({ modules }: Adapter): string | string[] {
  const names = new Set(modules.map(({ name }) => name));
  const used = targetModules.filter((module) => modules.some(({ name }) => name.endsWith(`.${module}`)));
  const layers = modules.length / used.length;
  const isRegular = used.every((module) =>
    Array.from({ length: layers }, (_, layer) => layer).every(
      (layer) =>
        names.has(`layers.${layer}.self_attn.${module}`) || names.has(`layers.${layer}.mlp.${module}`),
    ),
  );
  if (!isRegular) return [...names].map((name) => `${decoderPath}${name}`);
  return `${decoderPath.replaceAll('.', '\\.')}layers\\.\\d+\\.(self_attn|mlp)\\.(${used.join('|')})`;
}

// ---- Reading ---------------------------------------------------------------------------------------------------

/** What is read of adapter_config.json. For the other keys see `unsupported`. */
const PeftConfig = z.looseObject({
  ...nameKeys,
  peft_type: z.string(),
  use_rslora: z.boolean().default(false),
  base_model_name_or_path: z.string().nullish(),
});
type PeftConfig = z.infer<typeof PeftConfig>;

/** Keys that, when set, change what is computed or add something to A and B; with what they mean. */
const otherMeanings: Readonly<Record<string, string>> = {
  use_dora: 'DoRA, which learns a magnitude for each output',
  fan_in_fan_out: 'LoRA of layers whose weights are stored transposed, as in GPT-2',
  lora_bias: 'a bias in B',
  modules_to_save: 'whole modules that were trained beside the LoRA matrices',
  layer_replication: 'replicated layers',
  target_parameters: 'LoRA of bare parameters',
  trainable_token_indices: 'trained embeddings of single tokens',
  alora_invocation_tokens: 'activated LoRA, which begins at certain tokens',
};

/** Values of init_lora_weights that keep the base model's weights. PiSSA, OLoRA, CorDA and LoftQ change them. */
const plainBeginnings: readonly unknown[] = [undefined, null, true, false, 'gaussian', 'eva', 'orthogonal'];

/** Keys that match the patterns in `unsupported` but change nothing here: how training began, and where it ran. */
const harmless = ['use_rslora', 'eva_config', 'corda_config', 'loftq_config', 'runtime_config'];

const isSet = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);

/** The ways out of an adapter that is more than two matrices. */
const retrain =
  'Train one with plain LoRA, or merge this one into its model (merge_and_unload) and export that model to ONNX.';

/**
 * What the config asks for that this lab does not do, and the way out; null if nothing. New methods of PEFT have keys
 * use_... or ..._config.
 */
function unsupported(config: PeftConfig): string | null {
  const { peft_type: method, bias, init_lora_weights: beginning } = config;
  if (method !== 'LORA') return `an adapter of the kind ${method}. ${retrain}`;
  if (isSet(bias) && bias !== 'none') return `trained biases (bias ${JSON.stringify(bias)}). ${retrain}`;
  if (!plainBeginnings.includes(beginning))
    return `an adapter that changes the base model's own weights first (init_lora_weights ${JSON.stringify(beginning)}). Save it again as plain LoRA: save_pretrained(folder, path_initial_model_for_weight_conversion=...), as PEFT's page about LoRA says.`;
  for (const [key, value] of Object.entries(config)) {
    if (!isSet(value) || harmless.includes(key)) continue;
    if (Object.hasOwn(otherMeanings, key)) return `${otherMeanings[key]} (${key}). ${retrain}`;
    if (/^use_|_config$/.test(key)) return `${key} ${JSON.stringify(value)}. ${retrain}`;
  }
  return null;
}

/**
 * The adapter in the two files, and the name of its base model if there is one. An Adapter has one rank and one alpha:
 * modules of a smaller rank (rank_pattern) are padded with zeros to the largest, and a scale of their own goes into B.
 * Throws PeftError, or SafetensorsError for a damaged weights file. Whether it fits a model is checked where it is used.
 */
export function readPeft(files: PeftFiles): { adapter: Adapter; baseModel: string | null } {
  const config = readConfig(files[configFile]);
  const scaling = config.use_rslora ? { scaling: 'rslora' as const } : {};
  const halves = readHalves(files[weightsFile]);
  const matches = patterns(withoutWrappers(config), (source, key) => {
    throw new PeftError(
      `${configFile}: expected ${key} to have regular expressions that JavaScript can read too, got ${source}. Name the modules in a list instead.`,
    );
  });
  const modules = [...halves].map(([name, half]) => ({
    ...readModule(name, half, matches.rankOf(half.path)),
    alpha: matches.alphaOf(half.path),
  }));
  for (const [name, { path }] of halves) {
    if (matches.isTarget(path)) continue;
    throw new PeftError(
      `${weightsFile}: expected only modules that target_modules of ${configFile} names, got matrices of ${name}. Take both files from the same folder.`,
    );
  }
  const widest = modules.reduce((one, other) => (other.rank > one.rank ? other : one));
  const place = readPlaceOf(files[weightsFile]);
  const whole = { rank: widest.rank, alpha: widest.alpha, ...scaling, ...(place !== null && { place }) };
  const scale = loraScale(whole);
  return {
    adapter: {
      ...whole,
      modules: modules.map(({ rank, alpha, ...module }) =>
        widen(module, rank, whole.rank, loraScale({ rank, alpha, ...scaling }) / scale),
      ),
    },
    baseModel: config.base_model_name_or_path ?? null,
  };
}

/**
 * The fingerprint of the base model's files that an adapter was trained on, as its weights file says; null if it does not,
 * like a file of PEFT's, or if it is damaged. Only the head of the file is read.
 */
export const readBaseWeights = async (weights: Blob): Promise<string | null> =>
  (await peekMetadata(weights))[baseWeightsKey] ?? null;

/** The strength of place that the weights file says; null if it says none. */
function readPlaceOf(bytes: Uint8Array<ArrayBuffer>): number | null {
  const said = readMetadata(bytes, weightsFile)[placeKey];
  const place = readStrength(said);
  if (said === undefined || place !== null) return place;
  throw new PeftError(
    `${weightsFile}: expected ${placeKey} in its metadata as a number from 0 to 1, got "${said}". Use the file as this lab wrote it.`,
  );
}

/** The config with names as they are without wrappers: those of the weights have none either. Expressions stay. */
function withoutWrappers(config: PeftConfig): PeftConfig {
  const bare = <T>(named: T): T | string[] => (Array.isArray(named) ? named.map(unwrapped) : named);
  return {
    ...config,
    target_modules: bare(config.target_modules),
    exclude_modules: bare(config.exclude_modules),
  };
}

/** The matrices of a module as they are in the file. */
interface Halves {
  /** The module's whole name in the model that was trained, `model.text_model.layers.0.self_attn.q_proj`. */
  readonly path: string;
  readonly A?: SafeTensor;
  readonly B?: SafeTensor;
}

/** The matrices by module, `layers.0.self_attn.q_proj`, in the file's order; at least one. */
function readHalves(bytes: Uint8Array<ArrayBuffer>): Map<string, Halves> {
  const halves = new Map<string, Halves>();
  for (const [key, tensor] of readSafetensors(bytes, weightsFile)) {
    const parsed = parseKey(key);
    if (!parsed)
      throw new PeftError(
        `${weightsFile}: expected LoRA matrices of ${targetModules.join(', ')} in decoder layers, got the tensor ${key}: ${foreignReason(key)}`,
      );
    const { path, name, half } = parsed;
    const known = halves.get(name);
    if (known && (known.path !== path || known[half]))
      throw new PeftError(
        `${weightsFile}: expected one lora_A and one lora_B for ${name}, got more, the last as ${key}. Use the file as PEFT wrote it.`,
      );
    halves.set(name, { ...known, path, [half]: tensor });
  }
  if (halves.size === 0)
    throw new PeftError(
      `${weightsFile}: expected LoRA matrices, got a file without tensors. Save the adapter again with PEFT.`,
    );
  return halves;
}

function readModule(name: string, { A, B }: Halves, rank: number): LoraModule & { readonly rank: number } {
  const [rankA, inFeatures] = A?.shape ?? [];
  const [outFeatures, rankB] = B?.shape ?? [];
  const isWhole = A?.shape.length === 2 && B?.shape.length === 2 && rankA === rank && rankB === rank;
  if (!isWhole || !inFeatures || !outFeatures) {
    throw new PeftError(
      `${weightsFile}: expected lora_A [${rank}, in] and lora_B [out, ${rank}] for ${name} as ${configFile} says, got ${describe(A)} and ${describe(B)}. Take both files from the same folder.`,
    );
  }
  const [loraA, loraB] = [toFloat32(A), toFloat32(B)];
  if (!loraA.every(Number.isFinite) || !loraB.every(Number.isFinite))
    throw new PeftError(
      `${weightsFile}: expected finite numbers in ${name}, got others. Its training went wrong: use an earlier checkpoint.`,
    );
  return { name, inFeatures, outFeatures, loraA, loraB, rank };
}

const describe = (tensor: SafeTensor | undefined): string =>
  tensor ? `[${tensor.shape.join(', ')}]` : 'none';

/** The module at a larger rank, padded with zeros, with B multiplied by `factor`. */
function widen(module: LoraModule, from: number, to: number, factor: number): LoraModule {
  if (from === to && factor === 1) return module;
  const { inFeatures, outFeatures } = module;
  const loraA = new Float32Array(to * inFeatures); // [to, in]
  loraA.set(module.loraA);
  const loraB = new Float32Array(outFeatures * to); // [out, to]
  for (let row = 0; row < outFeatures; row++) {
    for (let column = 0; column < from; column++)
      loraB[row * to + column] = module.loraB[row * from + column]! * factor;
  }
  return { ...module, loraA, loraB };
}

/** Whether these are the settings of an adapter of mlx-lm or mlx-vlm, which have the same file name. */
const isOfMlx = (json: unknown): json is object =>
  isRecord(json) &&
  !('peft_type' in json) &&
  ['fine_tune_type', 'lora_parameters', 'lora_layers', 'rank'].some((key) => key in json);

function readConfig(text: string): PeftConfig {
  const json = readJson(text);
  if ('value' in json && isOfMlx(json.value))
    throw new PeftError(
      `${configFile}: expected the settings of a LoRA adapter as PEFT writes them, got those of MLX (${Object.keys(json.value).slice(0, 3).join(', ')}). Convert the adapter to the layout of PEFT, or train one with PEFT: MLX turns and scales its matrices in another way.`,
    );
  const read = readAs(
    PeftConfig,
    text,
    'the settings of a LoRA adapter as PEFT writes them',
    'Use the file as PEFT wrote it.',
  );
  if ('problem' in read) throw new PeftError(`${configFile}: ${read.problem}`);
  const other = unsupported(read.value);
  if (other !== null) throw new PeftError(`${configFile}: expected a plain LoRA adapter, got ${other}`);
  return read.value;
}
