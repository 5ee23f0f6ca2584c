/** Starts the page. Nothing heavy is loaded here: workers, model and charts come when they are first needed. */
import { render } from 'preact';
import './page/page.css';
import { lookForGpu } from './gpu/state.ts';
import { App } from './page/app.tsx';
import { followTheme } from './page/theme.ts';
import { refreshRuns, showNewest } from './runs/state.ts';
import { followLink } from './setup/state.ts';

followTheme(window);
followLink(window);
render(<App />, document.getElementById('app')!);
void lookForGpu();
void refreshRuns().then(showNewest);
