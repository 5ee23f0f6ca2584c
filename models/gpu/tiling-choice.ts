/**
 * Which tiling the products with frozen weights use on a GPU, as data that the page can remember. Not here: the tilings
 * (../kernels/tile.ts), choosing them (time-tilings.ts).
 */

/**
 * `registers`: each thread unpacks the weights that it needs. `staged`: a workgroup unpacks them once, for 64 rows and 64
 * columns. `stagedLow`: for 32 rows, with half the registers.
 */
export const tilingNames = ['registers', 'staged', 'stagedLow'] as const;
export type TilingName = (typeof tilingNames)[number];

/** The products that are timed apart: a tiling may be the fastest of one and the slowest of another. */
export const timedProducts = ['forward', 'forwardFewRows', 'gradient'] as const;
export type TimedProduct = (typeof timedProducts)[number];

/** The tiling of each product; `registers` where none is named. All give the same numbers up to rounding. */
export type TilingChoice = Readonly<Partial<Record<TimedProduct, TilingName>>>;

/** A product of at most so many rows is timed, and its tiling chosen, as `forwardFewRows`. */
export const fewRows = 64;
