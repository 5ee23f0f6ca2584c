/**
 * The lines about the offline copy: whether it is there and how large, its progress, a new version, and the reload that
 * gives all cores. Not here: their state (keeping.ts, isolation.ts), where runs are kept (../page/kept-where.tsx).
 */
import type { Words } from '../../words/english.ts';
import { words } from '../../words/words.ts';
import { savesData } from '../page/prefetch.ts';
import { Alert } from '../ui/alert.tsx';
import { sizeText } from '../ui/format.ts';
import { runStatus } from '../workers.ts';
import { reloadIsolates } from './isolation.ts';
import { keepOffline, newVersion, offline, openNewVersion, removeOffline, stopKeeping } from './keeping.ts';

/** All lines that apply; nothing where nothing can be kept. */
export function OfflineLine() {
  const told = words.value.offline;
  if (offline.value.kind === 'unknown' && newVersion.value === 'none' && !reloadIsolates.value) return null;
  return (
    <div class="stack-2" data-offline={offline.value.kind}>
      <NewVersion />
      {reloadIsolates.value && newVersion.value === 'none' && (
        <p class="notice">
          <span>{told.reloadIsolates}</span>
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
    {words.value.offline.reload}
  </button>
);

function NewVersion() {
  const told = words.value.offline;
  if (newVersion.value === 'none') return null;
  return (
    <p class="notice">
      <span>{newVersion.value === 'waiting' ? told.newVersion : told.newVersionBlocked}</span>
      <ReloadButton onReload={() => void openNewVersion()} />
    </p>
  );
}

function Copy() {
  const told = words.value.offline;
  const { value } = offline;
  if (value.kind === 'unknown') return null;
  const size = sizeText(value.bytes);
  if (value.kind === 'kept')
    return (
      <p class="small muted">
        {told.kept(size)}{' '}
        <button
          type="button"
          class="quiet"
          aria-label={told.removeCopy}
          // A run without a connection may still need a file of it.
          disabled={runStatus.value !== 'idle'}
          onClick={() => void removeOffline()}
        >
          {told.remove}
        </button>
      </p>
    );
  if (value.kind === 'keeping')
    return (
      <div class="stack-1">
        <progress value={value.doneBytes} max={value.bytes} aria-label={told.keeping} />
        <p class="small muted">
          {value.fileBytes > 0
            ? told.keptWithFile(sizeText(value.doneBytes), size, sizeText(value.fileBytes))
            : told.keptOf(sizeText(value.doneBytes), size)}{' '}
          <button
            type="button"
            class="quiet"
            aria-label={told.stopKeeping}
            onClick={() => void stopKeeping()}
          >
            {told.stop}
          </button>
        </p>
      </div>
    );
  return (
    <>
      <Alert text={value.problem && problemText(value.problem, size)} />
      <p class="small muted">
        {savesData() ? told.absentToSave : told.absent}{' '}
        <button type="button" onClick={() => void keepOffline()}>
          {told.keep(size)}
        </button>
      </p>
    </>
  );
}

function problemText(problem: keyof Words['offline']['problems'], size: string): string {
  const { problems } = words.value.offline;
  return problem === 'full' ? problems.full(size) : problems[problem];
}
