/**
 * The vision half of an Idefics3/SmolVLM model as ONNX: SigLIP-like encoder (Zhai et al. 2023), pixel shuffle and
 * connector. Letters: i images, t patches, c vision width, d decoder width, s scale factor.
 * Not here: the decoder (export-decoder.ts).
 */
import type { ModelConfig } from '../../config.ts';
import { imageTokensOf, shapeOf } from '../../memory.ts';
import { patchesAlong } from '../../pass-sizes.ts';
import { DataType } from '../read/graph.ts';
import { type Checkpoint, transpose } from './checkpoint.ts';
import { blockLinear, floatLinear } from './export-linear.ts';
import { constant, nodesBelow } from './export-parts.ts';
import type { ExportVariant } from './export-variant.ts';
import { contrib, createGraph, type GraphOptions, type GraphWriter } from './model.ts';
import { plainBlocks } from './quantize.ts';

/** What is needed to write any part of the vision encoder. */
interface VisionParts {
  readonly graph: GraphWriter;
  readonly vision: ModelConfig['vision_config'];
  readonly checkpoint: Checkpoint;
  /** Whether linear layers are blocks of codes. */
  readonly isQ4: boolean;
}

/** pixel_values [batch, images, 3, side, side] -> image_features [images, image tokens, decoder width]. */
export function exportVisionEncoder(
  config: ModelConfig,
  checkpoint: Checkpoint,
  { vision: dtype }: ExportVariant,
  options: GraphOptions,
): Uint8Array<ArrayBuffer> {
  const { vision_config: vision, scale_factor: scale } = config;
  const { hidden_size: width, image_size: side } = vision;
  const shape = shapeOf(config);
  const imageTokens = imageTokensOf(shape);
  const graph = createGraph({ ...options, floatType: dtype === 'fp16' ? 'float16' : 'float32' });
  const isHalf = graph.floatType === 'float16';
  const parts: VisionParts = { graph, vision, checkpoint, isQ4: dtype === 'q4' };
  graph.input('pixel_values', DataType.float32, ['batch_size', 'num_images', 3, side, side]);
  let pixels = 'pixel_values';
  if (isHalf) pixels = graph.node('Cast', '/Cast', [pixels], ['/pixels'], { to: { int: DataType.float16 } });

  let x = embedPatches(parts, pixels); // [i, t, c]
  for (let layer = 0; layer < vision.num_hidden_layers; layer++) x = encoderLayer(parts, layer, x);
  x = layerNorm(parts, 'model.vision_model.post_layernorm', x); // [i, t, c]

  // Pixel shuffle: each s x s square of patches becomes one token, in the element order of Idefics3.
  const grid = patchesAlong(shape.vision);
  const node = nodesBelow(graph, '/connector');
  const reshape = (name: string, input: string, shape: readonly number[]): string =>
    node('Reshape', [input, graph.integers(`connector.${name}.shape`, shape)], {}, name);
  const swap = (name: string, input: string): string =>
    node('Transpose', [input], { perm: { ints: [0, 2, 1, 3] } }, name);
  x = reshape('rows', x, [-1, grid, grid / scale, width * scale]); // [i, rows, columns / s, s c]
  x = swap('swap_rows', x); // [i, columns / s, rows, s c]
  x = reshape('columns', x, [-1, grid / scale, grid / scale, width * scale * scale]); // [i, columns / s, rows / s, s s c]
  x = swap('swap_columns', x); // [i, rows / s, columns / s, s s c]
  x = reshape('tokens', x, [-1, imageTokens, width * scale * scale]); // [i, t / s s, s s c]

  const name = 'model.connector.modality_projection.proj.weight';
  const [inner, outer] = [width * scale * scale, config.text_config.hidden_size];
  const transposed = transpose(checkpoint(name, [outer, inner]), outer, inner); // [inner, outer]
  const weight = graph.floats(name, [inner, outer], transposed);
  const features = isHalf ? '/connector/features' : 'image_features';
  graph.node('MatMul', '/connector/modality_projection/proj/MatMul', [x, weight], [features]); // [i, t / s s, d]
  if (isHalf)
    graph.node('Cast', '/connector/Cast', [features], ['image_features'], { to: { int: DataType.float32 } });
  graph.output('image_features', DataType.float32, ['num_images', imageTokens, outer]);
  return graph.finish('vision_encoder');
}

/** One linear map of each patch's pixels, plus the position's embedding. */
function embedPatches(parts: VisionParts, pixels: string): string {
  const { graph, vision } = parts;
  const { hidden_size: width, image_size: side, patch_size: patch } = vision;
  const patches = patchesAlong({ imageSizePx: side, patchSizePx: patch }) ** 2;
  const prefix = 'model.vision_model.embeddings';
  const at = '/vision_model/embeddings';
  const node = nodesBelow(graph, at);
  const images = node('Reshape', [pixels, graph.integers('images.shape', [-1, 3, side, side])], {}, 'images'); // [i, 3, side, side]
  const weight = constant(parts, `${prefix}.patch_embedding.weight`, [width, 3, patch, patch]);
  const bias = constant(parts, `${prefix}.patch_embedding.bias`, [width]);
  const kernel = { kernel_shape: { ints: [patch, patch] }, strides: { ints: [patch, patch] } };
  let x = `${at}/patch_embedding/output`;
  graph.node('Conv', `${at}/patch_embedding/Conv`, [images, weight, bias], [x], kernel); // [i, c, rows, columns]
  x = node('Reshape', [x, graph.integers('patches.shape', [-1, width, patches])], {}, 'patches'); // [i, c, t]
  x = node('Transpose', [x], { perm: { ints: [0, 2, 1] } }); // [i, t, c]
  const positions = constant(parts, `${prefix}.position_embedding.weight`, [patches, width]);
  return graph.node('Add', `${at}/Add`, [x, positions], [`${at}/output`]); // [i, t, c]
}

/** x + attention(norm(x)), then x + mlp(norm(x)); every patch attends to every patch. */
function encoderLayer(parts: VisionParts, layer: number, input: string): string {
  const { graph, vision } = parts;
  const { hidden_size: width, intermediate_size: inner, num_attention_heads: heads } = vision;
  const prefix = `model.vision_model.encoder.layers.${layer}`;
  const at = nodePath(prefix);
  const projection = (name: string, x: string, from: number, to: number) =>
    linear(parts, `${prefix}.${name}`, x, from, to);

  const normed = layerNorm(parts, `${prefix}.layer_norm1`, input); // [i, t, c]
  const attended = graph.node(
    'MultiHeadAttention',
    `${at}/self_attn/MultiHeadAttention`,
    ['q_proj', 'k_proj', 'v_proj'].map((name) => projection(`self_attn.${name}`, normed, width, width)),
    [`${at}/self_attn/output`],
    { num_heads: { int: heads } },
    contrib,
  ); // [i, t, c]
  const change = projection('self_attn.out_proj', attended, width, width); // [i, t, c]
  const x = graph.node('Add', `${at}/self_attn/Add`, [input, change], [`${at}/attended`]); // [i, t, c]
  const again = layerNorm(parts, `${prefix}.layer_norm2`, x); // [i, t, c]
  const wide = projection('mlp.fc1', again, width, inner); // [i, t, inner]
  // FastGelu is gelu_pytorch_tanh.
  const active = graph.node('FastGelu', `${at}/mlp/FastGelu`, [wide], [`${at}/mlp/active`], {}, contrib); // [i, t, inner]
  const mixed = projection('mlp.fc2', active, inner, width); // [i, t, c]
  return graph.node('Add', `${at}/mlp/Add`, [x, mixed], [`${at}/output`]); // [i, t, c]
}

function linear(parts: VisionParts, name: string, x: string, from: number, to: number): string {
  const { graph, checkpoint, isQ4 } = parts;
  const at = nodePath(name);
  const made = { name, at, weights: checkpoint(`${name}.weight`, [to, from]), rows: to, columns: from };
  const output = `${at}/MatMul/output`;
  const product = isQ4
    ? blockLinear(graph, x, made, plainBlocks, 'none', output)
    : floatLinear(graph, x, made, output);
  const bias = constant(parts, `${name}.bias`, [to]);
  return graph.node('Add', `${at}/Add`, [product, bias], [`${at}/output`]);
}

function layerNorm(parts: VisionParts, name: string, x: string): string {
  const { graph, vision } = parts;
  const at = nodePath(name);
  const [weight, bias] = ['weight', 'bias'].map((part) =>
    constant(parts, `${name}.${part}`, [vision.hidden_size]),
  );
  return graph.node('LayerNormalization', `${at}/LayerNorm`, [x, weight!, bias!], [`${at}/output`], {
    axis: { int: -1 },
    epsilon: { float: vision.layer_norm_eps },
  });
}

/** `model.vision_model.encoder.layers.0` -> `/vision_model/encoder/layers.0`, a layer and its number in one part. */
const nodePath = (name: string): string =>
  name
    .replace(/^model/, '')
    .replaceAll('.', '/')
    .replace(/\/layers\/(\d+)/, '/layers.$1');
