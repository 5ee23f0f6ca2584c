/**
 * The address of TensorFlow.js' WebAssembly file: the one with vector instructions, which all browsers have that run the
 * lab. Not here: starting it (processor.ts), fetching it before it is needed (src/app/page/prefetch.ts).
 */
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';

export { simdWasm };
