/**
 * The options of training and the config.json of a model, each stated once: type, default and range. Forms, checks and
 * documentation are made from this. Not here: what options are called (src/words/english/settings.ts), base models
 * (registry.ts), the run (src/experiment/config.ts).
 */
import { z } from 'zod';
import { sparkleTiny, usualLearningRate } from './registry.ts';

/** The linear modules of a Llama decoder layer that LoRA can adapt, in the order in which they are applied. */
export const targetModules = [
  'q_proj',
  'k_proj',
  'v_proj',
  'o_proj',
  'gate_proj',
  'up_proj',
  'down_proj',
] as const;
export type TargetModule = (typeof targetModules)[number];

/** LoRA (Hu et al. 2021): y = Wx + scale · B(Ax); for the scale see lora-scale.ts. */
export const LoraConfig = z.strictObject({
  rank: z.int().min(1).max(64).default(8),
  alpha: z.number().positive().max(256).default(16),
  scaling: z.enum(['lora', 'rslora']).default('lora'),
  dropout: z.number().min(0).max(0.5).default(0),
  targetModules: z
    .array(z.enum(targetModules))
    .min(1)
    .default([...targetModules]),
});
export type LoraConfig = z.infer<typeof LoraConfig>;

/**
 * How the adapter is trained: AdamW, a schedule for its learning rate, and what is measured and stored meanwhile. The
 * defaults are right for sparkle-tiny.
 */
export const TrainConfig = z.strictObject({
  steps: z.int().min(0).max(5000).default(120),
  batchSize: z.int().min(1).max(64).default(8),
  accumulate: z.int().min(1).max(64).default(1),
  learningRate: z.number().positive().max(0.1).default(usualLearningRate(sparkleTiny.id)),
  schedule: z.enum(['cosine', 'linear', 'constant']).default('cosine'),
  warmupSteps: z.int().min(0).max(1000).default(20),
  weightDecay: z.number().min(0).max(1).default(0),
  maxGradNorm: z.number().positive().max(100).default(1),
  validationItems: z.int().min(0).max(500).default(0),
  validateEvery: z.int().min(1).max(1000).default(20),
  patience: z.int().min(0).max(100).default(0),
  checkpointEvery: z.int().min(1).max(1000).default(25),
});
export type TrainConfig = z.infer<typeof TrainConfig>;

/** Rotary position embedding. Only the plain kind is computed here: a scaled one has other angles. */
const Rope = z.object({
  rope_type: z.literal('default').optional(),
  /** The older name of rope_type. */
  type: z.literal('default').optional(),
  rope_theta: z.number().positive().optional(),
  partial_rotary_factor: z.literal(1).optional(),
});

/** A square's side; transformers 5 may write it as [height, width]. */
const side = (unsaid: number) =>
  z.preprocess(
    (value) => (Array.isArray(value) && value.length === 2 && value[0] === value[1] ? value[0] : value),
    z.int().positive().default(unsaid),
  );

/**
 * A Llama decoder. Defaults are those of LlamaConfig (transformers 5.24.0,
 * models/llama/configuration_llama.py; rope_theta: default_theta of modeling_rope_utils.py). What this decoder does not
 * compute (biases, normed or interleaved heads, scaled rotation) is an error that names it.
 */
const TextConfig = z
  .object({
    model_type: z.literal('llama').default('llama'),
    hidden_size: z.int().positive().default(4096),
    intermediate_size: z.int().positive().default(11008),
    num_hidden_layers: z.int().positive().default(32),
    num_attention_heads: z.int().positive().default(32),
    num_key_value_heads: z.int().positive().nullish(),
    head_dim: z.int().positive().nullish(),
    hidden_act: z.literal('silu').default('silu'),
    max_position_embeddings: z.int().positive().default(2048),
    rope_theta: z.number().positive().nullish(),
    /** Where transformers 5 writes rope_theta. */
    rope_parameters: Rope.nullish(),
    rope_scaling: Rope.nullish(),
    rope_interleaved: z.literal(false).optional(),
    qk_layer_norms: z.literal(false).optional(),
    attention_bias: z.literal(false).optional(),
    mlp_bias: z.literal(false).optional(),
    rms_norm_eps: z.number().positive().default(1e-6),
    vocab_size: z.int().positive().default(32000),
  })
  .transform((text, context) => {
    const { rope_parameters: rope, rope_scaling: scaling } = text;
    const thetas = [text.rope_theta, rope?.rope_theta, scaling?.rope_theta].filter((theta) => theta != null);
    if (new Set(thetas).size > 1) context.addIssue(`expected one rope_theta, got ${thetas.join(' and ')}`);
    const headSize = text.head_dim ?? text.hidden_size / text.num_attention_heads;
    if (!Number.isInteger(headSize))
      context.addIssue(
        `expected hidden_size as a multiple of num_attention_heads, got ${text.hidden_size} and ${text.num_attention_heads} (a key that the file leaves out has transformers' default)`,
      );
    return {
      model_type: text.model_type,
      hidden_size: text.hidden_size,
      intermediate_size: text.intermediate_size,
      num_hidden_layers: text.num_hidden_layers,
      num_attention_heads: text.num_attention_heads,
      num_key_value_heads: text.num_key_value_heads ?? text.num_attention_heads,
      head_dim: headSize,
      hidden_act: text.hidden_act,
      max_position_embeddings: text.max_position_embeddings,
      rope_theta: thetas[0] ?? 10000,
      rms_norm_eps: text.rms_norm_eps,
      vocab_size: text.vocab_size,
    };
  });

/**
 * A SigLIP-like vision encoder. Defaults are those of Idefics3VisionConfig and SmolVLMVisionConfig, which are the same
 * (transformers 5.24.0, models/idefics3/configuration_idefics3.py, models/smolvlm/configuration_smolvlm.py).
 */
const VisionConfig = z.object({
  hidden_size: z.int().positive().default(1152),
  intermediate_size: z.int().positive().default(3072),
  num_hidden_layers: z.int().positive().default(12),
  num_attention_heads: z.int().positive().default(16),
  image_size: side(224),
  patch_size: side(32),
  hidden_act: z.literal('gelu_pytorch_tanh').default('gelu_pytorch_tanh'),
  layer_norm_eps: z.number().positive().default(1e-6),
});

/**
 * What is read of a model's config.json (Idefics3 or SmolVLM, with Hugging Face's names; with adapter/peft.ts and the
 * files beside it the only schemas in snake_case). Unknown activations, rotations and model types are errors that name
 * them. A key that the file leaves out has the default of its class, as transformers leaves such keys out when it saves:
 * those of Idefics3Config and SmolVLMConfig are the same, and a text_config that is left out as a whole has another
 * rms_norm_eps than one with other keys (transformers 5.24.0, the files above). Whether a default is true of the weights
 * is checked with them (onnx/read/shapes.ts).
 */
export const ModelConfig = z
  .object({
    model_type: z.enum(['idefics3', 'smolvlm']),
    image_token_id: z.int().min(0).default(128257),
    scale_factor: z.int().positive().default(2),
    tie_word_embeddings: z.boolean().default(false),
    text_config: z.preprocess((text) => text ?? { rms_norm_eps: 1e-5 }, TextConfig),
    vision_config: z.preprocess((vision) => vision ?? {}, VisionConfig),
  })
  .superRefine(({ vision_config: vision, scale_factor: scale }, context) => {
    const patches = Math.floor(vision.image_size / vision.patch_size);
    if (patches === 0 || patches % scale !== 0)
      context.addIssue(
        `expected patches along an image as a multiple of scale_factor ${scale}, got ${patches}: image_size ${vision.image_size} by patch_size ${vision.patch_size} of vision_config (a key that the file leaves out has transformers' default)`,
      );
  });
export type ModelConfig = z.infer<typeof ModelConfig>;
