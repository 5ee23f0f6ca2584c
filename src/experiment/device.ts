/**
 * Where a run computes: which device answers, which one trains, why, and how long that takes. Pure functions of what was
 * found; page, run and command all decide by them. Not here: testing the GPU (gpu-trust.ts); what "auto" comes to in
 * the worker that asks the browser for a GPU (models/gpu/answering-device.ts).
 */
import { missingGpuReason } from '../../models/gpu/adapter.ts';
import { answersOnProcessor, type GpuKind } from '../../models/gpu/answering-device.ts';
import type { SelfTest } from '../../models/gpu/self-test-case.ts';
import { words } from '../words/words.ts';
import type { ExperimentConfig } from './config.ts';

/** What a GPU is used for: the lab's own kernels train, ONNX Runtime answers. */
export type GpuUse = 'training' | 'inference';

/** Why the GPU must not be used, as a sentence, by its use; null if no reason is known. */
export type Doubts = Readonly<Record<GpuUse, string | null>>;

/** What is known when the devices are chosen. */
interface Found {
  /** What the person asked for: `device` is for answers. */
  readonly wanted: Pick<ExperimentConfig, 'device' | 'trainingDevice'>;
  readonly gpu: GpuKind;
  readonly doubts: Doubts;
  /** The model that is to be trained, and the bytes of its files if known; null if nothing is trained. */
  readonly trained: { readonly name: string; readonly sizeBytes: number | null } | null;
}

/** Which device does what, with the sentences that the person is told. */
export interface Devices {
  readonly answering: {
    /** For the inference worker. */
    readonly device: ExperimentConfig['device'];
    /** Why it is not the GPU; null if the worker is free to choose. */
    readonly notice: string | null;
  };
  readonly training: {
    /** For the trainer. */
    readonly device: 'webgpu' | 'wasm';
    /** Why the model cannot be trained there, and what to do: to a run, and to a form before its run. null if it can be. */
    readonly obstacle: { readonly ofRun: string; readonly ofForm: string } | null;
    /** How long the steps ahead take on the processor, and why it is used; null on the GPU. */
    readonly timeNotice: (seconds: number) => string | null;
  };
}

/**
 * Why the processor trains although the GPU may be right, as a sentence, which is empty if the person chose so; null if
 * the GPU trains, unless it fails its test. A GPU in software is slower than the processor itself (README, benchmark).
 */
export function whyNotGpu({ wanted, gpu, trained }: Omit<Found, 'doubts'>): string | null {
  if (wanted.trainingDevice === 'processor') return '';
  const isInSoftware = wanted.trainingDevice === 'auto' && gpu === 'software';
  return isInSoftware && trained && fitsProcessor(trained.sizeBytes)
    ? 'WebGPU has no graphics card behind it here.'
    : null;
}

/**
 * Chooses the devices. A GPU that is doubted neither answers nor trains: the processor does. Where a GPU in software would
 * train, the processor does too, if it can hold the model. Otherwise the wishes are followed.
 */
export function chooseDevices(found: Found): Devices {
  const { wanted, doubts, trained } = found;
  const { inference } = doubts;
  const training = whyNotGpu(found) ?? doubts.training;
  const isTooLarge = training !== null && trained !== null && fitsProcessor(trained.sizeBytes) === false;
  const saying = (text: string) => (training ? `${training} ${text}` : text);
  return {
    answering: inference
      ? { device: 'wasm', notice: `${inference} ${answersOnProcessor}` }
      : { device: wanted.device, notice: null },
    training: {
      device: training === null ? 'webgpu' : 'wasm',
      obstacle: isTooLarge
        ? {
            ofRun: saying(
              `${trained.name} is too large to be trained on the processor. Choose the embedded model, or a browser and a graphics card with WebGPU.`,
            ),
            ofForm:
              training === ''
                ? `${trained.name} is too large to be trained on the processor. Choose auto under Training runs on, or the embedded model.`
                : `Training ${trained.name} needs a GPU, and none can be used here: the processor can train only the embedded model. Choose that one, or none under Train on, and no training data, to run the baseline alone.`,
          }
        : null,
      timeNotice: (seconds) =>
        training === null
          ? null
          : saying(
              `Training is computed on the processor (WebAssembly): ${aboutTime(seconds)} for the steps ahead. Let it go on, or press Stop: what was answered is kept.`,
            ),
    },
  };
}

/** Files of a larger model hold more weights than the processor can train (models/plain/decoder.ts). */
const maxProcessorModelBytes = 64e6;

/** Whether a model with files of that size can be trained on the processor; null if the size is not known. */
export const fitsProcessor = (sizeBytes: number | null): boolean | null =>
  sizeBytes === null ? null : sizeBytes <= maxProcessorModelBytes;

/**
 * Why the GPU must not be used, by its use: the browser gives none, or its test failed. Without a GPU there is no reason
 * for inference: its worker finds that out and says so itself.
 */
export const doubtsOf = (isMissing: boolean, tests: Readonly<Record<GpuUse, SelfTest | null>>): Doubts => ({
  training: isMissing ? missingGpuReason() : doubtOf(tests.training),
  inference: isMissing ? null : doubtOf(tests.inference),
});

/** Why a tested GPU must not be used, as a sentence; null if it may be, or there was none to test. */
export function doubtOf(test: SelfTest | null): string | null {
  if (!test) return null;
  if (test.failure !== null) return `The GPU cannot be used. ${test.failure}`;
  const wrong = test.checks.filter(({ error, limit }) => !(error <= limit));
  if (wrong.length === 0) return null;
  const offs = wrong.map(
    ({ name, error, limit }) => `${name} off by ${share(error)}, at most ${share(limit)}`,
  );
  return `The GPU computes wrong numbers and is not used (${offs.join('; ')}). A newer graphics driver or browser may mend it.`;
}

/** A relative error in percent, with two digits. */
const share = (error: number): string =>
  error > 10 ? 'more than 1000 %' : `${Number((100 * error).toPrecision(2))} %`;

/** A duration in the words of the language that is spoken: seconds up to 99, then whole minutes up to 99, then hours. */
export function aboutTime(seconds: number): string {
  const { aboutSeconds, aboutMinutes, aboutHours, number } = words.value.format;
  if (seconds < 100) return aboutSeconds(Math.max(2, Math.round(seconds)));
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return aboutMinutes(minutes);
  return aboutHours(number(`${Number((minutes / 60).toPrecision(2))}`));
}

/** Said when training runs on a GPU that is computed on the processor. */
export const softwareGpuNotice =
  'This browser draws WebGPU in software, without a graphics card. Training works and gives the same numbers, but slowly. ' +
  'Check that hardware acceleration is on in the browser settings. For the embedded model, choose auto under Training runs on: the processor is faster.';
