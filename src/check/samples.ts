/** Numbers that were measured several times. Not here: measuring. */

/** The median, the least and the most of some numbers. */
export function samplesOf(values: readonly number[]): { median: number; least: number; most: number } {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)]!, least: sorted[0]!, most: sorted.at(-1)! };
}
