/**
 * A form over a value that is always valid: a valid text changes the value, a wrong one stays in its field with a message.
 * Not here: the settings (src/experiment/option.ts), the fields (ui/field.tsx).
 */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type Option, type Reading, readOption, textOf, withValue } from '../../experiment/option.ts';
import { words } from '../../words/words.ts';

/** The state of a form's fields. */
export interface Form<T extends object> {
  /** What is wrong with the typed texts, by key of the setting; empty if all are valid. */
  readonly problems: ReadonlySignal<ReadonlyMap<string, string>>;
  /** The text a field shows. */
  fieldText(option: Option): string;
  /** Takes a typed text: into the value if it is valid, else only into the field. */
  type(option: Option, text: string): void;
  /** Call when a field is left: a valid text is replaced by the standard text of the value, a wrong one stays with its message. */
  leave(option: Option): void;
  /** Sets one setting and replaces what is typed into its field. */
  set(option: Option, setting: unknown): void;
  /** Replaces the whole value. */
  take(next: T): void;
}

/** Reads what was typed: numbers as people of this language write them, or as the lab does. */
const readTyped = (option: Option, text: string): Reading =>
  readOption(option, option.kind === 'number' ? words.value.format.typedNumber(text) : text);

/** The standard text of a setting in its field. */
const fieldTextOf = (value: object, option: Option): string => {
  const text = textOf(value, option);
  return option.kind === 'number' ? words.value.format.number(text) : text;
};

/** A form that changes `value`. */
export function createForm<T extends object>(value: Signal<T>): Form<T> {
  const typed = signal<ReadonlyMap<Option, string>>(new Map());
  const problems = computed(() => {
    const found = new Map<string, string>();
    for (const [option, text] of typed.value) {
      const reading = readTyped(option, text);
      if ('problem' in reading) found.set(option.key, reading.problem);
    }
    return found;
  });
  const forget = (option: Option) => {
    const rest = new Map(typed.value);
    rest.delete(option);
    typed.value = rest;
  };
  return {
    problems,
    fieldText: (option) => typed.value.get(option) ?? fieldTextOf(value.value, option),
    type(option, text) {
      typed.value = new Map(typed.value).set(option, text);
      const reading = readTyped(option, text);
      if ('value' in reading) value.value = withValue(value.value, option, reading.value);
    },
    leave(option) {
      if (!problems.value.has(option.key)) forget(option);
    },
    set(option, setting) {
      forget(option);
      value.value = withValue(value.value, option, setting);
    },
    take(next) {
      typed.value = new Map();
      value.value = next;
    },
  };
}
