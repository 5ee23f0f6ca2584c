/**
 * Starts the page. Nothing heavy is started here but a short calibration: workers, model and charts come when they are
 * first needed, from files that were fetched meanwhile.
 */
import { render } from 'preact';
import './page/page.css';
import { lookForGpu } from './gpu/state.ts';
import { App } from './page/app.tsx';
import { lackingText } from './page/lacking.ts';
import { tell } from './page/notice.ts';
import { prefetchWhenIdle } from './page/prefetch.ts';
import { followTheme } from './page/theme.ts';
import { readRuns, refreshRuns } from './runs/state.ts';
import { calibrate } from './setup/pace.ts';
import { followLink } from './setup/state.ts';
import { lostFromHere } from './storage/kept-files.ts';
import { followOtherPages } from './storage/other-pages.ts';
import { refreshStudies, showNewest } from './study/state.ts';

function start(root: HTMLElement): void {
  followTheme(window);
  followLink(window);
  // What stands there until the lab has started.
  root.replaceChildren();
  render(<App />, root);
  void lookForGpu();
  void openKept();
  // In development, files have other addresses and are not compressed.
  const fetched = import.meta.env.PROD ? prefetchWhenIdle() : Promise.resolve();
  // After what it needs has come, and never beside a run.
  void fetched.then(calibrate);
}

/** Shows what is kept, says what is not there any more, and keeps up with other pages. */
async function openKept(): Promise<void> {
  followOtherPages(() => void readRuns().then(refreshStudies));
  // Others hear of it too: this page may have been closed in the middle of a run.
  await refreshRuns();
  await refreshStudies();
  await showNewest();
  const lost = await lostFromHere();
  if (lost) tell('problem', lost);
}

const root = document.getElementById('app')!;
const lacking = lackingText();
if (lacking === null) start(root);
else root.prepend(Object.assign(document.createElement('p'), { className: 'notice', textContent: lacking }));
