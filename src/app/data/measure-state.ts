/** The class balance and blind baselines of the dataset as it is set up, measured in a worker. Not here: the counting. */
import { computed, signal } from '@preact/signals';
import { proxy } from 'comlink';
import type { Data } from '../../../workers/data.ts';
import { type RunningWorker, startWorker } from '../../connect.ts';
import type { DatasetReport } from '../../sparkle/dataset/dataset-report.ts';
import { sentenceOf } from '../ui/format.ts';
import { dataConfig, part, request, samplesMax } from './state.ts';

/** How many samples are counted, if there are that many. */
const measuredImages = 500;

/** The state of a measurement; `key` names its parameters. */
type Measure =
  | { readonly kind: 'measuring'; readonly key: string; readonly images: number; readonly of: number }
  | { readonly kind: 'measured'; readonly key: string; readonly report: DatasetReport }
  | { readonly kind: 'failed'; readonly key: string; readonly text: string };

const latest = signal<Measure | null>(null);

const keyOf = computed(() => JSON.stringify([dataConfig.value, part.value, request.value.seed]));

/** The measurement of the current parameters; null if there is none. */
export const measure = computed(() => (latest.value?.key === keyOf.value ? latest.value : null));

/** How many samples the next measurement counts. */
export const imagesToMeasure = computed(() => Math.min(measuredImages, samplesMax.value ?? measuredImages));

let worker: RunningWorker<Data> | null = null;

/** Measures the dataset as it is set up, after stopping a running measurement. */
export async function measureData(): Promise<void> {
  stopMeasuring();
  const [key, of] = [keyOf.value, imagesToMeasure.value];
  const mine = startWorker('data');
  worker = mine;
  const isMine = () => worker === mine;
  latest.value = { kind: 'measuring', key, images: 0, of };
  try {
    const report = await (await mine.remote).datasetReport(
      dataConfig.value,
      request.value.seed,
      part.value,
      of,
      proxy((images) => {
        if (isMine()) latest.value = { kind: 'measuring', key, images, of };
      }),
    );
    if (isMine()) latest.value = { kind: 'measured', key, report };
  } catch (error) {
    if (isMine()) latest.value = { kind: 'failed', key, text: sentenceOf(error) };
  } finally {
    if (isMine()) worker = null;
    mine.end('The dataset is measured, or measuring was stopped.');
  }
}

/** Stops a running measurement and keeps nothing of it. */
export function stopMeasuring(): void {
  const ended = worker;
  worker = null;
  ended?.end('Measuring was stopped.');
  if (latest.value?.kind === 'measuring') latest.value = null;
}
