/** How far the study is that is being played: which run of how many, and the time left for all of them. Not here: the run (run/run.tsx). */
import { aboutTime } from '../../experiment/device.ts';
import { cellsOf } from '../../study/study.ts';
import { remaining } from '../run/state.ts';
import { clockText } from '../ui/format.ts';
import { playing } from './playing.ts';
import { secondsOfCells } from './seconds.ts';
import { cellText } from './words.ts';

/** Seconds left for all runs of the study; null if the pace is not known. */
function secondsLeft({ study, cell, finished }: NonNullable<typeof playing.value>): number | null {
  const isOpen = ({ key }: { key: string }) => key !== cell.key && !finished.some((each) => each.key === key);
  const later = secondsOfCells(cellsOf(study).filter(isOpen), [...finished, cell]);
  const now = remaining.value?.of === 'run' ? remaining.value.seconds : secondsOfCells([cell], finished);
  return later === null || now === null ? null : later + now;
}

/** The line and its bar; nothing if no study is being played. */
export function StudyProgress() {
  const now = playing.value;
  if (!now) return null;
  const { study, cell, finished } = now;
  const total = cellsOf(study).length;
  const seconds = secondsLeft(now);
  return (
    <section class="study-progress stack-2" aria-label="Progress of the study">
      <div class="run-head">
        <h2>Study</h2>
        <p class="muted">
          {seconds === null ? (
            'how long it takes is known after its first training'
          ) : (
            <>
              <span class="ink">{seconds < 3600 ? clockText(seconds) : aboutTime(seconds)}</span> left for the
              whole study
            </>
          )}
        </p>
      </div>
      <p role="status">
        Run {finished.length + 1} of {total}: {cellText(cell, study)}
      </p>
      <progress value={finished.length} max={total} aria-label="Finished runs of the study" />
    </section>
  );
}
