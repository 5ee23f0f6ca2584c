/**
 * How fast this computer is with the embedded model: measured once by a short calibration, then by every run, and
 * remembered. Other models are measured by their runs alone. Not here: what follows for a run (src/experiment/duration.ts).
 */
import { computed, signal } from '@preact/signals';
import { z } from 'zod';
import { sparkleTiny } from '../../../models/registry.ts';
import { startWorker } from '../../connect.ts';
import { type ExperimentConfig, presetFor, type presets } from '../../experiment/config.ts';
import {
  type Pace,
  type PhaseSeconds,
  paceOf,
  paceOfCalibration,
  secondsOf,
} from '../../experiment/duration.ts';
import { gpu, gpuKind, gpuTests } from '../gpu/state.ts';
import { chosenModel, knownModel, trainingOf } from '../models/choice.ts';
import { savesData } from '../page/prefetch.ts';
import { runStatus } from '../workers.ts';
import { config } from './state.ts';

/** A calibration that takes longer is given up: then the first run tells. */
const patienceMs = 20_000;

const storeKey = 'pace';
const Stored = z.record(z.string(), z.object({ training: z.number(), answering: z.number() }));

/** Paces by what they were measured on. */
const paces = signal<Readonly<Record<string, Pace>>>(readPaces());

// Storage may be refused (private mode), or hold what another version wrote; then the pace is measured again.
function readPaces(): Record<string, Pace> {
  try {
    return Stored.parse(JSON.parse(localStorage.getItem(storeKey) ?? '{}'));
  } catch {
    return {};
  }
}

function remember(key: string, pace: Pace): void {
  paces.value = { ...paces.value, [key]: pace };
  try {
    localStorage.setItem(storeKey, JSON.stringify(paces.value));
  } catch {
    // It is known until the page is closed.
  }
}

/** Names what a pace depends on. A new driver mostly comes with a new browser. */
const keyOf = (model: string, device: 'webgpu' | 'wasm'): string =>
  [
    model,
    device === 'webgpu' ? `GPU ${gpu.value.name}` : 'processor',
    globalThis.navigator?.hardwareConcurrency,
    globalThis.navigator?.userAgent,
    paceVersion,
  ].join(' | ');
/** Increase this with every change to what is measured, or to its speed. */
const paceVersion = 3;

/** The device that would train the chosen model, and the pace on it; null if that is not known. */
const chosenPace = computed(() => {
  const { id, shape } = chosenModel.value;
  const { device } = trainingOf(chosenModel.value);
  const pace = paces.value[keyOf(id, device)];
  return pace && shape ? { device, shape, pace } : null;
});

/** About how many seconds the run that is set up takes here, and each preset in its place; null if that is not known. */
export const expectedTime = computed(() => {
  const found = chosenPace.value;
  if (!found) return null;
  const { device, shape, pace } = found;
  const of = (each: ExperimentConfig) => secondsOf(each, shape, pace);
  const ofPreset = (name: keyof typeof presets) => of(presetFor(name, config.value));
  return {
    on: device === 'webgpu' ? ('GPU' as const) : ('processor' as const),
    seconds: of(config.value),
    quick: ofPreset('quick'),
    full: ofPreset('full'),
  };
});

/**
 * About how many seconds a run takes here; null if that is not known. `isAnswered`: the base model's answers are there
 * already, as for all arms of a study but the first of a seed.
 */
export function expectedSecondsOf(run: ExperimentConfig, isAnswered = false): number | null {
  const known = knownModel(run.model);
  const pace = paces.value[keyOf(run.model, trainingOf(known).device)];
  return pace && known.shape ? secondsOf(run, known.shape, pace, isAnswered) : null;
}

/** Whether the calibration is at work. */
export const isCalibrating = signal(false);

/**
 * Measures the embedded model's pace, unless it is known, or its scripts are not to be fetched for it. Never rejects:
 * without it, the first run tells.
 */
export async function calibrate(): Promise<void> {
  if (savesData()) return;
  await gpuKind();
  const { device } = trainingOf(knownModel(sparkleTiny.id));
  const key = keyOf(sparkleTiny.id, device);
  if (paces.value[key] || runStatus.value !== 'idle' || isCalibrating.value) return;
  isCalibrating.value = true;
  const worker = startWorker('calibration');
  // A run needs the processor more. What is measured beside it would be wrong.
  const stopWatching = runStatus.subscribe((status) => status !== 'idle' && worker.end('a run has begun'));
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const calibration = await worker.remote;
    timer = setTimeout(() => worker.end('it took too long'), patienceMs);
    remember(
      key,
      paceOfCalibration(await calibration.measure(device, gpuTests.value.training?.tilings ?? {})),
    );
  } catch {
    // Not known, then.
  } finally {
    clearTimeout(timer);
    stopWatching();
    worker.end('it has answered');
    isCalibrating.value = false;
  }
}

/** Takes the pace of a whole run; `isAnswered` if the base model's answers were there already. */
export function learnPace(
  run: ExperimentConfig,
  device: 'webgpu' | 'wasm',
  seconds: PhaseSeconds,
  isAnswered = false,
): void {
  const { shape } = knownModel(run.model);
  const key = keyOf(run.model, device);
  const pace = shape && paceOf(run, shape, seconds, paces.value[key] ?? null, isAnswered);
  if (pace) remember(key, pace);
}
