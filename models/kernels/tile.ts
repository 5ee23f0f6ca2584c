/**
 * How much of a matrix product one thread computes. A larger tile reads less memory for each multiplication, but needs
 * more registers, and gives fewer and longer threads. Not here: the products (frozen-matmul.ts, lora-product.ts,
 * matmul.ts).
 *
 * Measured on SwiftShader, WebGPU on the CPU, two cores (y [2304, 512] = x [2304, 192] · Wᵀ, 4-bit): a load, even from
 * workgroup memory, costs as much as about ten multiplications, a barrier as much as two hundred, and registers cost
 * nothing. So tiles of 16 x 16 in registers do 5.9 GFLOP/s, and 8 x 8 with workgroup memory did 1.8. A graphics card has
 * few registers and needs many threads; its tiles are chosen for that, but were not measured. So the largest products and
 * attention have tilings in workgroup memory too, and each card's first test times them (../gpu/time-tilings.ts).
 * Mesa's lavapipe, made to run the tiles of a card, takes a step of the embedded model (2 x 320 tokens) 1.45 times as fast
 * with the staged forward product and attention.
 */

import type { TilingChoice, TilingName, TimedProduct } from '../gpu/tiling-choice.ts';

/** Where the kernels run. */
export type Processor = 'gpu' | 'cpu';

let processor: Processor = 'gpu';

/** Chooses tiles for the device that was opened. All tiles give the same numbers up to rounding. */
export function tuneFor(chosen: Processor): void {
  processor = chosen;
}

let choice: TilingChoice = {};

/** Chooses the tilings of the products with frozen weights, and of attention. */
export function useTilings(chosen: TilingChoice): void {
  choice = chosen;
}

/**
 * The tile of frozen-matmul-staged.wgsl: 32 · HIGH rows and 32 · WIDE columns a workgroup, of which a thread computes 4 ·
 * HIGH and 4 · WIDE. CHUNK terms of both factors are in workgroup memory: 16 KB at most, which every GPU has.
 */
export interface StagedTile {
  readonly HIGH: number;
  readonly WIDE: number;
  readonly CHUNK: number;
}

const stagedTiles: Readonly<Record<TilingName, StagedTile | null>> = {
  registers: null,
  staged: { HIGH: 2, WIDE: 2, CHUNK: 16 },
  stagedLow: { HIGH: 1, WIDE: 2, CHUNK: 32 },
};

/** The tile in workgroup memory that was chosen for a product; null if its threads unpack weights into registers. */
export const stagedTile = (product: TimedProduct): StagedTile | null =>
  stagedTiles[choice[product] ?? 'registers'];

/** Whether attention, or its gradient, of heads of that size takes keys and values from workgroup memory. */
export const isAttentionStaged = (product: 'attention' | 'attentionGradient', headSize: number): boolean =>
  headSize === stagedHeadSize && choice[product] === 'staged';

/** The only head size that those kernels are written for: that of SmolVLM and of the embedded model. */
const stagedHeadSize = 64;

/** Constants for sums that are divided among SPLITS threads, which add them up in workgroup memory. */
export const sharing = ({ SPLITS }: { SPLITS: number }): { SHARED: number; ALONE: number } => ({
  SHARED: SPLITS > 1 ? 1 : 0,
  ALONE: SPLITS > 1 ? 0 : 1,
});

/** A sum of so many terms is shared by threads of a graphics card. */
export const longSum = 8192;

/**
 * The tile of a product whose threads own EIGHTS times eight columns and add up `terms` terms. With few rows and sums as
 * long as a vocabulary, a graphics card would have too few threads: there SPLITS threads share a sum.
 */
export function eightTile(terms: number): { LANES: number; ROWS: number; EIGHTS: number; SPLITS: number } {
  if (processor === 'cpu') return { LANES: 4, ROWS: 16, EIGHTS: 2, SPLITS: 1 };
  return terms < longSum
    ? { LANES: 8, ROWS: 8, EIGHTS: 1, SPLITS: 1 }
    : { LANES: 8, ROWS: 8, EIGHTS: 1, SPLITS: 8 };
}

/** The tile of a product whose threads own groups of four columns, LANES groups apart. */
export function quadTile(columns: number): { LANES: number; ROWS: number; QUADS: number } {
  if (processor === 'cpu') {
    if (columns > 32) return { LANES: 4, ROWS: 16, QUADS: 4 };
    return { LANES: 1, ROWS: 8, QUADS: Math.min(Math.ceil(columns / 4), 4) };
  }
  if (columns > 32) return { LANES: 16, ROWS: 16, QUADS: 1 };
  return { LANES: 2, ROWS: 2, QUADS: 1 };
}

/** The tile of a product Aᵀ · B; GROUPS and QUADS are groups of four rows and of four columns. */
export function groupTile(rows: number, columns: number): { LANES: number; GROUPS: number; QUADS: number } {
  const lanes = processor === 'cpu' ? 4 : 16;
  const most = processor === 'cpu' ? 4 : 1;
  const fitting = (size: number, share: number) => Math.max(1, Math.min(most, Math.floor(size / 4 / share)));
  if (columns <= 16) {
    return { LANES: 1, GROUPS: Math.min(most, 2), QUADS: Math.min(most, Math.ceil(columns / 4)) };
  }
  return { LANES: lanes, GROUPS: fitting(rows, 1), QUADS: fitting(columns, lanes) };
}

/**
 * The tile of a product with few columns, `rank` for each module, and long sums: ROWS rows x NARROW groups of four
 * columns a thread, JOBS threads a workgroup. A graphics card would have too few threads, so SPLITS of them share a
 * sum. A processor would have too few workgroups for its cores, so most threads of a workgroup do nothing.
 */
export function narrowTile(rank: number): { JOBS: number; SPLITS: number; ROWS: number; NARROW: number } {
  return processor === 'cpu'
    ? { JOBS: 8, SPLITS: 1, ROWS: 8, NARROW: Math.min(rank / 4, 2) }
    : { JOBS: 4, SPLITS: 16, ROWS: 2, NARROW: 1 };
}

/** The tile of outer products of `rank` numbers with many: groups of four of both. A tile is within one module. */
export function outerTile(
  rank: number,
  bounds: readonly number[],
): { JOBS: number; SPLITS: number; NARROW: number; WIDE: number } {
  const NARROW = Math.min(rank / 4, 2);
  if (processor === 'gpu') return { JOBS: 8, SPLITS: 8, NARROW, WIDE: 1 };
  const WIDE = [4, 2, 1].find((wide) => bounds.every((bound) => bound % (4 * wide) === 0))!;
  return { JOBS: 8, SPLITS: 1, NARROW, WIDE };
}

/** The tile of an operation on rows: ROWS rows a thread, or SPLITS threads that share one. */
export function rowTile(): { ROWS: number; SPLITS: number } {
  return processor === 'cpu' ? { ROWS: 4, SPLITS: 1 } : { ROWS: 1, SPLITS: 16 };
}
