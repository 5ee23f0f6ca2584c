/**
 * Writes a vision encoder whose features show places at another strength: the change is linear, so it is folded into the
 * weights of the connector, its last product. What the lab loads and what a merged model has are made here, by one way.
 * Not here: the component and its formula (../../place.ts).
 */
import { halfToNumber, toHalves } from '../../float16.ts';
import { type PlaceComponent, withStrength } from '../../place.ts';
import { DataType, type OnnxTensor, readGraph, readTensor } from '../read/graph.ts';
import { aligned } from '../read/model-file.ts';
import { makersOf, type Product, productOf, sourceOf } from '../read/products.ts';
import { bytesField, type Chunks, ModelFileError, message, readFields } from '../wire.ts';
import { transpose } from '../write/checkpoint.ts';
import { encodeTensor } from '../write/model.ts';

/**
 * The vision encoder at this strength, as chunks; the file itself if it ships so. `file` names it in messages. Throws
 * ModelFileError if it is damaged, or if the connector's weights are not floats in this file.
 */
export function foldPlace(
  bytes: Uint8Array<ArrayBuffer>,
  file: string,
  place: PlaceComponent,
  strength: number,
): Chunks {
  if (strength === place.shipped) return [bytes];
  const found = findConnector(bytes, file, place.signal.length / 2);
  if (typeof found === 'string')
    throw new ModelFileError(
      `${file}: expected the connector's weights as floats in this file, to set the strength of place to ${strength}, got ${found}. Use a float32 or float16 export of the vision encoder, or leave the strength at ${place.shipped}.`,
    );
  const { name, dataType, dims } = found.weight;
  const folded = bytesField(5, encodeTensor(name, dataType, dims, foldedBytes(found, place, strength)));
  const model = [...readFields(bytes)].map((field): Chunks => {
    if (field.number !== 7) return [field.raw];
    const graph = [...readFields(field.bytes)].map(
      (part): Chunks => (part.number === 5 && readTensor(part.bytes).name === name ? folded : [part.raw]),
    );
    return bytesField(7, message(...graph));
  });
  return message(...model);
}

/** The connector's product and its weights, or what is there in their place. */
interface Connector {
  readonly product: Product;
  readonly weight: OnnxTensor & { readonly data: Uint8Array<ArrayBuffer> };
}

function findConnector(bytes: Uint8Array<ArrayBuffer>, file: string, hidden: number): Connector | string {
  const graph = readGraph(bytes, file);
  const makers = makersOf(graph);
  const node = makers.get(sourceOf(makers, graph.outputs[0]?.name ?? ''));
  const product = node && productOf(graph, makers, node);
  if (!product || node.operator === 'Gemm' || product.outFeatures !== hidden)
    return 'an encoder that does not end with them';
  const { weight, form } = product;
  if (form === 'blocks') return 'blocks of codes';
  if (weight.dataType !== DataType.float32 && weight.dataType !== DataType.float16)
    return 'numbers of another type';
  const { data } = weight;
  return data ? { product, weight: { ...weight, data } } : 'weights in another file';
}

/** The bytes of the weights, in their own type and order. */
function foldedBytes(
  { product, weight }: Connector,
  place: PlaceComponent,
  strength: number,
): Uint8Array<ArrayBuffer> {
  const isFloat32 = weight.dataType === DataType.float32;
  const elements = isFloat32
    ? new Float32Array(...aligned(weight.data, 4))
    : Float32Array.from(new Uint16Array(...aligned(weight.data, 2)), halfToNumber);
  const { inFeatures, outFeatures } = product;
  const isRows = product.form === 'rows';
  const columns = isRows ? transpose(elements, outFeatures, inFeatures) : elements; // [in, out]
  const folded = withStrength(columns, place, strength); // [in, out]
  const ordered = isRows ? transpose(folded, inFeatures, outFeatures) : folded;
  return new Uint8Array((isFloat32 ? ordered : toHalves(ordered)).buffer);
}
