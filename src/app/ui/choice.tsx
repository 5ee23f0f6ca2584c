/** A choice of a few values as buttons side by side, made of native radio buttons. Takes props only. */
import { useId } from 'preact/hooks';

interface ChoiceProps<T extends string> {
  readonly legend: string;
  readonly values: readonly { readonly value: T; readonly label: string; readonly isDisabled?: boolean }[];
  /** Null if none of them is. */
  readonly chosen: T | null;
  readonly isLegendHidden?: boolean;
  readonly onChoose: (value: T) => void;
}

/** The buttons, of which at most one is chosen. */
export function Choice<T extends string>({
  legend,
  values,
  chosen,
  isLegendHidden = false,
  onChoose,
}: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend class={isLegendHidden ? 'visually-hidden' : undefined}>{legend}</legend>
      <div>
        {values.map(({ value, label, isDisabled }) => (
          <label key={value}>
            <input
              type="radio"
              name={name}
              class="visually-hidden"
              checked={value === chosen}
              disabled={isDisabled}
              onChange={() => onChoose(value)}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
