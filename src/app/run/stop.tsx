/**
 * Stopping a run from the page: at once, or after a question if more than a minute of work would end with it. Not here: what
 * stops and what is kept (state.ts).
 */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { aboutTime } from '../../experiment/device.ts';
import { words } from '../../words/words.ts';
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
  const { stop, stopping } = words.value.run;
  return (
    <button
      type="button"
      id="stop-run"
      onClick={requestStop}
      disabled={isStopping || askedAtSeconds.value !== null}
    >
      {isStopping ? stopping : stop} <kbd>Esc</kbd>
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
  const said = words.value.run;
  return (
    <fieldset class="chooser stack-2" ref={takeFocus} aria-label={said.stopTitle}>
      <p>{said.stopQuestion(aboutTime(seconds))}</p>
      <div class="row">
        <button type="button" onClick={stopRun}>
          {said.stopRun}
        </button>
        <button type="button" onClick={keepGoing}>
          {said.keepGoing}
        </button>
      </div>
    </fieldset>
  );
}
