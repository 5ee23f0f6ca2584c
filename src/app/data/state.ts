/**
 * The dataset that is looked at: its parameters, which sample is shown, and what is wrong with the parameters. The last
 * good sample stays while they are. Not here: the form (made-form.tsx), measuring it (measure-state.ts),
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
import { createForm } from '../ui/form.ts';
import { sentenceOf } from '../ui/format.ts';

/** What the dataset is made of; each parameter is in its range, but they may not go together. */
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

/** How much of the dataset there is, and its seed. */
export const request = signal<z.infer<typeof Request>>(Request.parse({}));
export const requestForm = createForm(request);
/** The settings of a request. */
export const requestOptions = Object.fromEntries(
  optionsOf(Request).map((option) => [option.key, option]),
) as Readonly<Record<keyof z.infer<typeof Request>, Option>>;

/** Which half of all scenes is looked at. */
export const part = signal<Part>('evaluation');
/** The number of the sample that is wanted, from 0. */
export const index = signal(0);

/** A sample with what it was made of. */
export interface Shown {
  readonly config: DataConfig;
  readonly part: Part;
  readonly index: number;
  readonly sample: Sample;
}

/** The newest good sample; null: none yet. */
export const shown = signal<Shown | null>(null);
/** Why there is no sample of the parameters as they are, in plain words; null: there is, or it is being made. */
export const problem = signal<string | null>(null);
export const isMaking = signal(false);

const optionsBySubject = new Map<Subject, readonly Option[]>(
  DataConfig.options.map((schema) => [schema.shape.subject.value, optionsOf(schema)]),
);
export const subjects: readonly Subject[] = [...optionsBySubject.keys()];

/** The settings of the subject, mode and style among them. */
export const dataOptions = computed(() => optionsBySubject.get(dataConfig.value.subject)!);

/** Why the dataset cannot be made as the fields say, and where to look; null: it can. */
export const dataObstacle = computed(() => {
  const wrong = [
    ...dataOptions.value.filter(({ key }) => dataForm.problems.value.has(key)),
    ...(requestForm.problems.value.has(requestOptions.seed.key) ? [requestOptions.seed] : []),
  ];
  if (wrong.length > 0) return `Some parameters are wrong: ${wrong.map(({ label }) => label).join(', ')}.`;
  return problem.value && 'The parameters do not go together: see the message under them.';
});

/** How many samples there can be; null: no end. */
export const samplesMax = computed(() => {
  const config = dataConfig.value;
  return config.subject === 'path' && config.mode === 'balanced'
    ? allowedPairs(config, part.value).length
    : null;
});

/** The number of the last sample, from 0. */
export const lastSample = computed(() => Math.max(1, samplesMax.value ?? maxDatasetImages) - 1);

/** Takes another subject or mode with the values it starts with. */
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

/** Goes to a sample; to the first or the last where there is none of that number. */
export function goToSample(to: number): void {
  index.value = Math.max(0, Math.min(to, lastSample.value));
}

type Wish = Omit<Shown, 'sample'> & { readonly seed: number };

/** Makes one sample; in the page by a worker. */
export type MakeSample = (wish: Wish) => Promise<Sample>;

let worker: RunningWorker<Data> | null = null;

async function makeInWorker({ config, seed, part: half, index: number }: Wish): Promise<Sample> {
  if (!worker || worker.hasEnded()) worker = startWorker('data');
  const [sample] = await (await worker.remote).datasetSamples(config, seed, half, number, 1);
  return sample!;
}

/** A search for a scene that is no longer wanted is broken off after this. */
const patienceMs = 500;

/** Keeps the sample that is shown up to date with the parameters, until the returned function is called. */
export function followData(make: MakeSample = makeInWorker): () => void {
  let wanted: Wish | null = null;
  let asked = 0;
  const answerWishes = async () => {
    isMaking.value = true;
    while (wanted) {
      const wish: Wish = wanted;
      asked++;
      try {
        const sample = await make(wish);
        if (wish !== wanted) continue;
        shown.value = { config: wish.config, part: wish.part, index: wish.index, sample };
        problem.value = null;
      } catch (error) {
        if (wish !== wanted) continue;
        problem.value = sentenceOf(error);
      }
      wanted = null;
    }
    isMaking.value = false;
  };
  const stop = effect(() => {
    const wish: Wish = {
      config: dataConfig.value,
      seed: request.value.seed,
      part: part.value,
      index: Math.min(index.value, lastSample.value),
    };
    wanted = null;
    try {
      checkDataset(wish.config, wish.part, wish.index + 1);
    } catch (error) {
      problem.value = sentenceOf(error);
      return;
    }
    wanted = wish;
    if (!isMaking.peek()) void answerWishes();
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
