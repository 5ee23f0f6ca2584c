/**
 * All A and B of an adapter one after another in one flat tensor: the optimizer, the gradient and its norm are then one
 * operation each. Kernels load four numbers at a time, so the rank is padded with zeros to a multiple of four. The
 * padding stays zero: a zero row of A gives a zero gradient to its column of B, and the other way round. For the same
 * reason a module that is not adapted keeps its slot and needs no case of its own: its A and B are zero and stay zero.
 * Not here: moving numbers in and out (pack.ts), computing with them (../lora.ts, ../plain/decoder.ts).
 */
import type { Tensor } from '@tensorflow/tfjs';
import type { TargetModule } from '../config.ts';
import type { Dropout } from '../dropout-mask.ts';
import { type AdapterHead, headOf, isTargetOf, type LoraSettings, type LoraTarget } from './adapter.ts';

/** Where the matrices of each module are in the flat tensor. */
export interface LoraLayout extends AdapterHead {
  /** The rank as stored, a multiple of 4. */
  readonly paddedRank: number;
  /** Elements of the flat tensor. */
  readonly size: number;
  readonly slots: readonly LoraSlot[];
}

/** The part of the flat tensor that belongs to one module. */
export interface LoraSlot extends LoraTarget {
  /** First element of A [paddedRank, inFeatures]. */
  readonly atA: number;
  /** First element of B [outFeatures, paddedRank]. */
  readonly atB: number;
  /** Whether the module is adapted. If not, A and B are always zero. */
  readonly isTarget: boolean;
}

/** The flat adapter on the device that computes with it. */
export interface LoraState {
  readonly layout: LoraLayout;
  /** [layout.size] */
  readonly flat: Tensor;
  /** Dropout of the branches' inputs, in training steps only. */
  readonly dropout?: Dropout | null;
}

/** Modules of a decoder layer that read the same input: one product serves a group. */
export const moduleGroups: readonly (readonly TargetModule[])[] = [
  ['q_proj', 'k_proj', 'v_proj'],
  ['o_proj'],
  ['gate_proj', 'up_proj'],
  ['down_proj'],
];

/**
 * The layout of an adapter of these modules, in their order. Neighbours that read the same input form a group: first all
 * their A, then all their B, so that both can be used as one matrix.
 */
export function layOut(targets: readonly LoraTarget[], settings: LoraSettings): LoraLayout {
  const paddedRank = Math.ceil(settings.rank / 4) * 4;
  const isTarget = isTargetOf(settings);
  const slots: LoraSlot[] = [];
  let size = 0;
  for (let first = 0; first < targets.length; ) {
    let end = first + 1;
    while (end < targets.length && isGroup(targets[first]!, targets[end]!)) end++;
    const group = targets.slice(first, end);
    let atA = size;
    let atB = group.reduce((at, { inFeatures }) => at + paddedRank * inFeatures, atA);
    for (const target of group) {
      slots.push({ ...target, atA, atB, isTarget: isTarget(target) });
      atA += paddedRank * target.inFeatures;
      atB += target.outFeatures * paddedRank;
    }
    size = atB;
    first = end;
  }
  return { ...headOf(settings), paddedRank, size, slots };
}

/** Whether two modules read the same input: they are in the same layer and in the same group. */
function isGroup(one: LoraTarget, other: LoraTarget): boolean {
  const split = ({ name }: LoraTarget) => [
    name.slice(0, name.lastIndexOf('.') + 1),
    name.slice(name.lastIndexOf('.') + 1),
  ];
  const [parent, module] = split(one);
  const [otherParent, otherModule] = split(other);
  const group = moduleGroups.find((modules) => modules.some((each) => each === module));
  return parent === otherParent && !!group?.some((each) => each === otherModule);
}

/** The slots of the adapted modules. */
export const adaptedSlots = ({ slots }: LoraLayout): LoraSlot[] => slots.filter(({ isTarget }) => isTarget);
