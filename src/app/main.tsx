/**
 * Starts the page. Nothing heavy is started here but a short calibration: workers, model and charts come when they are
 * first needed, from files that were fetched meanwhile.
 */
import { render } from 'preact';
import './page/page.css';
import { readClassAgain } from './class/state.ts';
import { refreshDatasets } from './data/import-state.ts';
import { greet } from './first-minute/state.ts';
import { lookForGpu } from './gpu/state.ts';
import { followOffline, keepUnasked } from './offline/keeping.ts';
import { isServedFromCopy } from './offline/registration.ts';
import { App } from './page/app.tsx';
import { lackingText } from './page/lacking.ts';
import { followLanguage } from './page/language.ts';
import { tell } from './page/notice.ts';
import { prefetchWhenIdle, savesData } from './page/prefetch.ts';
import { followTheme } from './page/theme.ts';
import { openFirstRecord } from './record/state.ts';
import { readRuns, refreshRuns } from './runs/state.ts';
import { calibrate } from './setup/pace.ts';
import { followLink } from './setup/state.ts';
import { lostFromHere } from './storage/kept-files.ts';
import { followOtherPages } from './storage/other-pages.ts';
import { hasOwnResult, refreshStudies, showNewest } from './study/state.ts';
import { isHidden } from './teacher/state.ts';

async function start(root: HTMLElement): Promise<void> {
  followTheme(window);
  await followLanguage(window);
  followLink(window);
  // What stands there until the lab has started.
  root.replaceChildren();
  render(<App />, root);
  void lookForGpu();
  void openKept();
  // In development, files have other addresses, are not compressed, and change.
  const isBuilt = import.meta.env.PROD;
  if (isBuilt) void followOffline();
  const fetched = isBuilt && !isServedFromCopy() ? prefetchWhenIdle() : Promise.resolve();
  // After what it needs has come, and never beside a run.
  void fetched.then(calibrate).then(keepUnasked);
}

/** Shows what is kept, or else a record, says what is not there any more, and keeps up with other pages. */
async function openKept(): Promise<void> {
  followOtherPages(() => void readRuns().then(refreshStudies).then(readClassAgain));
  // Runs are called by the names that a person gave to their datasets.
  void refreshDatasets();
  // Others hear of it too: this page may have been closed in the middle of a run.
  await refreshRuns();
  await refreshStudies();
  await showNewest();
  // A person who saves data opens one when they want it; a teacher may keep the answer from the class.
  if (!savesData() && !isHidden('records')) {
    await openFirstRecord(hasOwnResult);
    greet();
  }
  const lost = await lostFromHere();
  if (lost) tell('problem', lost);
}

/** Says what this browser lacks, where the lab would stand. */
async function tellLacking(root: HTMLElement): Promise<void> {
  await followLanguage(window);
  root.prepend(
    Object.assign(document.createElement('p'), { className: 'notice', textContent: lackingText() }),
  );
}

const root = document.getElementById('app')!;
if (lackingText() === null) void start(root);
else void tellLacking(root);
