/** The settings of the experiment as fields: one to type or choose, a list to tick, an imported dataset. Not here: which stand where (setup.tsx). */
import { useEffect, useId } from 'preact/hooks';
import type { Option } from '../../experiment/option.ts';
import { datasets, refreshDatasets } from '../data/import-state.ts';
import { Field } from '../ui/field.tsx';
import { countText } from '../ui/format.ts';
import { fieldText, leave, problems, type as typeInto } from './state.ts';

/** A setting as a field of its kind, with its help. */
export function MoreField({ option }: { readonly option: Option }) {
  if (option.kind === 'dataset') return <DatasetField option={option} />;
  if (option.kind === 'list') return <ListField option={option} />;
  return <OptionField option={option} hasHelp />;
}

/** A box for each name of a list. */
function ListField({ option }: { readonly option: Option }) {
  const id = useId();
  const chosen = fieldText(option).split(',');
  const problem = problems.value.get(option.key);
  const toggle = (name: string) =>
    typeInto(option, option.choices.filter((each) => chosen.includes(each) !== (each === name)).join(','));
  return (
    <fieldset class="field" aria-describedby={problem ? `${id}-problem ${id}-help` : `${id}-help`}>
      <legend>{option.label}</legend>
      <div class="suite-boxes">
        {option.choices.map((name) => (
          <label key={name} class="toggle">
            <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} />
            <span>{name}</span>
          </label>
        ))}
      </div>
      {problem && (
        <p id={`${id}-problem`} class="small" role="alert">
          {problem}
        </p>
      )}
      <p id={`${id}-help`} class="small muted">
        {option.help}
      </p>
    </fieldset>
  );
}

/** A setting as a text to type or a name to choose. */
export function OptionField({ option, hasHelp }: { readonly option: Option; readonly hasHelp: boolean }) {
  return (
    <Field
      label={option.label}
      {...(hasHelp && option.help && { help: option.help })}
      text={fieldText(option)}
      problem={problems.value.get(option.key) ?? null}
      isNumber={option.kind === 'integer' || option.kind === 'number'}
      choices={option.choices}
      onType={(text) => typeInto(option, text)}
      onLeave={() => leave(option)}
    />
  );
}

/** One that a link names stays chosen, though it is not stored here: the run says so too. */
function DatasetField({ option }: { readonly option: Option }) {
  const id = useId();
  useEffect(() => {
    void refreshDatasets();
  }, []);
  const chosen = fieldText(option);
  const stored = datasets.value.filter(({ damage }) => damage === null);
  const isMissing = chosen !== 'none' && !stored.some((each) => each.id === chosen);
  return (
    <div class="field">
      <label for={id}>{option.label}</label>
      <select
        id={id}
        value={chosen}
        aria-describedby={`${id}-help`}
        onChange={(event) => {
          typeInto(option, event.currentTarget.value);
          leave(option);
        }}
      >
        <option value="none">none</option>
        {stored.map(({ id: value, name, questions, importedAt }) => (
          <option key={value} value={value}>
            {name}, {countText(questions, 'question')}, {importedAt.slice(0, 10)}
          </option>
        ))}
        {isMissing && <option value={chosen}>{chosen}: not in this browser</option>}
      </select>
      <p id={`${id}-help`} class="small muted">
        {option.help}
      </p>
    </div>
  );
}
