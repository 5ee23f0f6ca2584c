/**
 * Opens the processor for the trainer where there is no GPU to be trusted: TensorFlow.js' WebAssembly backend, its files
 * from the page's own origin. Not here: what runs on it (plain-decoder.ts), the GPU (gpu.ts).
 */
import { backend as currentBackend, ready, setBackend, type TensorInfo } from '@tensorflow/tfjs';
import {
  type BackendWasm,
  getThreadsCount,
  setThreadsCount,
  setWasmPaths,
} from '@tensorflow/tfjs-backend-wasm';
import baseUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';

/** Makes WebAssembly TensorFlow.js' backend, with vector instructions and threads where the browser has them; how many threads. */
export async function openProcessor(): Promise<number> {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': baseUrl,
    'tfjs-backend-wasm-simd.wasm': simdUrl,
    'tfjs-backend-wasm-threaded-simd.wasm': threadedUrl,
  });
  // One core stays for the page. The count has no effect after the first opening.
  setThreadsCount(Math.max(1, Math.min(8, navigator.hardwareConcurrency - 1)));
  if (!(await setBackend('wasm'))) {
    throw new Error(
      "Expected WebAssembly to train on the processor, but it could not be started. Allow WebAssembly in the browser's settings, or use a browser with WebGPU.",
    );
  }
  await ready();
  return getThreadsCount();
}

/** The elements of a float tensor as they lie in the backend's memory: to be read and written until memory is asked for again. */
export const elementsOf = (tensor: TensorInfo): Float32Array =>
  (currentBackend() as BackendWasm).typedArrayFromHeap(tensor) as Float32Array;
