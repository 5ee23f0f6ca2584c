/** The settings of the experiment as fields: one to type or choose, a list to tick, an imported dataset. Not here: their order (setup.tsx). */
import { useEffect, useId } from 'preact/hooks';
import type { Option } from '../../experiment/option.ts';
import { words } from '../../words/words.ts';
import { datasets, refreshDatasets } from '../data/import-state.ts';
import { Alert } from '../ui/alert.tsx';
import { FormField } from '../ui/field.tsx';
import { configForm } from './state.ts';

/** A setting as a field of its kind, with its help. */
export function MoreField({ option }: { readonly option: Option }) {
  if (option.kind === 'dataset') return <DatasetField option={option} />;
  if (option.kind === 'list') return <ListField option={option} />;
  return <FormField form={configForm} option={option} {...(option.help && { help: option.help })} />;
}

/** A checkbox for each name of a list. */
function ListField({ option }: { readonly option: Option }) {
  const id = useId();
  const chosen = configForm.fieldText(option).split(',');
  const problem = configForm.problems.value.get(option.key);
  const toggle = (name: string) =>
    configForm.type(
      option,
      option.choices.filter((each) => chosen.includes(each) !== (each === name)).join(','),
    );
  return (
    <fieldset class="field stack-1" aria-describedby={problem ? `${id}-problem ${id}-help` : `${id}-help`}>
      <legend>{option.label}</legend>
      <div class="suite-boxes">
        {option.choices.map((name) => (
          <label key={name} class="toggle">
            <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} />
            <span>{name}</span>
          </label>
        ))}
      </div>
      <Alert id={`${id}-problem`} text={problem} />
      <p id={`${id}-help`} class="small muted">
        {option.help}
      </p>
    </fieldset>
  );
}

/** A choice of the stored datasets. One that a link names stays chosen even if it is not stored here. */
function DatasetField({ option }: { readonly option: Option }) {
  const id = useId();
  useEffect(() => {
    void refreshDatasets();
  }, []);
  const chosen = configForm.fieldText(option);
  const stored = datasets.value.filter(({ damage }) => damage === null);
  const isMissing = chosen !== 'none' && !stored.some((each) => each.id === chosen);
  const said = words.value.setup;
  const lineOf = ({ name, questions, importedAt, isTestOnly }: (typeof stored)[number]) => {
    const line = said.dataset(name, questions, importedAt.slice(0, 10));
    return isTestOnly && option.key === 'trainData' ? said.testOnlyDataset(line) : line;
  };
  return (
    <div class="field stack-1">
      <label for={id}>{option.label}</label>
      <select
        id={id}
        value={chosen}
        aria-describedby={`${id}-help`}
        onChange={(event) => {
          configForm.type(option, event.currentTarget.value);
          configForm.leave(option);
        }}
      >
        <option value="none">{said.none}</option>
        {stored.map((each) => (
          <option key={each.id} value={each.id} disabled={each.isTestOnly && option.key === 'trainData'}>
            {lineOf(each)}
          </option>
        ))}
        {isMissing && <option value={chosen}>{said.missingDataset(chosen)}</option>}
      </select>
      <p id={`${id}-help`} class="small muted">
        {option.help}
      </p>
    </div>
  );
}
