/** A labelled text field with help and a message when its text is not valid; also as a setting of a form. Takes props only. */
import { useId } from 'preact/hooks';
import type { Option } from '../../experiment/option.ts';
import { words } from '../../words/words.ts';
import { Alert } from './alert.tsx';
import type { Form } from './form.ts';
import { Term } from './term.tsx';

interface FieldProps {
  readonly label: string;
  readonly help?: string;
  /** Whether the help is behind a question mark instead of below the field. */
  readonly isHelpFolded?: boolean;
  readonly text: string;
  /** What is wrong with the text; null if nothing. */
  readonly problem: string | null;
  readonly isNumber: boolean;
  /** The values to choose from; if there are none, a text is typed. */
  readonly choices?: readonly string[];
  /** What the choices are called, if not as their values. */
  readonly choiceNames?: Readonly<Record<string, string>>;
  readonly onType: (text: string) => void;
  readonly onLeave: () => void;
}

/** The label, the field, its help and its message. */
export function Field(props: FieldProps) {
  const { label, help, isHelpFolded = false, text, problem, isNumber, onType, onLeave } = props;
  const { choices = [], choiceNames = {} } = props;
  const id = useId();
  const described = [help && !isHelpFolded && `${id}-help`, problem && `${id}-problem`]
    .filter(Boolean)
    .join(' ');
  return (
    <div class="field stack-1">
      <div class="field-name">
        <label for={id}>{label}</label>
        {help && isHelpFolded && (
          <Term word="?" label={words.value.ui.whatIs(label)}>
            {help}
          </Term>
        )}
      </div>
      {choices.length > 0 ? (
        <select
          id={id}
          value={text}
          aria-describedby={described || undefined}
          onChange={(event) => onType(event.currentTarget.value)}
        >
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {choiceNames[choice] ?? choice}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          type="text"
          inputMode={isNumber ? 'decimal' : 'text'}
          autoComplete="off"
          spellcheck={false}
          value={text}
          aria-invalid={problem !== null}
          aria-describedby={described || undefined}
          onInput={(event) => onType(event.currentTarget.value)}
          onBlur={onLeave}
        />
      )}
      <Alert id={`${id}-problem`} text={problem} />
      {help && !isHelpFolded && (
        <p id={`${id}-help`} class="small muted">
          {help}
        </p>
      )}
    </div>
  );
}

interface FormFieldProps<T extends object> {
  readonly form: Form<T>;
  readonly option: Option;
  readonly help?: string;
  readonly isHelpFolded?: boolean;
}

/** A setting of a form, to type or to choose. */
export function FormField<T extends object>({ form, option, ...help }: FormFieldProps<T>) {
  return (
    <Field
      {...help}
      label={option.label}
      text={form.fieldText(option)}
      problem={form.problems.value.get(option.key) ?? null}
      isNumber={isNumeric(option)}
      choices={option.choices}
      choiceNames={option.choiceNames}
      onType={(text) => form.type(option, text)}
      onLeave={() => form.leave(option)}
    />
  );
}

/** Whether a setting is a number. */
export const isNumeric = ({ kind }: Option): boolean => kind === 'integer' || kind === 'number';
