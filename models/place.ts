/**
 * The place component of a base model, place.safetensors: how strongly the place of what is seen shows in the image
 * features, and by which numbers that can be set. For features f [tokens, hidden] as the model ships them, f · readOut is a
 * place (x to the right, y up, from the middle, in image sides), and f + (s - shipped) · (f · readOut) · signal are the
 * features at strength s. Made by the recipe of the embedded model (place.py there). Not here: which strengths there
 * are (place-strength.ts), the weights into which one is folded (onnx/rewrite/placed-encoder.ts).
 */
import { ModelFileError } from './onnx/wire.ts';
import { readStrength } from './place-strength.ts';
import {
  readMetadata,
  readSafetensors,
  type SafeTensor,
  SafetensorsError,
  toFloat32,
} from './safetensors.ts';

/** A place component. */
export interface PlaceComponent {
  /** [hidden, 2], row-major. */
  readonly readOut: Float32Array<ArrayBuffer>;
  /** [2, hidden], row-major. */
  readonly signal: Float32Array<ArrayBuffer>;
  /** The strength of the features as the model ships, 0 to 1. */
  readonly shipped: number;
}

/**
 * Reads place.safetensors of a model of that hidden size; `file` names it in messages. Throws ModelFileError with a plain
 * message if it is damaged or another model's.
 */
export function readPlace(bytes: Uint8Array<ArrayBuffer>, hidden: number, file: string): PlaceComponent {
  const read = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw error instanceof SafetensorsError ? new ModelFileError(error.message) : error;
    }
  };
  const tensors = read(() => readSafetensors(bytes, file));
  const said = read(() => readMetadata(bytes, file)).strength;
  const shipped = readStrength(said);
  if (shipped === null)
    throw new ModelFileError(
      `${file}: expected strength in its metadata as a number from 0 to 1, got ${said === undefined ? 'none' : `"${said}"`}. Use the file that belongs to this model.`,
    );
  return {
    readOut: matrixOf(tensors, 'read_out', [hidden, 2], file),
    signal: matrixOf(tensors, 'signal', [2, hidden], file),
    shipped,
  };
}

function matrixOf(
  tensors: ReadonlyMap<string, SafeTensor>,
  name: string,
  shape: readonly number[],
  file: string,
): Float32Array<ArrayBuffer> {
  const tensor = tensors.get(name);
  if (tensor?.type !== 'F32' || tensor.shape.join() !== shape.join())
    throw new ModelFileError(
      `${file}: expected tensor ${name} [${shape.join(', ')}] of type F32, by the hidden size in config.json, got ${tensor ? `[${tensor.shape.join(', ')}] of type ${tensor.type}` : 'none'}. Use the file that belongs to this model.`,
    );
  const elements = toFloat32(tensor);
  if (elements.every(Number.isFinite)) return elements;
  throw new ModelFileError(
    `${file}: expected finite numbers in ${name}, got others. Use the file that belongs to this model.`,
  );
}

/**
 * The rows [n, hidden] at strength s instead of the shipped one: image features, or the connector's weights transposed,
 * whose product with anything is then at that strength too. Returns new elements.
 */
export function withStrength(
  rows: Float32Array,
  { readOut, signal, shipped }: PlaceComponent,
  strength: number,
): Float32Array<ArrayBuffer> {
  const hidden = signal.length / 2;
  const changed = new Float32Array(rows); // [n, hidden]
  for (let start = 0; start < rows.length; start += hidden) {
    let [x, y] = [0, 0];
    for (let i = 0; i < hidden; i++) {
      x += rows[start + i]! * readOut[2 * i]!;
      y += rows[start + i]! * readOut[2 * i + 1]!;
    }
    for (let i = 0; i < hidden; i++)
      changed[start + i] =
        rows[start + i]! + (strength - shipped) * (x * signal[i]! + y * signal[hidden + i]!);
  }
  return changed;
}
