/**
 * Seeded normal random numbers for initial weights: the same on every machine.
 * Not here: the data's random choices (src/sparkle/scene/random.ts).
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of standard normal numbers from a seed (Marsaglia's polar method). */
export function normalStream(seed: number): () => number {
  const generator = xoroshiro128plus(seed);
  let spare: number | null = null;
  return () => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    for (;;) {
      const x = 2 * uniformFloat64(generator) - 1;
      const y = 2 * uniformFloat64(generator) - 1;
      const square = x * x + y * y;
      if (square === 0 || square >= 1) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * factor;
      return x * factor;
    }
  };
}
