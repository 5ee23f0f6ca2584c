/**
 * The check of a computer, from beginning to end: what the browser says, then each measurement in its turn. What fails is
 * part of the report, and the next one is made all the same: a lost GPU is a finding. Not here: the report (report.ts), who
 * asks for it (src/app/check, src/headless/check-computer.ts).
 */
import type { Remote } from 'comlink';
import { requestGpuAdapter } from '../../models/gpu/adapter.ts';
import { gpuKindOf } from '../../models/gpu/answering-device.ts';
import { messageOf } from '../../models/message-of.ts';
import type { Calibration } from '../../workers/calibration.ts';
import { createWorkers, type RunningWorker, startWorker, type WorkerPool } from '../connect.ts';
import { testGpu } from '../experiment/gpu-trust.ts';
import { lab } from '../experiment/lab.ts';
import { measureAnswers } from './answers.ts';
import { computerFacts, gpuFacts, type Place } from './facts.ts';
import { type ComputerReport, type Measured, type ResultOf, reportHead, withoutAddresses } from './report.ts';
import { samplesOf } from './samples.ts';

/** Asks the hub; the person has agreed. */
type AskHub = (signal: AbortSignal) => Promise<ResultOf<'hub'>>;

/** What a check needs from outside. */
interface CheckServices {
  readonly place: Place;
  /** Whether a run goes on in another tab now; null if that is not known. */
  readonly isBesideRun: () => Promise<boolean | null>;
  /** Null unless the person pressed for it: nothing leaves this computer then. */
  readonly askHub: AskHub | null;
  /** A measurement begins; `done` of `total` are made. */
  readonly onProgress: (doing: keyof Measured, done: number, total: number) => void;
  /** Its abort ends the check; what was measured is reported. */
  readonly signal: AbortSignal;
}

/** What the measurements share. */
interface Bench {
  readonly kind: 'real' | 'software' | 'missing';
  readonly workers: WorkerPool;
  /** A worker of its own for the timing; the next call ends it. */
  readonly calibration: () => Promise<Remote<Calibration>>;
  readonly askHub: AskHub | null;
  readonly signal: AbortSignal;
  /** Those made so far. */
  readonly measured: Measured;
}

/** A measurement. */
interface Step<Result> {
  readonly isDue: (bench: Bench) => boolean;
  readonly measure: (bench: Bench) => Promise<Result>;
}

const always = () => true;
const withGpu = ({ kind }: Bench) => kind !== 'missing';
/** In software nothing is timed: the lab uses the processor itself there, which is faster. */
const withCard = ({ kind }: Bench) => kind === 'real';

const largeModel = 'SmolVLM-256M-Instruct';

async function measureTraining(
  { calibration, measured }: Bench,
  device: 'webgpu' | 'wasm',
  model: string | null,
): Promise<ResultOf<'gpuTraining'>> {
  const { trainingTest } = measured;
  const tilings = (trainingTest && 'result' in trainingTest && trainingTest.result.tilings) || {};
  const seconds = await (await calibration()).timeTraining(device, tilings, model);
  return { tokensPerSecond: samplesOf(seconds.map((each) => 1 / each)) };
}

async function testFor(use: 'training' | 'inference', { workers }: Bench): Promise<ResultOf<'trainingTest'>> {
  const test = await testGpu(use, 'webgpu', workers);
  if (!test) throw new Error('The browser no longer gives its GPU. Reload the page, and check again.');
  return { ...test, checks: test.checks.map((each) => ({ ...each })) };
}

/** All measurements, in the order in which they are made. */
const steps: { readonly [Name in keyof Measured]: Step<ResultOf<Name>> } = {
  trainingTest: {
    isDue: withGpu,
    measure: (bench) => testFor('training', bench),
  },
  answersTest: {
    isDue: withGpu,
    measure: (bench) => testFor('inference', bench),
  },
  processorProduct: {
    isDue: always,
    measure: async ({ calibration }) => ({
      gflopPerSecond: samplesOf(await (await calibration()).timeProduct()),
    }),
  },
  processorTraining: {
    isDue: always,
    measure: (bench) => measureTraining(bench, 'wasm', null),
  },
  gpuTraining: {
    isDue: withCard,
    measure: (bench) => measureTraining(bench, 'webgpu', null),
  },
  gpuTrainingLarge: {
    isDue: withCard,
    measure: (bench) => measureTraining(bench, 'webgpu', largeModel),
  },
  processorAnswers: {
    isDue: always,
    measure: async ({ workers }) => measureAnswers(await workers.inference(), 'wasm'),
  },
  gpuAnswers: {
    isDue: withCard,
    measure: async ({ workers }) => measureAnswers(await workers.inference(), 'webgpu'),
  },
  hub: {
    isDue: ({ askHub }) => askHub !== null,
    measure: ({ askHub, signal }) => askHub!(signal),
  },
};

/** A measurement that takes longer is given up: a driver may hang. */
const patienceMs = 300_000;

/** Makes a measurement. Leaves null if the check is stopped meanwhile. */
async function make<Name extends keyof Measured>(name: Name, bench: Bench, end: () => void): Promise<void> {
  let give: (error: Error) => void = () => {};
  const givenUp = new Promise<never>((_, reject) => {
    give = reject;
  });
  const stop = () => give(new Error('The check was stopped.'));
  const timer = setTimeout(
    () => give(new Error(`It took longer than ${patienceMs / 1000} seconds, and was given up.`)),
    patienceMs,
  );
  bench.signal.addEventListener('abort', stop);
  try {
    const step: Step<ResultOf<Name>> = steps[name];
    const result = await Promise.race([step.measure(bench), givenUp]);
    bench.measured[name] = withoutAddresses({ result }) as Measured[Name];
  } catch (error) {
    if (!bench.signal.aborted)
      bench.measured[name] = withoutAddresses({ failure: messageOf(error) }) as Measured[Name];
    end();
  } finally {
    clearTimeout(timer);
    bench.signal.removeEventListener('abort', stop);
  }
}

/** Checks this computer. A measurement that fails, or is stopped, is part of the report. */
export async function checkComputer(services: CheckServices): Promise<ComputerReport> {
  const { place, isBesideRun, askHub, onProgress, signal } = services;
  const adapter = await requestGpuAdapter().catch(() => null);
  const workers = createWorkers();
  let timing: RunningWorker<Calibration> | null = null;
  const endTiming = () => timing?.end('It has answered.');
  const end = () => {
    endTiming();
    workers.dispose();
  };
  const measured = Object.fromEntries(Object.keys(steps).map((name) => [name, null])) as Measured;
  const bench: Bench = {
    kind: gpuKindOf(adapter),
    workers,
    calibration() {
      endTiming();
      // Its memory is worth more than its warm start, on the GPU too.
      workers.restart('trainer');
      timing = startWorker('calibration');
      return timing.remote;
    },
    askHub,
    signal,
    measured,
  };
  const due = (Object.keys(steps) as (keyof Measured)[]).filter((name) => steps[name].isDue(bench));
  let besideRun = await isBesideRun();
  for (const [done, name] of due.entries()) {
    if (signal.aborted) break;
    onProgress(name, done, due.length);
    await make(name, bench, end);
    besideRun ||= await isBesideRun();
  }
  end();
  return {
    ...reportHead,
    date: new Date().toISOString().slice(0, 10),
    lab: { ...lab },
    ending: signal.aborted ? 'stopped' : 'finished',
    browser: { userAgent: navigator.userAgent },
    computer: computerFacts(place, besideRun),
    gpu: gpuFacts(adapter),
    measured,
  };
}
