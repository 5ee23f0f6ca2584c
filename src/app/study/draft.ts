/**
 * A study that is being set up: its arms, seeds and sweep, always readable, and what is typed but not yet valid. Not here:
 * the experiment that it repeats (setup/state.ts), a study as a value (src/study/study.ts).
 */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { textOf } from '../../experiment/option.ts';
import { capabilities } from '../../sparkle/task/task-name.ts';
import { readSeeds, readValues, seedsTextOf, valuesTextOf } from '../../study/factors-text.ts';
import { armName, readArm, type Study, sweepable } from '../../study/study.ts';
import { words } from '../../words/words.ts';

/** What makes a study of an experiment. */
export type Factors = Pick<Study, 'arms' | 'seeds' | 'sweep'>;

/** The names of all arms that a study can have: all sets of skills, from none to all, then the other controls. */
export const armNames: readonly string[] = [
  'none',
  ...capabilities,
  ...capabilities.flatMap((first, i) => capabilities.slice(i + 1).map((second) => `${first}+${second}`)),
  'all',
  'composite',
  'shuffled',
].filter((name) => readArm(name) !== null);

/** A draft of a study. */
export interface Draft {
  /** null if no study is being set up. */
  readonly factors: Signal<Factors | null>;
  readonly seedsText: ReadonlySignal<string>;
  readonly valuesText: ReadonlySignal<string>;
  /** What is wrong with what is typed; null if nothing. */
  readonly seedsProblem: ReadonlySignal<string | null>;
  readonly valuesProblem: ReadonlySignal<string | null>;
  toggleArm(name: string): void;
  typeSeeds(text: string): void;
  typeValues(text: string): void;
  /** Sweeps a setting, by its key, beginning with the values given; null sweeps none. */
  sweep(setting: string | null, values: readonly number[]): void;
  /** Replaces all, and what is typed. */
  take(factors: Factors | null): void;
}

/** A draft that begins with these factors. */
export function createDraft(first: Factors | null): Draft {
  const factors = signal(first);
  const typedSeeds = signal<string | null>(null);
  const typedValues = signal<string | null>(null);
  const change = (part: Partial<Factors>) => {
    if (factors.value) factors.value = { ...factors.value, ...part };
  };
  return {
    factors,
    seedsText: computed(() => typedSeeds.value ?? seedsTextOf(factors.value?.seeds ?? [])),
    valuesText: computed(
      () => typedValues.value ?? valuesTextOf(factors.value?.sweep?.values ?? [], words.value),
    ),
    seedsProblem: computed(() => problemOf(typedSeeds.value, (text) => readSeeds(text, words.value.study))),
    valuesProblem: computed(() =>
      factors.value?.sweep
        ? problemOf(typedValues.value, readValues(factors.value.sweep.setting, words.value))
        : null,
    ),
    toggleArm(name) {
      const chosen = (factors.value?.arms ?? []).map(armName);
      const isOn = chosen.includes(name);
      const next = isOn ? chosen.filter((each) => each !== name) : [...chosen, name];
      // In one order, however they were ticked.
      change({
        arms: armNames.filter((each) => next.includes(each)).map((each) => readArm(each)!) as Study['arms'],
      });
    },
    typeSeeds(text) {
      typedSeeds.value = text;
      const seeds = readSeeds(text, words.value.study);
      if (typeof seeds !== 'string') change({ seeds });
    },
    typeValues(text) {
      typedValues.value = text;
      const { sweep } = factors.value ?? {};
      if (!sweep) return;
      const values = readValues(sweep.setting, words.value)(text);
      if (typeof values !== 'string') change({ sweep: { ...sweep, values } });
    },
    sweep(setting, values) {
      typedValues.value = null;
      change({ sweep: setting === null ? null : { setting, values: [...values] } });
    },
    take(next) {
      typedSeeds.value = null;
      typedValues.value = null;
      factors.value = next;
    },
  };
}

/** The study that is being set up on the page; its factors are null while a single experiment is. */
export const newStudy = createDraft(null);

const problemOf = (text: string | null, read: (text: string) => unknown): string | null => {
  const reading = text === null ? null : read(text);
  return typeof reading === 'string' ? reading : null;
};

/** The value that a setting has in an experiment, with which its sweep begins. */
export function valueIn(base: Study['base'], setting: string): number[] {
  const option = sweepable.find(({ key }) => key === setting);
  return option ? [Number(textOf(base, option))] : [];
}
