/**
 * Takes tensors out of a checkpoint by name, checking their shapes, as float32.
 * Not here: the file format (../../safetensors.ts).
 */
import { type SafeTensor, SafetensorsError, toFloat32 } from '../../safetensors.ts';

/** The elements of the tensor of this name and shape, row-major. Throws SafetensorsError if there is none. */
export type Checkpoint = (name: string, shape: readonly number[]) => Float32Array<ArrayBuffer>;

/** A checkpoint on these tensors. */
export function openCheckpoint(tensors: ReadonlyMap<string, SafeTensor>): Checkpoint {
  return (name, shape) => {
    const tensor = tensors.get(name);
    if (!tensor) {
      throw new SafetensorsError(
        `Expected tensor ${name} of shape [${shape}] in the checkpoint, got none of that name.`,
      );
    }
    if (tensor.shape.length !== shape.length || tensor.shape.some((size, axis) => size !== shape[axis])) {
      throw new SafetensorsError(
        `Expected tensor ${name} to have shape [${shape}], which config.json says, got [${tensor.shape}]. Checkpoint and config belong to different models.`,
      );
    }
    return toFloat32(tensor);
  };
}

/** Side of the squares in which transpose reads a matrix: small enough for the cache. */
const square = 64;

/** Transposes [rows, columns] to [columns, rows]: a linear layer's weight to the right side of a MatMul, or back. */
export function transpose<T extends Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>>(
  matrix: T,
  rows: number,
  columns: number,
): T {
  const transposed = matrix.slice() as T;
  for (let top = 0; top < rows; top += square) {
    for (let left = 0; left < columns; left += square) {
      const [bottom, right] = [Math.min(top + square, rows), Math.min(left + square, columns)];
      for (let row = top; row < bottom; row++)
        for (let column = left; column < right; column++)
          transposed[column * rows + row] = matrix[row * columns + column]!;
    }
  }
  return transposed;
}
