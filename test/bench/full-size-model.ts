/**
 * Writes a random model in the exact shape of one of the SmolVLM family to a folder, in the hub's layout, for tests and
 * measurements of full size: `npx tsx test/bench/full-size-model.ts SmolVLM-256M-Instruct <folder>`. Its answers mean
 * nothing. Each tensor is made when it is written, so no more than one is held at a time.
 */
import { appendFileSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ModelConfig } from '../../models/config.ts';
import { exportFiles } from '../../models/onnx/write/export.ts';
import { type HubModel, hubModels } from '../../models/registry.ts';
import { fullSizeVariant, noiseWeights } from '../fixtures/full-size.ts';
import { smolVlm2Files, smolVlmFiles } from '../fixtures/smolvlm-files.ts';

/** A model of the registry, by its name there. */
export function modelNamed(name: string): HubModel {
  const model = hubModels.find((model) => model.name === name);
  if (model) return model;
  throw new Error(`Expected one of ${hubModels.map((model) => model.name).join(', ')}, got ${name}.`);
}

/** Writes the model to `folder`, whose contents are replaced. Returns the bytes of each file by its path. */
export function writeFullSizeModel(
  { name, shape }: Pick<HubModel, 'name' | 'shape'>,
  folder: string,
): Map<string, number> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  const small = (name.startsWith('SmolVLM2-') ? smolVlm2Files : smolVlmFiles)(shape);
  for (const [path, json] of Object.entries(small))
    writeFileSync(join(folder, path), JSON.stringify(json, null, 1));
  const paths = new Set(Object.keys(small));
  const config = ModelConfig.parse(small['config.json']);
  exportFiles(config, noiseWeights(1, shape.hidden), fullSizeVariant, (path, bytes) => {
    appendFileSync(join(folder, path), bytes);
    paths.add(path);
  });
  return new Map([...paths].map((path) => [path, statSync(join(folder, path)).size]));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [name, folder] = process.argv.slice(2);
  if (!name || !folder)
    throw new Error('Expected a model and a folder: tsx test/bench/full-size-model.ts <name> <folder>');
  let totalBytes = 0;
  for (const [path, sizeBytes] of writeFullSizeModel(modelNamed(name), resolve(folder))) {
    console.log(`${(sizeBytes / 1e6).toFixed(1).padStart(8)} MB  ${path}`);
    totalBytes += sizeBytes;
  }
  console.log(`${(totalBytes / 1e6).toFixed(1).padStart(8)} MB  in all`);
}
