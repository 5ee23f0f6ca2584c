/** Starts the page. Nothing heavy is loaded here: workers, model and charts come when they are first needed. */
import { render } from 'preact';
import './styles/page.css';
import { App } from './app.tsx';
import { followLink } from './state/config.ts';
import { lookForGpu } from './state/gpu.ts';
import { refreshRuns, showNewest } from './state/runs.ts';
import { followTheme } from './state/theme.ts';

followTheme(window);
followLink(window);
render(<App />, document.getElementById('app')!);
void lookForGpu();
void refreshRuns().then(showNewest);
