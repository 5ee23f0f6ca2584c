/** The list of records that ship with the lab: open one. Not here: the opened one (record.tsx), a person's own runs (runs/runs.tsx). */
import { records } from '../../record/records.ts';
import { words } from '../../words/words.ts';
import { mainView } from '../page/shown.ts';
import { leadTo } from '../ui/focus.ts';
import { dateText, sizeText } from '../ui/format.ts';
import { runStatus } from '../workers.ts';
import { openedRecord, openingRecord, openRecord, recordTitle } from './state.ts';

/** The list, if there are records. */
export function RecordsView() {
  const say = words.value.record;
  if (records.length === 0) return null;
  return (
    <section aria-labelledby="records-title" class="records">
      <h2 id="records-title">{say.list}</h2>
      <ul>
        {records.map(({ name, link, recordedAt, bytes }) => (
          <li key={name}>
            <div
              class="run-line"
              aria-current={(mainView.value === 'record' && openedRecord.value?.name === name) || undefined}
            >
              <button
                type="button"
                class="quiet run-open"
                disabled={runStatus.value !== 'idle'}
                onClick={() => void openRecord(name).then(() => leadTo('#record-title'))}
              >
                <span class="clamped">{recordTitle(link)}</span>
                <span class="small muted">
                  {openingRecord.value === name
                    ? say.opening
                    : `${dateText(recordedAt)} · ${sizeText(bytes)}`}
                </span>
              </button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
