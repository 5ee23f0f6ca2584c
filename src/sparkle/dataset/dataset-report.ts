/**
 * How well a dataset can be guessed without looking, form by form, counted on its first samples: how often each class is
 * the right answer, and the blind baselines. Not here: simulating guesses (baseline.ts).
 */
import { type Baseline, simulateBaseline } from '../baseline.ts';
import { positionOf, wholeDistance } from '../scene/geometry.ts';
import { optimalHops } from '../scene/lattice.ts';
import { stream } from '../scene/random.ts';
import type { Part } from '../scene/sampling.ts';
import type { AnswerForm } from '../style/query.ts';
import { claimOf } from '../style/styles.ts';
import { directionNames, regionNames } from '../style/wording.ts';
import type { Item } from '../task/item.ts';
import type { DataConfig } from './data-config.ts';
import { makeSample, type Sample } from './dataset.ts';

/** The report of one form of question. */
export interface FormReport extends Baseline {
  readonly form: AnswerForm;
  readonly questions: number;
  /** null if the form has no classes. */
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
 * for impossible parameters.
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

/** Counts of the classes of one form, in the order of the classes. A known class that never occurs has count 0. */
export interface ClassBalance {
  readonly form: AnswerForm;
  /**
   * Directions and regions by name; comparisons and pairs by the letter of the right option, or else by the position of
   * the right answer in the question, from 1; numbers by the whole distance; paths by the number of hops.
   */
  readonly classes: readonly { readonly name: string; readonly count: number }[];
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Classes that are listed even if no item has them. */
const knownClasses: Readonly<Partial<Record<AnswerForm, readonly string[]>>> = {
  direction: directionNames,
  region: regionNames,
};

/**
 * The class balance of every form that has classes, in the order in which the forms first come. Coordinates,
 * descriptions and routes have no classes.
 */
export function classBalance(samples: readonly { readonly items: readonly Item[] }[]): ClassBalance[] {
  const counts = new Map<AnswerForm, Map<string, number>>();
  for (const item of samples.flatMap((sample) => sample.items)) {
    const name = classOf(item);
    if (name === null) continue;
    const ofForm = counts.get(item.form) ?? new Map(knownClasses[item.form]?.map((known) => [known, 0]));
    counts.set(item.form, ofForm.set(name, (ofForm.get(name) ?? 0) + 1));
  }
  return [...counts].map(([form, ofForm]) => {
    const classes = [...ofForm].map(([name, count]) => ({ name, count }));
    const isOrdered = form in knownClasses;
    return { form, classes: isOrdered ? classes : classes.sort((a, b) => byName(a.name, b.name)) };
  });
}

/** Numbers by size, letters by the alphabet. */
const byName = (a: string, b: string): number => Number(a) - Number(b) || (a < b ? -1 : 1);

/** The class of an item's right answer; null if its form has none. */
function classOf(item: Item): string | null {
  const { names, scene, answer, options = null } = item;
  const claim = claimOf(item, answer);
  switch (claim?.form) {
    case 'direction':
    case 'region':
      return knownClasses[claim.form]?.[claim.class] ?? null;
    case 'comparison':
    case 'pair': {
      const letter = options && /\{([A-Z])\}/.exec(answer)?.[1];
      if (letter) return letter;
      if (claim.form === 'comparison') return String(names.indexOf(claim.name, 1));
      const isRight = (pair: number) =>
        claim.names.every((name) => names.slice(2 * pair, 2 * pair + 2).includes(name));
      return String(1 + upTo(names.length / 2).findIndex(isRight));
    }
    case 'number':
      return String(wholeDistance(positionOf(scene, names[0]!), positionOf(scene, names[1]!)));
    case 'path':
      return scene.kind === 'lattice' ? String(optimalHops(scene)) : null;
    default:
      return null;
  }
}
