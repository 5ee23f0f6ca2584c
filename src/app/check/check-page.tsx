/** *Check this computer* as a page of its own, for a person and for `npm run check-computer`. Not here: what is on it (check-view.tsx). */
import { effect } from '@preact/signals';
import { render } from 'preact';
import '../page/page.css';
import './check.css';
import { words } from '../../words/words.ts';
import { lookForGpu } from '../gpu/state.ts';
import { lackingText } from '../page/lacking.ts';
import { followLanguage } from '../page/language.ts';
import { followTheme } from '../page/theme.ts';
import { CheckView } from './check-view.tsx';
import { checkFailure, checking, checkReport, startCheck } from './state.ts';

window.checkThisComputer = async ({ hub, load }) => {
  const unsubscribe = effect(() => {
    const working = checking.value;
    const { doing, doingNow } = words.value.check;
    if (working) window.onCheckProgress?.(doingNow(working.done + 1, working.total, doing[working.doing]));
  });
  await startCheck(hub, load);
  unsubscribe();
  if (!checkReport.value)
    throw new Error(checkFailure.value ?? 'A check is being made already. Wait for its end.');
  return checkReport.value;
};

async function start(root: HTMLElement): Promise<void> {
  followTheme(window);
  await followLanguage(window);
  effect(() => {
    document.title = words.value.check.documentTitle;
  });
  void lookForGpu();
  // What stands there until the page has started.
  root.replaceChildren();
  const lacking = lackingText();
  if (lacking === null) render(<CheckView />, root);
  else root.append(Object.assign(document.createElement('p'), { className: 'notice', textContent: lacking }));
}

void start(document.getElementById('check')!);
