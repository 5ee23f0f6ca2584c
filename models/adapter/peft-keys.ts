/**
 * The names of tensors in an adapter's weights file: which decoder layer one belongs to, and if to none, what it is and
 * what can be done about it. Also what an adapter is of which there is no such file. Not here: the tensors (peft.ts).
 */
import { targetModules } from '../config.ts';

/** A LoRA matrix of a linear module of the decoder. */
interface WeightKey {
  /** `layers.0.self_attn.q_proj` */
  readonly name: string;
  /** The module's whole name in the model that was trained, `model.text_model.layers.0.self_attn.q_proj`. */
  readonly path: string;
  readonly half: 'A' | 'B';
}

/**
 * What wrappers put into the names of the modules below them: torch.compile, activation checkpoints, FSDP and data
 * parallel training. A wrapper changes no weight.
 */
const wrappers = ['_orig_mod', '_checkpoint_wrapped_module', '_fsdp_wrapped_module', '_fpw_module', 'module'];

/** A name without the parts that wrappers put into it. */
export const unwrapped = (name: string): string =>
  name
    .split('.')
    .filter((part) => !wrappers.includes(part))
    .join('.');

/**
 * A key of a weights file: `base_model.model.`, the path of the decoder (text_model in Idefics3 and SmolVLM,
 * language_model in their later classes, nothing in a plain Llama), the module, the matrix, perhaps the adapter's name.
 */
const weightKey =
  /^(?:base_model\.model\.)?((?:model\.)?(?:(?:text_model|language_model)\.)?(?:model\.)?(layers\.\d+\.(?:self_attn|mlp)\.(\w+)))\.lora_([AB])(?:\.\w+)?\.weight$/;

/** What the name of a tensor says; null if it is no LoRA matrix of a module that can be adapted here. */
export function parseKey(key: string): WeightKey | null {
  const [, path, name, module, half] = weightKey.exec(unwrapped(key)) ?? [];
  if (path === undefined || name === undefined || !targetModules.some((known) => known === module))
    return null;
  return { path, name, half: half as 'A' | 'B' };
}

/** The ways out of an adapter that trains more than the lab adapts. */
const onlyDecoder = `Train one with target_modules ".*text_model.*\\\\.(${targetModules.join('|')})" in PEFT, or merge this one into its model (merge_and_unload) and export that model to ONNX.`;

/** Tensors that are no LoRA matrices of the decoder's layers: what each is, and the way out. The first that fits counts. */
const foreign: readonly (readonly [RegExp, string])[] = [
  [
    /\.lora_[ab]$/,
    'a matrix as MLX names it (lora_a, lora_b), turned and scaled in another way than PEFT does it. Convert the adapter to the layout of PEFT, or train one with PEFT.',
  ],
  [
    /\.(?:lora_magnitude_vector|lora_bias)\b|\.lora_[AB](?:\.\w+)?\.bias$/,
    "a magnitude or bias beside LoRA's two matrices. Train with plain LoRA (use_dora and lora_bias off).",
  ],
  [
    /\.lora_embedding_[AB]\b/,
    `a LoRA matrix of the token embedding, which is not adapted here. ${onlyDecoder}`,
  ],
  [
    /(?:^|\.)lm_head\.(?:\w+\.)?lora_/,
    `a LoRA matrix of the LM head, which is not adapted here. ${onlyDecoder}`,
  ],
  [
    /(?:^|\.)(?:connector|modality_projection)\..*lora_/,
    `a LoRA matrix of the connector between image and text, which is not adapted here. ${onlyDecoder}`,
  ],
  [
    /(?:^|\.)vision_(?:model|tower)\..*lora_/,
    `a LoRA matrix of the vision encoder, which is not adapted here: images are encoded once. ${onlyDecoder}`,
  ],
  [/lora_[AB]\b/, `a LoRA matrix of a module that is not adapted here. ${onlyDecoder}`],
  [
    /(?:^|\.)(?:lm_head|embed_tokens)\.|modules_to_save/,
    'the whole weights of a module that was saved beside LoRA. If it was not trained, save the adapter again with save_pretrained(..., save_embedding_layers=False); if it was (modules_to_save, new tokens), it cannot be used here.',
  ],
  [
    /(?:^|\.)(?:layers\.\d+\.|norm\.|vision_model\.|text_model\.)/,
    "the weights of a whole model, not of an adapter. Choose the folder to which PEFT saved the adapter, with PeftModel's save_pretrained.",
  ],
];

/** What a tensor is that parseKey does not know, and what can be done. */
export const foreignReason = (key: string): string =>
  foreign.find(([pattern]) => pattern.test(unwrapped(key)))?.[1] ??
  `a tensor that is no LoRA matrix. ${onlyDecoder}`;

/**
 * What is in the place of `adapter_model.safetensors` in an adapter's folder, given the names of its files, and what can
 * be done; null if nothing is.
 */
export function inPlaceOfWeights(names: readonly string[]): string | null {
  const has = (pattern: RegExp): string | undefined => names.find((name) => pattern.test(name));
  const shard = has(/^adapter_model-\d+-of-\d+\.\w+$/) ?? has(/^adapter_model\.safetensors\.index\.json$/);
  if (shard)
    return `The weights are in several files (${shard}), which are not put together here. Load the adapter with PEFT and save it in one: save_pretrained(folder, max_shard_size="100GB").`;
  const mlx = has(/^(?:\d+_)?adapters\.(?:safetensors|npz)$/);
  if (mlx)
    return `${mlx} is an adapter of MLX, whose matrices are turned and scaled in another way than PEFT's. Convert it to the layout of PEFT, or train with PEFT.`;
  const pickled = has(/^adapter_model\.(?:bin|pt|pth)$/);
  if (pickled)
    return `${pickled} is a program of Python, as older releases of PEFT wrote it, and is not read. Load the adapter and save it again with save_pretrained of a newer PEFT.`;
  const whole = has(/^(?:model|pytorch_model)(?:-\d+-of-\d+)?\.(?:safetensors|bin)$/);
  return whole
    ? `${whole} is a whole model, not an adapter. Choose the folder to which PEFT saved the adapter.`
    : null;
}
