/**
 * The options of the engine, each stated once: type, default, range, label and help.
 * Forms, checks and documentation come from here. Not here: base models (registry.ts), the run (src/experiment/config.ts).
 */
import { z } from 'zod';

/** The linear modules of a Llama decoder layer that LoRA may adapt, in the order they are applied. */
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

/** LoRA (Hu et al. 2021): y = Wx + alpha / rank · B(Ax). */
export const LoraConfig = z.strictObject({
  rank: z.int().min(1).max(64).default(8).meta({
    label: 'Rank',
    help: 'Columns of the low-rank matrices. More can learn more, and costs more memory.',
  }),
  alpha: z
    .number()
    .positive()
    .max(256)
    .default(16)
    .meta({ label: 'Alpha', help: 'The adapter is scaled by alpha / rank.' }),
});
export type LoraConfig = z.infer<typeof LoraConfig>;

/** How the adapter is trained: AdamW with warm-up and cosine decay. Defaults are those of the recipe of sparkle-tiny. */
export const TrainConfig = z.strictObject({
  steps: z
    .int()
    .min(0)
    .max(5000)
    .default(120)
    .meta({ label: 'Steps', help: 'Optimizer steps. 0 trains nothing.' }),
  batchSize: z
    .int()
    .min(1)
    .max(64)
    .default(8)
    .meta({ label: 'Batch', help: 'Conversations (one image each) a step.' }),
  learningRate: z
    .number()
    .positive()
    .max(0.1)
    .default(4e-3)
    .meta({ label: 'Learning rate', help: 'Peak of the schedule.' }),
  warmupSteps: z.int().min(0).max(1000).default(20).meta({
    label: 'Warm-up steps',
    help: 'The rate rises linearly over these steps, then falls along a cosine.',
  }),
  weightDecay: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .meta({ label: 'Weight decay', help: 'Decoupled decay of the adapter (AdamW).' }),
  maxGradNorm: z
    .number()
    .positive()
    .max(100)
    .default(1)
    .meta({ label: 'Gradient clip', help: 'Gradients with a larger norm are scaled down to it.' }),
});
export type TrainConfig = z.infer<typeof TrainConfig>;

/**
 * What the engine reads of a model's config.json (Idefics3/SmolVLM, Hugging Face names; the one snake_case
 * schema beside peft.ts). Unknown values of `hidden_act` and unknown model types are errors by name.
 */
export const ModelConfig = z.object({
  model_type: z.enum(['idefics3', 'smolvlm']),
  image_token_id: z.int(),
  eos_token_id: z.int().optional(),
  scale_factor: z.int().positive(),
  tie_word_embeddings: z.boolean().default(false),
  text_config: z.object({
    model_type: z.literal('llama').default('llama'),
    hidden_size: z.int().positive(),
    intermediate_size: z.int().positive(),
    num_hidden_layers: z.int().positive(),
    num_attention_heads: z.int().positive(),
    num_key_value_heads: z.int().positive(),
    head_dim: z.int().positive().optional(),
    hidden_act: z.literal('silu').default('silu'),
    max_position_embeddings: z.int().positive().default(8192),
    rope_theta: z.number().positive().default(100000),
    rms_norm_eps: z.number().positive().default(1e-5),
    vocab_size: z.int().positive(),
  }),
  vision_config: z.object({
    hidden_size: z.int().positive(),
    intermediate_size: z.int().positive(),
    num_hidden_layers: z.int().positive(),
    num_attention_heads: z.int().positive(),
    image_size: z.int().positive(),
    patch_size: z.int().positive(),
    hidden_act: z.literal('gelu_pytorch_tanh').default('gelu_pytorch_tanh'),
    layer_norm_eps: z.number().positive().default(1e-6),
  }),
});
export type ModelConfig = z.infer<typeof ModelConfig>;
