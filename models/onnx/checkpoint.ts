/**
 * Takes tensors out of a checkpoint by name, checking their shapes, as float32.
 * Not here: the file format (../safetensors.ts).
 */
import { type SafeTensor, SafetensorsError, toFloat32 } from '../safetensors.ts';

/** The elements of the tensor of that name and shape, row-major. Throws SafetensorsError where it is not there so. */
export type Checkpoint = (name: string, shape: readonly number[]) => Float32Array<ArrayBuffer>;

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

/** [rows, columns] -> [columns, rows]: a linear layer's weight as the right side of a MatMul. */
export function transpose(
  matrix: Float32Array<ArrayBuffer>,
  rows: number,
  columns: number,
): Float32Array<ArrayBuffer> {
  const transposed = new Float32Array(matrix.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      transposed[column * rows + row] = matrix[row * columns + column]!;
  }
  return transposed;
}
