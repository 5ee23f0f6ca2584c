/**
 * The addresses of ONNX Runtime's own files: its WebAssembly and the script that starts it. Not here: sessions (vlm.ts),
 * fetching them before they are needed (src/app/page/prefetch.ts).
 */
import runtimeScript from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import runtimeWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';

export { runtimeScript, runtimeWasm };
