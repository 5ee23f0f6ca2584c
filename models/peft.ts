/**
 * Adapters as files in the layout of Hugging Face's PEFT: adapter_config.json and adapter_model.safetensors.
 * With config.ts the only place of snake_case keys. Not here: the safetensors format, storage.
 * Format: https://huggingface.co/docs/peft/developer_guides/checkpoint
 */
import { z } from 'zod';
import { targetModules } from './config.ts';
import type { Adapter, LoraModule } from './lora.ts';
import { floatTensor, readSafetensors, type SafeTensor, toFloat32, writeSafetensors } from './safetensors.ts';

/** The file names PEFT looks for in a folder. */
export const configFile = 'adapter_config.json';
export const weightsFile = 'adapter_model.safetensors';

/** An adapter file that is damaged or is something else. The message says what was expected and what came. */
export class PeftError extends Error {
  override readonly name = 'PeftError';
}

export interface PeftFiles {
  readonly [configFile]: string;
  readonly [weightsFile]: Uint8Array<ArrayBuffer>;
}

/** What is read of adapter_config.json; other keys are let pass if they change nothing here. */
const PeftConfig = z.looseObject({
  peft_type: z.literal('LORA'),
  r: z.int().min(1).max(64),
  lora_alpha: z.number().positive(),
  bias: z.literal('none').default('none'),
  use_rslora: z.literal(false).default(false),
  use_dora: z.literal(false).default(false),
  rank_pattern: z.strictObject({}).default({}),
  alpha_pattern: z.strictObject({}).default({}),
  /** A list of last names or a regular expression; which modules there are, the weights file says. */
  target_modules: z.union([z.string(), z.array(z.string())]).nullish(),
  base_model_name_or_path: z.string().nullish(),
});

/** Where the decoder is in an Idefics3 model of transformers, and with what PEFT puts before that in a weights file. */
const decoderPath = 'model.text_model.';
const prefix = `base_model.model.${decoderPath}`;

/**
 * The modules as one regular expression, which PEFT matches with a module's whole name (re.fullmatch). Given a list of
 * last names it would also adapt q_proj, k_proj and v_proj of the vision encoder, for which there are no weights.
 */
function targetPattern({ modules }: Adapter): string {
  const used = targetModules.filter((module) => modules.some(({ name }) => name.endsWith(`.${module}`)));
  return `${decoderPath.replaceAll('.', '\\.')}layers\\.\\d+\\.(self_attn|mlp)\\.(${used.join('|')})`;
}

/** The two files of an adapter; `baseModel` names the model it belongs to. Same adapter, same bytes. */
export function writePeft(adapter: Adapter, baseModel: string): PeftFiles {
  const tensors = new Map<string, SafeTensor>();
  for (const { name, inFeatures, outFeatures, loraA, loraB } of adapter.modules) {
    tensors.set(`${prefix}${name}.lora_A.weight`, floatTensor([adapter.rank, inFeatures], loraA));
    tensors.set(`${prefix}${name}.lora_B.weight`, floatTensor([outFeatures, adapter.rank], loraB));
  }
  const config = {
    peft_type: 'LORA',
    task_type: 'CAUSAL_LM',
    base_model_name_or_path: baseModel,
    r: adapter.rank,
    lora_alpha: adapter.alpha,
    lora_dropout: 0,
    target_modules: targetPattern(adapter),
    bias: 'none',
    fan_in_fan_out: false,
    init_lora_weights: true,
    inference_mode: true,
    modules_to_save: null,
    use_rslora: false,
  };
  return {
    [configFile]: `${JSON.stringify(config, null, 2)}\n`,
    [weightsFile]: writeSafetensors(tensors, { format: 'pt' }),
  };
}

/**
 * The adapter in the two files, and the name of its base model if it is given. Throws PeftError, or SafetensorsError
 * for a damaged weights file. Whether it fits a model is checked where it is used.
 */
export function readPeft(files: PeftFiles): { adapter: Adapter; baseModel: string | null } {
  const config = readConfig(files[configFile]);
  const rank = config.r;
  const halves = new Map<string, { A?: SafeTensor; B?: SafeTensor }>();
  for (const [key, tensor] of readSafetensors(files[weightsFile], weightsFile)) {
    const [, name, half] =
      /(layers\.\d+\.(?:self_attn|mlp)\.\w+)\.lora_([AB])(?:\.default)?\.weight$/.exec(key) ?? [];
    if (name === undefined || !targetModules.some((module) => name.endsWith(`.${module}`))) {
      throw new PeftError(
        `${weightsFile}: expected LoRA matrices of ${targetModules.join(', ')} in decoder layers, got the tensor ${key}. Use an adapter of those modules only.`,
      );
    }
    halves.set(name, { ...halves.get(name), [half as 'A' | 'B']: tensor });
  }
  if (halves.size === 0)
    throw new PeftError(`${weightsFile}: expected LoRA matrices, got a file without tensors.`);
  const modules = [...halves].map(([name, { A, B }]): LoraModule => {
    const [rankA, inFeatures] = A?.shape ?? [];
    const [outFeatures, rankB] = B?.shape ?? [];
    const isWhole = A?.shape.length === 2 && B?.shape.length === 2 && rankA === rank && rankB === rank;
    if (!isWhole || inFeatures === undefined || outFeatures === undefined) {
      throw new PeftError(
        `${weightsFile}: expected lora_A [${rank}, in] and lora_B [out, ${rank}] for ${name} as ${configFile} says r ${rank}, got ${describe(A)} and ${describe(B)}. Take both files from the same folder.`,
      );
    }
    return { name, inFeatures, outFeatures, loraA: toFloat32(A), loraB: toFloat32(B) };
  });
  return {
    adapter: { rank, alpha: config.lora_alpha, modules },
    baseModel: config.base_model_name_or_path ?? null,
  };
}

function readConfig(text: string): z.infer<typeof PeftConfig> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new PeftError(
      `${configFile}: expected JSON, got text beginning with "${text.slice(0, 24)}". Choose the adapter_config.json that PEFT or this lab wrote.`,
    );
  }
  const parsed = PeftConfig.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new PeftError(
    `${configFile}: expected a plain LoRA adapter without bias, DoRA or ranks that differ between modules:\n${z.prettifyError(parsed.error)}`,
  );
}

const describe = (tensor: SafeTensor | undefined): string =>
  tensor ? `[${tensor.shape.join(', ')}]` : 'none';
