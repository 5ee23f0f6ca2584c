/**
 * Which tiling the products with frozen weights, and attention, use on a GPU, as data that the page can remember. Not here: the tilings
 * (../kernels/tile.ts), choosing them (time-tilings.ts).
 */

/**
 * `registers`: each thread reads, and unpacks, what it needs. `staged`: a workgroup does so once for all its threads: weights
 * for 64 rows and 64 columns, keys and values for 32 rows. `stagedLow`: weights for 32 rows, with half the registers.
 */
export const tilingNames = ['registers', 'staged', 'stagedLow'] as const;
export type TilingName = (typeof tilingNames)[number];

/**
 * What is timed apart, since a tiling may be the fastest of one and the slowest of another: products with frozen weights,
 * their gradients, attention, and its gradient.
 */
export const timedProducts = [
  'forward',
  'forwardFewRows',
  'gradient',
  'attention',
  'attentionGradient',
] as const;
export type TimedProduct = (typeof timedProducts)[number];

/** The tiling of each product; `registers` where none is named. All give the same numbers up to rounding. */
export type TilingChoice = Readonly<Partial<Record<TimedProduct, TilingName>>>;

/** Milliseconds of each product by tiling, medians in the shapes of time-tilings.ts; of those that were timed. */
export type TilingMs = Readonly<Partial<Record<TimedProduct, Readonly<Partial<Record<TilingName, number>>>>>>;

/** A product of at most so many rows is timed, and its tiling chosen, as `forwardFewRows`. */
export const fewRows = 64;
