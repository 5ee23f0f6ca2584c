/**
 * The addresses of the large files that the first run needs beside the page: ONNX Runtime, the scripts of the workers, and
 * the embedded model's weights. As data: nothing here starts a worker. Not here: who starts them (connect.ts), fetching
 * the files ahead (app/page/prefetch.ts).
 */
import { modelParts } from '../models/listing.ts';
import { runtimeScript, runtimeWasm } from '../models/onnx/session/runtime.ts';
import { simdWasm } from '../models/plain/wasm-files.ts';
import { sparkleTiny } from '../models/registry.ts';
import { onnxPath } from '../models/source.ts';
import inferenceScript from '../workers/inference.ts?worker&url';
import passScript from '../workers/pass.ts?worker&url';
import trainerScript from '../workers/trainer.ts?worker&url';

/** Scripts and the runtime, in the order in which a run asks for them; relative to the page. */
export const codeFiles: readonly string[] = [inferenceScript, runtimeScript, runtimeWasm, trainerScript];

/**
 * What training on the processor needs besides, in browsers with vector instructions, which are all that run the lab.
 * Several workers ask for it at once: fetched ahead, it comes once.
 */
export const processorFiles: readonly string[] = [passScript, simdWasm];

/** The embedded model's ONNX files; relative to the page. */
export const embeddedModelFiles: readonly string[] = modelParts.map(
  (part) => `${sparkleTiny.path}/${onnxPath(sparkleTiny, part)}`,
);
