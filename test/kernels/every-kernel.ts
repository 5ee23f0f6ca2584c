/**
 * Every kernel of models/kernels/ as the whole WGSL module that runs, in the variants that the trainer uses, recorded as
 * the kernels are dispatched. Not here: compiling them (../browser/kernels/expanded.test.ts), writing them (write.ts).
 */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import type { FrozenMatrix } from '../../models/frozen-matrix.ts';
import type { TilingChoice } from '../../models/gpu/tiling-choice.ts';
import { adamwInPlace } from '../../models/kernels/adamw.ts';
import { attention, attentionGradient } from '../../models/kernels/attention.ts';
import { crossEntropy, crossEntropyGradientInPlace } from '../../models/kernels/cross-entropy.ts';
import { dropout } from '../../models/kernels/dropout.ts';
import { frozenMatmul, frozenMatmulGradient, type GpuMatrix } from '../../models/kernels/frozen-matmul.ts';
import { loraMatrixGradients, loraProjectGradient } from '../../models/kernels/lora-product.ts';
import { matmulNN, matmulNT, matmulTN, matrix } from '../../models/kernels/matmul.ts';
import { emptyTensor } from '../../models/kernels/program.ts';
import { rmsNorm, rmsNormGradient, rmsNormProject } from '../../models/kernels/rms-norm.ts';
import { ropeInPlace } from '../../models/kernels/rope.ts';
import { takeRows } from '../../models/kernels/rows.ts';
import { swiglu, swigluGradientInPlace } from '../../models/kernels/swiglu.ts';
import { type Processor, tuneFor, useTilings } from '../../models/kernels/tile.ts';
import { type RecordedModule, recordModules } from './recording-gpu.ts';

/** A kernel's module, and what it is made for. */
interface ExpandedKernel extends RecordedModule {
  /** Such as "tiles for a gpu, 4 bits, with a branch"; empty where there is one module only. */
  readonly variant: string;
}

/** The sizes of the embedded model on a batch of two conversations. */
const sizes = {
  rows: 512,
  hidden: 192,
  inner: 512,
  rank: 8,
  heads: 3,
  keyHeads: 3,
  headSize: 64,
  vocabulary: 512,
};

const floats = (...shape: number[]): Tensor => emptyTensor(shape);
const integers = (...shape: number[]): TensorInfo => ({ ...emptyTensor(shape), dtype: 'int32' });

function products(): Record<string, () => void> {
  const { rows, hidden, inner, rank } = sizes;
  const lora = { inFeatures: hidden, outFeatures: inner, rank, bounds: [], atA: 0, atB: rank * hidden };
  const weight = (bits: FrozenMatrix['bits']): GpuMatrix => ({
    outFeatures: inner,
    inFeatures: hidden,
    bits,
    blockSize: bits <= 8 ? 32 : 0,
    words: integers((inner * hidden * bits) / 32),
    blocks: bits <= 8 ? floats((inner * hidden) / 32, 2) : null,
  });
  const branch = (projected: Tensor) => ({
    projected,
    lora: floats(rank * (hidden + inner)),
    at: 0,
    rank,
    bounds: [],
  });
  const frozen = ([4, 8, 16, 32] as const).flatMap((bits) =>
    [false, true].flatMap((hasBranch): [string, () => void][] => {
      const beside = () => (hasBranch ? branch(floats(rows, rank)) : null);
      const what = `${bits} bits${hasBranch ? ', with a branch' : ''}`;
      return [
        [what, () => void frozenMatmul(floats(rows, hidden), rows, weight(bits), beside(), 1, null)],
        [
          `gradient, ${what}`,
          () => void frozenMatmulGradient(floats(rows, inner), rows, weight(bits), beside(), null),
        ],
      ];
    }),
  );
  const product = (aColumns: number, bColumns: number, columns: number) => ({
    a: matrix(floats(rows, aColumns), aColumns),
    b: matrix(floats(hidden, bColumns), bColumns),
    rows,
    columns,
    inner: aColumns,
    output: { shape: [rows, columns] },
    layout: { at: 0, row: columns },
  });
  return {
    ...Object.fromEntries(frozen),
    'a sum over the vocabulary': () => {
      const head = { ...weight(4), outFeatures: 8192 };
      frozenMatmulGradient(floats(rows, 8192), rows, head, null, null);
    },
    'the LoRA branch': () => {
      const [x, u, dy] = [floats(rows, hidden), floats(rows, rank), floats(rows, inner)];
      const du = loraProjectGradient(dy, rows, floats(lora.atB + inner * rank), lora, 1);
      loraMatrixGradients({ x, u, dy, du }, rows, lora, 1, floats(lora.atB + inner * rank), false);
    },
    'many columns': () => {
      matmulNT(product(hidden, hidden, hidden));
      matmulNN(product(hidden, hidden, hidden));
      matmulTN(product(hidden, hidden, hidden));
    },
    'few columns': () => {
      matmulNT(product(hidden, hidden, rank));
      matmulNN(product(hidden, rank, rank));
      matmulTN(product(hidden, rank, rank));
    },
  };
}

function elementsAndRows(): Record<string, () => void> {
  const { rows, hidden, inner, rank, heads, keyHeads, headSize, vocabulary } = sizes;
  const width = (heads + 2 * keyHeads) * headSize;
  const table = () => floats(rows / 2, headSize / 2, 2);
  return {
    '': () => {
      const shape = { sequences: 2, positions: rows / 2, heads, keyHeads, headSize };
      const attended = attention(floats(rows, width), shape);
      attentionGradient(floats(rows, width), attended, floats(rows, heads * headSize), table(), shape);
      ropeInPlace(floats(rows, width), table(), rows / 2, headSize, width);
      takeRows(floats(rows, hidden), integers(64));
      const losses = crossEntropy(floats(64, vocabulary), integers(64));
      crossEntropyGradientInPlace(floats(64, vocabulary), losses, integers(64), 1);
      dropout(floats(rows, hidden), 0.1, 1, null);
      swigluGradientInPlace(floats(rows, 2 * inner), swiglu(floats(rows, 2 * inner)));
      const numbers = { rate: 1e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0, clip: 1, step: 1 };
      adamwInPlace(floats(inner), floats(2, inner), floats(inner), numbers);
      rmsNorm(floats(rows, hidden), floats(hidden), 1e-5);
      rmsNormGradient(floats(rows, hidden), floats(rows, hidden), floats(hidden), 1e-5, null);
    },
    'with a branch': () => {
      const lora = { lora: floats(rank * hidden), at: 0, columns: rank };
      rmsNormProject(floats(rows, hidden), floats(hidden), 1e-5, lora);
    },
  };
}

/** How kernels are divided among threads: by the processor, and the products with frozen weights by their tilings too. */
const divisions: readonly { label: string; processor: Processor; tilings: TilingChoice }[] = [
  { label: 'tiles for a gpu', processor: 'gpu', tilings: {} },
  { label: 'tiles for a cpu', processor: 'cpu', tilings: {} },
  {
    label: 'staged',
    processor: 'gpu',
    tilings: { forward: 'staged', gradient: 'staged', attention: 'staged', attentionGradient: 'staged' },
  },
  { label: 'staged low', processor: 'gpu', tilings: { forward: 'stagedLow', gradient: 'stagedLow' } },
];

/** All modules, each once. */
export async function expandKernels(): Promise<ExpandedKernel[]> {
  const found = new Map<string, { name: string; what: string; labels: string[] }>();
  for (const { label, processor, tilings } of divisions) {
    tuneFor(processor);
    useTilings(tilings);
    for (const [what, run] of Object.entries({ ...elementsAndRows(), ...products() })) {
      for (const { name, code } of await recordModules(run)) {
        const known = found.get(code) ?? { name, what, labels: [] };
        found.set(code, { ...known, labels: [...new Set([...known.labels, label])] });
      }
    }
  }
  useTilings({});
  return [...found].map(([code, { name, what, labels }]) => {
    // A module for both processors, or for one of them with every tiling, is named by what tells it apart.
    const division = labels.includes('tiles for a cpu') && labels.length > 1 ? '' : labels[0]!;
    return { name, code, variant: [division, what].filter(Boolean).join(', ') };
  });
}
