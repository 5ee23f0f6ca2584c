/**
 * Which files a base model is, in a word: equal for the same files wherever they are kept. A sign, not a proof: sizes and a
 * few bytes are looked at. Not here: what follows where it differs (run.ts).
 */
import type { BaseModel } from '../../models/registry.ts';
import type { ModelSource } from '../../models/source.ts';
import { hashText } from '../sparkle/scene/random.ts';

/** Bytes that are looked at in the middle of a file: of a file of weights, some weights. */
const sampleBytes = 4096;

/** Eight hexadecimal digits. Rejects where a file can no longer be read. */
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
