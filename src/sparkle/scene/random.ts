/**
 * Seeded random numbers: the same on every machine, one independent stream for every purpose.
 * Only integer operations and exact floating point steps are used. Not here: what is drawn from them.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of random choices. */
export interface RandomStream {
  /** A real number, low <= x < high. */
  uniform(low: number, high: number): number;
  /** A whole number, 0 <= x < count. */
  int(count: number): number;
  /** One of the items, which must not be empty. */
  pick<T>(items: readonly T[]): T;
  /** The items in random order, as a new array (Fisher and Yates). */
  shuffle<T>(items: readonly T[]): T[];
  /** `count` of the items, each at most once, in random order. */
  sample<T>(items: readonly T[], count: number): T[];
}

/**
 * A 32-bit hash of a text: FNV-1a over its UTF-16 units from the given basis, then the finalizer of MurmurHash3.
 * It decides only seeds and the split of scenes: speed and spread matter, secrecy does not.
 */
export function hashText(text: string, basis = 0x811c9dc5): number {
  let hash = basis >>> 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Four bases give the 128 bits of a generator's state: FNV's own and the first digits of pi, e and the golden ratio. */
const bases = [0x811c9dc5, 0x3243f6a8, 0xb7e15162, 0x9e3779b9];

/**
 * The stream that belongs to a seed and a path of names, say `stream(1, 'train', 17)`. Streams of different paths
 * are independent, so adding one item or task never changes another.
 */
export function stream(seed: number, ...names: readonly (string | number)[]): RandomStream {
  const key = JSON.stringify([seed, ...names]);
  const generator = xoroshiro128plusFromState(bases.map((basis) => hashText(key, basis) | 0));
  const int = (count: number) => uniformInt(generator, 0, count - 1);
  const shuffle = <T>(items: readonly T[]): T[] => {
    const shuffled = [...items];
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = int(i + 1);
      [shuffled[i], shuffled[j]] = [shuffled[j] as T, shuffled[i] as T];
    }
    return shuffled;
  };
  return {
    uniform: (low, high) => low + (high - low) * uniformFloat64(generator),
    int,
    pick: (items) => {
      if (items.length === 0) throw new Error('Nothing to pick from: the list is empty.');
      return items[int(items.length)] as (typeof items)[number];
    },
    shuffle,
    sample: (items, count) => shuffle(items).slice(0, count),
  };
}
