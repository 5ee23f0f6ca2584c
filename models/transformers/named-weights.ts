/**
 * A tensor of a checkpoint, read when it is needed, and a safetensors file of such tensors. Not here: which there are
 * (checkpoint.ts, vision.ts), the format (../safetensors.ts).
 */
import { floatTensor, safetensorsHead } from '../safetensors.ts';
import type { WrittenFile } from '../written-file.ts';

/** A float32 tensor under its name in a checkpoint. */
export interface NamedWeights {
  readonly name: string;
  readonly shape: readonly number[];
  /** Its elements, row-major. They are made at each call. */
  readonly elements: () => Float32Array<ArrayBuffer>;
}

/** A safetensors file of these tensors, as PyTorch's. One tensor at a time is in memory. */
export function weightsFile(path: string, tensors: readonly NamedWeights[]): WrittenFile {
  const heads = new Map(tensors.map(({ name, shape }) => [name, { type: 'F32', shape }] as const));
  const { head, sizeBytes } = safetensorsHead(heads, { format: 'pt' });
  return {
    path,
    sizeBytes,
    async *bytes() {
      yield head;
      for (const { shape, elements } of tensors) yield floatTensor(shape, elements()).data;
    },
  };
}
