/**
 * The lab's side of the comparisons: `tsx test/interop/lab.ts REQUEST.json` computes what the request asks for with the
 * lab's own code, on ONNX Runtime's WebAssembly and the trainer's backend for the processor, and writes it into the
 * request's folder. Not here: what is computed (measure.ts, train-step.ts), the comparisons (the tests in Python).
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runnerImport } from 'vite';
import { writeSafetensors } from '../../models/safetensors.ts';
import type { answerRequest } from './answer-request.ts';
import type { LabRequest, LabResult } from './request.ts';

const root = resolve(import.meta.dirname, '../..');

/** In Node, TensorFlow.js reads its WebAssembly from disk, and not from the address that Vite would give. */
const wasmFromDisk = {
  name: 'wasm-from-disk',
  enforce: 'pre' as const,
  resolveId: (id: string) => (id.endsWith('.wasm?url') ? `\0${id}` : null),
  load: (id: string) =>
    id.startsWith('\0') && id.endsWith('.wasm?url')
      ? `export default ${JSON.stringify(join(root, 'node_modules', id.slice(1).replace('?url', '')))}`
      : null,
};

const request = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as LabRequest;
// Vite's runner resolves what the lab's modules ask of a bundler.
const { module } = await runnerImport<{ answerRequest: typeof answerRequest }>(
  join(import.meta.dirname, 'answer-request.ts'),
  { root, configFile: false, logLevel: 'error', plugins: [wasmFromDisk] },
);
const { tensors, said }: LabResult = await module.answerRequest(request);
mkdirSync(request.out, { recursive: true });
writeFileSync(join(request.out, 'lab.safetensors'), writeSafetensors(tensors));
writeFileSync(join(request.out, 'lab.json'), `${JSON.stringify(said, null, 1)}\n`);
process.exit(0);
