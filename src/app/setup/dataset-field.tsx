/** Which imported dataset a setting names, chosen from those that are stored. Not here: importing (dataset-import.tsx). */
import { useEffect, useId } from 'preact/hooks';
import type { Option } from '../../experiment/option.ts';
import { datasets, refreshDatasets } from '../data/import-state.ts';
import { countText } from '../ui/format.ts';
import { fieldText, leave, type as typeInto } from './state.ts';

/** One that a link names stays chosen, though it is not stored here: the run says so too. */
export function DatasetField({ option }: { readonly option: Option }) {
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
