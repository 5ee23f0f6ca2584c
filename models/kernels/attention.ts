/**
 * Causal attention with grouped heads (Ainslie et al. 2023), and its gradient. The attention weights are not stored: the
 * backward pass computes them again (Dao et al. 2022), in two programs. Queries, keys and values are side by side in the
 * rows of one matrix, the result of one product. A thread computes one row: on SwiftShader four rows a thread are no
 * faster and take ten times as long to compile. Or, where a card is faster that way, a workgroup computes 32 rows from keys
 * and values in its memory. Not here: rotating queries and keys by their positions (rope.ts).
 */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import forwardSource from './attention.wgsl?raw';
import keySource from './attention-gradient-key.wgsl?raw';
import stagedKeySource from './attention-gradient-key-staged.wgsl?raw';
import querySource from './attention-gradient-query.wgsl?raw';
import stagedQuerySource from './attention-gradient-query-staged.wgsl?raw';
import stagedSource from './attention-staged.wgsl?raw';
import { threads } from './module.ts';
import { emptyTensor, groupGrid, runKernel } from './program.ts';
import { isAttentionStaged } from './tile.ts';

/** B sequences of T positions; N query and G key-value heads of size D, a multiple of 8. */
export interface AttentionShape {
  readonly sequences: number;
  readonly positions: number;
  readonly heads: number;
  readonly keyHeads: number;
  readonly headSize: number;
}

/** The result of attention. */
type Attended = {
  /** [M, N · D] */
  readonly attended: Tensor;
  /** The logarithm of each row's sum of exponentials, for the backward pass; [M, N]. */
  readonly logSums: Tensor;
};

/** softmax(q · kᵀ / √D) · v for each query head, over the positions up to its own; qkv [M, (N + 2 · G) · D], rotated. */
export function attention(qkv: TensorInfo, shape: AttentionShape): Attended {
  const { sequences, positions, heads, headSize } = shape;
  const isStaged = isAttentionStaged('attention', headSize);
  const logSums = emptyTensor([sequences * positions, heads]);
  const attended = runKernel({
    ...(isStaged
      ? { name: 'attention-staged', source: stagedSource, constants: { TWO: 2, FOUR: 4 } }
      : { name: 'attention', source: forwardSource, constants: { HALF: headSize / 8 } }),
    inputs: { qkv: { tensor: qkv, components: 4 } },
    integers: integers(shape),
    floats: { scale: 1 / Math.sqrt(headSize) },
    groups: groupsOf(heads, shape, isStaged),
    output: { shape: [sequences * positions, heads * headSize] },
    outputComponents: 4,
    beside: { logSums: { tensor: logSums } },
  });
  return { attended, logSums }; // [M, N · D], [M, N]
}

/**
 * The gradient of q, k and v before their rotation, laid out as qkv [M, (N + 2 · G) · D], from the gradient of
 * `attended` [M, N · D]. `table` is the one that rotated them (ropeTable).
 */
export function attentionGradient(
  qkv: Tensor,
  { attended, logSums }: Attended,
  dAttended: TensorInfo,
  table: TensorInfo,
  shape: AttentionShape,
): Tensor {
  const { sequences, positions, heads, keyHeads, headSize } = shape;
  const isStaged = isAttentionStaged('attentionGradient', headSize);
  const dQkv = emptyTensor(qkv.shape);
  const deltas = emptyTensor([sequences * positions, heads]);
  const shared = {
    constants: isStaged ? { TWO: 2, FOUR: 4 } : { HALF: headSize / 8 },
    integers: integers(shape),
    floats: { scale: 1 / Math.sqrt(headSize) },
    output: { into: dQkv },
    outputComponents: 4,
  } as const;
  const inputs = {
    qkv: { tensor: qkv, components: 4 },
    dAttended: { tensor: dAttended, components: 4 },
    logSums: { tensor: logSums },
    table: { tensor: table, components: 4 },
  } as const;
  runKernel({
    ...shared,
    ...(isStaged
      ? { name: 'attention-gradient-query-staged', source: stagedQuerySource }
      : { name: 'attention-gradient-query', source: querySource }),
    inputs: { ...inputs, attended: { tensor: attended, components: 4 } },
    groups: groupsOf(heads, shape, isStaged),
    beside: { deltas: { tensor: deltas } },
  });
  runKernel({
    ...shared,
    ...(isStaged
      ? { name: 'attention-gradient-key-staged', source: stagedKeySource }
      : { name: 'attention-gradient-key', source: keySource }),
    inputs: { ...inputs, deltas: { tensor: deltas } },
    groups: groupsOf(keyHeads, shape, isStaged),
  });
  deltas.dispose();
  return dQkv; // [M, (N + 2 · G) · D]
}

/** Workgroups for all rows of so many heads: a thread a row, or a workgroup for 32 rows of a head. */
const groupsOf = (heads: number, { sequences, positions }: AttentionShape, isStaged: boolean) =>
  groupGrid(sequences * heads * (isStaged ? Math.ceil(positions / 32) * threads : positions));

const integers = ({ sequences, positions, heads, keyHeads }: AttentionShape) => ({
  B: sequences,
  T: positions,
  N: heads,
  G: keyHeads,
});
