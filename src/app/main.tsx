/**
 * Starts the page. Nothing heavy is started here but a short calibration: workers, model and charts come when they are
 * first needed, from files that were fetched meanwhile.
 */
import { render } from 'preact';
import './page/page.css';
import { lookForGpu } from './gpu/state.ts';
import { App } from './page/app.tsx';
import { prefetchWhenIdle } from './page/prefetch.ts';
import { followTheme } from './page/theme.ts';
import { refreshRuns } from './runs/state.ts';
import { calibrate } from './setup/pace.ts';
import { followLink } from './setup/state.ts';
import { refreshStudies, showNewest } from './study/state.ts';

followTheme(window);
followLink(window);
render(<App />, document.getElementById('app')!);
void lookForGpu();
void refreshRuns().then(refreshStudies).then(showNewest);
// In development, files have other addresses and are not compressed.
const fetched = import.meta.env.PROD ? prefetchWhenIdle() : Promise.resolve();
// After what it needs has come, and never beside a run.
void fetched.then(calibrate);
