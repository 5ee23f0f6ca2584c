/** How far the study is that is being played: which run of how many, and the time left for all of them. Not here: the run (run/run.tsx). */
import { aboutTime } from '../../experiment/device.ts';
import { cellsOf } from '../../study/study.ts';
import { words } from '../../words/words.ts';
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
  const say = words.value.study;
  const { study, cell, finished } = now;
  const total = cellsOf(study).length;
  const seconds = secondsLeft(now);
  return (
    <section class="study-progress stack-2" aria-label={say.progress}>
      <div class="run-head">
        <h2>{say.study}</h2>
        <p class="muted">
          {seconds === null
            ? say.timeUnknown
            : say.timeLeft(seconds < 3600 ? clockText(seconds) : aboutTime(seconds), (time) => (
                <span class="ink">{time}</span>
              ))}
        </p>
      </div>
      <p role="status">{say.runOf(finished.length + 1, total, cellText(cell, study))}</p>
      <progress value={finished.length} max={total} aria-label={say.finishedRuns} />
    </section>
  );
}
