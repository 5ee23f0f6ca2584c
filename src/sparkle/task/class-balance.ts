/**
 * How often each class is the right answer in a dataset: what a guess could lean on. Not here: the scores of guesses
 * (baseline.ts).
 */
import { wholeDistance } from '../scene/geometry.ts';
import { optimalHops } from '../scene/lattice.ts';
import { claimText, directionCount, positionOf, regionCount } from '../style/language.ts';
import { claimOf } from '../style/styles.ts';
import type { AnswerForm, Item } from './item.ts';

/** Counts of the classes of one form, in the order of the classes; what never comes has count 0 where it is known. */
export interface ClassBalance {
  readonly form: AnswerForm;
  /**
   * Classes are directions and regions; of comparisons and pairs the letter of the right option, or the place of the
   * right answer in the question, from 1; of numbers the whole distance; of paths the number of hops.
   */
  readonly classes: readonly { readonly name: string; readonly count: number }[];
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Classes that are named though no item may have them. */
function knownClasses(form: AnswerForm): string[] {
  if (form === 'direction') return upTo(directionCount).map((index) => claimText({ form, class: index }));
  if (form === 'region') return upTo(regionCount).map((index) => claimText({ form, class: index }));
  return [];
}

/**
 * The class balance of every form that has classes, in the order in which the forms first come. Coordinates,
 * descriptions and routes have no classes.
 */
export function classBalance(samples: readonly { readonly items: readonly Item[] }[]): ClassBalance[] {
  const counts = new Map<AnswerForm, Map<string, number>>();
  for (const item of samples.flatMap((sample) => sample.items)) {
    const name = classOf(item);
    if (name === null) continue;
    const ofForm = counts.get(item.form) ?? new Map(knownClasses(item.form).map((known) => [known, 0]));
    counts.set(item.form, ofForm.set(name, (ofForm.get(name) ?? 0) + 1));
  }
  return [...counts].map(([form, ofForm]) => {
    const classes = [...ofForm].map(([name, count]) => ({ name, count }));
    const isOrdered = knownClasses(form).length > 0;
    return { form, classes: isOrdered ? classes : classes.sort((a, b) => byName(a.name, b.name)) };
  });
}

/** Numbers by size, letters by the alphabet. */
const byName = (a: string, b: string): number => Number(a) - Number(b) || (a < b ? -1 : 1);

/** The class of an item's right answer; null where its form has none. */
function classOf(item: Item): string | null {
  const { names, scene, answer, options = null } = item;
  const claim = claimOf(item, answer);
  switch (claim?.form) {
    case 'direction':
    case 'region':
      return claimText(claim);
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
