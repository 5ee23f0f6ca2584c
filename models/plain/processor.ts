/**
 * Opens the processor for the trainer where there is no GPU to be trusted: TensorFlow.js' WebAssembly backend, its files
 * from the page's own origin. Not here: what runs on it (decoder.ts), the GPU (../gpu/device.ts).
 */
import { backend as currentBackend, env, ready, setBackend, type TensorInfo } from '@tensorflow/tfjs';
import { type BackendWasm, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import baseUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';

/** Makes WebAssembly TensorFlow.js' backend, with vector instructions where the browser has them. Throws where it cannot. */
export async function openProcessor(): Promise<void> {
  // Its threads are started from the source text of a function, which a minified build breaks; they would speed up the
  // matrix products alone, half of a step.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths({
    'tfjs-backend-wasm.wasm': baseUrl,
    'tfjs-backend-wasm-simd.wasm': simdUrl,
    'tfjs-backend-wasm-threaded-simd.wasm': '',
  });
  if (!(await setBackend('wasm'))) {
    throw new Error(
      "Expected WebAssembly to train on the processor, but it could not be started. Allow WebAssembly in the browser's settings, or use a browser with WebGPU.",
    );
  }
  await ready();
}

/** The elements of a float tensor as they lie in the backend's memory: to be read and written until memory is asked for again. */
export const elementsOf = (tensor: TensorInfo): Float32Array =>
  (currentBackend() as BackendWasm).typedArrayFromHeap(tensor) as Float32Array;
