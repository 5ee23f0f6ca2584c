/**
 * The same decoder as in ../decoder.ts on the processor, for browsers without WebGPU: TensorFlow.js' tape and simple
 * operations, with products of the lab's own (products.ts).
 * Its dense float weights take sixteen times the memory of 4-bit weights, so it is for small models.
 * It computes one conversation at a time (pass.ts). Shapes: T positions, R answer rows, H hidden.
 * Not here: the operations and their gradients (operations.ts, attention.ts), starting WebAssembly (processor.ts), who
 * computes which pass (crew.ts).
 */
import {
  add,
  dispose,
  fill,
  keep,
  type Tensor,
  tensor1d,
  tensor2d,
  tidy,
  valueAndGrads,
} from '@tensorflow/tfjs';
import { adaptedSlots, type LoraLayout, type LoraSlot } from '../adapter/layout.ts';
import { type TargetModule, targetModules } from '../config.ts';
import { dequantize, type FrozenMatrix } from '../frozen-matrix.ts';
import { loraScale } from '../lora-scale.ts';
import { ropeTable } from '../rope-table.ts';
import type { DecoderWeights } from '../weights.ts';
import { attention } from './attention.ts';
import {
  crossEntropy,
  type DenseLinear,
  dropout,
  frozenLinear,
  type LoraPair,
  loraBranch,
  pickRows,
  rmsNorm,
  rope,
  swiglu,
} from './operations.ts';
import type { Pass } from './pass.ts';
import { elementsOf } from './processor.ts';
import { openProducts, type Products } from './products.ts';

// ---- The model -------------------------------------------------------------------------------------------------

/** A frozen linear layer, and the slot of its LoRA matrices. */
interface AdaptedLinear extends DenseLinear {
  /** undefined if it has none. */
  readonly slot: LoraSlot | undefined;
}

interface DenseLayer {
  readonly inputNorm: Tensor; // [H]
  readonly postAttentionNorm: Tensor; // [H]
  readonly linear: Readonly<Record<TargetModule, AdaptedLinear>>;
}

/** A frozen decoder in dense floats, with the slots of its LoRA matrices in the flat adapter. */
export interface PlainDecoder {
  readonly products: Products;
  readonly config: DecoderWeights['config'];
  readonly layers: readonly DenseLayer[];
  readonly finalNorm: Tensor; // [H]
  readonly head: AdaptedLinear;
  dispose(): void;
}

/** The most weights of linear layers: 512 MiB in both orders. WebAssembly has 2 GiB, and a batch needs the rest. */
const maxWeights = 2 ** 26;

/** What the plain decoder needs of a decoder's weights: a worker can be sent it. */
export type PlainWeights = Pick<DecoderWeights, 'config' | 'layers' | 'finalNorm' | 'lmHead'>;

/** Throws if the weights would not fit as dense floats. */
export function checkPlainSize({ layers, lmHead }: PlainWeights): void {
  const matrices = [lmHead, ...layers.flatMap(({ linear }) => Object.values(linear))];
  const count = matrices.reduce((sum, { outFeatures, inFeatures }) => sum + outFeatures * inFeatures, 0);
  if (count > maxWeights) {
    throw new Error(
      `Expected a model of at most ${Math.floor(maxWeights / 1e6)} million weights to train without WebGPU, got ${Math.round(count / 1e6)} million. Choose the embedded model, or a browser with WebGPU.`,
    );
  }
}

/** Dequantizes the weights. `layout` is that of the adapters it will run with. Throws as openProducts. */
export async function createPlainDecoder(weights: PlainWeights, layout: LoraLayout): Promise<PlainDecoder> {
  const products = await openProducts();
  const kept: Tensor[] = [];
  const hold = <T extends Tensor>(fresh: T): T => {
    kept.push(keep(fresh));
    return fresh;
  };
  const slots = new Map(layout.slots.map((slot) => [slot.name, slot]));
  const dense = (matrix: FrozenMatrix, slot?: LoraSlot): AdaptedLinear => {
    const { outFeatures, inFeatures } = matrix;
    const weight = { elements: dequantize(matrix), stride: inFeatures }; // [out, in]
    return {
      forward: products.keep({ ...weight, isTransposed: true }, inFeatures, outFeatures), // [in, out]
      backward: products.keep(weight, outFeatures, inFeatures), // [out, in]
      slot,
    };
  };
  return {
    products,
    config: weights.config,
    layers: weights.layers.map(({ inputNorm, postAttentionNorm, linear }) => ({
      inputNorm: hold(tensor1d(inputNorm)),
      postAttentionNorm: hold(tensor1d(postAttentionNorm)),
      linear: Object.fromEntries(
        targetModules.map((module) => [module, dense(linear[module], slots.get(linear[module].name))]),
      ) as Record<TargetModule, AdaptedLinear>,
    })),
    finalNorm: hold(tensor1d(weights.finalNorm)),
    head: dense(weights.lmHead),
    dispose: () => dispose(kept),
  };
}

// ---- The model forward -----------------------------------------------------------------------------------------

/** cos and sin of the angles of a pass's positions, [T, D / 2, 2]. Made before the tape runs, because the tape frees what is made in it. */
const anglesOf = ({ config }: PlainDecoder, { positions }: Pass): Tensor =>
  ropeTable(positions, config.head_dim, config.rope_theta);

/** A flat adapter as plain numbers, [layout.size], and how it is laid out. */
interface FlatAdapter {
  readonly layout: LoraLayout;
  readonly elements: Float32Array;
}

/** A and B of every adapted module, in the layout's order. */
const pairsOf = ({ layout, elements }: FlatAdapter): Tensor[] =>
  adaptedSlots(layout).flatMap(({ inFeatures, outFeatures, atA, atB }) => {
    const rank = layout.paddedRank;
    return [
      tensor2d(elements.subarray(atA, atA + rank * inFeatures), [rank, inFeatures]),
      tensor2d(elements.subarray(atB, atB + outFeatures * rank), [outFeatures, rank]),
    ];
  });

/** The output of the final norm for the pass's answer rows, [R, H]. `pairs` are those of pairsOf. */
function hiddenStates(
  decoder: PlainDecoder,
  layout: LoraLayout,
  pairs: readonly Tensor[],
  angles: Tensor,
  pass: Pass,
): Tensor {
  const { num_attention_heads: heads, num_key_value_heads: keyHeads, head_dim: size } = decoder.config;
  const { rms_norm_eps: epsilon, hidden_size: width } = decoder.config;
  const rotation = { angles, headSize: size };
  const scale = loraScale(layout);
  const pairOf = new Map(
    adaptedSlots(layout).map(({ name }, i): [string, LoraPair] => [name, [pairs[2 * i]!, pairs[2 * i + 1]!]]),
  );
  /** `areAnswers`: x has the answer rows only. */
  const linear = (x: Tensor, dense: AdaptedLinear, areAnswers = false): Tensor => {
    const { slot } = dense;
    const frozen = frozenLinear(decoder.products, x, dense); // [M, out]
    if (!slot?.isTarget) return frozen;
    const { dropout: mask } = pass;
    const input = mask ? dropout(x, mask, slot, areAnswers ? mask.firstAnswer : mask.firstRow) : x; // [M, in]
    return add(frozen, loraBranch(decoder.products, input, pairOf.get(slot.name)!, scale)); // [M, out]
  };

  let x: Tensor = tensor2d(pass.embeddings, [pass.positions, width]); // [T, H]
  for (const { inputNorm, postAttentionNorm, linear: modules } of decoder.layers) {
    const isLast = modules === decoder.layers.at(-1)!.linear;
    const normed = rmsNorm(x, inputNorm, epsilon); // [T, H]
    const query = rope(linear(normed, modules.q_proj), rotation); // [T, N · D]
    const key = rope(linear(normed, modules.k_proj), rotation); // [T, G · D]
    const value = linear(normed, modules.v_proj); // [T, G · D]
    const attended = attention(decoder.products, [query, key, value], { heads, keyHeads, size }); // [T, N · D]
    // After the attention of the last layer only the answer rows continue: from here on, M is R, before it is T.
    const [rows, residual] = isLast ? [pickRows(attended, pass.rows), pickRows(x, pass.rows)] : [attended, x];
    const middle = add(residual, linear(rows, modules.o_proj, isLast)); // [M, H]
    const again = rmsNorm(middle, postAttentionNorm, epsilon); // [M, H]
    const gate = linear(again, modules.gate_proj, isLast); // [M, F]
    const gated = swiglu(gate, linear(again, modules.up_proj, isLast)); // [M, F]
    x = add(middle, linear(gated, modules.down_proj, isLast)); // [M, H]
  }
  return rmsNorm(x, decoder.finalNorm, epsilon); // [R, H]
}

/** Logits [R, V] of the pass's answer rows. */
export const logitsOf = (decoder: PlainDecoder, adapter: FlatAdapter, pass: Pass): Float32Array =>
  tidy(() => {
    const angles = anglesOf(decoder, pass); // [T, D / 2, 2]
    const hidden = hiddenStates(decoder, adapter.layout, pairsOf(adapter), angles, pass); // [R, H]
    return frozenLinear(decoder.products, hidden, decoder.head).dataSync<'float32'>().slice();
  });

/** What a pass gives. */
export interface PassResult {
  /** log Σ exp(logit) and loss of each answer row, in nats, [R, 2]. */
  readonly losses: Float32Array;
  /** The gradient of the losses' sum times a scale with respect to the flat adapter, [layout.size]. */
  readonly gradient: Float32Array;
}

/** The losses of a pass, and the gradient of their sum times `scale` with respect to all LoRA matrices. */
export const lossesAndGradient = (
  decoder: PlainDecoder,
  adapter: FlatAdapter,
  pass: Pass,
  scale: number,
): PassResult => {
  const gradient = new Float32Array(adapter.layout.size);
  const losses = tidy(() => {
    const angles = anglesOf(decoder, pass); // [T, D / 2, 2]
    const { value, grads } = valueAndGrads((...pairs: Tensor[]) =>
      crossEntropy(
        frozenLinear(
          decoder.products,
          hiddenStates(decoder, adapter.layout, pairs, angles, pass),
          decoder.head,
        ),
        pass.labels,
      ),
    )(pairsOf(adapter), fill([pass.labels.length, 2], scale)); // [R, 2]
    adaptedSlots(adapter.layout).forEach(({ atA, atB }, i) => {
      gradient.set(elementsOf(grads[2 * i]!), atA);
      gradient.set(elementsOf(grads[2 * i + 1]!), atB);
    });
    return elementsOf(value).slice(); // [R, 2]
  });
  return { losses, gradient };
};
