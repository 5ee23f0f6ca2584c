/**
 * The dataset to be made: its parameters, the shown sample, and what is wrong with the parameters. While they are wrong,
 * the last good sample stays. Not here: the form (made-form.tsx), measuring it (measure-state.ts),
 * writing it (export-state.ts).
 */
import { computed, effect, signal } from '@preact/signals';
import { z } from 'zod';
import type { Data } from '../../../workers/data.ts';
import { type RunningWorker, startWorker } from '../../connect.ts';
import { type Option, optionsOf } from '../../experiment/option.ts';
import { DataConfig, type Mode, type Subject, startingConfig } from '../../sparkle/dataset/data-config.ts';
import { datasetPresets, type Sample } from '../../sparkle/dataset/dataset.ts';
import { allowedPairs, checkDataset } from '../../sparkle/dataset/dataset-check.ts';
import { maxDatasetImages } from '../../sparkle/dataset/dataset-recipe.ts';
import type { Part } from '../../sparkle/scene/sampling.ts';
import { words } from '../../words/words.ts';
import { createForm } from '../ui/form.ts';
import { sentenceOf } from '../ui/format.ts';

/** The parameters of the dataset. Each is in its range, but they may contradict each other. */
export const dataConfig = signal<DataConfig>(startingConfig('direction', 'balanced'));
export const dataForm = createForm(dataConfig);

const Request = z.strictObject({
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(1)
    .meta({ label: 'Seed', help: 'The same seed gives the same scenes and words on every machine.' }),
  images: z.int().min(1).max(maxDatasetImages).default(200).meta({ label: 'Images' }),
  sizePx: z.int().min(64).max(1232).default(384).meta({
    label: 'Image side, px',
    help: 'The embedded model sees 192; the paper’s images have 1232.',
  }),
});

/** The seed, the number of images and their size. */
export const request = signal<z.infer<typeof Request>>(Request.parse({}));
export const requestForm = createForm(request);
/** The settings of `request`. */
export const requestOptions = Object.fromEntries(
  optionsOf(Request).map((option) => [option.key, option]),
) as Readonly<Record<keyof z.infer<typeof Request>, Option>>;

/** The part of all possible scenes that the samples come from. */
export const part = signal<Part>('evaluation');
/** The index of the wanted sample, from 0. */
export const index = signal(0);

/** A sample with the parameters it was made with. */
export interface Shown {
  readonly config: DataConfig;
  readonly part: Part;
  readonly index: number;
  readonly sample: Sample;
}

/** The newest good sample; null before the first. */
export const shown = signal<Shown | null>(null);
/** Why the current parameters give no sample; null if they give one, or it is still being made. */
export const problem = signal<string | null>(null);
export const isMaking = signal(false);

const optionsBySubject = new Map<Subject, readonly Option[]>(
  DataConfig.options.map((schema) => [schema.shape.subject.value, optionsOf(schema)]),
);
export const subjects: readonly Subject[] = [...optionsBySubject.keys()];

/** The settings of the subject; the first two are mode and style. */
export const dataOptions = computed(() => optionsBySubject.get(dataConfig.value.subject)!);

/** Why the dataset cannot be made, and where to look; null if it can. */
export const dataObstacle = computed(() => {
  const wrong = [
    ...dataOptions.value.filter(({ key }) => dataForm.problems.value.has(key)),
    ...(requestForm.problems.value.has(requestOptions.seed.key) ? [requestOptions.seed] : []),
  ];
  const said = words.value.data;
  if (wrong.length > 0) return said.wrongParameters(wrong.map(({ label }) => said.parameter(label)));
  return problem.value && said.contradiction;
});

/** How many samples there can be; null if there is no limit. */
export const samplesMax = computed(() => {
  const config = dataConfig.value;
  return config.subject === 'path' && config.mode === 'balanced'
    ? allowedPairs(config, part.value).length
    : null;
});

/** The index of the last sample, from 0. */
export const lastSample = computed(() => Math.max(1, samplesMax.value ?? maxDatasetImages) - 1);

/** Changes subject or mode and sets all other parameters to their starting values. */
export function startFrom(subject: Subject, mode: Mode): void {
  index.value = 0;
  dataForm.take(startingConfig(subject, mode));
}

/** Takes one of the paper's own datasets. */
export function takeDatasetPreset(name: keyof typeof datasetPresets): void {
  const { config, images } = datasetPresets[name];
  index.value = 0;
  part.value = name === 'paper-train' ? 'training' : 'evaluation';
  requestForm.take({ ...request.value, images });
  dataForm.take(config);
}

/** Goes to a sample, or to the first or last if the index is out of range. */
export function goToSample(to: number): void {
  index.value = Math.max(0, Math.min(to, lastSample.value));
}

type Wanted = Omit<Shown, 'sample'> & { readonly seed: number };

/** Makes one sample; on the page in a worker, in tests without one. */
export type MakeSample = (wanted: Wanted) => Promise<Sample>;

let worker: RunningWorker<Data> | null = null;

async function makeInWorker({ config, seed, part: half, index: number }: Wanted): Promise<Sample> {
  if (!worker || worker.hasEnded()) worker = startWorker('data');
  const [sample] = await (await worker.remote).datasetSamples(config, seed, half, number, 1);
  return sample!;
}

/** A worker that searches a scene nobody wants any more is ended after this time. */
const patienceMs = 500;

/** Keeps the shown sample up to date with the parameters until the returned function is called. */
export function followData(make: MakeSample = makeInWorker): () => void {
  let wanted: Wanted | null = null;
  let asked = 0;
  const makeWanted = async () => {
    isMaking.value = true;
    while (wanted) {
      const mine: Wanted = wanted;
      asked++;
      try {
        const sample = await make(mine);
        if (mine !== wanted) continue;
        shown.value = { config: mine.config, part: mine.part, index: mine.index, sample };
        problem.value = null;
      } catch (error) {
        if (mine !== wanted) continue;
        problem.value = sentenceOf(error);
      }
      wanted = null;
    }
    isMaking.value = false;
  };
  const stop = effect(() => {
    const next: Wanted = {
      config: dataConfig.value,
      seed: request.value.seed,
      part: part.value,
      index: Math.min(index.value, lastSample.value),
    };
    wanted = null;
    try {
      checkDataset(next.config, next.part, next.index + 1);
    } catch (error) {
      problem.value = sentenceOf(error);
      return;
    }
    wanted = next;
    if (!isMaking.peek()) void makeWanted();
    else {
      const before = asked;
      setTimeout(() => {
        if (asked === before && wanted) worker?.end('This sample is no longer wanted.');
      }, patienceMs);
    }
  });
  return () => {
    stop();
    wanted = null;
    worker?.end('The data is no longer looked at.');
  };
}
