/**
 * A fingerprint of a base model's files: equal for the same files wherever they are stored. The embedded model's is of all
 * its weights; of other models it is an indication, not a proof: only sizes and a few bytes are read. And what is said of a
 * run or an adapter that was made with other weights of the embedded model. Not here: what a run does if the fingerprint
 * differs (stage/prepare.ts).
 */
import { type BaseModel, sparkleTiny } from '../../models/registry.ts';
import type { ModelSource } from '../../models/source.ts';
import { hashText } from '../sparkle/scene/random.ts';

/** Bytes that are read in the middle of a file; in a file of weights these are weights. */
const sampleBytes = 4096;

/** Eight hexadecimal digits. Rejects if a file can no longer be read. */
export async function fingerprintOf(
  { dtype, sizeBytes, weights }: BaseModel,
  source: ModelSource,
): Promise<string> {
  if (source.kind === 'origin' && weights !== undefined) return weights;
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

/**
 * Which other weights something was made with, as an object of a sentence; null if with those that are here, or if that is
 * not known: the weights of other models than the embedded one are known only when they are read. `made` is the fingerprint
 * that it keeps; null if it keeps none, as nothing did in the time of the embedded model's first weights.
 */
export const otherWeights = (modelId: string, made: string | null): string | null =>
  modelId === sparkleTiny.id && made !== sparkleTiny.weights
    ? `other weights of ${sparkleTiny.name} than this version of the lab has`
    : null;
