/**
 * Between float32, which the lab computes in, and the type a graph wants or gives. Not here: halves as bits
 * (../float16.ts).
 */
import { Tensor } from '@huggingface/transformers';
import { halfToNumber, toHalves } from '../float16.ts';
import type { ActivationType } from './surgery.ts';

/** The elements as float32. Halves come as Float16Array where the browser has it, else as bits. */
export function floatsOf({ data }: Pick<Tensor, 'data'>): Float32Array<ArrayBuffer> {
  if (data instanceof Uint16Array) return Float32Array.from(data, halfToNumber);
  return Float32Array.from(data as Float32Array);
}

/** A tensor of floats in another type, or the same one where it has it already. */
export function toFloatType(tensor: Tensor, type: ActivationType): Tensor {
  if (tensor.type === type) return tensor;
  const floats = floatsOf(tensor);
  return new Tensor(type, type === 'float16' ? toHalves(floats) : floats, tensor.dims);
}
