/** What a device must be able to do for a model's files. Not here: loading them (vlm.ts), the GPU itself (device.ts). */
import type { OnnxPart } from '../read/files.ts';

/** A model that this device cannot run. The message says what to choose instead. */
class UnsupportedModelError extends Error {
  override readonly name = 'UnsupportedModelError';
}

/** Throws UnsupportedModelError if the GPU, or without one the processor, cannot compute these files. */
export function checkSupport(parts: readonly OnnxPart[], gpu: GPUDevice | null): void {
  const halves = parts.filter(({ hasFloat16 }) => hasFloat16);
  if (gpu && !gpu.features.has('shader-f16') && halves.length > 0) {
    throw new UnsupportedModelError(
      `This GPU does not compute with 16-bit floats, which ${halves.map(({ file }) => file).join(', ')} asks for. Choose files of 32-bit floats (fp32, q4), or the processor (WebAssembly).`,
    );
  }
  // ONNX Runtime's build with WebGPU has no kernel for it on the processor.
  const blocks = parts.find(({ operators }) => operators.has('GatherBlockQuantized'));
  if (!gpu && blocks) {
    throw new UnsupportedModelError(
      `ONNX Runtime looks tokens up in blocks (${blocks.file}) on a GPU only. Choose fp32 or fp16 for embed_tokens, or WebGPU.`,
    );
  }
}
