/**
 * Opens the processor for the trainer: TensorFlow.js' WebAssembly backend, with its files from the page's own origin.
 * Not here: what runs on it (decoder.ts), the GPU (../gpu/device.ts).
 */
import {
  backend as currentBackend,
  env,
  fill,
  ready,
  setBackend,
  type Tensor,
  type TensorInfo,
} from '@tensorflow/tfjs';
import { type BackendWasm, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { simdWasm } from './wasm-files.ts';

/** Makes WebAssembly with vector instructions TensorFlow.js' backend. Throws if it cannot. */
export async function openProcessor(): Promise<void> {
  // No threads: a step is shared out among workers, and products are not TensorFlow.js' (products.ts).
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths({
    'tfjs-backend-wasm.wasm': '',
    'tfjs-backend-wasm-simd.wasm': simdWasm,
    'tfjs-backend-wasm-threaded-simd.wasm': '',
  });
  if (!(await setBackend('wasm'))) {
    throw new Error(
      "Expected WebAssembly to train on the processor, but it could not be started: the browser has no memory left for it, or does not allow it. Close other pages, allow WebAssembly in the browser's settings, or use a browser with WebGPU.",
    );
  }
  await ready();
}

/**
 * A view on a float tensor's elements in the backend's memory, for reading and writing. Valid until the next
 * allocation.
 */
export const elementsOf = (tensor: TensorInfo): Float32Array =>
  (currentBackend() as BackendWasm).typedArrayFromHeap(tensor) as Float32Array;

/**
 * A fresh tensor that `write` fills: it gets the tensor's elements, which are 0, and those of the inputs, all in the
 * backend's memory. It must make no tensors.
 */
export function compute(
  shape: number[],
  inputs: readonly TensorInfo[],
  write: (out: Float32Array, inputs: readonly Float32Array[]) => void,
): Tensor {
  const out: Tensor = fill(shape, 0);
  write(elementsOf(out), inputs.map(elementsOf));
  return out;
}
