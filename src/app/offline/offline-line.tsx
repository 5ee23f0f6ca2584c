/**
 * The lines about the offline copy: whether it is there and how large, its progress, a new version, and the reload that
 * gives all cores. Not here: their state (keeping.ts, isolation.ts), where runs are kept (../page/kept-where.tsx).
 */
import { savesData } from '../page/prefetch.ts';
import { Alert } from '../ui/alert.tsx';
import { sizeText } from '../ui/format.ts';
import { runStatus } from '../workers.ts';
import { reloadIsolates } from './isolation.ts';
import { keepOffline, newVersion, offline, openNewVersion, removeOffline, stopKeeping } from './keeping.ts';

/** All lines that apply; nothing where nothing can be kept. */
export function OfflineLine() {
  if (offline.value.kind === 'unknown' && newVersion.value === 'none' && !reloadIsolates.value) return null;
  return (
    <div class="stack-2" data-offline={offline.value.kind}>
      <NewVersion />
      {reloadIsolates.value && newVersion.value === 'none' && (
        <p class="notice">
          <span>Once reloaded, the page can compute on all cores of this computer.</span>
          <ReloadButton onReload={() => window.location.reload()} />
        </p>
      )}
      <Copy />
    </div>
  );
}

/** Reloading would end a run. */
const ReloadButton = ({ onReload }: { readonly onReload: () => void }) => (
  <button type="button" disabled={runStatus.value !== 'idle'} onClick={onReload}>
    Reload
  </button>
);

function NewVersion() {
  if (newVersion.value === 'none') return null;
  return (
    <p class="notice">
      <span>
        {newVersion.value === 'waiting'
          ? 'A new version of the lab is there: reload, or see it at your next visit.'
          : 'A new version of the lab is there, but other windows still show this one: close them, and reload.'}
      </span>
      <ReloadButton onReload={() => void openNewVersion()} />
    </p>
  );
}

function Copy() {
  const { value } = offline;
  if (value.kind === 'unknown') return null;
  const size = sizeText(value.bytes);
  if (value.kind === 'kept')
    return (
      <p class="small muted">
        Available offline: the whole lab is kept in this browser, {size}.{' '}
        <button
          type="button"
          class="quiet"
          aria-label="Remove offline copy"
          // A run without a connection may still need a file of it.
          disabled={runStatus.value !== 'idle'}
          onClick={() => void removeOffline()}
        >
          Remove
        </button>
      </p>
    );
  if (value.kind === 'keeping')
    return (
      <div class="stack-1">
        <progress value={value.doneBytes} max={value.bytes} aria-label="Keeping the lab for offline use" />
        <p class="small muted">
          Keeping the lab for offline use: {sizeText(value.doneBytes)} of {size}
          {value.fileBytes > 0 && `, now a file of ${sizeText(value.fileBytes)}`}.{' '}
          <button type="button" class="quiet" aria-label="Stop keeping" onClick={() => void stopKeeping()}>
            Stop
          </button>
        </p>
      </div>
    );
  return (
    <>
      <Alert text={value.problem} />
      <p class="small muted">
        Not available offline
        {savesData() && ': the browser says that you save data, so nothing is kept unasked'}.{' '}
        <button type="button" onClick={() => void keepOffline()}>
          Keep for offline use, {size}
        </button>
      </p>
    </>
  );
}
