/**
 * Writes a brotli and a gzip copy beside each file of a build that gets smaller by it, as servers of static files expect
 * them (`x.js.br`, `x.js.gz`). A step of `vite build`. Not here: which copy a browser gets (server.ts).
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

/**
 * Quality 5: ONNX Runtime's 26.9 MB become 4.96 MB in 1.5 s. Quality 4 gives 5.55 MB in 1.3 s, 9 gives 4.70 MB in 7.6 s, 11
 * gives 3.88 MB in 204 s (one core of the machine of README's figures). The window has the widest size that browsers take
 * by default.
 */
const brotliQuality = 5;
const brotliWindowBits = 22;

/** Level 9 takes twice the time of this one and saves one percent. */
const gzipLevel = 6;

/** A copy that is not smaller by a tenth is not worth unpacking: pictures, and weights that are random in all bits. */
const worthwhileRatio = 0.9;

const encoders: Readonly<Record<string, (bytes: Buffer) => Promise<Buffer>>> = {
  br: (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
        [constants.BROTLI_PARAM_LGWIN]: brotliWindowBits,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  gz: (bytes) => promisify(gzip)(bytes, { level: gzipLevel }),
};

/** Writes the copies of all files in a folder. Rejects if a file cannot be read or written. */
export async function compressFolder(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = join(entry.parentPath, entry.name);
    const bytes = await readFile(file);
    const write = async (extension: string) => {
      const copy = await encoders[extension]!(bytes);
      if (copy.length <= bytes.length * worthwhileRatio) await writeFile(`${file}.${extension}`, copy);
    };
    // One file after another, its encodings at once: zlib has threads of its own.
    await Promise.all(Object.keys(encoders).map(write));
  }
}

/** The step, after all files of the build are written; those of public/ are there by then. */
export const compressedCopies = (): Plugin => ({
  name: 'compressed-copies',
  apply: 'build',
  writeBundle: { order: 'post', sequential: true, handler: ({ dir }) => compressFolder(dir!) },
});
