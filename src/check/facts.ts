/** What the browser says of itself, of the computer and of its GPU, as a report has it. Not here: what is measured (check.ts). */
import { infoOf } from '../../models/gpu/adapter.ts';
import { gpuKindOf } from '../../models/gpu/answering-device.ts';
import type { ComputerReport } from './report.ts';

/** What only the page or the command knows. */
export type Place = Pick<ComputerReport['computer'], 'kept' | 'load'>;

/** Threads, memory and isolation, as far as the browser tells them. */
export function computerFacts({ kept, load }: Place, besideRun: boolean | null): ComputerReport['computer'] {
  const { deviceMemory } = navigator as { deviceMemory?: number };
  const { memory } = performance as { memory?: { jsHeapSizeLimit?: number } };
  return {
    threads: navigator.hardwareConcurrency ?? null,
    memoryGB: deviceMemory ?? null,
    heapMB: memory?.jsHeapSizeLimit ? Math.round(memory.jsHeapSizeLimit / 1e6) : null,
    isSecure: globalThis.isSecureContext,
    isIsolated: globalThis.crossOriginIsolated,
    kept,
    besideRun,
    load,
  };
}

/** The limits by which models and kernels are chosen. */
const toldLimits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupsPerDimension',
] as const;

/** The GPU as the browser describes it; null without one. */
export function gpuFacts(adapter: GPUAdapter | null): ComputerReport['gpu'] {
  const kind = gpuKindOf(adapter);
  if (!adapter || kind === 'missing') return null;
  const { vendor, architecture, device, description, subgroupMinSize, subgroupMaxSize } = infoOf(adapter);
  return {
    kind,
    vendor,
    architecture,
    device,
    description,
    features: [...adapter.features].sort(),
    limits: Object.fromEntries(toldLimits.map((name) => [name, adapter.limits[name]])),
    // Not every browser tells them.
    subgroupSizes: subgroupMinSize && subgroupMaxSize ? [subgroupMinSize, subgroupMaxSize] : null,
  };
}
