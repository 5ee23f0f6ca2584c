/**
 * Stopping a run from the page: at once, or after a question if more than a minute of work would end with it. Not here: what
 * stops and what is kept (state.ts).
 */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { aboutTime } from '../../experiment/device.ts';
import { focusIfLost, focusOn } from '../ui/focus.ts';
import { runStatus } from '../workers.ts';
import { secondsOfWork, stopRun } from './state.ts';

/** Less work is stopped without a question. */
const unaskedSeconds = 60;

/** The work that would end when the question was asked, in seconds; null if it is not asked. */
const askedAtSeconds = signal<number | null>(null);

/** Stops the run, or asks first. While it asks, keeps the run going and takes the question back. */
export function requestStop(): void {
  if (runStatus.value !== 'running') return;
  const seconds = secondsOfWork();
  if (askedAtSeconds.value !== null) keepGoing();
  else if (seconds <= unaskedSeconds) stopRun();
  else askedAtSeconds.value = seconds;
}

function keepGoing(): void {
  askedAtSeconds.value = null;
  // The buttons of the question are gone.
  setTimeout(() => focusIfLost('#stop-run'));
}

/** The button. */
export function StopButton() {
  const isStopping = runStatus.value === 'stopping';
  return (
    <button
      type="button"
      id="stop-run"
      onClick={requestStop}
      disabled={isStopping || askedAtSeconds.value !== null}
    >
      {isStopping ? 'Stopping' : 'Stop'} <kbd>Esc</kbd>
    </button>
  );
}

/** As a `ref`: whoever is asked can answer by the keyboard. */
const takeFocus = (element: HTMLElement | null) => focusOn(element, { preventScroll: true });

/** The question; nothing if it is not asked. Without a run it is not asked. */
export function StopQuestion() {
  useEffect(
    () => () => {
      askedAtSeconds.value = null;
    },
    [],
  );
  const seconds = askedAtSeconds.value;
  if (seconds === null || runStatus.value !== 'running') return null;
  return (
    <fieldset class="chooser stack-2" ref={takeFocus} aria-label="Stop?">
      <p>
        Stop after {aboutTime(seconds)} of work? What was answered is kept, and so is the last checkpoint: it
        can be resumed from there.
      </p>
      <div class="row">
        <button type="button" onClick={stopRun}>
          Stop the run
        </button>
        <button type="button" onClick={keepGoing}>
          Keep going
        </button>
      </div>
    </fieldset>
  );
}
