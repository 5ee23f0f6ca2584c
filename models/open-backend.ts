/**
 * Opens the backend that trains: the GPU's or the processor's. Not here: which device is wanted (the page, the
 * command).
 */
import type { LoraLayout } from './adapter/layout.ts';
import type { Backend, TrainingDevice } from './backend.ts';
import { openGpuBackend } from './gpu/backend.ts';
import { openPlainBackend } from './plain/backend.ts';
import type { Member } from './plain/member.ts';
import type { DecoderWeights } from './weights.ts';

/**
 * `layout` is that of the adapters the decoder will run with; `startMember` starts a worker that computes a share of each
 * step on the processor. Throws GpuError, or Error if the processor cannot hold the model.
 */
export const openBackend = (
  device: TrainingDevice,
  weights: DecoderWeights,
  layout: LoraLayout,
  startMember: (() => Member) | null,
): Promise<Backend> =>
  device === 'webgpu' ? openGpuBackend(weights, layout) : openPlainBackend(weights, layout, startMember);
