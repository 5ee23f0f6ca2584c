/**
 * Reads the weights of a vision encoder and its connector from an ONNX file, under their names in a checkpoint of
 * transformers. Products are found by their nodes' names and the rest by their own: those that the lab's exporter and
 * PyTorch's give. Not here: the decoder (../weights.ts), the checkpoint's file (checkpoint.ts).
 */
import type { ModelConfig } from '../config.ts';
import { dequantize } from '../frozen-matrix.ts';
import { readProduct, WeightsError } from '../onnx/read/matrix.ts';
import { floatsOf, type ModelFile, type OpenModel, openModel } from '../onnx/read/model-file.ts';
import { findProducts, type Product } from '../onnx/read/products.ts';
import { patchesAlong } from '../pass-sizes.ts';
import type { NamedWeights } from './named-weights.ts';

/** The connector's matrix. */
export const connectorName = 'model.connector.modality_projection.proj.weight';

/** The tensors of the encoder and the connector, in the checkpoint's order. Throws ModelFileError or WeightsError. */
export async function readVisionWeights(config: ModelConfig, file: ModelFile): Promise<NamedWeights[]> {
  const model = await openModel(file);
  const products = findProducts(model.graph, model.makers);
  return shapesOf(config).map(([name, shape]) => ({
    name,
    shape,
    elements: elementsOf(model, products, name, shape),
  }));
}

/** Names and shapes of all tensors, by config.json. */
function shapesOf({ vision_config: vision, text_config: text, scale_factor: scale }: ModelConfig) {
  const { hidden_size: width, intermediate_size: inner, image_size: side, patch_size: patch } = vision;
  const patches = patchesAlong({ imageSizePx: side, patchSizePx: patch }) ** 2;
  const shapes: [name: string, shape: readonly number[]][] = [];
  const both = (name: string, weight: readonly number[]) =>
    shapes.push([`${name}.weight`, weight], [`${name}.bias`, weight.slice(0, 1)]);
  both('model.vision_model.embeddings.patch_embedding', [width, 3, patch, patch]);
  shapes.push(['model.vision_model.embeddings.position_embedding.weight', [patches, width]]);
  for (let layer = 0; layer < vision.num_hidden_layers; layer++) {
    const at = `model.vision_model.encoder.layers.${layer}`;
    both(`${at}.layer_norm1`, [width]);
    for (const part of ['q_proj', 'k_proj', 'v_proj', 'out_proj'])
      both(`${at}.self_attn.${part}`, [width, width]);
    both(`${at}.layer_norm2`, [width]);
    both(`${at}.mlp.fc1`, [inner, width]);
    both(`${at}.mlp.fc2`, [width, inner]);
  }
  both('model.vision_model.post_layernorm', [width]);
  shapes.push([connectorName, [text.hidden_size, width * scale * scale]]);
  return shapes;
}

/** How to read a tensor when it is needed; that it is there is checked at once. */
function elementsOf(
  model: OpenModel,
  products: readonly Product[],
  name: string,
  shape: readonly number[],
): NamedWeights['elements'] {
  const wanted = `${name} [${shape.join(', ')}]`;
  const isMatrix = /_proj\.weight$|\.fc\d\.weight$|\.proj\.weight$/.test(name);
  if (isMatrix) {
    const at = nodePath(name.replace(/\.weight$/, ''));
    const found = products.filter(({ node }) => node.name.includes(`${at}/MatMul`));
    const [product] = found;
    if (!product || found.length > 1)
      throw unknownNames(model, `one product at ${at}`, found.length === 0 ? 'none' : `${found.length}`);
    checkShape(model, wanted, shape, [product.outFeatures, product.inFeatures]);
    return () => dequantize(readProduct(model, product, name));
  }
  // PyTorch's exporters keep the names, some without the first part.
  const bare = name.replace(/^model\./, '');
  const tensor = [...model.graph.tensors.values()].find(
    (each) => each.name === bare || each.name.endsWith(`.${bare}`),
  );
  if (!tensor) throw unknownNames(model, wanted, 'none');
  checkShape(model, wanted, shape, tensor.dims);
  return () => floatsOf(model, tensor);
}

const unknownNames = ({ file }: OpenModel, wanted: string, got: string): WeightsError =>
  new WeightsError(
    `${file}: expected ${wanted}, as transformers and this lab name the parts of a vision encoder, got ${got}. Use the checkpoint that this file was exported from.`,
  );

function checkShape(
  { file }: OpenModel,
  wanted: string,
  shape: readonly number[],
  dims: readonly number[],
): void {
  if (dims.join() === shape.join()) return;
  throw new WeightsError(
    `${file}: expected ${wanted} by config.json, got [${dims.join(', ')}]. The files belong to different models: fetch them again.`,
  );
}

/** `model.vision_model.encoder.layers.0.mlp.fc1` -> `/vision_model/encoder/layers.0/mlp/fc1`, as exporters name nodes. */
const nodePath = (name: string): string =>
  name
    .replace(/^model/, '')
    .replaceAll('.', '/')
    .replace(/\/layers\/(\d+)/, '/layers.$1');
