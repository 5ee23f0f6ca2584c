/**
 * The addresses of TensorFlow.js' WebAssembly files. Not here: starting them (processor.ts), fetching them before they are
 * needed (src/app/page/prefetch.ts).
 */
import baseWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';

export { baseWasm, simdWasm };
