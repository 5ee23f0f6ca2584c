/**
 * A fingerprint of a base model's files: equal for the same files wherever they are stored. It is an indication, not a
 * proof: only sizes and a few bytes are read. Not here: what a run does if it differs (stage/prepare.ts).
 */
import type { BaseModel } from '../../models/registry.ts';
import type { ModelSource } from '../../models/source.ts';
import { hashText } from '../sparkle/scene/random.ts';

/** Bytes that are read in the middle of a file; in a file of weights these are weights. */
const sampleBytes = 4096;

/** Eight hexadecimal digits. Rejects if a file can no longer be read. */
export async function fingerprintOf({ dtype, sizeBytes }: BaseModel, source: ModelSource): Promise<string> {
  const parts = [JSON.stringify(dtype)];
  if (source.kind === 'origin') parts.push(`${sizeBytes}`);
  else {
    const files = Object.entries(source.files).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [path, blob] of files) {
      const middle = Math.floor(blob.size / 2);
      const sample = await blob.slice(middle, middle + sampleBytes).arrayBuffer();
      parts.push(`${path} ${blob.size} ${new Uint8Array(sample).join()}`);
    }
  }
  return hashText(parts.join('\n')).toString(16).padStart(8, '0');
}
