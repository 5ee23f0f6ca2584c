/**
 * Adapters as files in the layout of Hugging Face's PEFT: adapter_config.json and adapter_model.safetensors.
 * Keys are in snake_case, as PEFT writes them. Not here: the safetensors format, storage.
 * Format: https://huggingface.co/docs/peft/developer_guides/checkpoint
 */
import { z } from 'zod';
import { targetModules } from '../config.ts';
import { loraScale } from '../lora-scale.ts';
import {
  floatTensor,
  readSafetensors,
  type SafeTensor,
  toFloat32,
  writeSafetensors,
} from '../safetensors.ts';
import type { Adapter, LoraModule } from './adapter.ts';

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
/** What PEFT puts before the name of a module in a weights file. */
const peftPrefix = 'base_model.model.';

/**
 * The two files of an adapter. `baseModel` names the model it belongs to; `dropout` is the rate it was trained with. The
 * same adapter gives the same bytes. The keys are those of PEFT 0.10: every later version reads them, while an older one
 * would fail on keys that it does not know.
 */
export function writePeft(adapter: Adapter, baseModel: string, dropout = 0): PeftFiles {
  const tensors = new Map<string, SafeTensor>();
  for (const { name, inFeatures, outFeatures, loraA, loraB } of adapter.modules) {
    const key = `${peftPrefix}${decoderPath}${name}`;
    tensors.set(`${key}.lora_A.weight`, floatTensor([adapter.rank, inFeatures], loraA));
    tensors.set(`${key}.lora_B.weight`, floatTensor([outFeatures, adapter.rank], loraB));
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
    [weightsFile]: writeSafetensors(tensors, { format: 'pt' }),
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

const names = z.union([z.string(), z.array(z.string())]).nullish();

/** What is read of adapter_config.json. For the other keys see `unsupported`. */
const PeftConfig = z.looseObject({
  peft_type: z.string(),
  r: z.int().min(1).max(1024),
  lora_alpha: z.number().positive(),
  use_rslora: z.boolean().default(false),
  /** The keys are regular expressions for the end of a module's name. */
  rank_pattern: z.record(z.string(), z.int().min(1).max(1024)).nullish(),
  alpha_pattern: z.record(z.string(), z.number().positive()).nullish(),
  /** A list of last names, a regular expression for whole names, or 'all-linear'. */
  target_modules: names,
  exclude_modules: names,
  layers_to_transform: z.union([z.int(), z.array(z.int())]).nullish(),
  layers_pattern: names,
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

/**
 * What the config asks for that this lab does not do; null if nothing. New methods of PEFT have keys use_... or
 * ..._config.
 */
function unsupported(config: PeftConfig): string | null {
  const { peft_type: method, bias, init_lora_weights: beginning } = config;
  if (method !== 'LORA') return `an adapter of the kind ${method}`;
  if (isSet(bias) && bias !== 'none') return `trained biases (bias ${JSON.stringify(bias)})`;
  if (!plainBeginnings.includes(beginning))
    return `an adapter that changes the base model's own weights first (init_lora_weights ${JSON.stringify(beginning)})`;
  for (const [key, value] of Object.entries(config)) {
    if (!isSet(value) || harmless.includes(key)) continue;
    if (Object.hasOwn(otherMeanings, key)) return `${otherMeanings[key]} (${key})`;
    if (/^use_|_config$/.test(key)) return `${key} ${JSON.stringify(value)}`;
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
  const matches = patterns(config);
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
  const whole = { rank: widest.rank, alpha: widest.alpha, ...scaling };
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

/** The matrices of a module as they are in the file. */
interface Halves {
  /** The module's whole name in the model that was trained, `model.text_model.layers.0.self_attn.q_proj`. */
  readonly path: string;
  readonly A?: SafeTensor;
  readonly B?: SafeTensor;
}

/**
 * A key of a weights file: `base_model.model.`, the path of the decoder (text_model in Idefics3 and SmolVLM,
 * language_model in their later classes, nothing in a plain Llama), the module, the matrix.
 */
const weightKey =
  /^(?:base_model\.model\.)?((?:model\.)?(?:(?:text_model|language_model)\.)?(?:model\.)?(layers\.\d+\.(?:self_attn|mlp)\.(\w+)))\.lora_([AB])(?:\.default)?\.weight$/;

/** The matrices by module, `layers.0.self_attn.q_proj`, in the file's order; at least one. */
function readHalves(bytes: Uint8Array<ArrayBuffer>): Map<string, Halves> {
  const halves = new Map<string, Halves>();
  for (const [key, tensor] of readSafetensors(bytes, weightsFile)) {
    const [, path, name, module, half] = weightKey.exec(key) ?? [];
    if (path === undefined || name === undefined || !targetModules.some((known) => known === module)) {
      throw new PeftError(
        `${weightsFile}: expected LoRA matrices of ${targetModules.join(', ')} in decoder layers, got the tensor ${key}. Use an adapter of those modules only: the vision encoder is not adapted here.`,
      );
    }
    const known = halves.get(name);
    if (known && (known.path !== path || known[half as 'A' | 'B']))
      throw new PeftError(
        `${weightsFile}: expected one lora_A and one lora_B for ${name}, got more, the last as ${key}. Use the file as PEFT wrote it.`,
      );
    halves.set(name, { ...known, path, [half as 'A' | 'B']: tensor });
  }
  if (halves.size === 0)
    throw new PeftError(`${weightsFile}: expected LoRA matrices, got a file without tensors.`);
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

function readConfig(text: string): PeftConfig {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new PeftError(
      `${configFile}: expected JSON, got text beginning with "${text.slice(0, 24)}". Choose the adapter_config.json that PEFT or this lab wrote.`,
    );
  }
  const parsed = PeftConfig.safeParse(json);
  if (!parsed.success)
    throw new PeftError(
      `${configFile}: expected the config of a LoRA adapter as PEFT writes it:\n${z.prettifyError(parsed.error)}`,
    );
  const other = unsupported(parsed.data);
  if (other !== null)
    throw new PeftError(
      `${configFile}: expected a plain LoRA adapter, got ${other}. Train one with plain LoRA, or save the adapter as plain LoRA with PEFT.`,
    );
  return parsed.data;
}

// ---- PEFT's way of naming modules ------------------------------------------------------------------------------

/** What the config says about a module, by its whole name. */
interface Patterns {
  rankOf(path: string): number;
  alphaOf(path: string): number;
  isTarget(path: string): boolean;
}

/** Matches names as PEFT does: patterns with the end of a name, lists with its last parts, expressions with all of it. */
function patterns(config: PeftConfig): Patterns {
  const compiled = (pattern: Readonly<Record<string, number>> | null | undefined, key: string) =>
    Object.entries(pattern ?? {}).map(
      ([end, value]) => [expression(`^(?:.*\\.)?(?:${end})$`, key), value] as const,
    );
  const ranks = compiled(config.rank_pattern, 'rank_pattern');
  const alphas = compiled(config.alpha_pattern, 'alpha_pattern');
  const first = (pattern: typeof ranks, path: string) => pattern.find(([end]) => end.test(path))?.[1];
  const isNamed = listed(config.target_modules, 'target_modules');
  const isExcluded = listed(config.exclude_modules, 'exclude_modules');
  const isInLayers = layerMatch(config);
  const { target_modules: targets } = config;
  // Without targets PEFT uses its own list for each architecture; all-linear is every linear layer but the head.
  const isEvery = targets == null || (typeof targets === 'string' && targets.toLowerCase() === 'all-linear');
  return {
    rankOf: (path) => first(ranks, path) ?? config.r,
    alphaOf: (path) => first(alphas, path) ?? config.lora_alpha,
    isTarget: (path) => !isExcluded(path) && (isEvery || (isNamed(path) && isInLayers(path))),
  };
}

/** Whether a name ends with an element of a list, or matches an expression as a whole. */
function listed(targets: PeftConfig['target_modules'], key: string): (path: string) => boolean {
  if (targets == null || targets.length === 0) return () => false;
  if (typeof targets === 'string') {
    const whole = expression(`^(?:${targets})$`, key);
    return (path) => whole.test(path);
  }
  return (path) => targets.some((end) => path === end || path.endsWith(`.${end}`));
}

/** Whether a name is in one of layers_to_transform. PEFT ignores these if the targets are an expression. */
function layerMatch(config: PeftConfig): (path: string) => boolean {
  const { layers_to_transform: layers, layers_pattern: pattern, target_modules: targets } = config;
  const wanted = [layers ?? []].flat();
  if (wanted.length === 0 || typeof targets === 'string') return () => true;
  const lists = [pattern ?? []].flat().filter((list) => list !== '');
  const places = (lists.length > 0 ? lists : ['[^.]*']).map((list) =>
    expression(`^.*\\.(?:${list})\\.(\\d+)\\.`, 'layers_pattern'),
  );
  return (path) => {
    const layer = places.map((place) => place.exec(path)?.[1]).find((found) => found !== undefined);
    return layer !== undefined && wanted.includes(Number(layer));
  };
}

function expression(source: string, key: string): RegExp {
  try {
    // Python's spelling of a named group.
    return new RegExp(source.replaceAll('(?P<', '(?<'));
  } catch {
    throw new PeftError(
      `${configFile}: expected ${key} to have regular expressions that JavaScript can read too, got ${source}. Name the modules in a list instead.`,
    );
  }
}
