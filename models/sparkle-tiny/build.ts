/**
 * Imports a base model and exports it for the page: `npm run base-model -- ../shared/base-model`. Without a folder it
 * exports the master again. Node only. Not here: what the ONNX files contain (../onnx/write/export.ts).
 */

import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { ModelConfig } from '../config.ts';
import { readAs } from '../json.ts';
import { messageOf } from '../message-of.ts';
import { exportModel } from '../onnx/write/export.ts';
import { readPlace } from '../place.ts';
import { placeFile } from '../place-strength.ts';
import { readSafetensors } from '../safetensors.ts';
import { optionalFiles, readSmallFiles, requiredFiles, smallFiles } from '../small-files.ts';

/** Files that a base model must have; the page loads its small files too (small-files.ts), unchanged. */
const neededFiles = [...requiredFiles, 'LANGUAGE.md', 'model.safetensors', 'reference.json'];

/** Which weights the page's files have, for what is made on them (../registry.ts). It is written beside the master. */
const hashFile = 'weights.json';

/** SHA-256 of the ONNX files, one after the other in the order of their paths, as hexadecimal digits. */
function weightsHash(files: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash('sha256');
  for (const path of [...files.keys()].filter((name) => name.endsWith('.onnx')).sort())
    hash.update(files.get(path)!);
  return hash.digest('hex');
}

const Tokenizer = z.object({ model: z.object({ vocab: z.record(z.string(), z.int()) }) });
/** Images must be directly in `reference/`, so that nothing outside the folder is read. */
const Reference = z.object({
  items: z.array(z.object({ image: z.string().regex(/^reference\/[\w.-]+\.png$/) })).min(1),
});

/** The folders of the master and of the page's files. */
interface Places {
  readonly master: string;
  readonly published: string;
}

const here = dirname(fileURLToPath(import.meta.url));
export const places: Places = { master: here, published: resolve(here, '../../public/models/sparkle-tiny') };

/** The files of a base model's folder by name, read and checked. Throws an Error for the person. */
function readBaseModel(folder: string): { config: ModelConfig; files: Map<string, Uint8Array<ArrayBuffer>> } {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const take = (name: string): void => {
    const path = join(folder, name);
    if (!existsSync(path))
      throw new Error(
        `${path}: expected a base model folder with ${neededFiles.join(', ')} and the images of reference.json, but this file is missing.`,
      );
    files.set(name, new Uint8Array(readFileSync(path)));
  };
  const textOf = (name: string): string => new TextDecoder().decode(files.get(name));
  const parse = <T>(name: string, schema: z.ZodType<T>): T => {
    const read = readAs(schema, textOf(name), 'what a base model of this lab has', 'Export it again.');
    if ('value' in read) return read.value;
    throw new Error(`${join(folder, name)}: ${read.problem}`);
  };
  for (const name of neededFiles) take(name);
  for (const name of [...optionalFiles, placeFile]) if (existsSync(join(folder, name))) take(name);
  const small = smallFiles.filter((name) => files.has(name));
  const { config } = readSmallFiles(new Map(small.map((name) => [name, textOf(name)])));
  if (files.has(placeFile))
    readPlace(files.get(placeFile)!, config.text_config.hidden_size, join(folder, placeFile));
  for (const { image } of parse('reference.json', Reference).items) take(image);

  const largestId = Math.max(...Object.values(parse('tokenizer.json', Tokenizer).model.vocab));
  if (largestId >= config.text_config.vocab_size) {
    throw new Error(
      `${folder}: tokenizer.json names token ${largestId}, but the model of config.json has only ${config.text_config.vocab_size}.`,
    );
  }
  return { config, files };
}

/**
 * Reads the base model in `from`, exports it, and writes both to their folders. Everything is read, checked and made
 * before the first file is replaced. Returns the sizes of the page's files in bytes.
 */
export function buildBaseModel(from: string, { master, published }: Places): Map<string, number> {
  const { config, files } = readBaseModel(from);
  const weights = readSafetensors(files.get('model.safetensors')!, join(from, 'model.safetensors'));
  const made = new Map(
    [...smallFiles, placeFile].flatMap((name) =>
      files.has(name) ? [[name, files.get(name)!] as const] : [],
    ),
  );
  for (const [name, bytes] of exportModel(config, weights)) made.set(name, bytes);

  mkdirSync(dirname(published), { recursive: true });
  mkdirSync(master, { recursive: true });
  const fresh = mkdtempSync(`${published}-`);
  chmodSync(fresh, 0o755);
  const freshMaster = mkdtempSync(`${master}-`);
  try {
    writeFiles(fresh, made);
    writeFiles(freshMaster, files);
    if (resolve(from) !== resolve(master)) {
      // What the new model has not must not stay of the old one.
      for (const name of ['reference', placeFile, ...optionalFiles])
        rmSync(join(master, name), { recursive: true, force: true });
      cpSync(freshMaster, master, { recursive: true });
    }
    rmSync(published, { recursive: true, force: true });
    renameSync(fresh, published);
    writeFileSync(join(master, hashFile), `${JSON.stringify({ sha256: weightsHash(made) }, null, 2)}\n`);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(freshMaster, { recursive: true, force: true });
  }
  return new Map([...made].map(([name, bytes]) => [name, bytes.length]));
}

function writeFiles(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  for (const [name, bytes] of files) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const from = process.argv[2] ? resolve(process.argv[2]) : places.master;
  try {
    let totalBytes = 0;
    for (const [name, sizeBytes] of buildBaseModel(from, places)) {
      console.log(`${(sizeBytes / 1024).toFixed(1).padStart(9)} KiB  ${name}`);
      totalBytes += sizeBytes;
    }
    console.log(`${(totalBytes / 1024).toFixed(1).padStart(9)} KiB  in all, from ${from}`);
  } catch (error) {
    console.error(messageOf(error));
    process.exitCode = 1;
  }
}
