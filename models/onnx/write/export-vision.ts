/**
 * The vision half of an Idefics3/SmolVLM model as ONNX: SigLIP-like encoder (Zhai et al. 2023), pixel shuffle and
 * connector. Letters: i images, t patches, c vision width, d decoder width, s scale factor.
 * Not here: the decoder (export-decoder.ts).
 */
import type { ModelConfig } from '../../config.ts';
import { DataType } from '../read/graph.ts';
import { type Checkpoint, transpose } from './checkpoint.ts';
import { blockLinear, floatLinear } from './export-linear.ts';
import type { ExportVariant } from './export-variant.ts';
import { contrib, createGraph, type GraphOptions, type GraphWriter } from './model.ts';
import { plainBlocks } from './quantize.ts';

/** Image tokens of one image: patches divided by the square of the scale factor. Throws if that is no whole number. */
export function countImageTokens({ vision_config: vision, scale_factor: scale }: ModelConfig): number {
  const side = vision.image_size / vision.patch_size / scale;
  if (!Number.isInteger(side)) {
    throw new RangeError(
      `Expected an image side of a whole number of ${vision.patch_size} px patches in groups of ${scale}, got ${vision.image_size} px.`,
    );
  }
  return side * side;
}

/** pixel_values [batch, images, 3, side, side] -> image_features [images, image tokens, decoder width]. */
export function exportVisionEncoder(
  config: ModelConfig,
  checkpoint: Checkpoint,
  { vision: dtype }: ExportVariant,
  options: GraphOptions,
): Uint8Array<ArrayBuffer> {
  const { vision_config: vision, scale_factor: scale } = config;
  const { hidden_size: width, image_size: side, patch_size: patch } = vision;
  const imageTokens = countImageTokens(config);
  const graph = createGraph({ ...options, floatType: dtype === 'fp16' ? 'float16' : 'float32' });
  const isHalf = graph.floatType === 'float16';
  graph.input('pixel_values', DataType.float32, ['batch_size', 'num_images', 3, side, side]);
  let pixels = 'pixel_values';
  if (isHalf) pixels = graph.node('Cast', '/Cast', [pixels], ['/pixels'], { to: { int: DataType.float16 } });

  let x = embedPatches(graph, config, checkpoint, pixels); // [i, t, c]
  for (let layer = 0; layer < vision.num_hidden_layers; layer++)
    x = encoderLayer(graph, config, checkpoint, layer, x, dtype === 'q4');
  x = layerNorm(graph, config, checkpoint, 'model.vision_model.post_layernorm', x); // [i, t, c]

  // Pixel shuffle: each s x s square of patches becomes one token, in the element order of Idefics3.
  const grid = side / patch;
  const reshape = (name: string, input: string, shape: readonly number[]): string =>
    graph.node(
      'Reshape',
      `/connector/${name}`,
      [input, graph.integers(`connector.${name}.shape`, shape)],
      [`/connector/${name}/output`],
    );
  const swap = (name: string, input: string): string =>
    graph.node('Transpose', `/connector/${name}`, [input], [`/connector/${name}/output`], {
      perm: { ints: [0, 2, 1, 3] },
    });
  x = reshape('rows', x, [-1, grid, grid / scale, width * scale]); // [i, rows, columns / s, s c]
  x = swap('swap_rows', x); // [i, columns / s, rows, s c]
  x = reshape('columns', x, [-1, grid / scale, grid / scale, width * scale * scale]); // [i, columns / s, rows / s, s s c]
  x = swap('swap_columns', x); // [i, rows / s, columns / s, s s c]
  x = reshape('tokens', x, [-1, imageTokens, width * scale * scale]); // [i, t / s s, s s c]

  const name = 'model.connector.modality_projection.proj.weight';
  const [inner, outer] = [width * scale * scale, config.text_config.hidden_size];
  const weight = graph.floats(
    name,
    [inner, outer],
    transpose(checkpoint(name, [outer, inner]), outer, inner),
  );
  const features = isHalf ? '/connector/features' : 'image_features';
  graph.node('MatMul', '/connector/modality_projection/proj/MatMul', [x, weight], [features]); // [i, t / s s, d]
  if (isHalf)
    graph.node('Cast', '/connector/Cast', [features], ['image_features'], { to: { int: DataType.float32 } });
  graph.output('image_features', DataType.float32, ['num_images', imageTokens, outer]);
  return graph.finish('vision_encoder');
}

/** One linear map of each patch's pixels, plus the position's embedding. */
function embedPatches(
  graph: GraphWriter,
  { vision_config: vision }: ModelConfig,
  checkpoint: Checkpoint,
  pixels: string,
): string {
  const { hidden_size: width, image_size: side, patch_size: patch } = vision;
  const patches = (side / patch) ** 2;
  const prefix = 'model.vision_model.embeddings';
  const at = '/vision_model/embeddings';
  const kernel = [width, 3, patch, patch];
  let x = graph.node(
    'Reshape',
    `${at}/images`,
    [pixels, graph.integers('images.shape', [-1, 3, side, side])],
    [`${at}/images/output`],
  ); // [i, 3, side, side]
  x = graph.node(
    'Conv',
    `${at}/patch_embedding/Conv`,
    [
      x,
      graph.floats(
        `${prefix}.patch_embedding.weight`,
        kernel,
        checkpoint(`${prefix}.patch_embedding.weight`, kernel),
      ),
      graph.floats(
        `${prefix}.patch_embedding.bias`,
        [width],
        checkpoint(`${prefix}.patch_embedding.bias`, [width]),
      ),
    ],
    [`${at}/patch_embedding/output`],
    { kernel_shape: { ints: [patch, patch] }, strides: { ints: [patch, patch] } },
  ); // [i, c, rows, columns]
  x = graph.node(
    'Reshape',
    `${at}/patches`,
    [x, graph.integers('patches.shape', [-1, width, patches])],
    [`${at}/patches/output`],
  ); // [i, c, t]
  x = graph.node('Transpose', `${at}/Transpose`, [x], [`${at}/Transpose/output`], {
    perm: { ints: [0, 2, 1] },
  }); // [i, t, c]
  const position = `${prefix}.position_embedding.weight`;
  const positions = graph.floats(position, [patches, width], checkpoint(position, [patches, width]));
  return graph.node('Add', `${at}/Add`, [x, positions], [`${at}/output`]); // [i, t, c]
}

/** x + attention(norm(x)), then x + mlp(norm(x)); every patch attends to every patch. */
function encoderLayer(
  graph: GraphWriter,
  config: ModelConfig,
  checkpoint: Checkpoint,
  layer: number,
  input: string,
  isQ4: boolean,
): string {
  const { hidden_size: width, intermediate_size: inner, num_attention_heads: heads } = config.vision_config;
  const prefix = `model.vision_model.encoder.layers.${layer}`;
  const at = nodePath(prefix);
  const projection = (name: string, x: string, from: number, to: number) =>
    linear(graph, checkpoint, `${prefix}.${name}`, x, from, to, isQ4);

  const normed = layerNorm(graph, config, checkpoint, `${prefix}.layer_norm1`, input); // [i, t, c]
  const attended = graph.node(
    'MultiHeadAttention',
    `${at}/self_attn/MultiHeadAttention`,
    ['q_proj', 'k_proj', 'v_proj'].map((name) => projection(`self_attn.${name}`, normed, width, width)),
    [`${at}/self_attn/output`],
    { num_heads: { int: heads } },
    contrib,
  ); // [i, t, c]
  const x = graph.node(
    'Add',
    `${at}/self_attn/Add`,
    [input, projection('self_attn.out_proj', attended, width, width)],
    [`${at}/attended`],
  ); // [i, t, c]
  const wide = projection(
    'mlp.fc1',
    layerNorm(graph, config, checkpoint, `${prefix}.layer_norm2`, x),
    width,
    inner,
  ); // [i, t, inner]
  // FastGelu is gelu_pytorch_tanh.
  const active = graph.node('FastGelu', `${at}/mlp/FastGelu`, [wide], [`${at}/mlp/active`], {}, contrib); // [i, t, inner]
  return graph.node(
    'Add',
    `${at}/mlp/Add`,
    [x, projection('mlp.fc2', active, inner, width)],
    [`${at}/output`],
  ); // [i, t, c]
}

function linear(
  graph: GraphWriter,
  checkpoint: Checkpoint,
  name: string,
  x: string,
  from: number,
  to: number,
  isQ4: boolean,
): string {
  const at = nodePath(name);
  const made = { name, at, weights: checkpoint(`${name}.weight`, [to, from]), rows: to, columns: from };
  const output = `${at}/MatMul/output`;
  const product = isQ4
    ? blockLinear(graph, x, made, plainBlocks, 'none', output)
    : floatLinear(graph, x, made, output);
  const bias = graph.floats(`${name}.bias`, [to], checkpoint(`${name}.bias`, [to]));
  return graph.node('Add', `${at}/Add`, [product, bias], [`${at}/output`]);
}

function layerNorm(
  graph: GraphWriter,
  { vision_config: vision }: ModelConfig,
  checkpoint: Checkpoint,
  name: string,
  x: string,
): string {
  const constant = (part: string) =>
    graph.floats(
      `${name}.${part}`,
      [vision.hidden_size],
      checkpoint(`${name}.${part}`, [vision.hidden_size]),
    );
  const at = nodePath(name);
  return graph.node(
    'LayerNormalization',
    `${at}/LayerNorm`,
    [x, constant('weight'), constant('bias')],
    [`${at}/output`],
    {
      axis: { int: -1 },
      epsilon: { float: vision.layer_norm_eps },
    },
  );
}

/** `model.vision_model.encoder.layers.0` -> `/vision_model/encoder/layers.0`, a layer and its number in one part. */
const nodePath = (name: string): string =>
  name
    .replace(/^model/, '')
    .replaceAll('.', '/')
    .replace(/\/layers\/(\d+)/, '/layers.$1');
