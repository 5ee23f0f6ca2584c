/**
 * What a dataset can be guessed by: its class balance and its blind baselines, form by form, counted on its first
 * samples. Not here: how they are counted (class-balance.ts, baseline.ts).
 */
import { type Baseline, simulateBaseline } from '../baseline.ts';
import { stream } from '../scene/random.ts';
import type { Part } from '../scene/sampling.ts';
import { type ClassBalance, classBalance } from '../task/class-balance.ts';
import type { AnswerForm } from '../task/item.ts';
import type { DataConfig } from './data-config.ts';
import { makeSample, type Sample } from './dataset.ts';

/** Of one form of question. */
export interface FormReport extends Baseline {
  readonly form: AnswerForm;
  readonly questions: number;
  /** null: the form has no classes. */
  readonly balance: ClassBalance | null;
}

/** Of a dataset's first `images` samples; forms in the order in which they first come. */
export interface DatasetReport {
  readonly images: number;
  readonly questions: number;
  readonly forms: readonly FormReport[];
}

/**
 * Makes samples 0 to `images - 1` and counts. `onProgress` is called with the samples made so far. Throws a plain Error
 * for parameters that cannot be.
 */
export function reportDataset(
  config: DataConfig,
  seed: number,
  part: Part,
  images: number,
  onProgress: (images: number) => void,
): DatasetReport {
  const samples: Sample[] = [];
  for (let index = 0; index < images; index++) {
    samples.push(makeSample(config, seed, part, index));
    onProgress(index + 1);
  }
  const items = samples.flatMap((sample) => sample.items);
  const balances = classBalance(samples);
  const forms = [...new Set(items.map(({ form }) => form))].map((form): FormReport => {
    const ofForm = items.filter((item) => item.form === form);
    return {
      form,
      questions: ofForm.length,
      balance: balances.find((balance) => balance.form === form) ?? null,
      ...simulateBaseline(ofForm, stream(seed, 'guess', form)),
    };
  });
  return { images, questions: items.length, forms };
}
